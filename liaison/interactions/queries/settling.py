"""Settling a new interaction: what was given, else what is proposed; refused is what is missing or wrong.

What is proposed while somebody still writes it, who may leave anything out, is told in `guide`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from django.conf import settings
from django.db.models import F, Q

from liaison.accounts.models import Salesperson, User
from liaison.campaigns.models import Campaign
from liaison.contacts.models import AlternativeAddress, Contact
from liaison.interactions import rules
from liaison.interactions.draft import (
    ContactFacts,
    Filled,
    FilledParticipant,
    ParticipantValue,
    TemplateFacts,
    Values,
    Variant,
    choose_language,
    content_files,
)
from liaison.interactions.models import (
    ParticipantRole,
)
from liaison.interactions.queries.entry import seen_entry
from liaison.interactions.queries.look_up import (
    Seller,
    recording_facts,
    seller_by_code,
)
from liaison.interactions.template_rules import is_language, no_language, not_usable
from liaison.kit.clock import local_date
from liaison.kit.errors import Refusal, Refused, refuse
from liaison.kit.text import gettext_lazy as _
from liaison.letters.cleaning import clean as clean_html
from liaison.letters.models import DocumentTemplate
from liaison.letters.plain import plain_text


@dataclass(frozen=True, slots=True)
class People:
    """Who else took part: further contacts, and colleagues with their role."""

    contacts: tuple[FilledParticipant, ...] = ()
    colleagues: tuple[tuple[int, str], ...] = ()


NOBODY = People()


CampaignOf = Callable[[Values, TemplateFacts], int | None]


def prepare(values: Values, *, by: User, at: datetime, chosen_before: bool = False) -> Filled:
    """Settle every value of an interaction: what was given, else what is proposed (R-INT-43 to 52).

    Raises `Refused` with everything that is missing or wrong, each with its field; reads only.
    `chosen_before`: its template and language were chosen when those were in use, for it is a draft
    (R-INT-18, 19) or an old interaction that is logged anew (R-INT-160).
    """
    occurred_at = values.occurred_at or at
    problems = list(rules.shape_refusals(values))
    occurred_on = local_date(at if problems else occurred_at)
    known = recording_facts(values.contact, values.template, by=by, on=occurred_on)
    contact, template = known.contact, known.template
    if values.contact and contact is None:
        problems.append(rules.no_such_contact())
    if values.template and template is None:
        problems.append(rules.no_such_template())
    seller = seller_by_code(values.salesperson) if values.salesperson else known.seller
    if seller is None:
        raise Refused(rules.no_such_salesperson())
    description = title(values, template)
    problems += rules.missing(
        contact=bool(values.contact),
        template=bool(values.template),
        salesperson=seller.id is not None,
        date=True,
        description=bool(description),
    )
    if contact is not None:
        problems += filter(None, [rules.may_record_for(contact)])
    if template is not None and chosen_before:
        template = _as_chosen(template, values)
    if template is not None:
        problems += filter(None, [rules.may_use(template)])
    refuse(problems)
    assert contact is not None
    assert template is not None
    people = _participants(values.participants, contact)
    return settle(values, contact, template, seller, people, description=description, occurred_at=occurred_at)


def _as_chosen(template: TemplateFacts, values: Values) -> TemplateFacts:
    """The template as when it was chosen: in use, and with the language that was written in.

    Where nothing was written or added, a language that is gone by now says nothing any more, and another is
    chosen; but for the template's own language, which it says without a row, too.
    """
    template, language = replace(template, active=True), values.language
    if not language or not template.variants or template.variant(language) is not None:
        return template
    said = template.said_in(language)
    proposed = language == template.default_language and said is not None
    if not (values.body or values.files or proposed):
        return template
    kept = replace(said or Variant(language=language), language=language)
    return replace(template, variants=(*template.variants, kept))


def title(values: Values, template: TemplateFacts | None) -> str:
    """The description as typed, else the template's (R-INT-47)."""
    if values.description is not None:
        return values.description.strip()
    return template.description if template is not None else ""


