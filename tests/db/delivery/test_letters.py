"""Letters of a segment, made together: each has its own file and its own state."""

from __future__ import annotations

import io
import time
import zipfile
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest
from django.db import transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from liaison.accounts.models import User
from liaison.contacts.models import Contact
from liaison.delivery import rules
from liaison.delivery.actions import deliver, deliver_due
from liaison.delivery.actions import letters as making
from liaison.delivery.actions.letter_files import (
    TASK,
    LetterOptions,
    make_letter_files,
    queue_letter_files,
)
from liaison.delivery.actions.resend import resend_entries, resend_failed
from liaison.delivery.actions.run import start_run, stop_run
from liaison.delivery.channels import letter_sets
from liaison.delivery.jobs import letter_files
from liaison.delivery.models import Item, Run
from liaison.delivery.queries.letters import has_letters, last_of_several, made_letters
from liaison.files.actions import store_file
from liaison.files.blobs import path_of
from liaison.files.models import StoredFile
from liaison.files.queries import ContentMissing, read_file
from liaison.interactions.actions.headings import switch_logged_segments
from liaison.interactions.models import Content, ContentFile, Entry, EntryFile, LoggedSegment
from liaison.jobs.models import Job
from liaison.kit.errors import Refused
from liaison.letters import converting, many
from liaison.letters.office import TooSlow
from liaison.letters.rendering import NotRendered
from liaison.letters.rules import not_made_now
from tests.cast import Cast
from tests.db.at_once import aside, until_waiting
from tests.db.delivery.conftest import Mailing
from tests.papers import docx, paragraph, pdf_pages, pdf_text
from tests.papers import run as textrun


@pytest.fixture
def letters(mailing: Mailing) -> Any:
    """The sending of so many letters to people with an address."""

    def logged(count: int) -> Run:
        run = mailing(count)
        Entry.objects.filter(logged_segment=run.logged_segment).update(correspondence_type="hard_copy")
        Item.objects.filter(run=run).update(channel="hard_copy")
        for item in Item.objects.select_related("contact"):
            item.contact.address, item.contact.city = "Rue du Lac 1", "Yverdon"
            item.contact.save()
        return run

    return logged


def test_each_letter_has_its_own_file_and_state(letters: Any, at: datetime) -> None:
    """R-SEG-133, R-SEG-134, R-SEG-137"""
    run = letters(12)
    assert deliver_due(clock=lambda: at) == 12
    run.refresh_from_db()
    assert (run.state, run.sent, run.failed) == ("finished", 12, 0)
    for item in Item.objects.select_related("entry", "copy", "contact"):
        assert (item.state, item.entry.delivery_status) == ("sent", "sent")
        (kept,) = EntryFile.objects.filter(entry=item.entry_id, sent_copy=True).select_related("file")
        assert (kept.file, kept.name) == (item.copy, item.copy_name)
        assert item.copy_name == f"Offre pour {item.contact.name}.pdf"
        assert item.contact.name in pdf_text(read_file(kept.file))


def test_a_number_of_statements_that_does_not_grow(
    letters: Any, at: datetime, django_assert_max_num_queries: Any
) -> None:
    """R-SEG-134"""
    letters(30)
    with django_assert_max_num_queries(50):
        assert deliver_due(clock=lambda: at) == 30


