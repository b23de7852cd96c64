"""The call page: a number to dial, and the call recorded when it is finished (R-INT-101 to 112)."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from liaison.accounts.models import User
from liaison.accounts.queries import require
from liaison.accounts.rules import Right
from liaison.contacts.models import Contact, CorrespondenceType
from liaison.contacts.numbers import dialable
from liaison.contacts.queries import blocked_reason
from liaison.delivery.actions import log_form
from liaison.interactions.draft import Values
from liaison.interactions.models import Evaluation, InformationFlow, InitiatedBy, Slot
from liaison.interactions.queries.calls import CallProposal, call_proposal
from liaison.interactions.queries.guide import propose
from liaison.interactions.queries.set_up import interaction_templates, slot_template
from liaison.kit.clock import local_date, now
from liaison.kit.errors import Refusal, Refused, refuse
from liaison.web.interactions.acts import CHANGED
from liaison.web.interactions.campaigning import CampaignForm
from liaison.web.interactions.filters import salesperson_choices
from liaison.web.interactions.forms import recorded_once
from liaison.web.interactions.lookups import contact_or_404
from liaison.web.interactions.present import contact_url
from liaison.web.shell.answers import answer, done
from liaison.web.shell.decorators import signed_in
from liaison.web.shell.inputs import AmountField, MinutesField, MomentField
from liaison.web.shell.once import digest_of
from liaison.web.shell.requests import UserRequest

MAX_TEXT = 255


class CallForm(CampaignForm):
    """Whom to call, how it went. Its checks come in the order of R-INT-110."""

    form = forms.UUIDField(widget=forms.HiddenInput)
    number = forms.CharField(
        label=_("Phone number"), max_length=MAX_TEXT, error_messages={"required": _("Enter a phone number.")}
    )
    occurred_at = MomentField(label=_("Date and time"), error_messages={"required": _("Enter the date.")})
    description = forms.CharField(
        label=_("Description"), max_length=MAX_TEXT, error_messages={"required": _("Enter a description.")}
    )
    salesperson = forms.ChoiceField(
        label=_("Salesperson"), error_messages={"required": _("Enter the salesperson.")}
    )
    initiated_by = forms.ChoiceField(
        label=_("Initiated by"), required=False, widget=forms.RadioSelect,
        choices=[(InitiatedBy.US, _("Us")), (InitiatedBy.THEM, _("Them"))],
    )  # fmt: skip
    attempt_failed = forms.BooleanField(label=_("Nobody answered"), required=False)
    evaluation = forms.ChoiceField(
        label=_("Evaluation"), choices=Evaluation.choices, required=False, widget=forms.RadioSelect
    )
    cost = AmountField(label=_("Cost"), required=False)
    duration_min = MinutesField(label=_("Duration"), required=False)
    comment = forms.CharField(
        label=_("Comment"), required=False, strip=True, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(
        self, *args: Any, viewer: User, call: CallProposal, of_line: bool = False, **kwargs: Any
    ) -> None:
        """The form for `call`; the campaign of a segment's line is the line's own (`of_line`, R-INT-108)."""
        super().__init__(*args, **kwargs)
        if of_line:
            self.leave_campaign()
        else:
            self.offer_campaigns(viewer, self.initial.get("campaign") or "")
        seller = self.fields["salesperson"]
        assert isinstance(seller, forms.ChoiceField)
        seller.choices = [("", "—"), *salesperson_choices(viewer)]
        self.call = call

    def values(self, contact: Contact) -> Values:
        """The call as the verbs take it."""
        given = self.cleaned_data
        return Values(
            contact=contact.no,
            template=self.call.template,
            correspondence_type=self.call.correspondence_type,
            occurred_at=given["occurred_at"],
            description=given["description"],
            salesperson=given["salesperson"],
            initiated_by=given["initiated_by"] or None,
            attempt_failed=given["attempt_failed"],
            evaluation=given["evaluation"] or None,
            cost=given["cost"],
            duration_min=given["duration_min"],
            campaign=given.get("campaign"),
            campaign_target=given.get("campaign_target"),
            campaign_response=given.get("campaign_response"),
            contact_via=given["number"],
            comments=(given["comment"],) if given["comment"] else (),
        )


@require_http_methods(["GET", "POST"])
@signed_in
def contact_call(request: UserRequest, no: str) -> HttpResponse:
    """Call a contact: dialling records nothing, finishing does (R-INT-109, 112)."""
    contact = contact_or_404(request.user, no)
    at = now()
    call = call_proposal(request.user, contact, local_date(at), mobile_first=on_a_phone(request))
    if request.method == "POST":
        form = CallForm(request.POST, viewer=request.user, call=call)
        if form.is_valid():
            with recorded_once(form):
                key: UUID = form.cleaned_data["form"]
                values, sent = form.values(contact), digest_of(request)
                number = log_form(values, form=key, sent=sent, call=True, by=request.user, at=at)
                undo = reverse("cancellation", args=[number])
                return done(request, contact_url(no), toast=_("Call recorded."), undo=undo, events=CHANGED)
    else:
        form = opened_form(request, call, Values(contact=no, template=call.template), at)
    return call_page(request, form, contact, action=reverse("contact_call", args=[no]))


def opened_form(request: UserRequest, call: CallProposal, given: Values, at: datetime) -> CallForm:
    """The form as it opens: what was `given`, the rest proposed; a number that was clicked comes first."""
    proposal = propose(given, by=request.user, at=at)
    dialled = request.GET.get("number", "").replace("\x00", "")[:MAX_TEXT]
    proposed = call.numbers[0].number if call.numbers else ""
    return CallForm(
        viewer=request.user,
        call=call,
        of_line=given.segment_no is not None,
        initial={
            "form": uuid4(),
            "number": dialled or proposed,
            "occurred_at": at,
            "description": proposal.description,
            "salesperson": proposal.salesperson,
            "initiated_by": proposal.initiated_by,
            "evaluation": "none",
            "cost": proposal.cost,
            "duration_min": proposal.duration_min,
            "campaign": proposal.campaign,
            "campaign_target": proposal.campaign_target,
            "campaign_response": proposal.campaign_response,
        },
    )


def call_page(
    request: UserRequest, form: CallForm, contact: Contact, *, action: str, **around: object
) -> HttpResponse:
    """The call page of a contact, posted to `action`; `around` is what stands around the form."""
    number = form["number"].value() or ""
    stored = {said for one in form.call.numbers for said in (one.number, one.dial)}
    typed = "" if number in stored else dialable(number, contact.country)
    context = {
        "form": form, "contact": contact, "call": form.call, "currency": settings.CURRENCY, "action": action,
        "typed": "" if typed in stored else typed, **around,
    }  # fmt: skip
    return answer(request, "interactions/call.html", context, dialog="interactions/_call.html")


def on_a_phone(request: UserRequest) -> bool:
    """Whether a telephone asks, where the mobile number comes first (R-INT-103)."""
    return "Mobi" in request.headers.get("User-Agent", "")


def _to_write_to(request: UserRequest, no: str) -> Contact:
    """The contact, if anything may be written to it at all (R-INT-42, 113)."""
    contact = contact_or_404(request.user, no)
    require(request.user, Right.RECORD)
    refuse(blocked_reason(contact))
    return contact


def _guide_for(
    request: UserRequest, contact: Contact, template: str, *, way: CorrespondenceType | None = None
) -> HttpResponse:
    """The guide for a contact with its template chosen, the contact fixed (R-INT-41).

    It goes out this `way`; without one the template says how.
    """
    from liaison.web.interactions.guide.state import fresh  # noqa: PLC0415 - only these two open it so
    from liaison.web.interactions.guide.views import show  # noqa: PLC0415

    values = Values(contact=contact.no, template=template, correspondence_type=way)
    state = fresh(request, values, locked=frozenset({"contact"}), at=now())
    return show(request, state.at_step(2))


@require_GET
@signed_in
def contact_write(request: UserRequest, no: str) -> HttpResponse:
    """Write an e-mail to a contact, with the template of the slot for e-mails (R-INT-113)."""
    contact = _to_write_to(request, no)
    template = slot_template(Slot.EMAILS)
    if template is None or not template.active:
        raise Refused(
            Refusal(
                _("No template is set up for e-mails. Choose one in the set-up under “Templates of events”."),
                field="template",
                code="E-INT-12",
            )
        )
    return _guide_for(request, contact, template.code, way=CorrespondenceType.EMAIL)


@require_GET
@signed_in
def contact_letter(request: UserRequest, no: str) -> HttpResponse:
    """Write a letter to a contact, with the first template of that channel that goes out."""
    contact = _to_write_to(request, no)
    letters = list(interaction_templates(request.user, channel="letter"))
    ours = [one for one in letters if one.information_flow == InformationFlow.OUTBOUND]
    template = next(iter(ours or letters), None)
    if template is None:
        raise Refused(
            Refusal(
                _("There is no template for letters; create one in the set-up."),
                field="template",
                code="E-INT-1",
            )
        )
    return _guide_for(request, contact, template.code)