def settle(
    values: Values,
    contact: ContactFacts,
    template: TemplateFacts,
    seller: Seller,
    people: People = NOBODY,
    *,
    description: str | None = None,
    occurred_at: datetime | None = None,
    campaign_of: CampaignOf | None = None,
) -> Filled:
    """Everything settled; the participants are `people`.

    `description` and `occurred_at` are what they were settled to, without them the values have both.
    `campaign_of` finds the campaign where many are settled and the campaigns are known already.

    Reads nothing unless an alternative address, a campaign or a document template is given by code.
    """
    description = values.description if description is None else description
    occurred_at = occurred_at or values.occurred_at
    assert description is not None
    assert occurred_at is not None
    contact = _at_address(values, contact)
    language = _language(values, contact, template)
    variant = template.nearest(language)
    correspondence = values.correspondence_type or template.default_correspondence_type
    body = clean_html(values.body if values.body is not None else (variant.body if variant else ""))
    subject = values.subject if values.subject is not None else (variant.subject if variant else "")
    return Filled(
        contact=contact,
        template=template,
        salesperson_id=seller.id,
        team_id=seller.team_id,
        occurred_at=occurred_at,
        occurred_on=local_date(occurred_at),
        description=description,
        subject=subject.strip(),
        body=body,
        body_text=plain_text(body),
        language=language,
        text_language=language or contact.language or settings.LANGUAGE_CODE,
        information_flow=values.information_flow or template.information_flow,
        initiated_by=values.initiated_by or template.initiated_by,
        cost=template.unit_cost if values.cost is None else values.cost,
        duration_min=template.unit_duration_min if values.duration_min is None else values.duration_min,
        correspondence_type=correspondence,
        evaluation=values.evaluation or "none",
        attempt_failed=bool(values.attempt_failed),
        visibility=values.visibility or template.visibility,
        campaign_target=template.campaign_target
        if values.campaign_target is None
        else values.campaign_target,
        campaign_response=(
            template.campaign_response if values.campaign_response is None else values.campaign_response
        ),
        alternative_address_id=contact.alternative_address_id,
        contact_via=values.contact_via or "",
        document_template_id=_document_template(values, template, variant, language),
        document_as_attachment=bool(values.document_as_attachment),
        follow_up_of=values.follow_up_of,
        campaign_id=(campaign_of or _campaign)(values, template),
        segment_no=values.segment_no or "",
        files=content_files(values, template, variant),
        participants=people.contacts,
        colleagues=people.colleagues,
        comments=tuple(comment.strip() for comment in values.comments if comment.strip()),
    )


def _language(values: Values, contact: ContactFacts, template: TemplateFacts) -> str:
    """The chosen language, which must be one of the template's if it has any (R-INT-60), else R-INT-48."""
    if values.language is None:
        return choose_language(contact.language, template)
    if not is_language(values.language):
        raise Refused(no_language())
    refuse(rules.may_write_in(template, values.language))
    return values.language


def _at_address(values: Values, contact: ContactFacts) -> ContactFacts:
    """The contact at the address chosen by code, else at the one valid on the date (R-INT-43).

    The chosen address brings its own e-mail along, for a message goes there (R-INT-91, 118).
    """
    if values.alternative_address is None:
        return contact
    if not values.alternative_address:
        return replace(contact, alternative_address_id=None, alternative_address_email="")
    found = AlternativeAddress.objects.filter(contact=contact.id, code=values.alternative_address)
    address = found.values_list("pk", "email").first()
    if address is None:
        raise Refused(
            Refusal(_("The contact has no such address."), field="alternative_address", code="E-INT-29")
        )
    return replace(contact, alternative_address_id=address[0], alternative_address_email=address[1])


def _document_template(
    values: Values, template: TemplateFacts, variant: Variant | None, language: str
) -> int | None:
    """As `document_of`; one made for another language than the interaction's is refused (E-INT-19)."""
    pk = document_of(values, template, variant, language)
    if pk is None and values.document_template:
        raise Refused(not_usable())
    return pk


def document_of(
    values: Values, template: TemplateFacts, variant: Variant | None, language: str
) -> int | None:
    """The document template chosen by code, else the language row's, else the template's (R-INT-49).

    None if it was left away, or if the one that was chosen cannot be used.
    """
    if values.document_template is None:
        return variant.document_template_id if variant is not None else template.document_template_id
    return _chosen_document(values.document_template, language) if values.document_template else None


def _chosen_document(code: str, language: str) -> int | None:
    """The document template of this code, if it is in use, for this language or any; one statement."""
    found = DocumentTemplate.objects.filter(code=code, active=True)
    if language:
        found = found.filter(language__in=("", language))
    return found.values_list("pk", flat=True).first()


def _campaign(values: Values, template: TemplateFacts) -> int | None:
    """The campaign of one interaction; a statement only where one is named."""
    if not values.campaign and (values.campaign is not None or template.campaign_id is None):
        return None
    named = Q(no=values.campaign.upper()) if values.campaign else Q(pk=template.campaign_id)
    return choose_campaign(values, template, running_campaigns(named))


