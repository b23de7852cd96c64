from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from liaison.contacts.models import Contact
from liaison.interactions import search
from liaison.interactions.actions.comments import add_comment
from liaison.interactions.marking import MARK_END, MARK_START, stems
from liaison.interactions.queries.log_list import LogFilter, count_entries, log_list
from liaison.kit.sql import rows
from tests.cast import Cast
from tests.conftest import AT
from tests.db.interactions.conftest import Log


def found(cast: Cast, q: str, **narrowed: Any) -> list[int]:
    return [row.entry_no for row in log_list(cast.aline, LogFilter(q=q, **narrowed)).items]


@pytest.mark.parametrize(
    ("language", "text", "q"),
    [
        ("fr-CH", "Extension de garantie pour les machines", "garanties machine"),
        ("fr-CH", "Été à Genève", "ete geneve"),
        ("de-CH", "Die Maschinen wurden geprüft", "Maschine gepruft"),
        ("it", "Le macchine nuove", "macchina nuova"),
        ("en", "He was calling about deliveries", "call delivery"),
        ("fr-CH", "Devis DV-2026-0418", "DV-2026-0418"),
        ("fr-CH", "L’offre révisée", "offre"),
    ],
)
def test_stems_and_accents_in_four_languages(cast: Cast, log: Log, language: str, text: str, q: str) -> None:
    Contact.objects.filter(pk=cast.nora.pk).update(language=language)
    by_title, by_body = log(description=text), log(body=f"<p>{text}</p>")
    log(description="Tout autre chose")

    assert found(cast, q) == [by_body, by_title]


def test_comments_subjects_and_the_number_itself(cast: Cast, log: Log) -> None:
    commented, subject = log(), log(subject="Offre de leasing")
    add_comment(commented, "Le leasing l'intéresse", by=cast.aline, at=AT)

    assert found(cast, "leasing") == [subject, commented]
    assert found(cast, "leasing", contact="CT-000480") == [subject, commented]
    assert found(cast, str(commented)) == [commented]


def test_operators_of_a_search_line(cast: Cast, log: Log) -> None:
    both, one = log(description="Devis pour une fraiseuse"), log(description="Devis pour un tour")

    assert found(cast, "devis -tour") == [both]
    assert found(cast, "tour or fraiseuse") == [one, both]
    assert found(cast, '"pour un tour"') == [one]


@pytest.mark.parametrize("q", ["de la", "!!! ((", "'", "\\", "%", ":*", "a" * 3000])
def test_words_that_say_nothing_find_nothing_and_break_nothing(cast: Cast, log: Log, q: str) -> None:
    log()
    assert found(cast, q) == []


def test_the_hit_is_marked(cast: Cast, log: Log) -> None:
    log(description="Visite", body="<p>Elle demande une extension de <b>garantie</b> &amp; un prix.</p>")

    row = log_list(cast.aline, LogFilter(q="garanties")).items[0]

    assert f"{MARK_START}garantie{MARK_END}" in row.matched
    assert "extension" in row.matched


def test_pages_of_one_contact_give_each_hit_once(cast: Cast, log: Log) -> None:
    expected = [log(description="Fraiseuse", occurred_at=AT - timedelta(hours=step)) for step in range(3)]
    narrowed = LogFilter(q="fraiseuses", contact="CT-000482")
    first = log_list(cast.aline, narrowed, limit=2)
    assert first.next is not None
    second = log_list(cast.aline, narrowed, limit=2, cursor=first.next)

    assert [[row.entry_no for row in page.items] for page in (first, second)] == [expected[:2], expected[2:]]


