"""The composer: an interaction in one line, on a contact's page and from anywhere by the key N."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from uuid import UUID, uuid4

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST
from django_htmx.http import trigger_client_event

from liaison.accounts.models import User
from liaison.accounts.queries import allowed, require, salespeople, salesperson_for
from liaison.accounts.rules import Right
from liaison.contacts.models import Contact
from liaison.contacts.queries import blocked_reason
from liaison.delivery.actions import log_form
from liaison.interactions.actions.drafts import save_draft
from liaison.interactions.actions.forms import AlreadyRecorded
from liaison.interactions.draft import Window
from liaison.interactions.queries.drafts import NoSuchDraft, number_of_form
from liaison.interactions.queries.guide import NamedPerson, named_people
from liaison.interactions.queries.offered import OfferedTemplate, offered_templates
from liaison.interactions.quick import QuickNote
from liaison.kit.clock import now
from liaison.kit.text import Words
from liaison.web.interactions.acts import CHANGED
from liaison.web.interactions.composing import ComposerForm, read
from liaison.web.interactions.forms import recorded_once
from liaison.web.interactions.lookups import contact_or_404, meant_contact, name_of_contact, record_of
from liaison.web.interactions.present import contact_url
from liaison.web.interactions.words import local
from liaison.web.shell import formats
from liaison.web.shell.answers import answer, done, say, wants_part
from liaison.web.shell.codes import described
from liaison.web.shell.decorators import signed_in
from liaison.web.shell.once import digest_of
from liaison.web.shell.requests import UserRequest

KINDS: dict[str, Words] = {
    "phone": _("Call"),
    "email": _("E-mail"),
    "meeting": _("Meeting"),
    "letter": _("Letter"),
    "message": _("Message"),
    "web": _("Web"),
    "note": _("Note"),
}
"""The tabs of the composer, in the order of the design; documents are recorded by themselves."""
PROPOSING = frozenset({"touched", "untouched"})
"""Fields that say whether a template may still be proposed; they change nothing that was typed."""


@dataclass(frozen=True, slots=True)
class TemplateChip:
    """A template to press."""

    code: str
    text: str
    minutes: str
    flow: str
    guided: bool
    on: bool


@dataclass(frozen=True, slots=True)
class Kind:
    """A tab of the composer with its templates, the most used first."""

    key: str
    text: Words
    on: bool
    templates: list[TemplateChip]


@dataclass(frozen=True, slots=True)
class Piece:
    """Something that was understood, as a chip; `leave` are the words to leave alone instead."""

    text: str
    icon: str
    leave: str


@dataclass(frozen=True, slots=True)
class Composer:
    """The composer ready to be written down."""

    form: ComposerForm
    contact: Contact | None
    kinds: list[Kind]
    template: OfferedTemplate | None
    pieces: list[Piece]
    in_dialog: bool = False
    sellers: Sequence[tuple[str, Words]] | None = None
    """Who may be responsible, where nobody is proposed; None where somebody is (R-INT-45)."""

    @property
    def key(self) -> str:
        """The key of this form: whatever it sends, however often, is recorded once."""
        return str(self.form["form"].value())

    @property
    def record(self) -> str:
        """The number of the contact whose page it stands on."""
        return self.contact.no if self.contact else ""

    @property
    def minutes(self) -> str:
        """What the chosen template proposes."""
        return _minutes(self.template) if self.template else ""

    @property
    def flow(self) -> str:
        """The direction that is pressed."""
        chosen = self.form.direction if self.form.is_bound else ""
        return chosen or (self.template.information_flow if self.template else "")

    @property
    def channel(self) -> str:
        """The channel of the chosen template; empty without any."""
        return self.template.channel if self.template else ""

    @property
    def people(self) -> list[NamedPerson]:
        """The participants chosen so far, by name."""
        return named_people(self.form.people(self.template))


def offered(viewer: User) -> list[OfferedTemplate]:
    """The templates that people log by hand, the most used first; one statement."""
    return [template for template in offered_templates(viewer) if template.channel in KINDS]


def _minutes(template: OfferedTemplate) -> str:
    """What it proposes, in whole minutes; recorded is what the template says exactly (R-INT-6)."""
    return str(template.unit_duration_min.quantize(Decimal(1), ROUND_HALF_UP))


def _kinds(templates: Sequence[OfferedTemplate], chosen: OfferedTemplate | None) -> list[Kind]:
    found = []
    for key, text in KINDS.items():
        own = [one for one in templates if one.channel == key]
        if own:
            chips = [
                TemplateChip(
                    one.code, described(one), _minutes(one), one.information_flow,
                    guided=one.wizard_action != "none", on=one is chosen,
                )
                for one in own
            ]  # fmt: skip
            found.append(Kind(key, text, chosen is not None and chosen.channel == key, chips))
    return found


def composer(
    viewer: User,
    contact: Contact | None,
    *,
    form: ComposerForm | None = None,
    note: QuickNote | None = None,
    in_dialog: bool = False,
) -> Composer:
    """A composer, fresh or as it was sent; up to three statements, two more where nobody is proposed."""
    if form is None:
        initial = {"form": uuid4(), "contact": contact.no if contact else ""}
        form = ComposerForm(templates=offered(viewer), name_of=name_of_contact(viewer), initial=initial)
    templates = form.templates
    chosen = form.chosen(note) if note is not None else (templates[0] if templates else None)
    pieces = understood_pieces(note) if note is not None else []
    sellers = _sellers(viewer, contact, form)
    return Composer(form, contact, _kinds(templates, chosen), chosen, pieces, in_dialog, sellers)


def _sellers(viewer: User, contact: Contact | None, form: ComposerForm) -> Sequence[tuple[str, Words]] | None:
    """The salespeople to choose from, where neither the viewer nor the contact has one (R-INT-45).

    And where one was chosen or refused. No statement where the contact has one, or the viewer one who is
    active and read already.
    """
    asked = form.is_bound and ("salesperson" in form.errors or bool(form["salesperson"].value()))
    if not asked and (contact is None or contact.salesperson_id is None):
        own = viewer.salesperson
        asked = (own is None or not own.active) and salesperson_for(viewer) is None
    if not asked:
        return None
    sellers = [(person.code, person.name) for person in salespeople(viewer)]
    form.ask_for_salesperson(sellers)
    return sellers


def understood_pieces(note: QuickNote) -> list[Piece]:
    """What was understood of the line, each with the words it was read from."""
    words_of = {span.kind: span.text for span in note.spans}
    found = []
    if note.occurred_at is not None:
        when = formats.short_date(note.occurred_at)
        if note.timed:
            when = f"{when} {local(note.occurred_at):%H:%M}"
        day = words_of.get("day") or words_of.get("time") or ""
        found.append(Piece(when, "calendar", day))
    if note.minutes is not None:  # of "14h-15h30" the words of the time tell them
        lasted = words_of.get("duration") or words_of.get("time") or ""
        found.append(Piece(formats.minutes(note.minutes), "clock", lasted))
    if note.cost is not None and "cost" in words_of:
        found.append(Piece(formats.money(note.cost), "", words_of["cost"]))
    if note.failed:
        found.append(Piece(gettext("Attempt failed"), "blocked", words_of.get("failed", "")))
    return found


def _read_form(request: UserRequest, at: datetime) -> tuple[ComposerForm, QuickNote]:
    """The posted composer and what its line says."""
    form = ComposerForm(request.POST, templates=offered(request.user), name_of=name_of_contact(request.user))
    form.is_valid()
    text = str(form.cleaned_data.get("text") or "")
    channels = {template.channel for template in form.templates}
    return form, read(text, at=at, leave=form.leave, channels=sorted(channels))


@require_POST
@signed_in
def understood(request: UserRequest) -> HttpResponse:
    """What the composer's line says so far, as chips; the template that fits is proposed beside."""
    require(request.user, Right.RECORD)
    form, note = _read_form(request, now())
    fitting = form.fitting(note) if "touched" not in request.POST else None
    context = {"pieces": understood_pieces(note), "leave": form.leave}
    response = answer(request, "interactions/understood.html", context, part="interactions/_understood.html")
    if fitting is not None:
        response["X-Template"] = fitting.code
    return response


