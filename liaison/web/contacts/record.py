"""The card of a contact: facts at the left, composer and timeline in the middle, figures at the right."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpResponse, QueryDict
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from liaison.accounts.changes import Change
from liaison.accounts.models import User
from liaison.accounts.queries import allowed
from liaison.accounts.rules import Right
from liaison.campaigns.models import Consent, ConsentNote
from liaison.campaigns.queries import consent_history, consents_of, dead_addresses, is_dead
from liaison.contacts.models import (
    AlternativeAddress,
    Contact,
    ContactEmail,
    ContactPhone,
    CorrespondenceType,
    Formality,
)
from liaison.contacts.queries import (
    active_address_of,
    addresses_of,
    contact,
    contact_history,
    filled_formulas,
    people,
    salutation_of,
)
from liaison.interactions.figures import ContactFigures, Period, by_week_and_channel, contact_figures
from liaison.interactions.queries.entry import numbers_seen
from liaison.interactions.queries.set_up import topic_names
from liaison.kit.clock import local_date, now
from liaison.kit.text import Words, colon
from liaison.reports.rules import last_mondays
from liaison.segments.models import Segment
from liaison.segments.queries.segments import segments_of_contact
from liaison.web.contacts.marks import ContactCodes
from liaison.web.contacts.words import EMAILS, PHONES, language_name, said
from liaison.web.interactions.words import CHANNELS
from liaison.web.shell import formats
from liaison.web.shell.answers import answer, or_404
from liaison.web.shell.codes import described
from liaison.web.shell.decorators import signed_in
from liaison.web.shell.lists import DayFilter, FilterField, Listing, ListSpec
from liaison.web.shell.parts import Bar, Crumb, Said
from liaison.web.shell.periods import periods
from liaison.web.shell.requests import UserRequest

MOST_PEOPLE = 20
MOST_NOTES = 50
"""How many words of a contact its card shows."""
ANEW = {"relation": "contacts/_relation.html", "unfinished": "interactions/_unfinished.html"}
"""Parts that are asked for anew after something was recorded, by their ids."""
FIRST, LAST = "figures_since", "figures_until"
"""The days of the figures; the timeline beside them has its own."""
FIGURES: ListSpec[object] = ListSpec(
    area="figures",
    route="contact",
    columns=(),
    filters=(DayFilter(FIRST, _("From")), DayFilter(LAST, _("To"))),
)


def contact_or_404(viewer: User, no: str) -> Contact:
    """The contact of this number, or a page that does not exist."""
    with or_404():
        return contact(viewer, no.replace("\x00", ""))


@dataclass
class Card:
    """Everything the page of a contact shows; each part is read when the page asks for it."""

    viewer: User
    contact: Contact
    query: QueryDict = field(default_factory=QueryDict)

    @cached_property
    def phones(self) -> list[ContactPhone]:
        """All numbers, in their order."""
        return list(self.contact.phones.all())

    @cached_property
    def emails(self) -> list[ContactEmail]:
        """All addresses, in their order."""
        return list(self.contact.emails.all())

    @property
    def reached(self) -> list[tuple[Words, ContactEmail | None, ContactPhone | None]]:
        """What each address and number is for, addresses first."""
        return [
            *((EMAILS[email.kind], email, None) for email in self.emails),
            *((PHONES[phone.kind], None, phone) for phone in self.phones),
        ]

    @cached_property
    def people(self) -> list[Contact]:
        """The people of a company, a page of them."""
        return list(people(self.viewer, self.contact)[: MOST_PEOPLE + 1]) if self.contact.is_company else []

    @property
    def shown_people(self) -> list[Contact]:
        """Those that have room."""
        return self.people[:MOST_PEOPLE]

    @property
    def more_people(self) -> bool:
        """Whether there are more than have room."""
        return len(self.people) > MOST_PEOPLE

    @cached_property
    def addresses(self) -> list[AlternativeAddress]:
        """The alternative addresses."""
        return addresses_of(self.contact)

    @cached_property
    def dead(self) -> frozenset[int]:
        """Those of them whose e-mail came back."""
        told = dead_addresses([self.contact.pk])
        return frozenset(one.pk for one in self.addresses if is_dead(told, self.contact.pk, one.email))

    @cached_property
    def active_address(self) -> AlternativeAddress | None:
        """The alternative address that holds today (R-CON-84)."""
        return active_address_of(self.contact, local_date(now())) if self.addresses else None

    @cached_property
    def codes(self) -> ContactCodes:
        """The codes by which the contact is chosen for mailings."""
        return ContactCodes(self.viewer, self.contact)

    @property
    def level(self) -> str:
        """The organizational level of a person, in words."""
        found = self.contact.organizational_level
        return described(found) if found is not None else ""

    @property
    def territory(self) -> str:
        """The territory, in words."""
        return described(self.contact.territory) if self.contact.territory is not None else ""

    @cached_property
    def salutation(self) -> str:
        """How a letter begins, assembled for this contact."""
        return salutation_of(self.contact).text

    @property
    def currency(self) -> str:
        """The company's currency."""
        return str(settings.CURRENCY)

    @property
    def language(self) -> str:
        """The language of letters, by its name."""
        return language_name(self.contact.language) if self.contact.language else ""

    @cached_property
    def segments(self) -> list[Segment]:
        """The open segments the contact is in, for a company also those of its people (R-SEG-102)."""
        if not allowed(self.viewer, Right.READ_SEGMENTS):
            return []
        return list(segments_of_contact(self.viewer, self.contact.pk)[:MOST_PEOPLE])

    @cached_property
    def consents(self) -> list[Consent]:
        """What the contact agreed to receive or refused, by channel and topic."""
        return list(consents_of(self.viewer, self.contact.pk))

    @cached_property
    def consents_before(self) -> list[ConsentNote]:
        """What it said, the newest first, where more was said than stands now."""
        found = list(consent_history(self.viewer, self.contact.pk)[:MOST_NOTES])
        return found if len(found) > len(self.consents) else []

    @property
    def consents_told(self) -> list[tuple[Consent, str]]:
        """The same with what their topics are called."""
        return [(one, self._topics.get(one.topic, one.topic)) for one in self.consents]

    @property
    def consents_before_told(self) -> list[tuple[ConsentNote, str, int | None]]:
        """What was said before, what its topic is called, and which interaction led to it, if it is seen."""
        seen = numbers_seen(self.viewer, {one.entry_no for one in self.consents_before if one.entry_no})
        return [
            (one, self._topics.get(one.topic, one.topic), one.entry_no if one.entry_no in seen else None)
            for one in self.consents_before
        ]

    @cached_property
    def _topics(self) -> dict[str, str]:
        codes = {one.topic for one in self.consents} | {one.topic for one in self.consents_before}
        codes.discard("")
        return topic_names(codes, get_language() or settings.LANGUAGE_CODE) if codes else {}

    @property
    def unsaid(self) -> list[tuple[str, str]]:
        """The channels on which nothing was said about everything, with their names."""
        told = {one.channel for one in self.consents if not one.topic}
        channels = (CorrespondenceType.EMAIL, CorrespondenceType.HARD_COPY)
        return [(one.value, str(one.label)) for one in channels if one.value not in told]

    @cached_property
    def _listing(self) -> Listing[object]:
        return FIGURES.state(self.viewer, self.query, reverse("contact", args=[self.contact.no]))

    @property
    def figures_url(self) -> str:
        """The address of the figures with their period."""
        return self._listing.url()

    @property
    def days(self) -> list[FilterField]:
        """The first and the last day of the figures, to type."""
        return self._listing.fields

    @cached_property
    def periods(self) -> list[tuple[Words, str, bool]]:
        """The usual periods, as the reports have them."""
        return periods(self._listing, local_date(now()), first=FIRST, last=LAST)

    @property
    def period(self) -> str:
        """The period of the figures in words: its name, or its days; empty when all days count."""
        if not self._listing.narrowed:
            return ""
        if named := next((words for words, _url, chosen in self.periods if chosen), ""):
            return str(named)
        told = [
            (one.filter.label, formats.short_date(date.fromisoformat(one.value)))
            for one in self.days
            if one.value
        ]
        return " – ".join(day for _label, day in told) if len(told) > 1 else colon(*told[0])

    @cached_property
    def figures(self) -> ContactFigures | None:
        """Number, cost and minutes of the period and the dates of last contact, for who may read the log."""
        if not allowed(self.viewer, Right.READ_LOG):
            return None
        period = Period(self._listing.day(FIRST), self._listing.day(LAST))
        return contact_figures(self.viewer, self.contact, period)

    @property
    def log(self) -> str:
        """The interactions that the figures count."""
        return self._log(self._listing.day(FIRST), self._listing.day(LAST))

    @property
    def last(self) -> list[tuple[Words, date | None, str]]:
        """The dates of last contact, each with the interactions of that day (R-INT-175)."""
        if self.figures is None:
            return []
        days = (
            (_("Last interaction"), self.figures.last_interaction),
            (_("Last attempt"), self.figures.last_attempted),
        )
        return [(words, day, self._log(day, day) if day is not None else "") for words, day in days]

    def _log(self, since: date | None, until: date | None) -> str:
        days = {"since": since, "until": until}
        narrowed = {"state": "active", "contact": self.contact.no, **{k: v for k, v in days.items() if v}}
        return f"{reverse('interactions')}?{urlencode(narrowed)}"

    @property
    def spent(self) -> str:
        """The time spent."""
        return formats.hours(self.figures.figures.duration_min if self.figures is not None else 0)

    @cached_property
    def weeks(self) -> list[Bar]:
        """Interactions of the last weeks by channel."""
        if not allowed(self.viewer, Right.READ_LOG):
            return []
        today = local_date(now())
        parts: dict[date, dict[str, int]] = {monday: {} for monday in last_mondays(today)}
        for row in by_week_and_channel(self.viewer, Period(min(parts), today), contact=self.contact):
            parts[row.monday][row.channel] = row.interactions
        return [Bar(formats.week(monday), counts) for monday, counts in parts.items()]

    @property
    def channels(self) -> dict[str, Words]:
        """The channels that occur, by name."""
        used = {channel for week in self.weeks for channel in week.parts}
        return {key: words for key, words in CHANNELS.items() if key in used}

    @property
    def crumbs(self) -> list[Crumb]:
        """The way to this contact."""
        way = [Crumb(gettext("Contacts"), reverse("contacts"))]
        company = self.contact.company
        if company is not None and not self.contact.is_company:
            way.append(Crumb(company.name, reverse("contact", args=[company.no])))
        return way

    @cached_property
    def history(self) -> list[tuple[Change, list[Said]]]:
        """What was changed on the contact, newest first, in the reader's words."""
        return [(change, list(said(change))) for change in contact_history(self.viewer, self.contact)]

    @property
    def may_change(self) -> bool:
        """Whether the viewer may change contacts."""
        return allowed(self.viewer, Right.CHANGE_CONTACTS)

    @property
    def may_record(self) -> bool:
        """Whether something may be recorded here."""
        return allowed(self.viewer, Right.RECORD) and not self.contact.privacy_blocked


