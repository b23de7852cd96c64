from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest

from liaison.campaigns.models import Campaign
from liaison.contacts.actions import change_contact, import_contacts
from liaison.contacts.facts import ContactCompanyChanged, ContactsImported, ContactTypeChanging
from liaison.contacts.imports import lines_of, propose_mapping, read_source
from liaison.contacts.models import Contact
from liaison.contacts.queries import fields_of
from liaison.files.models import StoredFile
from liaison.interactions.actions.correct import Correction, cancel, correct, reinstate
from liaison.interactions.actions.log_many import log_many
from liaison.interactions.draft import ManyValues, NamedFile, ParticipantValue, Values
from liaison.interactions.models import ContentFile, Entry, EntryChange, Participant
from liaison.interactions.queries.settling import follow_up
from liaison.kit.errors import Refused
from liaison.kit.facts import announce
from tests import make
from tests.cast import Cast
from tests.conftest import AT
from tests.db.interactions.conftest import Log


def test_the_type_stays_while_there_are_entries(cast: Cast, log: Log, at: datetime) -> None:
    """R-INT-191: cancelled ones count too; those of other people of the company do not."""
    cancel([log()], by=cast.aline, at=at)
    announce(ContactTypeChanging(contact=cast.yves.pk, no=cast.yves.no, type="company"))
    with pytest.raises(Refused) as refused:
        announce(ContactTypeChanging(contact=cast.nora.pk, no=cast.nora.no, type="company"))
    assert refused.value.refusals[0].code == "E-INT-44"


def test_the_type_stays_of_who_took_part_and_of_a_company_of_former_people(
    cast: Cast, log: Log, at: datetime
) -> None:
    """R-INT-191"""
    log(participants=(ParticipantValue(contact="CT-000100"),))
    log(contact="CT-000483")
    Contact.objects.filter(company=cast.company).exclude(pk=cast.company.pk).update(company=None)
    for contact, kind in ((cast.lea, "company"), (cast.company, "person")):
        with pytest.raises(Refused):
            announce(ContactTypeChanging(contact=contact.pk, no=contact.no, type=kind))


def test_who_joins_a_first_company_takes_the_entries_along(cast: Cast, log: Log, at: datetime) -> None:
    number = log(contact="CT-000100")
    change_contact(cast.lea, replace(fields_of(cast.lea), company=cast.company.pk), by=cast.aline, at=at)
    entry = Entry.objects.get(pk=number)
    assert (entry.contact, entry.company) == (cast.lea, cast.company)


def test_who_joins_a_first_company_by_an_import_takes_the_entries_along(
    cast: Cast, log: Log, at: datetime
) -> None:
    """R-INT-190, R-CON-52: entries and meetings alike; who had a company leaves the history there"""
    alone, stays = log(contact="CT-000100"), log()
    Participant.objects.create(entry_id=stays, entry_contact=cast.nora, contact=cast.lea, occurred_at=at)
    make.make_company("Etude Favre", no="CT-000900")
    source = read_source(
        b"No;Type;Name;Company no\nCT-000100;person;Lea Bernasconi;CT-000480\nCT-000482;person;Nora B;CT-000900\n"
    )

    result = import_contacts(lines_of(source, propose_mapping(source.header)), by=cast.aline, at=at)

    assert result.counts["updated"] == 2
    assert dict(Entry.objects.values_list("pk", "company")) == {
        alone: cast.company.pk,
        stays: cast.company.pk,
    }
    assert Participant.objects.get().company == cast.company


def test_a_whole_file_takes_entries_along_in_as_many_statements(
    cast: Cast, at: datetime, django_assert_num_queries: Any
) -> None:
    persons = [make.make_person(f"P{n}", company=None).pk for n in range(5)]
    Contact.objects.filter(pk__in=persons).update(company=cast.company)
    with django_assert_num_queries(6):  # with a savepoint around
        announce(ContactsImported(created=(), changed=(), joined=tuple(persons), by=None, at=at))


def test_who_changes_company_leaves_the_history_there(cast: Cast, log: Log, at: datetime) -> None:
    number = log()
    announce(ContactCompanyChanged(cast.nora.pk, cast.company.pk, None, cast.aline.pk, at))
    entry = Entry.objects.get(pk=number)
    assert (entry.contact, entry.company) == (cast.nora, cast.company)


