from __future__ import annotations

import re
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from liaison.accounts.models import Organization, Role
from liaison.interactions.actions.comments import add_comment
from liaison.interactions.actions.correct import cancel, evaluate
from liaison.interactions.actions.sent import note_delivery
from liaison.interactions.draft import ParticipantValue
from liaison.interactions.models import DeliveryStatus, Entry, Evaluation
from tests import make
from tests.cast import Cast
from tests.conftest import AT
from tests.web.interactions.conftest import HTMX, Log

URL = "/contacts/CT-000482/timeline/"


def words(html: str) -> str:
    """What a reader sees: tags gone, blanks folded."""
    return " ".join(re.sub(r"<[^>]*>", " ", html).replace("\u00a0", " ").split())


def entry(html: str, number: int) -> str:
    found = re.search(rf'<li class="entry[^>]*id="e{number}".*?</li>', html, re.DOTALL)
    assert found, html
    return found[0]


def test_a_line_says_everything_that_matters(aline: Client, cast: Cast, log: Log) -> None:
    """R-INT-185"""
    number = log(
        description="Relance <devis>", body="<p>Elle <b>hésite</b>.</p>", duration_min=Decimal(90),
        participants=(ParticipantValue(salesperson="MD"), ParticipantValue(contact="CT-000483")),
    )  # fmt: skip
    evaluate([number], Evaluation.POSITIVE, by=cast.aline, at=AT)
    add_comment(number, "Rappeler jeudi", by=cast.aline, at=AT)

    html = aline.get(URL).content.decode()

    line = entry(html, number)
    assert words(line).startswith(
        "Relance <devis> 10:30 Outbound · Our initiative"
        " Aline Rochat, Marc Dubuis, Yves Monnier 1 h 30 CHF 1.50 Template APPEL Elle hésite. Rappeler jeudi".replace(
            "<devis>", "&lt;devis&gt;"
        )
    )
    assert 'aria-label="Evaluation: 4 of 5 (Positive)"' in line
    assert f'href="/interactions/{number}/"' in line
    assert "c-phone" in line
    assert "<h3><time" in html


def test_a_text_kept_for_many_names_its_merge_fields(aline: Client, log: Log) -> None:
    """What a segment sent stands once for all its contacts, with placeholders; a line begins with words."""
    number = log(subject="Pour {{ contact.name }}", body="<p>{{ contact.formal_salutation }}<br>Merci</p>")
    line = words(entry(aline.get(URL).content.decode(), number))
    found = words(entry(aline.get(URL, {"q": "Merci"}).content.decode(), number))
    page = words(aline.get(f"/interactions/{number}/").content.decode())
    assert "Formal salutation" not in line
    assert "Merci" in line
    assert "«Contact: Formal salutation» Merci" in found
    assert "«Contact: Formal salutation» Merci" in page
    assert "Subject Pour «Contact: Name»" in page
    assert "{{" not in line + found + page


def test_our_own_company_is_named_in_a_text_kept_for_many(
    aline: Client, log: Log, django_assert_num_queries: Any
) -> None:
    """What says the same to everybody is no placeholder; asked once, however many lines need it"""
    Organization.objects.update_or_create(pk=1, defaults={"name": "Machines & Co", "city": "Renens"})
    number = log(subject="{{ organization.name }} écrit", body="<p>De {{ Expéditeur_Localité }}</p>")
    aline.get(URL)
    with CaptureQueriesContext(connection) as asked:
        line = words(entry(aline.get(URL).content.decode(), number))
    log(body="<p>{{ organization.name }}</p>")
    with django_assert_num_queries(len(asked)):
        aline.get(URL)
    page = words(aline.get(f"/interactions/{number}/").content.decode())
    assert "De Renens" in line
    assert "Subject Machines &amp; Co écrit" in page
    assert "«" not in line + page
    Organization.objects.update(city="Lausanne")
    assert "De Lausanne" in words(entry(aline.get(URL).content.decode(), number))