@require_POST
@signed_in
def quick_draft(request: UserRequest) -> HttpResponse:
    """Keep what stands in the composer (R-INT-83)."""
    form, note = _read_form(request, now())
    key: UUID | None = form.cleaned_data.get("form")
    if key is None:
        return HttpResponse(status=422)
    if note.text.strip():
        with suppress(NoSuchDraft):  # a save that was under way while the form was recorded
            save_draft(form.values(note), form=key, window=Window(key, 0), by=request.user, at=now())
    return HttpResponse(status=204)


@require_http_methods(["GET", "POST"])
@signed_in
def interaction_new(request: UserRequest) -> HttpResponse:
    """A new interaction from anywhere: whom, what kind, what was said (key N)."""
    require(request.user, Right.RECORD)
    if request.method == "POST":
        return _post(request)
    no = request.GET.get("contact", "")
    contact = contact_or_404(request.user, no) if no else None
    context = {"composer": composer(request.user, contact, in_dialog=True)}
    return answer(request, "interactions/new.html", context, dialog="interactions/_new.html")


def _post(request: UserRequest) -> HttpResponse:
    at = now()
    form, note = _read_form(request, at)
    key: UUID | None = form.cleaned_data.get("form")
    contact = _contact_of(request, form)
    in_dialog = "dialog" in request.POST
    if why_nobody := form.person.take(request.user):
        form.add_error(None, why_nobody)
    if form.gone(note):
        form.add_error(None, gettext("This template is no longer in use; choose another one."))
    if key is not None and form.is_valid():
        chosen = form.chosen(note)
        with recorded_once(form):
            if "more" in request.POST or (chosen is not None and chosen.wizard_action != "none"):
                return _into_guide(request, form, note, key, contact, at=at)
            values = form.recorded(note)
            sent = digest_of(request, without=PROPOSING)
            number = log_form(values, form=key, sent=sent, by=request.user, at=at)
            return _recorded(request, number, values.description or "", contact, in_dialog=in_dialog)
    shown = composer(
        request.user, contact if not in_dialog else None, form=form, note=note, in_dialog=in_dialog
    )
    context = {"composer": shown, "form": form}
    part = "interactions/_new.html" if in_dialog else "interactions/_composer.html"
    return answer(request, "interactions/new.html", context, part=part, dialog=part)


