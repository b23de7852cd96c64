"""The guide's steps: each post keeps the draft, then goes on, back, postpones, or records."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from urllib.parse import urlencode
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Q
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from liaison.accounts.queries import require
from liaison.accounts.rules import Right
from liaison.contacts.queries import blocked_reason
from liaison.delivery.queries import told_subject
from liaison.files.actions import store_file
from liaison.files.rules import clean_name
from liaison.interactions.actions.drafts import discard, postpone, save_draft
from liaison.interactions.draft import NamedFile, Values, Window
from liaison.interactions.models import WizardAction
from liaison.interactions.queries.drafts import (
    NoSuchDraft,
    draft,
    entry_of_form,
    number_of_form,
    was_logged,
)
from liaison.interactions.queries.guide import as_proposed
from liaison.interactions.queries.settling import follow_up as following
from liaison.interactions.queries.settling import running_campaigns
from liaison.kit.clock import now
from liaison.kit.errors import Conflict, Refused, refuse
from liaison.web.interactions.acts import CHANGED
from liaison.web.interactions.guide.choices import template_groups
from liaison.web.interactions.guide.finish import finish
from liaison.web.interactions.guide.forms import ContentForm, StepForm, WhatForm
from liaison.web.interactions.guide.previewing import show_preview
from liaison.web.interactions.guide.state import (
    FIELD_STEPS,
    WORD,
    GuideState,
    fresh,
    locks,
    of_draft,
    opened,
    seeded,
)
from liaison.web.interactions.lookups import contact_or_404, meant_contact
from liaison.web.interactions.present import contact_url
from liaison.web.shell.answers import answer, done, in_dialog, or_404, say, wants_part
from liaison.web.shell.decorators import signed_in
from liaison.web.shell.requests import UserRequest


@require_http_methods(["GET", "POST"])
@signed_in
def guide(request: UserRequest) -> HttpResponse:
    """A new interaction: opened with what the place of opening knows (R-INT-41)."""
    require(request.user, Right.RECORD)
    at = now()
    if request.method == "POST":
        locked = locks(request.POST.getlist("lock"))
        return _post(request, fresh(request, seeded(request), locked=locked, at=at))
    contact = opened(request.GET, "contact")
    if contact:
        refuse(blocked_reason(contact_or_404(request.user, contact)))
    campaign = (opened(request.GET, "campaign") or "").upper()
    values = Values(
        contact=contact,
        template=opened(request.GET, "template"),
        salesperson=opened(request.GET, "salesperson"),
        campaign=campaign if campaign and running_campaigns(Q(no=campaign)) else None,
    )
    locked = frozenset(name for name in locks(request.GET.getlist("lock")) if getattr(values, name))
    return show(request, fresh(request, values, locked=locked, at=at))


@require_http_methods(["GET"])
@signed_in
def follow_up(request: UserRequest, number: int) -> HttpResponse:
    """A new interaction that follows an entry: whom and what it was for, all free (R-INT-171, 172)."""
    require(request.user, Right.RECORD)
    with or_404():
        values = following(request.user, number)
    return show(request, fresh(request, values, locked=frozenset(), at=now()))


@require_http_methods(["GET", "POST"])
@signed_in
def guide_draft(request: UserRequest, number: int) -> HttpResponse:
    """The guide of a draft: resumed, or on its way from step to step."""
    require(request.user, Right.RECORD)
    if request.method == "POST" and was_logged(number, request.user):
        return _recorded_already(request, number)
    state = of_draft(request, number, at=now())
    if request.method == "POST":
        return _post(request, state)
    asked = request.GET.get("step", "")
    return show(request, state.at_step(int(asked)) if asked in {"1", "2", "3"} else state)


def show(request: UserRequest, state: GuideState, form: StepForm | None = None) -> HttpResponse:
    """The step as a page or in the dialog."""
    shown = form if form is not None else state.form()
    context = {"guide": state, "form": shown, "lock": sorted(state.locked)}
    if state.step == 1:
        context["template_groups"] = template_groups(request.user, state.proposal.template)
    elif state.step == 3 and "{{" in state.proposal.subject:
        values = replace(state.values, occurred_at=state.values.occurred_at or state.at)
        context["told"] = told_subject(request.user, values, at=state.at, entry_no=state.number)
    return answer(request, "interactions/guide/page.html", context, dialog="interactions/guide/_step.html")


def _post(request: UserRequest, state: GuideState) -> HttpResponse:
    """Keep what was typed, then do what was pressed."""
    step = request.POST.get("step", "1")
    state = state.at_step(int(step) if step in {"1", "2", "3"} else 1)
    form = state.form(request)
    wish = request.POST.get("go", "stay")
    key = _key(request, state)
    if key is not None and wish == "discard":
        return _discarded(request, state, key)
    form.typing = "X-Autosave" in request.headers
    values = form.apply()
    if isinstance(form, ContentForm) and not form.typing:
        values = _with_files(request, state, form, values)
    window = Window(key, 0) if key is not None else state.window
    assert window is not None
    try:
        kept = save_draft(values, number=state.number, form=key, window=window, by=request.user, at=state.at)
    except NoSuchDraft as error:
        if key is not None and (logged := entry_of_form(request.user, key)) is not None:
            return _recorded_already(request, logged)
        raise Http404 from error
    except Conflict:
        if "X-Autosave" in request.headers:
            raise
        return _overtaken(request, state, form, values, window.key)
    except Refused as refused:
        if form.typing:
            raise
        if wish == "discard":
            return _act(request, state, form, wish)
        return _refused(request, replace(state, values=values), refused, kept=False)
    window = replace(window, seen=kept.version)
    state = replace(state, values=values, number=kept.entry_no, key=None, window=window)
    return HttpResponse(status=204) if "X-Autosave" in request.headers else _act(request, state, form, wish)


def _discarded(request: UserRequest, state: GuideState, key: UUID) -> HttpResponse:
    """Throw away what the form of this `key` has saved of itself."""
    if (logged := entry_of_form(request.user, key)) is not None:
        return _recorded_already(request, logged)
    with suppress(ObjectDoesNotExist):  # it has not saved itself yet, or is gone already
        discard([number_of_form(request.user, key)], by=request.user, at=state.at)
    return done(request, "/", toast=_("Discarded."), events=CHANGED)


def _act(request: UserRequest, state: GuideState, form: StepForm, wish: str) -> HttpResponse:
    """What the button says, with a draft that is kept."""
    number = state.number
    assert number is not None
    if wish == "postpone":
        if isinstance(form, WhatForm) and form.person.words:
            return show(request, state, form)
        return _postponed(request, state)
    if wish == "discard":
        discard([number], by=request.user, at=state.at)
        return done(request, _home(state), toast=_("Discarded."), events=CHANGED)
    if wish == "preview":
        return _previewed(request, state, number)
    if wish == "back":
        return _to(request, state.at_step(state.step - 1))
    if wish == "stay" or "remove" in request.POST:
        return _to(request, state) if form.is_valid() else show(request, state, form)
    return _onward(request, state, form, send=wish == "send")


def _overtaken(
    request: UserRequest, state: GuideState, form: StepForm, values: Values, key: UUID
) -> HttpResponse:
    """Another window saved this draft: what was typed here stays, and pressing again keeps it."""
    number = state.number if state.number is not None else number_of_form(request.user, key)
    window = Window(key, draft(request.user, number).version)
    if isinstance(form, WhatForm):
        state = replace(state, values=values)  # the people who were chosen and typed stand beside its fields
    if isinstance(form, ContentForm) and form.cleaned_data.get("file") is not None:
        form.add_error("file", gettext("The file was not added. Choose it once more."))
    response = show(request, replace(state, number=number, key=None, window=window, overtaken=True), form)
    response.status_code = 422
    return response


def _key(request: UserRequest, state: GuideState) -> UUID | None:
    """The key of a form that has no draft yet."""
    if state.number is not None:
        return None
    try:
        return UUID(request.POST.get("form", ""))
    except ValueError as error:
        raise Http404 from error


def _with_files(request: UserRequest, state: GuideState, form: ContentForm, values: Values) -> Values:
    """The draft with the uploaded file on it, or without the file or Word template that is taken away.

    It takes the place of the one that the template brought along, and a Word letter that comes back that of
    the Word template it was made from (R-INT-64).
    """
    removed = request.POST.get("remove", "")
    if removed == "document":
        values = replace(values, document_template=None)
    own = tuple(one for one in values.files if one.file_id != values.template_file)
    files = tuple(one for one in own if str(one.file_id) != removed)
    form.is_valid()
    upload = form.cleaned_data.get("file")  # also while another field is wrong: nobody chooses it twice
    if upload is not None:
        try:
            stored = store_file(upload.file, by=request.user, at=now())
        except Refused as refused:
            form.add_error("file", refused.message)
        else:
            files = (*files, NamedFile(stored.pk, clean_name(upload.name or "")))
    had, returned = (any(one.name.lower().endswith(WORD) for one in kept) for kept in (own, files))
    taken_back = had and values.document_template == ""
    if state.action == WizardAction.OPEN and (returned or taken_back):
        values = replace(values, document_template="" if returned else None)
    if not own and not files:
        return values
    return replace(values, files=files, template_file=0 if values.template_file == 0 else None)


def _onward(request: UserRequest, state: GuideState, form: StepForm, *, send: bool) -> HttpResponse:
    """The next step, or on the last one the record; what is wrong stays on its step."""
    _check_step(request, state, form)
    if not form.is_valid():
        return show(request, state, form)
    if not state.last:
        return _to(request, state.at_step(state.step + 1))
    assert state.number is not None
    try:
        finish(state.values, state.number, send=send, by=request.user, at=state.at)
    except Refused as refused:
        return _refused(request, state, refused)
    if state.action == WizardAction.IMPORT and not state.files:  # R-INT-65
        say(request, _("No file was added: the interaction is recorded without one."), kind="warn")
    return _recorded(request, state.number)


def _check_step(request: UserRequest, state: GuideState, form: StepForm) -> None:
    """What the first step must know before the others make sense (R-INT-61)."""
    if not isinstance(form, WhatForm):
        return
    proposal = state.proposal
    if proposal.contact is None:
        typed = state.values.contact
        why_not = meant_contact(request.user, typed)[1] if typed else gettext("Choose a contact.")
        form.add_error("contact", why_not)
    elif proposal.contact.privacy_blocked:
        who = {"no": proposal.contact.no, "name": proposal.contact.name}
        form.add_error("contact", gettext("Contact %(no)s %(name)s is blocked for privacy reasons.") % who)
    if proposal.template is None:
        form.add_error("template", gettext("Choose an interaction template."))


def _refused(request: UserRequest, state: GuideState, refused: Refused, *, kept: bool = True) -> HttpResponse:
    """Back to the first step on which something is wrong, each reason beside its field (R-INT-70).

    Never forward with what was not `kept`: the next step would not know it.

    A contact that no e-mail reaches can be written to another way: that stands beside the type (R-INT-91).
    """
    refused = Refused(
        *(
            replace(one, field="correspondence_type")
            if one.field == "contact" and one.code == "E-INT-30"
            else one
            for one in refused.refusals
        )
    )
    fields = [(refusal.field or "").partition(".")[0] for refusal in refused.refusals]
    steps = [FIELD_STEPS.get(field, state.step) for field in fields]
    at = state.at_step(min(steps) if kept else min(*steps, state.step))
    return show(request, at, at.refused_form(refused))


def _to(request: UserRequest, state: GuideState) -> HttpResponse:
    """Show another step: at once inside the dialog, by its address on a page."""
    if in_dialog(request):
        return show(request, state)
    return HttpResponseRedirect(f"{state.url}?{_place(state)}", status=303)


def _place(state: GuideState) -> str:
    """Where in the guide this window is, as a query."""
    query = [("step", str(state.step)), *(("lock", name) for name in sorted(state.locked))]
    if state.window is not None:
        # The next page is the same window: a save of the page that is left may still be on its way.
        query += [("window", str(state.window.key)), ("seen", str(state.window.seen))]
    return urlencode(query)


def _home(state: GuideState) -> str:
    """Where to go when the guide is left."""
    contact = state.proposal.contact
    return contact_url(contact.no) if contact else reverse("interactions")


def _postponed(request: UserRequest, state: GuideState) -> HttpResponse:
    """Kept in the list of postponed interactions, complete or not (R-INT-72, 73)."""
    values = as_proposed(state.values, state.proposal)
    postpone(values, number=state.number, window=state.window, by=request.user, at=state.at)
    return done(
        request,
        _home(state),
        toast=_("Postponed. It waits among your postponed interactions."),
        events=CHANGED,
    )


def _previewed(request: UserRequest, state: GuideState, number: int) -> HttpResponse:
    """What would go out, below the step, or on a page of its own that leads back to where one was."""
    if wants_part(request):
        return show_preview(request, number)
    return HttpResponseRedirect(f"{reverse('guide_preview', args=[number])}?{_place(state)}", status=303)


def _recorded_already(request: UserRequest, number: int) -> HttpResponse:
    """Sent twice, or from a page that was there before: on to the result, and what was recorded stands."""
    if "X-Autosave" in request.headers:
        return HttpResponse(status=204)  # a save that was under way while it was recorded
    return _recorded(request, number)


def _recorded(request: UserRequest, number: int) -> HttpResponse:
    """On to the result (R-INT-71)."""
    from liaison.web.interactions.guide.result import show_result  # noqa: PLC0415 - they refer to each other

    url = reverse("result", args=[number])
    return show_result(request, number) if in_dialog(request) else HttpResponseRedirect(url, status=303)