class TestFilesOfCancelledEntries:
    """R-INT-148"""

    @pytest.fixture
    def paper(self, db: None, at: datetime) -> NamedFile:
        stored = StoredFile.objects.create(sha256="1" * 64, size=3, media_type="text/plain", stored_at=at)
        return NamedFile(stored.pk, "Offre.pdf")

    def test_go_when_asked(self, cast: Cast, log: Log, at: datetime, paper: NamedFile) -> None:
        kept, gone = log(files=(paper,)), log(files=(paper,))
        cancel([kept], by=cast.aline, at=at)
        cancel([gone], remove_files=True, by=cast.aline, at=at)
        assert [f.content.entries.get().pk for f in ContentFile.objects.all()] == [kept]

    def test_stay_while_another_entry_shares_them(self, cast: Cast, at: datetime, paper: NamedFile) -> None:
        Contact.objects.filter(pk=cast.yves.pk).update(salesperson=cast.rochat)
        chosen = Contact.objects.filter(pk__in=[cast.nora.pk, cast.yves.pk])
        logged = log_many(chosen, ManyValues(template="APPEL", occurred_at=at), by=cast.aline, at=at)
        ContentFile.objects.create(content_id=logged.contents[0], file_id=paper.file_id, name=paper.name)
        first, second = Entry.objects.order_by("pk").values_list("pk", flat=True)
        cancel([first], remove_files=True, by=cast.aline, at=at)
        cancel([first, second], remove_files=True, by=cast.aline, at=at)
        assert ContentFile.objects.count() == 1
        assert not EntryChange.objects.filter(kind="files_removed").exists()
        reinstate([first, second], by=cast.aline, at=at)
        cancel([first, second], remove_files=True, by=cast.aline, at=at)
        assert ContentFile.objects.count() == 0
        gone = EntryChange.objects.filter(kind="files_removed").order_by("entry")
        assert [(one.entry_id, one.old) for one in gone] == [
            (first, {"files": ["Offre.pdf"]}),
            (second, {"files": ["Offre.pdf"]}),
        ]

    def test_stay_where_it_was_cancelled_before(
        self, cast: Cast, log: Log, at: datetime, paper: NamedFile
    ) -> None:
        """What cancelling several does not change keeps its files."""
        before, *now = log(files=(paper,)), log(files=(paper,)), log(files=(paper,))
        cancel([before], by=cast.aline, at=at)
        cancel([before, *now], remove_files=True, by=cast.aline, at=at)
        assert [one.content.entries.get().pk for one in ContentFile.objects.all()] == [before]

    def test_go_from_the_content_before_a_correction_too(
        self, cast: Cast, log: Log, at: datetime, paper: NamedFile
    ) -> None:
        number = log(files=(paper,))
        correct(number, Correction(description="Corrigé"), by=cast.aline, at=at)
        assert ContentFile.objects.count() == 2
        cancel([number], remove_files=True, by=cast.aline, at=at)
        assert ContentFile.objects.count() == 0


def test_a_follow_up_takes_contact_salesperson_and_campaign_of_the_entry_and_nothing_else(
    cast: Cast, log: Log
) -> None:
    """R-INT-171, R-INT-172: but no campaign that was put away"""
    campaign = Campaign.objects.create(no="CP-1", last_modified_on=AT.date(), created_at=AT, changed_at=AT)
    number = log(by=cast.marc, description="Relance", cost=Decimal(9), campaign="CP-1", campaign_target=True)
    taken = Values(contact="CT-000482", salesperson="MD", follow_up_of=number)
    assert follow_up(cast.aline, number) == replace(taken, campaign="CP-1")
    Campaign.objects.filter(pk=campaign.pk).update(archived_at=AT)
    assert follow_up(cast.aline, number) == taken


@pytest.mark.parametrize("whom", ["nora", "company"])
def test_nothing_follows_for_who_is_blocked(cast: Cast, log: Log, whom: str) -> None:
    """R-INT-42: the entry's contact or its company"""
    number = log()
    blocked: Contact = getattr(cast, whom)
    Contact.objects.filter(pk=blocked.pk).update(privacy_blocked=True)
    with pytest.raises(Refused) as refused:
        follow_up(cast.aline, number)
    assert f"{blocked.no} {blocked.name} is blocked" in refused.value.message
