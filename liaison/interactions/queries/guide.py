"""What the guide proposes and shows for a draft that need not be complete yet (R-INT-43 to 60)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from django.db.models import Q

from liaison.accounts.models import Salesperson, User
from liaison.accounts.queries import salesperson_for
from liaison.contacts.models import AlternativeAddress, Contact
from liaison.interactions.draft import (
    ContactFacts,
    NamedFile,
    ParticipantValue,
    TemplateFacts,
    Values,
    Variant,
    choose_language,
    content_files,
)
from liaison.interactions.queries.look_up import contact_facts, template_facts
from liaison.interactions.queries.settling import document_of, running_campaigns
from liaison.interactions.switching import switch_contact, switch_template
from liaison.kit.clock import local_date


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A draft with every gap filled by what is proposed; what nobody can know stays empty."""

    contact: ContactFacts | None
    company_no: str
    company_name: str
    template: TemplateFacts | None
    salesperson: str
    language: str
    variant: Variant | None
    description: str
    subject: str
    body: str
    files: tuple[NamedFile, ...]
    information_flow: str
    initiated_by: str
    cost: Decimal
    duration_min: Decimal
    correspondence_type: str
    visibility: str
    campaign: str
    campaign_target: bool
    campaign_response: bool
    document_template_id: int | None

    @property
    def brings_content(self) -> bool:
        """Whether the template has something to write, merge, open or import (R-INT-62)."""
        return self.template is not None and (
            self.template.wizard_action != "none"
            or any(variant.has_content for variant in self.template.variants)
            or self.template.document_template_id is not None
        )

    @property
    def asks_for_content(self) -> bool:
        """Whether there is something to write, merge, open, import or send (R-INT-62)."""
        return self.template is not None and (
            self.brings_content or self.correspondence_type != "none" or self.document_template_id is not None
        )


def propose(values: Values, *, by: User, at: datetime) -> Proposal:
    """Everything proposed for what was given so far; refuses nothing. At most eight statements."""
    on = local_date(values.occurred_at or at)
    contact = contact_facts(values.contact, on) if values.contact else None
    template = template_facts(values.template) if values.template else None
    language = variant = None
    if template is not None:
        language = values.language
        if language is None:
            language = choose_language(contact.language if contact else "", template)
        variant = template.said_in(language)
    correspondence = values.correspondence_type or (
        template.default_correspondence_type if template else "none"
    )
    description = values.description
    if description is None:
        description = template.description if template else ""
    subject = values.subject
    if subject is None:
        subject = (variant.subject if variant else "") or (description if correspondence == "email" else "")
    company_no, company_name = _company(contact)
    return Proposal(
        contact=contact,
        company_no=company_no,
        company_name=company_name,
        template=template,
        salesperson=_salesperson(values, contact, by),
        language=language or "",
        variant=variant,
        description=description,
        subject=subject,
        body=values.body if values.body is not None else (variant.body if variant else ""),
        files=content_files(values, template, variant),
        information_flow=values.information_flow or (template.information_flow if template else "none"),
        initiated_by=values.initiated_by or (template.initiated_by if template else "none"),
        cost=values.cost if values.cost is not None else (template.unit_cost if template else Decimal(0)),
        duration_min=(
            values.duration_min
            if values.duration_min is not None
            else (template.unit_duration_min if template else Decimal(0))
        ),
        correspondence_type=correspondence,
        visibility=values.visibility or (template.visibility if template else "everyone"),
        campaign=_campaign(values, template),
        campaign_target=_flag(values.campaign_target, template is not None and template.campaign_target),
        campaign_response=_flag(
            values.campaign_response, template is not None and template.campaign_response
        ),
        document_template_id=document_of(values, template, variant, language or "") if template else None,
    )


def as_proposed(values: Values, found: Proposal) -> Values:
    """The draft with what was proposed put down, so that it stays when the template changes (R-INT-19, 74).

    Without contact the language and what is said in it are left open: they follow the one who is chosen. So
    they are where nobody knows the language yet, and so is the campaign, which may be put away.
    """
    values = replace(values, salesperson=found.salesperson or None)
    if found.template is None:
        return values
    values = replace(
        values,
        description=found.description or values.description,
        information_flow=found.information_flow,
        initiated_by=found.initiated_by,
        cost=found.cost,
        duration_min=found.duration_min,
        correspondence_type=found.correspondence_type,
        visibility=found.visibility,
        campaign_target=found.campaign_target,
        campaign_response=found.campaign_response,
    )
    variant = found.variant
    language_known = found.contact is not None or values.language is not None
    if not language_known or (found.template.variants and variant is None):
        return values
    subject = variant.subject if variant is not None else ""
    brought = found.files[0].file_id if found.files else 0
    return replace(
        values,
        language=found.language if variant is not None else found.language or None,
        subject=subject or None if values.subject is None else values.subject,
        body=found.body,
        files=found.files,
        template_file=values.template_file if values.files else brought,
        document_template=values.document_template
        if values.document_template is not None or found.document_template_id is not None
        else "",
    )


