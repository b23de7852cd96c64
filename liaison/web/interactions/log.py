"""The pages of the log list: the list itself, its files, and what is done with many entries at once."""

from __future__ import annotations

from collections.abc import Callable, Collection
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from liaison.accounts.actions import take_out
from liaison.accounts.queries import allowed, require
from liaison.accounts.rules import Right
from liaison.delivery.actions import AS_BEFORE, resend_all, resend_entries
from liaison.interactions.actions.correct import cancel, evaluate, reinstate
from liaison.interactions.models import Evaluation
from liaison.interactions.queries.log_list import (
    LogFilter,
    count_entries,
    log_list,
    matching_entries,
    names_of_filter,
)
from liaison.interactions.queries.rows import EntryRow
from liaison.kit.clock import now
from liaison.kit.errors import Refusal, Refused
from liaison.kit.sql import Question
from liaison.web.interactions.forms import CancelForm
from liaison.web.interactions.listing import AREA, LOG, all_rows, narrowed_log, order_of, shows_beside
from liaison.web.interactions.logged import logged_rows
from liaison.web.interactions.sending import ResendForm
from liaison.web.interactions.words import VERDICTS, verdict
from liaison.web.shell import formats
from liaison.web.shell.answers import answer, done, posted, refusals_in, wants_part
from liaison.web.shell.decorators import signed_in
from liaison.web.shell.exports import export_answer
from liaison.web.shell.lists import Listing, answer_list, only_rows
from liaison.web.shell.requests import UserRequest
from liaison.web.shell.selection import Selection, differs, read_selection
from liaison.web.shell.taking_out import ExportForm, ask_purpose

PAGE = 50


@require_GET
@signed_in
def interactions(request: UserRequest) -> HttpResponse:
    """The log, newest first; it never shows what was postponed (R-INT-75, 182)."""
    listing = LOG.read(request)
    narrowed = narrowed_log(listing)
    page = log_list(
        request.user,
        narrowed,
        limit=PAGE,
        cursor=listing.cursor,
        order=order_of(listing),
        beside=shows_beside(listing),
    )
    names = {} if only_rows(request, listing) else names_of_filter(request.user, narrowed)
    context = {
        "alone": wants_part(request),  # the title of the page follows
        "heading": " · ".join((gettext("Interactions"), *names.values())),
        "new": _new_interaction(narrowed, names),
        "rows": logged_rows(page.items, listing.text("q")),
        "searched": bool(narrowed.q.strip()),  # what is found comes newest first, whatever was sorted by
        # Counting costs six times showing, so the offer says how many only once it is taken.
        "every": gettext("interactions") if page.next is not None else "",
        "verdicts": [(key, verdict(key)) for key in VERDICTS],
        "may_evaluate": allowed(request.user, Right.EVALUATE),
        "may_cancel": allowed(request.user, Right.CANCEL),
        "may_resend": allowed(request.user, Right.RESEND),
        "may_export": allowed(request.user, Right.EXPORT),
        "may_clean_up": allowed(request.user, Right.CLEAN_UP),
        "may_record": allowed(request.user, Right.RECORD),
    }
    return answer_list(request, listing, page, "interactions/log.html", "interactions/_log.html", context)


def _new_interaction(narrowed: LogFilter, known: Collection[str]) -> str:
    """The guide with what the list is narrowed to, as far as it is `known`, fixed (R-INT-41)."""
    given = {name: getattr(narrowed, name) for name in known}
    query = urlencode([*given.items(), *(("lock", name) for name in given)])
    return f"{reverse('guide')}?{query}" if query else reverse("guide")


@require_http_methods(["GET", "POST"])
@signed_in
def interactions_export(request: UserRequest) -> HttpResponseBase:
    """The list as it stands, all of its rows, as CSV or XLSX, once it is said what for (B-20)."""
    require(request.user, Right.EXPORT)
    require(request.user, Right.READ_LOG)
    listing = LOG.read(request)
    form = ExportForm(posted(request))
    if not form.is_valid():
        back = LOG.state(request.user, request.GET).url()
        return ask_purpose(request, form, back=back)
    ending, purpose = form.cleaned_data["format"], form.cleaned_data["purpose"]
    found = all_rows(request.user, listing)
    rows = take_out(AREA, ending, found, purpose=purpose, narrowed=listing.query(), by=request.user, at=now())
    return export_answer(AREA, ending, listing.columns, rows)


def _chosen(request: UserRequest, selection: Selection[EntryRow]) -> tuple[LogFilter, Question | list[int]]:
    """The selection as a filter to count and as what the verbs take."""
    if selection.matching is not None:
        narrowed = narrowed_log(selection.matching)
        return narrowed, matching_entries(request.user, narrowed)
    return LogFilter(entries=selection.ids), list(selection.ids)