@require_GET
@signed_in
def contact_card(request: UserRequest, no: str) -> HttpResponse:
    """The page of a contact."""
    card = Card(request.user, contact_or_404(request.user, no), request.GET)
    context = {"card": card, "contact": card.contact, "record_contact": card.contact}
    return answer(request, "contacts/contact.html", context, part=ANEW.get(request.htmx.target or "", ""))


@require_GET
@signed_in
def salutation(request: UserRequest, no: str) -> HttpResponse:
    """What each formula of its salutation says to the contact (R-CON-97)."""
    found = contact_or_404(request.user, no)
    lines = [
        (
            language_name(one.language) if one.language else gettext("Any language"),
            Formality(one.formality).label,
            one.text,
        )
        for one in filled_formulas(request.user, found)
    ]
    context = {
        "contact": found,
        "code": described(found.salutation) if found.salutation else "",
        "lines": lines,
    }
    return answer(request, "contacts/salutation.html", context, dialog="contacts/_salutation.html")


@require_GET
@signed_in
def history(request: UserRequest, no: str) -> HttpResponse:
    """What was changed on the contact, by whom and when."""
    card = Card(request.user, contact_or_404(request.user, no))
    return answer(request, "shell/changes.html", {"history": card.history}, dialog="shell/_changes.html")
