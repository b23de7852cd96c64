"""What a batch of deliveries is made of, read for all of them at once instead of for each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from django.db.models import Model

from liaison.accounts.models import Organization, Salesperson, User
from liaison.accounts.queries import organization
from liaison.campaigns.models import Campaign
from liaison.campaigns.queries import dead_addresses, refused_topics
from liaison.contacts.models import AlternativeAddress, Contact, Salutation
from liaison.contacts.queries import formulas
from liaison.contacts.salutations import Formula, Key
from liaison.delivery.models import Item
from liaison.delivery.paper import SentFile
from liaison.files.models import StoredFile
from liaison.files.queries import read_file
from liaison.interactions.draft import TemplateFacts
from liaison.interactions.models import Content, ContentFile, Entry, EntryFile, InteractionGroup
from liaison.interactions.queries.look_up import facts_of_all
from liaison.letters.queries import fax_numbers, letterhead
from liaison.letters.rendering import Letterhead

M = TypeVar("M", bound=Model)
Named = tuple[int, str]
"""A stored file and the name it has here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Everything by its id; what is not here is not there. Fresh for a few seconds only."""

    company: Organization
    head: Letterhead
    formulas: Mapping[Key, Formula]
    contacts: Mapping[int, Contact]
    faxes: Mapping[int, str]
    alternatives: Mapping[int, AlternativeAddress]
    salespeople: Mapping[int, Salesperson]
    campaigns: Mapping[int, Campaign]
    templates: Mapping[int, TemplateFacts]
    contents: Mapping[int, Content]
    content_files: Mapping[int, Sequence[Named]]
    entry_files: Mapping[int, Sequence[Named]]
    documents: Mapping[int, Named]
    """The Word file to fill, by content."""
    stored: Mapping[int, StoredFile]
    refused: Mapping[tuple[int, str, str], str]
    """Why a contact is not written to, by contact, channel and topic: an `Agreement` that is none."""
    dead: frozenset[tuple[int, str]]
    """Contact and e-mail of alternative addresses that do not work."""
    read: dict[int, bytes] = field(default_factory=dict)

    def file(self, pk: int, name: str) -> SentFile:
        """A stored file under this name; its bytes are read once for the batch."""
        stored = self.stored[pk]
        if pk not in self.read:
            self.read[pk] = read_file(stored)
        return SentFile(name, self.read[pk], stored.media_type)


def load_items(ids: Iterable[int]) -> dict[int, Item]:
    """The items with their entries and all that is asked of these; four statements at most.

    Groups and users are few, and the same for a whole mailing.
    """
    found = list(Item.objects.select_related("entry").filter(pk__in=list(ids)))
    groups = _found(InteractionGroup, (item.entry.group_id for item in found))
    users = _found(User, (item.queued_by_id for item in found))
    originals = _found(StoredFile, (item.original_id for item in found))
    for item in found:
        item.entry.group = groups[item.entry.group_id]
        item.queued_by = users.get(item.queued_by_id or 0)
        item.original = originals.get(item.original_id or 0)
    return {item.pk: item for item in found}


def desk_for(items: Iterable[Item]) -> Desk:
    """What these items are made of; a number of statements that does not depend on how many they are."""
    given = list(items)
    entries = [item.entry for item in given]
    company = organization()
    contents = Content.objects.in_bulk({entry.content_id for entry in entries})
    content_files, documents = _files_of_contents(contents)
    entry_files = _files_of_entries(entries)
    named = [pk for files in (*content_files.values(), *entry_files.values()) for pk, _name in files]
    contacts = {entry.contact_id for entry in entries}
    return Desk(
        company=company,
        head=letterhead(company),
        formulas=formulas(),
        contacts=_contacts(contacts),
        faxes=fax_numbers(contacts),
        alternatives=_found(AlternativeAddress, (entry.alternative_address_id for entry in entries)),
        salespeople=_found(Salesperson, (entry.salesperson_id for entry in entries)),
        campaigns=_found(Campaign, (entry.campaign_id for entry in entries)),
        templates=facts_of_all({entry.template_id for entry in entries}),
        contents=contents,
        content_files=content_files,
        entry_files=entry_files,
        documents=documents,
        stored=_found(StoredFile, [*named, *(pk for pk, _name in documents.values())]),
        refused=_refused(given),
        dead=_dead(given),
    )


def _found(model: type[M], ids: Iterable[int | None]) -> dict[int, M]:
    wanted = {pk for pk in ids if pk is not None}
    return model._default_manager.in_bulk(wanted) if wanted else {}  # noqa: SLF001 - Django's public name


def _contacts(ids: Iterable[int]) -> dict[int, Contact]:
    """Contacts with company and salutation, of which there are few."""
    found = Contact.objects.select_related("company").in_bulk(ids)
    salutations = _found(Salutation, (contact.salutation_id for contact in found.values()))
    for contact in found.values():
        contact.salutation = salutations.get(contact.salutation_id or 0)
    return found


def _files_of_contents(contents: Iterable[int]) -> tuple[dict[int, list[Named]], dict[int, Named]]:
    """The files of each content, and the document that is filled for each contact."""
    found: dict[int, list[Named]] = defaultdict(list)
    documents: dict[int, Named] = {}
    files = ContentFile.objects.filter(content__in=list(contents)).order_by("position", "id")
    for content, file, name, from_template in files.values_list(
        "content_id", "file_id", "name", "from_template"
    ):
        if from_template:
            documents[content] = (file, name)
        else:
            found[content].append((file, name))
    return found, documents


def _files_of_entries(entries: Sequence[Entry]) -> dict[int, list[Named]]:
    found: dict[int, list[Named]] = defaultdict(list)
    files = EntryFile.objects.filter(
        entry__in=[entry.pk for entry in entries],
        contact__in={entry.contact_id for entry in entries},
        sent_copy=False,
    )
    for entry, file, name in files.order_by("id").values_list("entry_id", "file_id", "name"):
        found[entry].append((file, name))
    return found


def _refused(items: Sequence[Item]) -> dict[tuple[int, str, str], str]:
    """Only what was sent to many is held back; what one person writes to one contact is not."""
    many = {item.contact_id for item in items if item.entry.logged_segment_id is not None}
    return refused_topics(many) if many else {}


def _dead(items: Sequence[Item]) -> frozenset[tuple[int, str]]:
    """Asked for only where a mailing writes to an alternative address."""
    many = {
        item.contact_id
        for item in items
        if item.entry.logged_segment_id is not None and item.entry.alternative_address_id is not None
    }
    return dead_addresses(many) if many else frozenset()