@pytest.mark.parametrize("count", [1, 3])
def test_one_that_cannot_be_made_stops_no_other(letters: Any, at: datetime, count: int) -> None:
    """R-SEG-137, R-SEG-138"""
    run = letters(count)
    wrong = Item.objects.select_related("entry").order_by("id")[count // 2]
    content = Content.objects.get(pk=wrong.entry.content_id)
    content.pk, content.body = None, "<p>{{ no.field }}</p>"
    content.save()
    Entry.objects.filter(pk=wrong.entry_id).update(content=content)
    deliver_due(clock=lambda: at)
    run.refresh_from_db()
    assert (run.state, run.sent, run.failed) == ("finished", count - 1, 1)
    assert "no.field" in Entry.objects.get(pk=wrong.entry_id).delivery_note


@pytest.mark.parametrize("count", [1, 2])
def test_letters_that_cannot_be_kept_are_told_one_by_one(
    letters: Any, at: datetime, settings: Any, count: int
) -> None:
    """R-SEG-137"""
    settings.FILE_SIZE_LIMIT = 1000
    run = letters(count)
    deliver_due(clock=lambda: at)
    run.refresh_from_db()
    assert (run.state, run.sent, run.failed) == ("finished", 0, count)
    notes = Entry.objects.filter(logged_segment=run.logged_segment).values_list("delivery_note", flat=True)
    assert [note.startswith("The file is larger than") for note in notes] == [True] * count
    assert not EntryFile.objects.filter(sent_copy=True).exists()


def test_of_letters_those_that_were_canceled_are_not_made(letters: Any, at: datetime) -> None:
    run = letters(2)
    gone = Item.objects.order_by("id")[0]
    Entry.objects.filter(pk=gone.entry_id).update(canceled=True)
    deliver_due(clock=lambda: at)
    run.refresh_from_db()
    assert (run.state, run.sent, run.stopped) == ("finished", 1, 1)
    assert Item.objects.get(pk=gone.pk).state == "stopped"


def test_a_set_that_fails_is_made_one_by_one(
    letters: Any, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R-SEG-137"""
    run = letters(3)

    def broken(*_given: Any, **_more: Any) -> bytes:
        raise NotRendered("broken")

    monkeypatch.setattr(many, "typeset", broken)
    deliver_due(clock=lambda: at)
    run.refresh_from_db()
    assert (run.sent, run.failed) == (3, 0)


@pytest.mark.parametrize("count", [1, 3])
def test_letters_that_cannot_be_made_now_wait(
    letters: Any, at: datetime, monkeypatch: pytest.MonkeyPatch, count: int
) -> None:
    """R-INT-129: nothing is wrong with them; a full disk has room again"""
    run = letters(count)

    def full(*_given: Any, **_more: Any) -> Any:
        raise Refused(not_made_now())

    with monkeypatch.context() as patch:
        patch.setattr(letter_sets, "render_each", full)
        patch.setattr(letter_sets, "print_letter", full)
        patch.setattr(deliver, "print_letter", full)
        deliver_due(clock=lambda: at)
    assert {(item.state, item.attempts, item.due_at > at) for item in Item.objects.all()} == {
        ("queued", 1, True)
    }
    deliver_due(clock=lambda: at + timedelta(minutes=2))
    run.refresh_from_db()
    assert (run.sent, run.failed) == (count, 0)


def test_a_word_letter_for_which_the_machine_has_no_time_waits(
    letters: Any, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R-INT-129: it may have time later; what is wrong with the file is told at once"""
    run = letters(1)
    document = store_file(docx(paragraph(textrun("Voici."))), by=None, at=at)
    content = Item.objects.get(run=run).entry.content
    ContentFile.objects.create(content=content, file=document, name="offre.docx", position=0)

    def slow(*_given: Any) -> None:
        raise TooSlow

    monkeypatch.setattr(converting, "office_program", lambda: "soffice")
    with monkeypatch.context() as patch:
        patch.setattr(converting, "_converted", partial(converting._converted, convert=slow))
        deliver_due(clock=lambda: at)
    item = Item.objects.get(run=run)
    words = "The document could not be made just now."
    assert (item.state, item.attempts, item.reply) == ("queued", 1, words)


def test_what_takes_too_long_is_left_to_a_fresh_claim(
    letters: Any, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R-SEG-134: killed or late, made once all the same."""
    run = letters(5)
    monkeypatch.setattr(making, "AT_ONCE", 2)
    monkeypatch.setattr(making, "LONGEST", 0.0)
    assert deliver_due(clock=lambda: at, limit=1) == 5
    assert Item.objects.filter(state="queued", attempts=0).count() == 5
    monkeypatch.setattr(making, "LONGEST", 90.0)
    deliver_due(clock=lambda: at)
    run.refresh_from_db()
    assert (run.sent, EntryFile.objects.filter(sent_copy=True).count()) == (5, 5)


def test_letters_that_take_long_are_kept_as_they_are_made(
    letters: Any, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R-SEG-134: a claim is not lost for what comes later in it"""
    letters(3)
    kept: list[int] = []
    printed = letter_sets.print_letters

    def slow(papers: Any, *, at: datetime) -> Any:
        for one in printed(papers, at=at):
            kept.append(Item.objects.filter(state="sent").count())
            yield one

    monkeypatch.setattr(letter_sets, "print_letters", slow)
    monkeypatch.setattr(making, "KEEP_AFTER", 0.0)
    deliver_due(clock=lambda: at)
    assert kept == [0, 1, 2]


def test_the_next_are_prepared_while_these_are_made(
    letters: Any, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R-SEG-134: and all that were claimed are made, or given back when time is over"""
    run = letters(7)
    monkeypatch.setattr(making, "BEGUN_TOGETHER", 2)
    monkeypatch.setattr(making, "AT_ONCE", 2)
    begun: list[int] = []
    printed = letter_sets.print_letters

    def noting(papers: Any, *, at: datetime) -> Any:
        begun.append(len(papers))
        return printed(papers, at=at)

    def over() -> float:
        return 100.0 if len(begun) > 2 else 0.0

    monkeypatch.setattr(letter_sets, "print_letters", noting)
    with monkeypatch.context() as late:
        late.setattr(time, "monotonic", over)
        deliver_due(clock=lambda: at, limit=1)
    # Time was over with the first of the second set, beside which the third was begun; its other one was there.
    assert begun == [2, 2, 2]
    assert Item.objects.filter(state="sent").count() == 4
    assert Item.objects.filter(state="queued", attempts=0).count() == 3
    deliver_due(clock=lambda: at)
    run.refresh_from_db()
    assert (run.sent, EntryFile.objects.filter(sent_copy=True).count()) == (7, 7)


class TestFiles:
    """The letters of a logged segment as files to print."""

    @pytest.fixture
    def made(self, letters: Any, at: datetime) -> Run:
        run: Run = letters(4)
        people = Contact.objects.filter(name__startswith="Person ").order_by("name")
        places = [("FR", "25300"), ("", "8000"), ("CH", "1400"), ("DE", "80331")]
        for person, (country, post_code) in zip(people, places, strict=True):
            person.country, person.post_code = country, post_code
            person.save()
        deliver_due(clock=lambda: at)
        return run

    def test_bound_in_posting_order_behind_a_cover(
        self, made: Run, at: datetime, cast: Cast, django_assert_max_num_queries: Any
    ) -> None:
        """B-16"""
        options = LetterOptions(cover=True, duplex=True)
        assert made.logged_segment is not None
        with django_assert_max_num_queries(12):
            result = make_letter_files(made.logged_segment, options, by=cast.aline, at=at)
        assert (result["name"], result["letters"], result["left_out"]) == ("Segment SM-0001.pdf", 4, 0)
        pages = pdf_pages(read_file(StoredFile.objects.get(pk=result["file"])))
        assert "Segment SM-0001" in pages[0]
        assert [next(n for n in range(4) if f"Person {n}" in page) for page in pages[2::2]] == [2, 1, 3, 0]
        assert [page.strip() for page in pages[1::2]] == [""] * 5

    def test_the_cover_has_the_day_of_the_company(self, made: Run, at: datetime, cast: Cast) -> None:
        late = at.replace(day=14, hour=23, minute=30)
        assert made.logged_segment is not None
        result = make_letter_files(made.logged_segment, LetterOptions(cover=True), by=cast.aline, at=late)
        sheet = pdf_pages(read_file(StoredFile.objects.get(pk=result["file"])))[0]
        assert "15" in sheet.split("Date")[1].splitlines()[0]

    def test_single_ones_in_an_archive(self, made: Run, at: datetime, cast: Cast) -> None:
        """R-INT-120, R-SEG-133: equal names get a counter, a person is named with its company."""
        persons = list(Contact.objects.filter(name__startswith="Person ").order_by("name"))
        persons[0].company = cast.company
        persons[0].save()
        persons[1].name = persons[2].name = "Nora/Weber"
        persons[1].save()
        persons[2].save()
        assert made.logged_segment is not None
        result = make_letter_files(made.logged_segment, LetterOptions(form="archive"), by=cast.aline, at=at)
        assert result["name"] == "Segment SM-0001.zip"
        with zipfile.ZipFile(io.BytesIO(read_file(StoredFile.objects.get(pk=result["file"])))) as archive:
            assert sorted(archive.namelist()) == [
                "Béguelin Mécanique SA - Person 0.pdf", "Nora-Weber (2).pdf", "Nora-Weber.pdf", "Person 3.pdf"
            ]  # fmt: skip

    def test_one_file_for_each_language(self, made: Run, at: datetime, cast: Cast) -> None:
        """B-16"""
        Entry.objects.filter(contact__name="Person 3").update(language="de-CH")
        assert made.logged_segment is not None
        result = make_letter_files(made.logged_segment, LetterOptions(form="language"), by=cast.aline, at=at)
        with zipfile.ZipFile(io.BytesIO(read_file(StoredFile.objects.get(pk=result["file"])))) as archive:
            found = {name: len(pdf_pages(archive.read(name))) for name in archive.namelist()}
        assert found == {"Segment SM-0001 de-CH.pdf": 1, "Segment SM-0001 fr-CH.pdf": 3}

    def test_letters_that_are_no_pdf_are_left_out(self, made: Run, at: datetime, cast: Cast) -> None:
        """R-SEG-133"""
        copies = StoredFile.objects.filter(pk__in=Item.objects.values("copy"))
        first = copies.order_by("pk")[0]
        StoredFile.objects.filter(pk=first.pk).update(media_type="application/msword")
        assert made.logged_segment is not None
        result = make_letter_files(made.logged_segment, LetterOptions(), by=cast.aline, at=at)
        assert result["left_out"] == 1
        assert len(pdf_pages(read_file(StoredFile.objects.get(pk=result["file"])))) == 3
        result = make_letter_files(made.logged_segment, LetterOptions(cover=True), by=cast.aline, at=at)
        sheet, *letters = pdf_pages(read_file(StoredFile.objects.get(pk=result["file"])))
        assert (" ".join(sheet.split()).count("Letters 3"), len(letters)) == (1, 3)
        copies.update(media_type="application/msword")
        for form, cover in (("one", False), ("one", True), ("language", True)):
            with pytest.raises(Refused) as refused:
                options = LetterOptions(form=form, cover=cover)
                make_letter_files(made.logged_segment, options, by=cast.aline, at=at)
            assert refused.value.refusals == (rules.no_letters(),)

    def test_a_language_without_pdf_and_a_letter_that_cannot_be_read_are_left_out(
        self, made: Run, at: datetime, cast: Cast
    ) -> None:
        """R-SEG-133: and all others are bound"""
        Entry.objects.filter(contact__name="Person 3").update(language="de-CH")
        items = Item.objects.select_related("copy")
        alone = items.get(contact__name="Person 3").copy
        assert alone is not None
        StoredFile.objects.filter(pk=alone.pk).update(media_type="application/msword")
        broken = store_file(b"%PDF-1.4 nothing", by=None, at=at)
        EntryFile.objects.filter(contact__name="Person 1", sent_copy=True).update(file=broken)
        assert made.logged_segment is not None
        result = make_letter_files(made.logged_segment, LetterOptions(form="language"), by=cast.aline, at=at)
        assert (result["letters"], result["left_out"]) == (2, 2)
        with zipfile.ZipFile(io.BytesIO(read_file(StoredFile.objects.get(pk=result["file"])))) as archive:
            found = {name: len(pdf_pages(archive.read(name))) for name in archive.namelist()}
        assert found == {"Segment SM-0001 fr-CH.pdf": 2}

    def test_a_letter_whose_content_is_lost_stops_no_other(self, made: Run, at: datetime, cast: Cast) -> None:
        """B-16, R-SEG-133: it is counted, and where all are lost it is told why"""
        logged = made.logged_segment
        assert logged is not None
        first, *others = StoredFile.objects.filter(pk__in=Item.objects.values("copy")).order_by("pk")
        path_of(first.sha256).unlink()
        for form in ("one", "language", "archive"):
            result = make_letter_files(logged, LetterOptions(form=form), by=cast.aline, at=at)
            assert [result[name] for name in ("letters", "left_out", "lost")] == [3, 0, 1]
        for other in others:
            path_of(other.sha256).unlink()
        for form in ("one", "language", "archive"):
            with pytest.raises(ContentMissing):
                make_letter_files(logged, LetterOptions(form=form), by=cast.aline, at=at)

    def test_what_was_taken_back_is_not_posted(self, made: Run, at: datetime, cast: Cast) -> None:
        """R-SEG-121, B-16: cancelled, or to a contact blocked or archived since"""
        logged = made.logged_segment
        assert logged is not None
        Entry.objects.filter(contact__name="Person 0").update(canceled=True)
        Contact.objects.filter(name="Person 1").update(privacy_blocked=True)
        Contact.objects.filter(name="Person 2").update(archived_at=at)
        (left,) = made_letters(cast.aline, logged)
        assert left.addressee == "Person 3"
        assert has_letters(cast.aline, logged)
        switch_logged_segments([logged.entry_no], canceled=True, by=cast.aline, at=at)
        assert not has_letters(cast.aline, logged)
        with pytest.raises(Refused) as refused:
            queue_letter_files(logged, LetterOptions(), by=cast.aline, at=at)
        assert refused.value.refusals == (rules.no_letters(),)

    def test_a_single_letter_is_given_as_it_is(self, letters: Any, at: datetime, cast: Cast) -> None:
        """R-SEG-133"""
        run = letters(1)
        deliver_due(clock=lambda: at)
        result = make_letter_files(run.logged_segment, LetterOptions(form="archive"), by=cast.aline, at=at)
        assert result["name"] == "Offre pour Person 0.pdf"
        (kept,) = StoredFile.objects.filter(pk=result["file"])
        copy = Item.objects.get().copy
        assert copy is not None
        assert read_file(kept) == read_file(copy)

    def test_a_letter_that_comes_out_the_same_again_is_the_last_one(
        self, letters: Any, at: datetime, cast: Cast
    ) -> None:
        """R-INT-159, B-16: it is printed, not the e-mail that went between, whose file was kept later"""
        run = letters(2)
        deliver_due(clock=lambda: at)
        entries = list(Entry.objects.order_by("pk").values_list("pk", flat=True))
        for count in (1, 2):  # one is made alone, several as a set
            for channel in ("hard_copy", "email", "hard_copy"):
                resend_entries(entries[:count], channel=channel, by=cast.aline, at=at)
                deliver_due(clock=lambda: at)
            last = {item.entry_id: item.copy_id for item in Item.objects.order_by("pk")}
            found = made_letters(cast.aline, run.logged_segment)
            assert {one.entry: one.file for one in found} == last
        assert (
            EntryFile.objects.filter(entry=entries[1], sent_copy=True).count()
            < Item.objects.filter(entry=entries[1]).count()
        )

    def test_a_job_that_runs_twice_keeps_one_file(self, made: Run, at: datetime, cast: Cast) -> None:
        """B-16"""
        assert made.logged_segment is not None
        job = queue_letter_files(made.logged_segment, LetterOptions(), by=cast.aline, at=at)
        order: Any = {"entry_no": 1, "options": {"duplex": True}, "user_id": cast.aline.pk, "language": "en"}
        letter_files(str(job.pk), **order)
        files = StoredFile.objects.count()
        Job.objects.filter(pk=job.pk).update(state="running")
        letter_files(str(job.pk), **order)
        job.refresh_from_db()
        assert (job.state, job.done, job.total, StoredFile.objects.count()) == ("succeeded", 4, 4, files)

    def test_the_same_asked_for_twice_is_one_job(self, made: Run, at: datetime, cast: Cast) -> None:
        """B-16: a form pressed twice; other options, other people and what has ended are another"""
        assert made.logged_segment is not None
        logged, by = made.logged_segment, cast.aline

        def asked(by: User = by, **options: Any) -> Job:
            return queue_letter_files(logged, LetterOptions(**options), by=by, at=at)

        first = asked()
        assert asked() == first
        assert len({job.pk for job in (first, asked(duplex=True), asked(by=cast.administrator))}) == 3
        Job.objects.filter(pk=first.pk).update(stop_asked=True)
        assert asked() != first
        Job.objects.update(state="succeeded")
        assert asked() != asked(duplex=True)
        assert Job.objects.count() == ProcrastinateJob.objects.filter(task_name=TASK).count() == 6

    def test_nothing_to_print(self, letters: Any, at: datetime, cast: Cast) -> None:
        """R-SEG-133"""
        run = letters(1)
        with pytest.raises(Refused):
            queue_letter_files(run.logged_segment, LetterOptions(), by=cast.aline, at=at)


def test_a_second_line_alone_is_an_address_to_sort_by(letters: Any, cast: Cast, at: datetime) -> None:
    """B-16, R-CON-88: it is printed, with its country"""
    run = letters(3)
    people = Contact.objects.filter(name__startswith="Person ")
    people.filter(name="Person 0").update(country="DE")
    people.filter(name="Person 1").update(address="", address_2="Boîte postale 3", city="", country="FR")
    deliver_due(clock=lambda: at)
    found = made_letters(cast.aline, run.logged_segment)
    assert [letter.addressee for letter in found] == ["Person 2", "Person 0", "Person 1"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("count", [1, 2])
def test_letters_wait_for_their_entries_before_they_take_the_deliveries(
    letters: Any, at: datetime, count: int
) -> None:
    """As who deletes entries holds them, then their deliveries: neither waits for the other in a ring."""
    letters(count)
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            list(Entry.objects.select_for_update())
            making = pool.submit(aside, lambda: deliver_due(clock=lambda: at))
            until_waiting()
            states = Item.objects.select_for_update(nowait=True).values_list("state", flat=True)
            assert list(states) == ["sending"] * count
        making.result(timeout=60)
    assert set(Item.objects.values_list("state", flat=True)) == {"sent"}


def stopped_half_way(letters: Any, cast: Cast, at: datetime) -> tuple[Run, LoggedSegment]:
    """A sending of which one letter was made and one failed, stopped before the third; a minute later."""
    run = letters(3)
    posted, failed, _stopped = Entry.objects.order_by("pk")
    Item.objects.exclude(entry=posted.pk).update(due_at=at + timedelta(days=1))
    assert deliver_due(clock=lambda: at) == 1
    Item.objects.filter(entry=failed.pk).update(state="failed", finished_at=at)
    Entry.objects.filter(pk=failed.pk).update(delivery_status="failed")
    Run.objects.update(failed=1)
    stop_run(run.pk, by=cast.aline, at=at + timedelta(minutes=1))
    return run, run.logged_segment


def test_the_last_sending_has_no_letters_that_it_made_before_another_one(
    letters: Any, cast: Cast, at: datetime
) -> None:
    """B-16, R-SEG-126: it was stopped, what had failed was sent again, then it was started again"""
    run, logged = stopped_half_way(letters, cast, at)
    _posted, failed, stopped = Entry.objects.order_by("pk")

    def sent(again: Run, minute: int) -> list[int]:
        assert deliver_due(clock=lambda: at + timedelta(minutes=minute)) == 1
        assert last_of_several(cast.aline, logged) == again.pk
        return [letter.entry for letter in made_letters(cast.aline, logged, only=again.pk)]

    assert sent(resend_failed(logged.pk, by=cast.aline, at=at + timedelta(minutes=2)), 2) == [failed.pk]
    assert sent(start_run(run.pk, by=cast.aline, at=at + timedelta(minutes=3)), 3) == [stopped.pk]


def test_a_sending_stopped_before_its_time_is_no_sending(letters: Any, cast: Cast, at: datetime) -> None:
    """B-16, R-SEG-126: it made nothing, so it parts no letters of those that did"""
    run, logged = stopped_half_way(letters, cast, at)
    posted, failed, stopped = Entry.objects.order_by("pk")
    planned = at + timedelta(hours=2)
    waited = resend_failed(logged.pk, starts_at=planned, by=cast.aline, at=at + timedelta(minutes=2))
    stop_run(waited.pk, by=cast.aline, at=at + timedelta(minutes=3))
    assert last_of_several(cast.aline, logged) is None

    later = planned + timedelta(hours=1)
    start_run(run.pk, by=cast.aline, at=later)
    assert deliver_due(clock=lambda: later) == 1
    found = made_letters(cast.aline, logged, only=run.pk)
    assert {letter.entry for letter in found} == {posted.pk, stopped.pk}

    start_run(waited.pk, by=cast.aline, at=later + timedelta(minutes=1))
    assert deliver_due(clock=lambda: later + timedelta(minutes=1)) == 1
    assert last_of_several(cast.aline, logged) == waited.pk
    assert [letter.entry for letter in made_letters(cast.aline, logged, only=waited.pk)] == [failed.pk]
