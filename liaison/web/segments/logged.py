"""Logged segments: what happened, how far the sending is, cancel, take back, follow up."""

from __future__ import annotations

from urllib.parse import quote

from django.db.models import QuerySet
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext
from django.views.decorators.http import require_GET, require_POST
from django_htmx.http import HttpResponseClientRefresh

from liaison.accounts.models import User
from liaison.accounts.queries import allowed
from liaison.accounts.rules import Right
from liaison.delivery.queries import RunProgress, faults_of, run_of, runs_to_start
from liaison.delivery.queries.letters import has_letters
from liaison.interactions.actions.headings import (
    delete_canceled_segments,
    keep_counts,
    switch_logged_segments,
)
from liaison.interactions.models import DeliveryStatus, Entry, LoggedSegment
from liaison.interactions.queries.headings import (
    campaigns_of_logged_segment,
    count_canceled_segments,
    entries_of_logged_segment,
    logged_segment_counts,
    logged_segments,
)
from liaison.kit.clock import now
from liaison.kit.paging import decode_cursor, encode_cursor
from liaison.kit.text import Words
from liaison.segments.actions import follow_up_segment, undo_logging
from liaison.segments.queries.segments import can_be_undone, segments_using
from liaison.web.segments.lookups import logged_or_404, segment_url
from liaison.web.segments.sending import asks_how_far, time_left, wanted_state
from liaison.web.segments.words import list_tabs
from liaison.web.shell import formats
from liaison.web.shell.answers import answer, moved, or_404, wants_part
from liaison.web.shell.decorators import signed_in
from liaison.web.shell.exports import export_answer, file_asked
from liaison.web.shell.lists import ListColumn, ListSpec, TextFilter, answer_list, only_rows
from liaison.web.shell.pages import page_in_order, put_in_order
from liaison.web.shell.parts import Crumb
from liaison.web.shell.requests import UserRequest
from liaison.web.shell.selection import number_in, read_selection

PAGE = 50
Column = ListColumn[LoggedSegment]
FAILED = (DeliveryStatus.FAILED, DeliveryStatus.BOUNCED)


def _state(row: LoggedSegment) -> Words:
    return _("Cancelled") if row.canceled else pgettext("segment", "Logged")


LOGGED: ListSpec[LoggedSegment] = ListSpec(
    area="logged_segments",
    route="logged_segments",
    columns=(
        Column(
            "entry_no", gettext_lazy("No."), lambda row: row.entry_no, "number", sort="entry_no", fixed=True
        ),
        Column(
            "description",
            gettext_lazy("Description"),
            lambda row: row.description,
            sort="description",
            fixed=True,
        ),
        Column("segment_no", gettext_lazy("Segment"), lambda row: row.segment_no, "code", sort="segment_no"),
        Column(
            "created_at",
            gettext_lazy("Logged"),
            lambda row: row.created_at,
            "moment",
            sort="created_at",
            first="desc",
        ),
        Column(
            "line_count",
            gettext_lazy("Lines"),
            lambda row: row.line_count,
            "number",
            sort="line_count",
            first="desc",
        ),
        Column("interactions", gettext_lazy("Interactions"), lambda row: row.interaction_count, "number"),  # type: ignore[attr-defined]
        Column("user", gettext_lazy("User"), lambda row: row.user.full_name if row.user else ""),
        Column("state", gettext_lazy("State"), _state),
    ),
    filters=(TextFilter("q", gettext_lazy("Segment number")),),
)


@require_GET
@signed_in
def logged_list(request: UserRequest) -> HttpResponseBase:
    """The logged segments, the newest first; with ``?format=`` all of them as a file."""
    listing = LOGGED.read(request)
    number = listing.text("q").upper()
    found = logged_segments(request.user, segment_no=number, counted=True)
    if ending := file_asked(request):
        return export_answer("logged-segments", ending, listing.columns, put_in_order(listing, found))
    context = {
        "export": listing.path if allowed(request.user, Right.EXPORT) else "",
        "tabs": list_tabs("logged_segments"),
        "may_cancel": allowed(request.user, Right.CANCEL_SEGMENTS),
    }
    if not only_rows(request, listing) and allowed(request.user, Right.MANAGE_SEGMENTS):
        context["number"] = number
        context["canceled"] = count_canceled_segments(request.user, segment_no=number)
    page = page_in_order(listing, found, limit=PAGE)
    return answer_list(
        request, listing, page, "segments/logged_list.html", "segments/_logged_list.html", context
    )


@require_GET
@signed_in
def logged_page(request: UserRequest, entry_no: int) -> HttpResponse:
    """The record of what happened; while something waits to be sent it follows the progress."""
    logged = logged_or_404(request.user, entry_no)
    if request.GET.get("cursor") and wants_part(request):
        return answer(
            request, "segments/logged.html", _entries(request, logged), part="segments/_entry_rows.html"
        )
    sending = run_of(request.user, logged.pk, at=now())
    if asks_how_far(request) and (sending is None or not sending.is_open):
        return HttpResponseClientRefresh()  # at its end the rest of the page is no longer true either
    context = {
        "logged": logged,
        **_sending(request.user, logged, sending),
        "steer": reverse("logged_segment_sending", args=[entry_no]),
        "start": reverse("logged_segment_start", args=[entry_no]),
        "here": request.path,
        "show": request.GET.get("show", ""),
        "crumbs": [
            Crumb(_("Segments"), reverse("segments")),
            Crumb(_("Logged segments"), reverse("logged_segments")),
            Crumb(str(entry_no)),
        ],
        "may_cancel": allowed(request.user, Right.CANCEL_SEGMENTS),
        "may_edit": allowed(request.user, Right.EDIT_SEGMENTS),
        "may_resend": allowed(request.user, Right.RESEND),
    }
    if asks_how_far(request):
        return answer(request, "segments/logged.html", context, part="segments/_sending.html")
    context["campaigns"] = campaigns_of_logged_segment(request.user, logged)
    context["may_undo"] = context["may_edit"] and can_be_undone(logged, at=now())
    if context["may_undo"]:
        context["used_by"] = ", ".join(segments_using(logged))
    if allowed(request.user, Right.READ_LOG):
        context["log"] = f"{reverse('interactions')}?segment={quote(logged.segment_no)}"
        context |= _entries(request, logged)
        context["has_letters"] = has_letters(request.user, logged)
    return answer(request, "segments/logged.html", context, part="segments/_entry_rows.html")