def test_a_line_of_nobody_names_nobody(aline: Client, cast: Cast, log: Log) -> None:
    number = log()
    url = "/contacts/CT-000482/timeline/"
    assert "Aline Rochat" in entry(aline.get(url).content.decode(), number)
    Entry.objects.update(salesperson=None)
    line = entry(aline.get(url).content.decode(), number)
    assert ("Appel sortant" in line, "Aline Rochat" in line) == (True, False)


def test_a_failed_attempt_and_a_cancelled_entry_say_so(aline: Client, cast: Cast, log: Log) -> None:
    """R-INT-82, R-INT-147"""
    number = log(attempt_failed=True, visibility="private")
    cancel([number], by=cast.aline, at=AT)

    line = entry(aline.get(URL).content.decode(), number)

    assert "entry c-phone canceled" in line
    assert "Outbound · Attempt failed" in words(line)
    assert "Only me Cancelled" in words(line)


def test_acts_follow_the_rights(client: Client, aline: Client, cast: Cast, log: Log) -> None:
    """R-INT-195: who may only read is offered nothing to change."""
    number = log()
    mine = entry(aline.get(URL).content.decode(), number)
    assert [
        f"/interactions/{number}/{act}/" in mine for act in ("evaluation", "comments", "cancellation")
    ] == [True] * 3

    client.force_login(cast.viewer)
    theirs = entry(client.get(URL).content.decode(), number)
    assert '<div class="acts"></div>' in theirs


def test_a_company_shows_its_people_by_name_or_not(aline: Client, log: Log) -> None:
    """R-INT-88"""
    number = log()
    url = "/contacts/CT-000480/timeline/"

    assert '<a href="/contacts/CT-000482/">Nora Béguelin</a>' in entry(
        aline.get(url).content.decode(), number
    )
    assert f"e{number}" not in aline.get(url, {"alone": "1"}).content.decode()
    assert "Nora Béguelin</a>" not in entry(aline.get(URL).content.decode(), number)


@pytest.mark.parametrize(
    ("query", "found"),
    [({"channel": "phone"}, True), ({"channel": "letter"}, False), ({"template": "APPEL"}, True),
     ({"salesperson": "MD"}, False), ({"since": "2026-03-03"}, False), ({"until": "2026-03-02"}, True),
     ({"q": "devis"}, True), ({"q": "facture"}, False), ({"since": "0000-99-99"}, True), ({"channel": "x"}, False),
     ({"q": "a\x00b"}, False)],
)  # fmt: skip
def test_filters(aline: Client, log: Log, query: dict[str, str], found: bool) -> None:
    number = log(description="Relance du devis")
    html = aline.get(URL, query).content.decode()
    assert (f'id="e{number}"' in html) is found


def test_a_hit_is_marked(aline: Client, log: Log) -> None:
    log(description="Extension de garantie", body="<p>La garantie couvre les pièces & l'usure</p>")
    html = aline.get(URL, {"q": "garanties"}).content.decode()
    assert "<mark>garantie</mark> couvre" in html
    assert "&amp; l&#x27;usure" in html


def test_the_part_stands_alone_and_pushes_the_page_it_stands_on(aline: Client, log: Log) -> None:
    log()
    part = aline.get(URL, {"channel": "phone"}, headers=HTMX)
    assert part.content.decode().startswith('<section class="stack" id="record-log"')
    assert part["HX-Push-Url"] == "/contacts/CT-000482/?channel=phone"
    assert "<html" in aline.get(URL).content.decode()


