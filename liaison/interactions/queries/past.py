"""Settling the lines of an old log: each distinct contact, code and user is looked up once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from liaison.accounts.models import Salesperson, User
from liaison.contacts.models import AddressRange, CorrespondenceType
from liaison.interactions import rules
from liaison.interactions.draft import ContactFacts, Filled, TemplateFacts, Values, settle_correspondence_type
from liaison.interactions.models import (
    DeliveryStatus,
    Evaluation,
    InformationFlow,
    InitiatedBy,
    Visibility,
)
from liaison.interactions.past import PastEntry
from liaison.interactions.queries.look_up import Seller, contacts_facts, templates_facts
from liaison.interactions.queries.settling import (
    NOBODY,
    People,
    choose_campaign,
    people_of,
    running_campaigns,
    settle,
    title,
)
from liaison.kit.clock import local_date
from liaison.kit.errors import Refusal, refuse
from liaison.kit.text import gettext_lazy as _

WORDS: Mapping[str, frozenset[str]] = {
    "evaluation": frozenset(Evaluation.values),
    "information_flow": frozenset(InformationFlow.values),
    "initiated_by": frozenset(InitiatedBy.values),
    "correspondence_type": frozenset(CorrespondenceType.values),
    "visibility": frozenset(Visibility.values),
}
# What waits to be sent is no history: it would have to be sent.
ENDED = frozenset(DeliveryStatus.values) - {DeliveryStatus.QUEUED, DeliveryStatus.SENDING}


class Known:
    """What the lines refer to; codes and users stay known, contacts only for a block of lines."""

    def __init__(self, by: User, at: datetime) -> None:
        self.by, self.at = by, at
        self.templates: dict[str, TemplateFacts | None] = {}
        self.sellers: dict[str, Seller] = {}
        self._teams: dict[int, int | None] = {}
        self._colleagues: dict[str, int] = {}
        self.users: dict[str, int] = {"": by.pk}
        self._campaigns: dict[str, int] | None = None
        self.contacts: dict[str, ContactFacts] = {}
        self._addresses: dict[int, list[tuple[date, date | None, int, str]]] = {}

    def learn(self, block: Sequence[PastEntry]) -> None:
        """Look up what the lines of this block refer to; a few statements."""
        self._learn_templates({line.values.template for line in block if line.values.template})
        if not self.sellers:
            found = list(Salesperson.objects.values_list("code", "id", "team_id"))
            self.sellers = {code: Seller(pk, team) for code, pk, team in found}
            self._teams = {pk: team for _code, pk, team in found}
            self._colleagues = {code: pk for code, pk, _team in found}
        if self._campaigns is None:
            self._campaigns = running_campaigns()
        names = {line.recorded_by for line in block} - self.users.keys()
        if names:
            self.users |= dict(User.objects.filter(username__in=names).values_list("username", "pk"))
        self._learn_contacts(block)

    def _learn_templates(self, codes: Iterable[str]) -> None:
        missing = {code.strip().upper() for code in codes} - self.templates.keys()
        if missing:
            self.templates |= dict.fromkeys(missing) | templates_facts(missing)

    def _learn_contacts(self, block: Sequence[PastEntry]) -> None:
        numbers = {line.values.contact for line in block if line.values.contact}
        numbers |= {person.contact for line in block for person in line.values.participants if person.contact}
        rows = contacts_facts(numbers, date.min)
        self.contacts = {row.no: row for row in rows}
        ranges = (
            AddressRange.objects.filter(contact__no__in=numbers)
            .order_by("-starting_date")
            .values_list(
                "contact_id",
                "starting_date",
                "ending_date",
                "alternative_address",
                "alternative_address__email",
            )
        )
        self._addresses = defaultdict(list)
        for contact, since, until, address, email in ranges:
            self._addresses[contact].append((since, until, address, email))

    def contact_on(self, no: str | None, on: date) -> ContactFacts | None:
        """The contact, with the alternative address valid `on` (R-CON-84)."""
        contact = self.contacts.get(no or "")
        if contact is None:
            return None
        for since, until, address, email in self._addresses.get(contact.id, ()):
            if since <= on and (until is None or on <= until):
                return replace(contact, alternative_address_id=address, alternative_address_email=email)
        return contact

    def seller_of(self, values: Values, contact: ContactFacts | None) -> Seller | None:
        """The salesperson given, else the contact's; None when the code is unknown."""
        if values.salesperson:
            return self.sellers.get(values.salesperson.strip().upper())
        chosen = contact.salesperson_id if contact is not None else None
        return Seller(chosen, self._teams.get(chosen) if chosen is not None else None)

    def campaign_of(self, values: Values, template: TemplateFacts) -> int | None:
        """The campaign named, or the template's."""
        return choose_campaign(values, template, self._campaigns or {})

    def people_of(self, values: Values, contact: ContactFacts) -> People:
        """Who else took part."""
        if not values.participants:
            return NOBODY
        named = [self.contacts[p.contact] for p in values.participants if p.contact in self.contacts]
        contacts = {row.no: (row.id, row.company_id, row.privacy_blocked, row.name) for row in named}
        return people_of(values.participants, contact, contacts, self._colleagues)


def settle_past(line: PastEntry, known: Known) -> Filled:
    """Every value of one line, under the rules of any other interaction; reads nothing more.

    Raises `Refused` with all that is missing or wrong. An entry that was delivered keeps its type even
    where the contact has no address any more.
    """
    values = line.values
    occurred_at = values.occurred_at or known.at
    problems = [*rules.shape_refusals(values), *_unknown_words(line)]
    on = local_date(known.at if problems else occurred_at)
    contact = known.contact_on(values.contact, on)
    template = known.templates.get((values.template or "").strip().upper())
    seller = known.seller_of(values, contact)
    problems += _unknown(line, known, contact, template, seller)
    description = title(values, template)
    problems += rules.missing(
        contact=bool(values.contact),
        template=bool(values.template),
        salesperson=seller is None or seller.id is not None,
        date=True,
        description=bool(description),
    )
    if contact is not None:
        problems += filter(None, [rules.may_record_for(contact)])
    refuse(problems)
    assert contact is not None
    assert template is not None
    assert seller is not None
    filled = settle(
        values,
        contact,
        template,
        seller,
        known.people_of(values, contact),
        description=description,
        occurred_at=occurred_at,
        campaign_of=known.campaign_of,
    )
    if line.delivery_status == DeliveryStatus.NONE:
        kind = settle_correspondence_type(filled.correspondence_type, contact)
        if kind != filled.correspondence_type:
            filled = filled.changed(correspondence_type=kind)
    refuse(rules.content_refusals(filled))
    return filled


def _unknown_words(line: PastEntry) -> Iterable[Refusal]:
    for name, words in WORDS.items():
        word = getattr(line.values, name)
        if word is not None and word not in words:
            yield Refusal(_("“%(value)s” is not one of the choices.") % {"value": word}, name, "choice")
    if line.delivery_status not in ENDED:
        yield Refusal(
            _("“%(value)s” is not one of the choices.") % {"value": line.delivery_status},
            "delivery_status",
            "choice",
        )


def _unknown(
    line: PastEntry,
    known: Known,
    contact: ContactFacts | None,
    template: TemplateFacts | None,
    seller: Seller | None,
) -> Iterable[Refusal]:
    if line.values.contact and contact is None:
        yield rules.no_such_contact()
    if line.values.template and template is None:
        yield rules.no_such_template()
    if seller is None:
        yield rules.no_such_salesperson()
    if line.recorded_by not in known.users:
        yield Refusal(_("There is no such user."), field="recorded_by", code="E-INT-29")
