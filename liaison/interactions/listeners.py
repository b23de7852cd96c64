"""What the log does when contacts, campaigns and document templates change."""

from __future__ import annotations

from liaison.campaigns.facts import CampaignDeleting, ConsentNoted
from liaison.campaigns.models import Agreement, ConsentSource
from liaison.campaigns.rules import campaign_in_use
from liaison.contacts.facts import (
    AddressDeleting,
    ContactCompanyChanged,
    ContactsImported,
    ContactTypeChanging,
)
from liaison.interactions.actions.headings import forget_campaign
from liaison.interactions.actions.reorganize import take_along
from liaison.interactions.actions.unsubscribed import record_unsubscription
from liaison.interactions.models import Entry, InteractionTemplateLanguage, Participant
from liaison.interactions.template_rules import document_in_use
from liaison.kit.errors import Refusal, Refused
from liaison.kit.facts import listen
from liaison.kit.text import gettext_lazy as _
from liaison.letters.facts import DocumentLanguageChanging


@listen(ContactTypeChanging)
def on_contact_type_changing(fact: ContactTypeChanging) -> None:
    """The type cannot change while entries exist, cancelled ones included (R-INT-191).

    Those count as well in which the contact only took part, and those of a company's people of that time.
    """
    models: tuple[type[Entry | Participant], ...] = (Entry, Participant)
    if any(
        model.objects.filter(**{part: fact.contact}).exists()
        for model in models
        for part in ("contact", "company")
    ):
        raise Refused(
            Refusal(_("The type cannot be changed; there are interactions."), field="type", code="E-INT-44")
        )


@listen(AddressDeleting)
def on_address_deleting(fact: AddressDeleting) -> None:
    """An address that interactions name stays: they tell where something was sent (R-CON-81)."""
    if Entry.objects.filter(contact=fact.contact, alternative_address=fact.address).exists():
        raise Refused(Refusal(_("Interactions name this address; it cannot be deleted."), code="E-INT-45"))


@listen(ContactCompanyChanged)
def on_contact_company_changed(fact: ContactCompanyChanged) -> None:
    """Entries stay with the company of their date; those without company follow to the first one."""
    if fact.old_company is None and fact.new_company is not None:
        take_along([fact.contact])


@listen(ContactsImported)
def on_contacts_imported(fact: ContactsImported) -> None:
    """The same for a whole file."""
    if fact.joined:
        take_along(fact.joined)


@listen(CampaignDeleting)
def on_campaign_deleting(fact: CampaignDeleting) -> None:
    """A campaign that interactions name is archived and not deleted; empty entries go (R-CMP-54, 55)."""
    if Entry.objects.filter(campaign=fact.campaign).exists():
        raise Refused(campaign_in_use(fact.no))
    forget_campaign(fact.campaign)


@listen(DocumentLanguageChanging)
def on_document_language_changing(fact: DocumentLanguageChanging) -> None:
    """A document template has the language of whoever uses it; the templates are named (R-INT-23)."""
    using = InteractionTemplateLanguage.objects.filter(document_template=fact.document)
    others = using.exclude(language=fact.language).order_by("template__code")
    if codes := list(others.values_list("template__code", flat=True).distinct()[:20]):
        raise Refused(document_in_use(", ".join(codes)))


@listen(ConsentNoted)
def on_consent_noted(fact: ConsentNoted) -> None:
    """Who unsubscribes by itself does something worth an entry; what others note stands in the history."""
    if fact.agreement != Agreement.WITHDRAWN or fact.source not in {ConsentSource.LINK, ConsentSource.PAGE}:
        return
    known = fact.entry is not None and Entry.objects.filter(pk=fact.entry, contact=fact.contact).exists()
    record_unsubscription(fact.contact, fact.topic, follow_up_of=fact.entry if known else None, at=fact.at)