def _contact_of(request: UserRequest, form: ComposerForm) -> Contact | None:
    """The contact that was chosen, or typed so that only one can be meant; None says so in the form."""
    typed = str(form.cleaned_data.get("contact") or request.POST.get("contact-text", "")).strip()[:200]
    if not typed:
        return None
    no, why_not = meant_contact(request.user, typed)
    if not no:
        form.add_error("contact", why_not)
        return None
    form.cleaned_data["contact"] = no
    contact = contact_or_404(request.user, no)
    if (why_blocked := blocked_reason(contact)) is not None:
        form.add_error("contact", str(why_blocked.message))
    return contact


def _recorded(
    request: UserRequest, number: int, said: str, contact: Contact | None, *, in_dialog: bool
) -> HttpResponse:
    """Recorded: a toast with the way back, and the composer empty again where it stands on a record."""
    toast = gettext("Recorded: %(what)s") % {"what": said} if said else gettext("Recorded.")
    undo = reverse("cancellation", args=[number])
    back = contact_url(contact.no) if contact else reverse("interaction", args=[number])
    if in_dialog or not wants_part(request):
        return done(request, back, toast=toast, undo=undo, events=CHANGED)
    say(request, toast, undo=undo)
    context = {"composer": composer(request.user, contact)}
    response = answer(request, "interactions/new.html", context, part="interactions/_composer.html")
    return trigger_client_event(response, "interactions-changed", after="swap")


def _into_guide(
    request: UserRequest,
    form: ComposerForm,
    note: QuickNote,
    key: UUID,
    contact: Contact | None,
    *,
    at: datetime,
) -> HttpResponse:
    """Go on in the guide with what was typed: in the dialog for htmx, else as a page.

    The composer on a record is empty again then, with a key of its own: its next line is another
    interaction. Raises `AlreadyRecorded` for a form that was.
    """
    try:
        draft = save_draft(form.values(note), form=key, window=Window(key, 0), by=request.user, at=at)
    except NoSuchDraft as error:
        raise AlreadyRecorded(number_of_form(request.user, key)) from error
    step = 2 if form.cleaned_data.get("contact") else 1
    locked = "&lock=contact" if record_of(request) else ""
    url = f"{reverse('guide_draft', args=[draft.entry_no])}?step={step}{locked}"
    if not wants_part(request):
        return HttpResponseRedirect(url, status=303)
    if "dialog" in request.POST:
        return trigger_client_event(HttpResponse(status=204), "dialog-open", {"url": url})
    context = {"composer": composer(request.user, contact)}
    response = answer(request, "interactions/new.html", context, part="interactions/_composer.html")
    trigger_client_event(response, "drafts-changed", after="swap")
    return trigger_client_event(response, "dialog-open", {"url": url}, after="swap")


def may_record(viewer: User) -> bool:
    """Whether the composer is offered at all."""
    return allowed(viewer, Right.RECORD)