def _sending(viewer: User, logged: LoggedSegment, sending: RunProgress | None) -> dict[str, object]:
    """How far the sending is: from the one row of its run while that is open, else from the interactions."""
    if sending is not None and sending.is_open:
        faults = faults_of(viewer, sending.run) if sending.run.failed else []
        return {
            "sending": sending,
            "left_words": time_left(sending),
            "interactions": logged.line_count,
            "faults": faults,
        }
    counts = logged_segment_counts(viewer, logged)
    keep_counts(logged, counts, by=viewer, at=now())  # a GET may write that much
    states = [
        (DeliveryStatus(key).label, count, key)
        for key, count in counts.deliveries.items()
        if key != DeliveryStatus.NONE
    ]
    failed = sum(counts.deliveries.get(key, 0) for key in FAILED)
    earlier = [] if sending is None or logged.canceled else runs_to_start(viewer, logged.pk, at=now())
    return {
        "earlier": [one for one in earlier if sending is not None and one.run.pk != sending.run.pk],
        "sending": sending,
        "interactions": counts.interactions,
        "states": states,
        "faults": faults_of(viewer, sending.run) if sending is not None and failed else [],
        "failed": failed,
    }


def _entries(request: UserRequest, logged: LoggedSegment) -> dict[str, object]:
    return entry_page(request, entries_of_logged_segment(request.user, logged.pk), "pk")


def entry_page(request: UserRequest, found: QuerySet[Entry], key: str) -> dict[str, object]:
    """A page of these interactions, which are in the order of `key`, as the address narrows them."""
    found = found.prefetch_related("contact")
    if states := wanted_state(request.GET):
        found = found.filter(delivery_status__in=states)
    cursor = request.GET.get("cursor", "")[:500]
    if cursor:
        found = found.filter(**{f"{key}__gt": decode_cursor(cursor, int)[0]})
    shown = list(found[: PAGE + 1])
    more = encode_cursor(getattr(shown[PAGE - 1], key)) if len(shown) > PAGE else None
    return {"rows": shown[:PAGE], "next": more}


@require_POST
@signed_in
def logged_switch(request: UserRequest) -> HttpResponse:
    """Cancel or reinstate the logged segments ticked, all as the first is not (R-SEG-120, 121)."""
    chosen = read_selection(request, LOGGED)
    canceled = switch_logged_segments(chosen.ids, by=request.user, at=now())
    return _switched(request, chosen.ids, canceled=canceled)


@require_POST
@signed_in
def logged_switch_one(request: UserRequest, entry_no: int, *, canceled: bool) -> HttpResponse:
    """Cancel or reinstate one logged segment with all below it, as its page offered (R-SEG-120, 121)."""
    logged_or_404(request.user, entry_no)
    switch_logged_segments([entry_no], canceled=canceled, by=request.user, at=now())
    return _switched(request, (entry_no,), canceled=canceled)


def _switched(request: UserRequest, numbers: tuple[int, ...], *, canceled: bool) -> HttpResponse:
    toast = _("Cancelled.") if canceled else _("Reinstated.")
    one = len(numbers) == 1
    back = reverse("logged_segment", args=[numbers[0]]) if one else reverse("logged_segments")
    return moved(request, back, toast=toast)


@require_POST
@signed_in
def logged_deletion(request: UserRequest) -> HttpResponse:
    """Delete the cancelled logged segments that the list offered; their interactions stay (R-SEG-123)."""
    shown = number_in(request.POST.get("shown", "")) or 0
    number = request.POST.get("number", "").replace("\x00", "")
    count = delete_canceled_segments(segment_no=number, shown=shown, by=request.user, at=now())
    words = ngettext("%(n)s logged segment deleted.", "%(n)s logged segments deleted.", count)
    return moved(request, reverse("logged_segments"), toast=words % {"n": formats.number(count)})


@require_POST
@signed_in
def logged_undo(request: UserRequest, entry_no: int) -> HttpResponse:
    """Take a logging back as long as nothing was sent (B-17)."""
    logged_or_404(request.user, entry_no)
    with or_404():
        head = undo_logging(entry_no, by=request.user, at=now())
    return moved(
        request, segment_url(head.no), toast=_("Segment %(number)s is open again.") % {"number": head.no}
    )


@require_POST
@signed_in
def logged_follow_up(request: UserRequest, entry_no: int) -> HttpResponse:
    """A new segment with the same contacts, of the same campaign if that still runs (R-SEG-93, 94)."""
    with or_404():
        made = follow_up_segment(entry_no, by=request.user, at=now())
    toast = _("Segment %(number)s created.") % {"number": made.no}
    return moved(request, segment_url(made.no), toast=toast)