def test_pages_through_blocks_give_each_hit_once(
    cast: Cast, log: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Texts come block by block, comments beside; a page is full and nothing is missed or doubled."""
    monkeypatch.setattr(search, "MORE_TEXTS", 1_000)
    expected = []
    for step in range(9):
        moment = AT - timedelta(hours=step)
        number = log(description="Fraiseuse" if step % 3 else "Autre", occurred_at=moment)
        if step % 3 == 0:
            add_comment(number, "fraiseuse", by=cast.aline, at=AT)
        expected.append(number)
    seen: list[int] = []
    cursor = ""
    while True:
        page = log_list(cast.aline, LogFilter(q="fraiseuses"), limit=2, cursor=cursor)
        seen += [row.entry_no for row in page.items]
        if page.next is None:
            break
        cursor = page.next

    assert seen == expected


def test_more_comments_than_are_looked_up_hide_no_entry(
    cast: Cast, log: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The newest comments are those of other entries: on later pages, and where the list is narrowed."""
    monkeypatch.setattr(search, "MAX_COMMENT_HITS", 2)
    expected = [log(occurred_at=AT - timedelta(hours=step)) for step in range(5)]
    for number in reversed(expected):
        add_comment(number, "Le leasing l'intéresse", by=cast.aline, at=AT)
    log(description="Sans commentaire")

    pages = [log_list(cast.aline, LogFilter(q="leasing"), limit=2)]
    while pages[-1].next is not None:
        pages.append(log_list(cast.aline, LogFilter(q="leasing"), limit=2, cursor=pages[-1].next))
    assert [[row.entry_no for row in page.items] for page in pages] == [
        expected[:2], expected[2:4], expected[4:]
    ]  # fmt: skip
    assert found(cast, "leasing", entries=(expected[3], expected[4])) == expected[3:]
    assert count_entries(cast.aline, LogFilter(q="leasing")) == 5


def test_with_many_comments_the_number_itself_is_found_and_the_server_may_begin_at_the_comments(
    cast: Cast, log: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An EXISTS beside an OR is asked anew for each entry of the log; alone it is a join."""
    monkeypatch.setattr(search, "MAX_COMMENT_HITS", 2)
    meant, *commented = [log(occurred_at=AT - timedelta(hours=step)) for step in range(3)]
    for number in commented:
        add_comment(number, f"Voir {meant}", by=cast.aline, at=AT)

    with CaptureQueriesContext(connection) as asked:
        assert found(cast, str(meant)) == [meant, *commented]

    by_comment = next(
        query["sql"] for query in asked if "EXISTS" in query["sql"] and "comment" in query["sql"]
    )
    assert "SubPlan" not in str(rows(f"EXPLAIN {by_comment.replace('%', '%%')}"))


@pytest.mark.parametrize("common", [1, 2, 4], ids=["common", "common lately", "rare"])
@pytest.mark.parametrize("window", [2, 3, 1_000])
@pytest.mark.parametrize("places", [1, 1_000])
@pytest.mark.parametrize("texts", ["FTFTTTFF", "TTTTTFFF"], ids=["now and then", "of old"])
def test_each_way_of_looking_finds_the_same(
    cast: Cast, log: Log, monkeypatch: pytest.MonkeyPatch, common: int, window: int, places: int, texts: str
) -> None:
    """Through the newest texts as far as a window goes, or by the places where the word stands.

    Where neither comes to an end, both go on.
    """
    monkeypatch.setattr(search, "PROBED", 3)
    monkeypatch.setattr(search, "COMMON", common)
    monkeypatch.setattr(search, "LONGEST_WINDOW", window)
    monkeypatch.setattr(search, "MOST_PLACES", places)
    words = ["Fraiseuse" if letter == "F" else "Tour" for letter in texts]
    logged = [
        log(description=word, occurred_at=AT - timedelta(hours=step)) for step, word in enumerate(words)
    ]
    expected = [number for number, word in zip(logged, words, strict=True) if word == "Fraiseuse"]

    assert found(cast, "fraiseuses") == expected
    first = log_list(cast.aline, LogFilter(q="fraiseuses"), limit=2)
    rest = log_list(cast.aline, LogFilter(q="fraiseuses"), limit=2, cursor=first.next or "")
    assert [row.entry_no for row in (*first.items, *rest.items)] == expected


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("fr", "Le renouvellement des garanties prolongées, l'œuvre, été, chevaux, révisées, généralement"),
        ("de", "Die geprüften Maschinen, Größe, Straße, Lieferungen, Verträge, häufigsten, Äpfel"),
        ("it", "Le macchine nuove, perché, città, rinnovamento, contrattuali, andavano"),
        ("en", "The deliveries were generously renewed, naïve, running, happiness, companies"),
    ],
)
@pytest.mark.django_db
def test_words_have_the_stems_of_the_database(language: str, text: str) -> None:
    """What the marks are found by is what the entry was found by."""
    asked = rows("SELECT tsvector_to_array(to_tsvector(%s::regconfig, %s))", (f"liaison_{language}", text))
    mine = {stems(language)[word] for word in re.findall(r"[^\W_]+", text)}
    assert set(asked[0][0]) <= mine


def test_address_is_marked_though_it_is_no_plain_word(cast: Cast, log: Log) -> None:
    number = log(subject="Question", description="Écrire à vente@beguelin.example demain")

    row = log_list(cast.aline, LogFilter(q="vente@beguelin.example")).items[0]

    assert row.entry_no == number
    assert f"{MARK_START}vente@beguelin.example{MARK_END}" in row.matched