class BulkForm(CancelForm, ResendForm):
    """What is done with the selection: evaluate by a level, cancel or reinstate with a reason, send again."""

    act = forms.ChoiceField(choices=[("cancel", ""), ("reinstate", ""), ("resend", "")], required=False)
    evaluation = forms.ChoiceField(choices=Evaluation.choices, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["channel"].required = False

    def clean(self) -> dict[str, object]:
        """A level alone evaluates; without act and level there is nothing to do."""
        given = dict(super().clean() or self.cleaned_data)
        if not given.get("act"):
            given["act"] = "evaluate"
            if not given.get("evaluation") and "evaluation" not in self.errors:
                self.add_error("evaluation", gettext("Choose an evaluation."))
        return given


@require_POST
@signed_in
def interactions_bulk(request: UserRequest) -> HttpResponse:
    """First say how many entries it is about, then, once that is confirmed, do it.

    Of all that match only as many as were confirmed: else their number is said anew.
    """
    selection = read_selection(request, LOG)
    form = BulkForm(request.POST)
    narrowed, entries = _chosen(request, selection)
    if not form.is_valid():
        raise Refused(Refusal(_("Choose what to do with the interactions.")))
    confirmed = "confirmed" in request.POST
    count = count_entries(request.user, narrowed) if selection.everything or not confirmed else None
    recounted = count is not None and differs(request, selection, count)
    if confirmed and not recounted:
        if form.cleaned_data["act"] != "resend":
            return _done(request, form, entries, selection)
        with refusals_in(form):
            return _resent(request, form, entries, selection)
    context = {
        "form": form,
        "act": form.cleaned_data["act"],
        "evaluation": form.cleaned_data["evaluation"],
        "verdict": verdict(form.cleaned_data["evaluation"]),
        "count": count_entries(request.user, narrowed) if count is None else count,
        "recounted": recounted,
        "selection": selection,
        "filters": request.POST.get("filters", ""),
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if recounted else None
    return answer(request, "interactions/bulk.html", context, dialog="interactions/_bulk.html", status=status)


def _done(
    request: UserRequest, form: BulkForm, entries: Question | list[int], selection: Selection[EntryRow]
) -> HttpResponse:
    given = form.cleaned_data
    by, at, reason = request.user, now(), given["reason"]
    verbs: dict[str, Callable[[], int]] = {
        "evaluate": lambda: evaluate(entries, Evaluation(given["evaluation"]), by=by, at=at),
        "cancel": lambda: cancel(entries, reason=reason, remove_files=given["remove_files"], by=by, at=at),
        "reinstate": lambda: reinstate(entries, reason=reason, by=by, at=at),
    }
    changed = verbs[given["act"]]()
    words = {
        "evaluate": ngettext("%(n)s interaction evaluated.", "%(n)s interactions evaluated.", changed),
        "cancel": ngettext("%(n)s interaction cancelled.", "%(n)s interactions cancelled.", changed),
        "reinstate": ngettext("%(n)s interaction reinstated.", "%(n)s interactions reinstated.", changed),
    }[given["act"]]
    return done(request, _back(selection), toast=words % {"n": formats.number(changed)})


def _resent(
    request: UserRequest, form: BulkForm, entries: Question | list[int], selection: Selection[EntryRow]
) -> HttpResponse:
    """Send the entries again: those ticked all or none, all that match as far as they can, as they were."""
    channel, anew = form.cleaned_data["channel"] or AS_BEFORE, form.cleaned_data["update_merge_fields"]
    skipped = 0
    if isinstance(entries, Question):
        run = resend_all(entries, channel=channel, by=request.user, at=now())
        count, follow = run.total, reverse("sending_again", args=[run.pk])
    else:
        sent = resend_entries(entries, channel=channel, update_merge_fields=anew, by=request.user, at=now())
        count, skipped, follow = len(sent.entries), len(sent.skipped), ""
    words = ngettext("%(n)s interaction on its way again.", "%(n)s interactions on their way again.", count)
    toast = words % {"n": formats.number(count)}
    if skipped:
        why = ngettext(
            "%(n)s left out: cancelled, without content, still waiting or never to be sent.",
            "%(n)s left out: cancelled, without content, still waiting or never to be sent.",
            skipped,
        )
        toast = f"{toast} {why % {'n': formats.number(skipped)}}"
    return done(request, _back(selection), toast=toast, href=follow)


def _back(selection: Selection[EntryRow]) -> str:
    """The list as it was, for a browser without scripts."""
    listing: Listing[EntryRow] | None = selection.matching
    return listing.url() if listing is not None else reverse("interactions")