def running_campaigns(named: Q | None = None) -> dict[str, int]:
    """The campaigns that can be taken, by number: all, or those `named`; one statement."""
    found = Campaign.objects.filter(archived_at=None)
    return dict((found if named is None else found.filter(named)).values_list("no", "pk"))


def choose_campaign(values: Values, template: TemplateFacts, running: Mapping[str, int]) -> int | None:
    """The campaign chosen by number (R-INT-92), else the one that the template names (R-INT-50).

    A campaign that was put away is taken over no more.
    """
    if values.campaign is None:
        return template.campaign_id if template.campaign_id in running.values() else None
    if not values.campaign:
        return None
    pk = running.get(values.campaign.upper())
    if pk is None:
        raise Refused(Refusal(_("There is no such campaign."), field="campaign", code="E-INT-29"))
    return pk


def _participants(given: tuple[ParticipantValue, ...], contact: ContactFacts) -> People:
    """Further contacts and colleagues, each once and never the main contact; two statements at most."""
    if not given:
        return NOBODY
    numbers = {person.contact for person in given if person.contact}
    codes = {person.salesperson.upper() for person in given if person.salesperson}
    columns = ("no", "id", "company_id", "privacy_blocked", "name")
    contacts = Contact.objects.filter(no__in=numbers).values_list(*columns)
    colleagues = Salesperson.objects.filter(code__in=codes).values_list("code", F("id")) if codes else ()
    return people_of(given, contact, {row[0]: row[1:] for row in contacts}, dict(colleagues))


def people_of(
    given: tuple[ParticipantValue, ...],
    contact: ContactFacts,
    contacts: Mapping[str, tuple[int, int | None, bool, str]],
    colleagues: Mapping[str, int],
) -> People:
    """The participants among known `contacts` and `colleagues` (id by code).

    Of a contact its id, company, whether it is blocked and its name are known by its number. Each once and
    never the main contact; refused when somebody is unknown, blocked or has no such role.
    """
    numbers = {person.contact: person.role for person in given if person.contact}
    codes = {person.salesperson.upper(): person.role for person in given if person.salesperson}
    refuse(_not_to_take_part(given, contacts, colleagues))
    return People(
        tuple(
            FilledParticipant(pk, company, role)
            for no, role in numbers.items()
            for pk, company, _blocked, _name in (contacts[no],)
            if pk != contact.id
        ),
        tuple((colleagues[code], role) for code, role in codes.items()),
    )


def _not_to_take_part(
    given: tuple[ParticipantValue, ...],
    contacts: Mapping[str, tuple[int, int | None, bool, str]],
    colleagues: Mapping[str, int],
) -> Iterator[Refusal]:
    """What is wrong with whom, by the place: unknown contacts, colleagues and roles, and who is blocked."""
    for place, person in enumerate(given):
        named = f"participants.{place}"
        if person.role not in ParticipantRole.values:
            yield _unknown_participant(person.role, f"{named}.role")
        if person.contact and person.contact not in contacts:
            yield _unknown_participant(person.contact, f"{named}.contact")
        elif person.contact and contacts[person.contact][2]:
            yield rules.blocked(person.contact, contacts[person.contact][3], f"{named}.contact")
        if person.salesperson and person.salesperson.upper() not in colleagues:
            yield _unknown_participant(person.salesperson, f"{named}.salesperson")


def _unknown_participant(name: str, field: str) -> Refusal:
    return Refusal(_("Unknown participant: %(names)s.") % {"names": name}, field=field, code="E-INT-29")


def follow_up(viewer: User, number: int) -> Values:
    """The beginning of a follow-up of entry `number`: its contact, salesperson and campaign, all free.

    A campaign that was put away is taken over no more. Nothing else is taken from it but the link between
    both (R-INT-171, 172). Refused when the contact or its company is blocked (R-INT-42).
    """
    entry = seen_entry(viewer, number)
    for whom in (entry.contact, entry.company):
        if whom is not None and whom.privacy_blocked:
            raise Refused(rules.blocked(whom.no, whom.name))
    campaign = entry.campaign
    return Values(
        contact=entry.contact.no,
        salesperson=entry.salesperson.code if entry.salesperson is not None else None,
        campaign=campaign.no if campaign is not None and campaign.archived_at is None else None,
        follow_up_of=entry.pk,
    )