def for_contact(values: Values, no: str, new: ContactFacts | None, *, found: Proposal, by: User) -> Values:
    """The draft that had this proposal `found`, for the contact `no` (R-INT-43, 58, 68).

    `new` is what is known of that contact, None where it is nobody. A salesperson who was chosen, and not
    only proposed, stays with another contact; with none there is none (R-INT-45, 58). Two statements at most,
    for who was proposed before.
    """
    template, old, chosen = found.template, found.contact, values.salesperson
    after = None
    if new is not None:
        after = choose_language(new.language, template) if template is not None else ""
    if not no or chosen == _proposed_salesperson(old, by):
        chosen = None
    before = found.language if old is not None else None
    return switch_contact(values, no, before=before, after=after, salesperson=chosen)


def chosen_anew(values: Values, *, contact: str, template: str, by: User, at: datetime) -> Values:
    """The draft for this contact and template: another one fills it anew (R-INT-43, 46 to 48, 68).

    The first of either takes nothing away. Statements only where something is chosen anew.
    """
    if (contact, template) == (values.contact or "", values.template or ""):
        return values
    found = propose(values, by=by, at=at)
    if contact != (values.contact or ""):
        on = local_date(values.occurred_at or at)
        new = contact_facts(contact, on) if contact else None
        values = for_contact(values, contact, new, found=found, by=by)
    if found.template is None:
        return replace(values, template=template or None)
    return switch_template(values, template, proposed=found.template.description)


def _campaign(values: Values, template: TemplateFacts | None) -> str:
    """The number given, else that of the template's campaign, as long as it runs (R-INT-50)."""
    if values.campaign is not None or template is None or template.campaign_id is None:
        return values.campaign or ""
    return next(iter(running_campaigns(Q(pk=template.campaign_id))), "")


def _flag(given: bool | None, proposed: bool) -> bool:  # noqa: FBT001 - a flag and what is proposed for it
    return proposed if given is None else given


@dataclass(frozen=True, slots=True)
class OfferedAddress:
    """An alternative address of a contact, to choose."""

    id: int
    code: str
    words: str
    email: str


def offered_addresses(contact: ContactFacts | None) -> list[OfferedAddress]:
    """The alternative addresses of a contact, whatever their period; one statement (R-INT-43, 59)."""
    if contact is None:
        return []
    columns = ("pk", "code", "address", "post_code", "city", "email")
    found = AlternativeAddress.objects.filter(contact=contact.id).order_by("code").values_list(*columns)
    return [
        OfferedAddress(pk, code, ", ".join(filter(None, (code, street, f"{place} {city}".strip()))), email)
        for pk, code, street, place, city, email in found
    ]


def _salesperson(values: Values, contact: ContactFacts | None, by: User) -> str:
    """The code given, else the one that is proposed (R-INT-45)."""
    return values.salesperson or _proposed_salesperson(contact, by)


def _proposed_salesperson(contact: ContactFacts | None, by: User) -> str:
    """The user's own salesperson, else the contact's; two statements at most (R-INT-45)."""
    own = salesperson_for(by)
    if own is not None:
        return own.code
    if contact is None or contact.salesperson_id is None:
        return ""
    return Salesperson.objects.values_list("code", flat=True).get(pk=contact.salesperson_id)


def _company(contact: ContactFacts | None) -> tuple[str, str]:
    """Number and name of a person's company."""
    if contact is None or contact.company_id in {None, contact.id}:
        return "", ""
    return Contact.objects.values_list("no", "name").get(pk=contact.company_id)


@dataclass(frozen=True, slots=True)
class NamedPerson:
    """A participant as a form shows it: the name of its field, the value, who it is, and the role."""

    field: str
    value: str
    name: str
    role: str


def named_people(people: Sequence[ParticipantValue]) -> list[NamedPerson]:
    """The names of participants, in their order; one statement for contacts, one for colleagues."""
    numbers = [one.contact for one in people if one.contact]
    codes = [one.salesperson for one in people if one.salesperson]
    names = dict(Contact.objects.filter(no__in=numbers).values_list("no", "name")) if numbers else {}
    sellers = dict(Salesperson.objects.filter(code__in=codes).values_list("code", "name")) if codes else {}
    return [
        NamedPerson("participant", one.contact, names.get(one.contact, one.contact), one.role)
        if one.contact
        else NamedPerson(
            "colleague", one.salesperson, sellers.get(one.salesperson, one.salesperson), one.role
        )
        for one in people
    ]
