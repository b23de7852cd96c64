"""The home page: what it says to whom."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from liaison.accounts.models import Reach
from liaison.interactions.actions.correct import cancel
from liaison.interactions.actions.drafts import postpone
from liaison.interactions.actions.log import log_values
from liaison.interactions.actions.sent import note_delivery
from liaison.interactions.draft import Values
from liaison.interactions.models import DeliveryStatus, Entry
from liaison.web.shell import formats
from tests.cast import Cast
from tests.conftest import AT

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    """No midnight between what is asked and what is compared."""
    with time_machine.travel(AT, tick=False):
        yield


def _log(cast: Cast, code: str = "AR", **given: Any) -> int:
    values = Values(**{"contact": "CT-000482", "template": "APPEL", "salesperson": code, **given})
    return log_values(values, by=cast.aline, at=timezone.now())


@pytest.fixture
def aline(client: Client, cast: Cast) -> Client:
    client.force_login(cast.aline)
    return client


def _words(html: str) -> str:
    """The page as a reader sees it."""
    return " ".join(re.sub(r"<(script|style|svg)\b.*?</\1>|<[^>]+>", " ", html, flags=re.DOTALL).split())


def _page(client: Client, address: str = "/") -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def test_home_greets_and_counts(aline: Client, cast: Cast) -> None:
    for _number in range(2):
        _log(cast, description="Relance du devis")
    _log(cast, "MD")
    html = _page(aline)

    words = _words(html)
    assert "Bonjour Aline" in words or "Hello Aline" in words
    monday = timezone.localdate() - timedelta(days=timezone.localdate().weekday())
    address = (
        f"/interactions/?salesperson=AR&amp;state=active&amp;since={monday}&amp;until={timezone.localdate()}"
    )
    assert f'<a class="stat" href="{address}"><b>2</b>' in html
    assert words.count("Relance du devis") == 2
    assert 'aria-label="' in html.split('class="chart"')[1][:80]


def test_the_figures_of_the_team_and_of_everybody(aline: Client, cast: Cast) -> None:
    for code in ("AR", "MD", "UB"):
        _log(cast, code)

    numbers = [
        re.search(r'class="stat" href="[^"]*"><b>(\d+)</b>', _page(aline, f"/?scope={scope}"))
        for scope in ("me", "team", "all", "nonsense")
    ]
    assert [found[1] for found in numbers if found] == ["1", "2", "3", "1"]


def test_without_salesperson_there_is_nothing_to_switch(client: Client, cast: Cast) -> None:
    _log(cast)
    client.force_login(cast.administrator)
    html = _page(client)

    assert 'name="scope"' not in html
    address = r"/interactions/\?state=active&amp;since=[-0-9]+&amp;until=[-0-9]+"
    assert re.search(rf'<a class="stat" href="{address}"><b>1</b>', html)


def test_what_is_not_for_the_reader_is_absent(client: Client, cast: Cast) -> None:
    """R-INT-198"""
    _log(cast, description="Confidentiel", visibility="private")
    client.force_login(cast.marc)

    assert "Confidentiel" not in _page(client, "/?scope=all")


def test_reach_limits_the_choice(client: Client, cast: Cast) -> None:
    cast.aline.reach = Reach.TEAM
    cast.aline.save()
    client.force_login(cast.aline)

    assert re.findall(r'name="scope" value="(\w+)"', _page(client)) == ["me", "team"]


def test_failed_deliveries_lead_to_where_they_are_mended(aline: Client, cast: Cast) -> None:
    number = _log(cast)
    note_delivery(number, cast.nora.pk, DeliveryStatus.FAILED, at=timezone.now(), note="550 unknown")
    html = _page(aline)

    since = timezone.localdate() - timedelta(days=30)
    address = f"/interactions/?salesperson=AR&amp;state=active&amp;delivery=failed,bounced&amp;since={since}"
    assert f'href="{address}"' in html
    page = _page(aline, address.replace("&amp;", "&"))
    assert f"/interactions/{number}/" in page


@pytest.mark.parametrize(
    ("failed", "said"), [(1, "1 envoi n’a pas pu être remis"), (2, "2 envois n’ont pas pu être remis")]
)
def test_a_letter_that_cannot_be_made_is_no_e_mail_that_a_server_refused(
    aline: Client, cast: Cast, failed: int, said: str
) -> None:
    for _number in range(failed):
        number = _log(cast)
        Entry.objects.filter(pk=number).update(correspondence_type="hard_copy")
        note_delivery(number, cast.nora.pk, DeliveryStatus.FAILED, at=timezone.now(), note="No address.")
    words = _words(_page(aline))

    since = formats.short_date(timezone.localdate() - timedelta(days=30))
    assert f"{said} Depuis le {since}. Voir et corriger" in words


@pytest.mark.parametrize(("scope", "week", "failed"), [("me", 3, 1), ("team", 4, 2), ("all", 5, 3)])
def test_behind_a_figure_stand_as_many_lines(
    aline: Client, cast: Cast, scope: str, week: int, failed: int
) -> None:
    at = timezone.now()
    tonight = timezone.localtime(at).replace(hour=23, minute=59, second=59)
    for code in ("AR", "MD", "UB"):
        kept, gone = _log(cast, code), _log(cast, code)
        for number in (kept, gone):
            note_delivery(number, cast.nora.pk, DeliveryStatus.BOUNCED, at=at)
        cancel([gone], by=cast.aline, at=at)
    _log(cast, attempt_failed=True)
    _log(cast, occurred_at=tonight)
    _log(cast, occurred_at=tonight + timedelta(days=1))
    html = _page(aline, f"/?scope={scope}")

    figure = re.search(r'class="stat" href="(/interactions/[^"]*)"><b>(\d+)</b>', html)
    undelivered = re.search(r'href="(/interactions/[^"]*delivery=[^"]*)"', html)
    assert figure
    assert undelivered
    assert int(figure[2]) == week
    assert f" {failed} envoi" in _words(html)
    for address, number in ((figure[1], week), (undelivered[1], failed)):
        assert _page(aline, address.replace("&amp;", "&")).count("<tr data-row") == number


def test_postponed_ones_can_be_resumed(aline: Client, cast: Cast) -> None:
    """R-INT-76, R-INT-77"""
    values = Values(contact="CT-000482", description="Compte rendu, salon SIAMS")
    draft = postpone(values, by=cast.aline, at=timezone.now())
    html = _page(aline)

    assert "Compte rendu, salon SIAMS" in html
    assert f'href="/interactions/drafts/{draft.entry_no}/"' in html
    assert "Nora Béguelin" in html


def test_what_others_postponed_stays_theirs(aline: Client, cast: Cast) -> None:
    postpone(Values(description="De Marc"), by=cast.marc, at=timezone.now())

    assert "De Marc" not in _page(aline)


def test_an_empty_home_says_how_to_begin(aline: Client) -> None:
    html = _page(aline)

    assert 'class="empty"' in html
    assert '<ol class="timeline">' not in html


def test_strangers_are_sent_to_sign_in(client: Client) -> None:
    response = client.get("/")
    assert (response.status_code, response["Location"].partition("?")[0]) == (302, "/account/login/")


@pytest.mark.parametrize("number", [1, 3])
def test_the_statements_do_not_grow(
    aline: Client, cast: Cast, number: int, django_assert_num_queries: Any
) -> None:
    for place in range(number):
        _log(cast, comments=("Un mot",))
        postpone(
            Values(contact="CT-000482", description=f"Plus tard {place}"), by=cast.aline, at=timezone.now()
        )
    aline.get("/")
    # session, user, salesperson, this week, failed, code, entries, texts with contacts, comments, postponed,
    # their contacts
    with django_assert_num_queries(11):
        aline.get("/")