def test_older_rows_follow_without_repeating_the_day(
    aline: Client, log: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("liaison.web.interactions.timeline.PAGE", 2)
    numbers = [log(occurred_at=AT - timedelta(minutes=minute)) for minute in range(3)]
    html = aline.get(URL).content.decode()
    link = re.search(r'hx-get="([^"]*cursor=[^"]*)"', html)
    assert link
    older = aline.get(link[1], headers=HTMX).content.decode()
    assert older.startswith(f'<li class="entry c-phone" id="e{numbers[2]}"')
    assert 'class="day"' not in older
    assert "cursor=" not in older
    assert 'class="day"' in aline.get(link[1]).content.decode()


def test_it_stays_fresh_and_says_nothing_when_nothing_happened(aline: Client, cast: Cast, log: Log) -> None:
    log()
    mark = re.search(r'name="mark" value="([^"]*)"', aline.get(URL).content.decode())
    assert mark
    assert aline.get(URL, {"mark": mark[1]}, headers=HTMX).status_code == 204

    new = log(by=cast.marc)
    answer = aline.get(URL, {"mark": mark[1]}, headers=HTMX)
    assert answer.content.decode().count('<li class="entry') == 2
    assert f'id="e{new}"' in answer.content.decode()
    assert answer["X-Mark"] != mark[1]
    assert "HX-Push-Url" not in answer


def test_what_became_of_a_delivery_comes_by_itself(aline: Client, cast: Cast, log: Log) -> None:
    """R-INT-128, R-INT-129: in the line itself, though the entry has no new version"""
    number, other = log(), log()
    note_delivery(number, cast.nora.pk, DeliveryStatus.QUEUED, at=AT)
    html = aline.get(URL).content.decode()
    seen = []
    for state in (DeliveryStatus.SENT, DeliveryStatus.FAILED):
        mark = re.search(r'name="mark" value="([^"]*)"', html)
        assert mark
        assert aline.get(URL, {"mark": mark[1]}, headers=HTMX).status_code == 204
        seen.append(re.findall(r'data-v="[^"]*"', entry(html, number) + entry(html, other)))
        note_delivery(number, cast.nora.pk, state, at=AT)
        answer = aline.get(URL, {"mark": mark[1]}, headers=HTMX)
        assert answer.status_code == 200
        assert str(state.label) in words(entry(answer.content.decode(), number))
        html = aline.get(URL).content.decode()
    (own, others), (own_later, others_later) = seen
    assert own != own_later
    assert others == others_later


def test_what_a_stranger_may_not_see_is_absent(aline: Client, client: Client, cast: Cast, log: Log) -> None:
    """R-INT-198"""
    number = log(visibility="private")
    assert f'id="e{number}"' in aline.get(URL).content.decode()
    client.force_login(cast.stranger)
    assert f'id="e{number}"' not in client.get(URL).content.decode()


@pytest.mark.parametrize("url", ["/contacts/CT-999999/timeline/", "/contacts/%00/timeline/filter/"])
def test_unknown_contact_is_404(aline: Client, url: str) -> None:
    assert aline.get(url).status_code == 404


def test_a_broken_cursor_is_refused_in_words(aline: Client, cast: Cast) -> None:
    assert aline.get(URL, {"cursor": "x"}).status_code == 422


def test_the_dialog_of_filters_keeps_what_is_set(aline: Client, cast: Cast) -> None:
    page = aline.get("/contacts/CT-000482/timeline/filter/", {"template": "APPEL"}).content.decode()
    assert '<option value="APPEL" selected' in page
    assert 'action="/contacts/CT-000482/timeline/"' in page
    part = aline.get("/contacts/CT-000482/timeline/filter/", headers=HTMX | {"HX-Target": "dialog"})
    assert 'action="/contacts/CT-000482/"' in part.content.decode()


@pytest.mark.parametrize("many", [1, 3])
def test_statements_do_not_grow_with_the_rows(
    aline: Client, cast: Cast, log: Log, many: int, django_assert_num_queries: Any
) -> None:
    for _ in range(many):
        number = log(participants=(ParticipantValue(contact="CT-000483"),))
        add_comment(number, "x", by=cast.aline, at=AT)
    # session, user, salesperson; contact; templates, draft; entries, participations and theirs, texts with names; people, comments;
    # the mark, which is asked for alone most of the time
    with django_assert_num_queries(13):
        aline.get("/contacts/CT-000480/timeline/")


def test_signed_out_is_sent_to_the_sign_in(client: Client, cast: Cast) -> None:
    assert client.get(URL)["Location"].startswith("/account/login/?next=")


def test_no_right_no_timeline(client: Client, cast: Cast) -> None:
    nobody = make.make_user("nobody", Role.VIEWER)
    nobody.role = "former"
    nobody.save()
    client.force_login(nobody)
    assert client.get(URL).status_code == 403
