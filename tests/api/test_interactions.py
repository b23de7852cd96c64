"""The log for programs."""

from __future__ import annotations

import base64
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from liaison.accounts.models import Reach, User
from liaison.contacts.models import AlternativeAddress
from liaison.files.actions import store_file
from liaison.interactions.models import Entry, EntryFile
from liaison.letters.actions import create_document_template
from tests import make
from tests.api.conftest import Program, fields, problem
from tests.cast import Cast
from tests.papers import docx, field, paragraph

CALL = {"contact": "CT-000482", "template": "APPEL"}


def log(program: Program, **given: Any) -> int:
    """The number of an entry recorded for Nora."""
    response = program.post("/interactions", {**CALL, **given})
    assert response.status_code == 201, response.content
    return int(response.json()["entry_no"])


@pytest.mark.parametrize("given", [{}, {"contact_via": "Schalter"}])
def test_what_is_opened_needs_content(cast: Cast, aline: Program, given: dict[str, str]) -> None:
    """R-INT-70: also where it says by what the contact was reached"""
    make.make_template("NOTICE", wizard_action="open")
    response = aline.post("/interactions", {**CALL, "template": "NOTICE", **given})
    assert (problem(response)["code"], Entry.objects.count()) == ("E-INT-6", 0)


def test_recording_answers_the_whole_entry(cast: Cast, aline: Program) -> None:
    """R-INT-46"""
    response = aline.post(
        "/interactions",
        {
            **CALL,
            "occurred_at": "2026-03-02T10:15:00+01:00",
            "description": "Devis de printemps",
            "cost": "2.50",
            "duration_min": "20",
            "evaluation": "positive",
            "comments": ["Rappeler jeudi", "Avec Marc"],
        },
    )

    assert response.status_code == 201
    entry = response.json()
    number = entry["entry_no"]
    assert response["Location"] == f"/api/v1/interactions/{number}"
    assert response["ETag"] == '"1"'
    recorded_at = entry.pop("recorded_at")
    assert datetime.fromisoformat(recorded_at).tzinfo is not None
    assert entry == {
        "entry_no": number,
        "contact": "CT-000482",
        "contact_name": "Nora Béguelin",
        "company": "CT-000480",
        "company_name": "Béguelin Mécanique SA",
        "template": "APPEL",
        "template_description": "Appel sortant",
        "group": "TEL",
        "channel": "phone",
        "occurred_at": "2026-03-02T09:15:00+00:00",
        "description": "Devis de printemps",
        "subject": "",
        "excerpt": "",
        "language": "",
        "information_flow": "outbound",
        "initiated_by": "us",
        "cost": "2.50",
        "duration_min": "20.00",
        "salesperson": "AR",
        "salesperson_name": "Aline Rochat",
        "campaign": None,
        "segment_no": "",
        "correspondence_type": "none",
        "evaluation": "positive",
        "attempt_failed": False,
        "canceled": False,
        "postponed": False,
        "visibility": "everyone",
        "delivery_status": "none",
        "delivery_at": None,
        "delivery_note": "",
        "contact_via": "",
        "follow_up_of": None,
        "has_comments": True,
        "has_participants": False,
        "files": [],
    }


def test_one_entry_with_all_that_hangs_on_it(cast: Cast, aline: Program) -> None:
    first = log(aline)
    number = log(
        aline,
        body="<p>Bonjour <script>x</script><b>Nora</b></p>",
        follow_up_of=first,
        comments=["Rappeler jeudi"],
        participants=[{"contact": "CT-000483", "role": "cc"}, {"salesperson": "MD"}],
    )

    entry = aline.get(f"/interactions/{number}").json()
    assert entry["title"] == "Appel sortant – by Aline Rochat"
    assert entry["body"] == "<p>Bonjour <b>Nora</b></p>"
    assert entry["excerpt"] == "Bonjour Nora"
    assert entry["recorded_by"] == "aline"
    assert [(comment["comment"], comment["author"]) for comment in entry["comments"]] == [
        ("Rappeler jeudi", "aline")
    ]
    assert entry["participants"] == [
        {"contact": "CT-000483", "salesperson": None, "name": "Yves Monnier", "role": "cc"},
        {"contact": None, "salesperson": "MD", "name": "Marc Dubuis", "role": "attendee"},
    ]
    assert aline.get(f"/interactions/{first}").json()["follow_ups"] == [number]


@pytest.mark.parametrize(
    ("given", "named", "code"),
    [
        ({"contact": None}, ["contact"], "E-INT-3"),
        ({"contact": "CT-999999"}, ["contact"], "E-INT-29"),
        ({"template": None}, ["template", "description"], "E-INT-1"),
        ({"template": "NOTHING"}, ["template", "description"], "E-INT-29"),
        ({"cost": "-1"}, ["cost"], "E-INT-9"),
        ({"cost": "1.234"}, ["cost"], None),
        ({"cost": "1e5"}, ["cost"], None),
        ({"cost": "NaN"}, ["cost"], None),
        ({"cost": True}, ["cost"], None),
        ({"cost": [1]}, ["cost"], None),
        ({"cost": "9" * 5000}, ["cost"], None),
        ({"duration_min": 10**18}, ["duration_min"], None),
        ({"follow_up_of": 2**63}, ["follow_up_of"], None),
        ({"follow_up_of": 0}, ["follow_up_of"], None),
        ({"follow_up_of": True}, ["follow_up_of"], None),
        ({"follow_up_of": "1"}, ["follow_up_of"], None),
        ({"follow_up_of": 1.0}, ["follow_up_of"], None),
        ({"attempt_failed": 1}, ["attempt_failed"], None),
        ({"attempt_failed": "true"}, ["attempt_failed"], None),
        ({"description": "x" * 256}, ["description"], None),
        ({"description": "a\x00b"}, ["description"], None),
        ({"description": 5}, ["description"], None),
        ({"body": "\x00"}, ["body"], None),
        ({"occurred_at": "2026-03-02"}, ["occurred_at"], None),
        ({"occurred_at": "2026-03-02T10:00:00"}, ["occurred_at"], None),
        ({"occurred_at": "0000-01-01T00:00:00Z"}, ["occurred_at"], None),
        ({"occurred_at": "0001-01-01T00:00:00+14:00"}, ["occurred_at"], None),
        ({"occurred_at": "9999-12-31T23:59:59-12:00"}, ["occurred_at"], None),
        ({"occurred_at": "2026-03-02T09:30:00-16:53"}, ["occurred_at"], None),
        ({"occurred_at": "1800-01-01T00:00:00Z"}, ["occurred_at"], "date"),
        ({"occurred_at": "2026-02-30T10:00:00Z"}, ["occurred_at"], None),
        ({"occurred_at": 1767225600}, ["occurred_at"], None),
        ({"evaluation": "great"}, ["evaluation"], None),
        ({"comments": "one"}, ["comments"], None),
        ({"comments": [1]}, ["comments.0"], None),
        ({"comments": ["x"] * 201}, ["comments"], None),
        ({"participants": [{"contact": "CT-999999"}]}, ["participants.0.contact"], "E-INT-29"),
        (
            {"participants": [{"contact": "CT-000483"}, {"salesperson": "XX"}, {"contact": "CT-999999"}]},
            ["participants.1.salesperson", "participants.2.contact"],
            "E-INT-29",
        ),
        ({"participants": [{"role": "boss"}]}, ["participants.0.role"], None),
        ({"participants": [5]}, ["participants.0"], None),
        ({"salesperson": "XX"}, ["salesperson"], "E-INT-29"),
        ({"language": "xx-very-long"}, ["language"], None),
        ({"unknown": 1}, ["unknown"], None),
        ({"attachment": {"name": "a.txt", "content_base64": "%%%"}}, ["attachment"], None),
        ({"attachment": {"name": "", "content_base64": ""}}, ["attachment.name"], None),
        ({"attachment": {"name": "a.txt", "content_base64": ""}}, ["attachment"], "E-INT-23"),
    ],
)
def test_bad_values_are_422_and_leave_nothing(
    cast: Cast, aline: Program, given: dict[str, Any], named: list[str], code: str | None
) -> None:
    response = aline.post("/interactions", {**CALL, **given})

    assert fields(response) == named
    if code is not None:
        assert response.json()["code"] == code
    assert Entry.objects.count() == 0


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"nonsense",
        b'{"contact": "\xff"}',
        b"[" * 100_000,
        b'{"cost": NaN}',
        b'{"cost": 1e99999999999999999999}',
        b'{"cost": 1e-1000000000}',
        b'{"cost": 0e-1000000000}',
        b'{"cost": 1e1000000000}',
        b'{"follow_up_of": ' + b"9" * 5000 + b"}",
        b'{"contact": "\\ud800"}',
        b"\xfe\xff\x00{",
        b"[]",
        b"5",
        b'"text"',
        b"null",
        b"",
    ],
)
def test_what_is_no_json_object_is_422(cast: Cast, aline: Program, body: bytes) -> None:
    assert problem(aline.post("/interactions", body))["status"] == 422


@pytest.mark.parametrize(
    "media_type",
    [
        "text/plain",
        "application/xml",
        "application/json; charset=latin-1",
        "application/x-www-form-urlencoded",
        "",
    ],
)
def test_another_media_type_is_415(cast: Cast, aline: Program, media_type: str) -> None:
    assert problem(aline.post("/interactions", CALL, content_type=media_type))["status"] == 415


def test_a_huge_body_is_413(cast: Cast, aline: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("liaison.api.bodies.MAX_BYTES", 100)

    assert problem(aline.post("/interactions", {**CALL, "description": "x" * 100}))["status"] == 413


def test_only_where_files_belong_a_body_may_be_larger_than_a_form(
    cast: Cast, aline: Program, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 300
    large = {**CALL, "description": "x" * 300}
    assert problem(aline.post("/interactions", large))["errors"][0]["field"] == "description"  # read
    assert problem(aline.post("/contacts", large))["status"] == 413


def test_large_json_of_many_values_is_413_before_it_is_parsed(
    cast: Cast, aline: Program, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is large holds files; 50 MB of empty objects would be more than a gigabyte of them."""
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 50
    monkeypatch.setattr("liaison.api.bodies.MAX_VALUES", 100)
    monkeypatch.setattr("liaison.api.bodies.strict_json", lambda _: pytest.fail("parsed"))
    assert problem(aline.post("/interactions", [{}] * 60))["status"] == 413


def test_viewers_may_read_but_not_record(cast: Cast, aline: Program, viewer: Program) -> None:
    """R-INT-195"""
    number = log(aline)

    assert viewer.get(f"/interactions/{number}").status_code == 200
    response = viewer.post("/interactions", CALL)
    assert problem(response)["status"] == 403
    assert response.json()["code"] == "E-INT-49"
    for answer in (
        viewer.patch(f"/interactions/{number}", {"evaluation": "positive"}),
        viewer.post(f"/interactions/{number}/cancellation"),
        viewer.delete(f"/interactions/{number}/cancellation"),
        viewer.post(f"/interactions/{number}/comments", {"comment": "x"}),
        viewer.post("/interaction-cancellations", {"entries": [number]}),
        viewer.post("/interaction-clean-ups"),
    ):
        assert answer.status_code == 403
    assert Entry.objects.count() == 1


def test_what_a_reader_may_not_see_is_404(
    cast: Cast, aline: Program, as_user: Callable[[User], Program]
) -> None:
    """R-INT-198"""
    number = log(aline, visibility="private", comments=["x"])
    stranger = as_user(cast.stranger)

    for answer in (
        stranger.get(f"/interactions/{number}"),
        stranger.patch(f"/interactions/{number}", {"evaluation": "positive"}),
        stranger.delete(f"/interactions/{number}"),
        stranger.post(f"/interactions/{number}/cancellation"),
        stranger.delete(f"/interactions/{number}/cancellation"),
        stranger.get(f"/interactions/{number}/comments"),
        stranger.post(f"/interactions/{number}/comments", {"comment": "x"}),
        stranger.get(f"/interactions/{number}/attachment"),
        stranger.post(f"/interactions/{number}/completion"),
    ):
        assert problem(answer)["status"] == 404
    assert fields(stranger.post("/interaction-cancellations", {"entries": [number]})) == ["entries"]
    assert stranger.get("/interactions?count=true").json() == {"items": [], "next": None, "count": 0}
    assert Entry.objects.get().canceled is False


def test_reach_limits_what_a_program_sees(
    cast: Cast, aline: Program, as_user: Callable[[User], Program]
) -> None:
    """R-INT-198"""
    log(aline)
    reader = make.make_user("proche", reach=Reach.OWN)

    assert as_user(reader).get("/interactions").json()["items"] == []


@pytest.mark.parametrize("number", ["0", "-1", "x", "1.5", str(2**63), "9" * 400, "%00"])
def test_numbers_that_cannot_be(cast: Cast, aline: Program, number: str) -> None:
    assert aline.get(f"/interactions/{number}").status_code == 422


def test_an_unknown_number_is_404(cast: Cast, aline: Program) -> None:
    assert problem(aline.get("/interactions/424242"))["status"] == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_costs_the_same_statements_for_one_row_and_three(
    cast: Cast, aline: Program, rows: int, django_assert_num_queries: Any
) -> None:
    for _ in range(rows):
        log(aline)

    with django_assert_num_queries(3):  # token, entries, texts with contacts
        found = aline.get("/interactions").json()
    assert len(found["items"]) == rows


def test_the_list_is_narrowed_by_every_filter(cast: Cast, aline: Program) -> None:
    visit = make.make_template("VISITE", make.make_group("VIS"), channel="meeting")
    call = log(
        aline,
        occurred_at="2026-01-10T10:00:00Z",
        evaluation="negative",
        description="Garantie de la fraiseuse",
        attempt_failed=True,
    )
    meeting = log(
        aline, contact="CT-000100", template=visit.code, occurred_at="2026-02-10T10:00:00Z", salesperson="MD"
    )
    aline.post(f"/interactions/{meeting}/cancellation")
    cases = {
        "contact=CT-000100": [meeting],
        "contact=CT-000480": [call],
        "contact=CT-000480&people=false": [],
        "contact=CT-404404": [],
        "channel=phone": [call],
        "channel=phone&channel=meeting": [meeting, call],
        "group=VIS": [meeting],
        "template=APPEL": [call],
        "salesperson=MD": [meeting],
        "since=2026-02-01": [meeting],
        "until=2026-02-01": [call],
        "since=2026-01-10&until=2026-01-10": [call],
        "q=garantie": [call],
        "q=GARANTIES": [call],
        "q=introuvable": [],
        "evaluation=negative": [call],
        "canceled=true": [meeting],
        "canceled=false": [call],
        "attempt_failed=true": [call],
        "delivery_status=none": [meeting, call],
        "delivery_status=failed&delivery_status=sent": [],
        "information_flow=inbound": [],
        "correspondence_type=none": [meeting, call],
        "correspondence_type=hard_copy": [],
        "order=occurred_at": [call, meeting],
        "order=-entry_no": [meeting, call],
    }
    for query, numbers in cases.items():
        found = aline.get(f"/interactions?{query}").json()
        assert [entry["entry_no"] for entry in found["items"]] == numbers, query


def test_every_order_is_walked_page_by_page(cast: Cast, aline: Program) -> None:
    numbers = [log(aline, cost=str(cost), duration_min=str(cost)) for cost in (5, 3, 4)]
    for order in ("occurred_at", "entry_no", "recorded_at", "cost", "duration_min"):
        for way in ("", "-"):
            seen, cursor = [], ""
            while True:
                found = aline.get(f"/interactions?limit=1&order={way}{order}&cursor={cursor}").json()
                seen += [entry["entry_no"] for entry in found["items"]]
                cursor = found["next"]
                if cursor is None:
                    break
            wanted = sorted(
                numbers,
                key=lambda n: n if order not in {"cost", "duration_min"} else [5, 3, 4][numbers.index(n)],
            )
            assert seen == (wanted[::-1] if way else wanted), order


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ("channel=telex", ["channel.0"]),
        ("since=2026-02-30", ["since"]),
        ("since=yesterday", ["since"]),
        ("until=0000-01-01", ["until"]),
        ("until=9999-12-31", ["until"]),
        ("order=name", ["order"]),
        ("evaluation=1", ["evaluation"]),
        ("q=" + "x" * 501, ["q"]),
        ("contact=" + "x" * 21, ["contact"]),
        ("cursor=WyJ4IiwxXQ", ["cursor"]),
        ("cursor=WyJcdWQ4MDAiLDFd", ["cursor"]),  # half a character
        ("cursor=WyIxMiIsMV0", ["cursor"]),  # a number where the order is one of time
        ("order=cost&cursor=WyIyMDI2LTAzLTAyVDA5OjMwOjAwKzAwOjAwIiwxXQ", ["cursor"]),
        ("postponed=true&channel=phone", ["channel"]),
        ("postponed=true&cursor=WyJ4IiwxXQ", ["cursor"]),
    ],
)
def test_bad_filters_are_422(cast: Cast, aline: Program, query: str, named: list[str]) -> None:
    assert fields(aline.get(f"/interactions?{query}")) == named


def test_correcting_needs_the_version_seen(cast: Cast, aline: Program) -> None:
    """R-INT-71"""
    number = log(aline)
    tag = aline.get(f"/interactions/{number}")["ETag"]

    first = aline.patch(f"/interactions/{number}", {"evaluation": "positive", "cost": "9.90"}, If_Match=tag)
    assert first.status_code == 200
    assert first["ETag"] == '"2"'
    assert (first.json()["evaluation"], first.json()["cost"]) == ("positive", "9.90")
    late = aline.patch(f"/interactions/{number}", {"evaluation": "negative"}, If_Match=tag)
    assert problem(late)["status"] == 412
    assert problem(aline.patch(f"/interactions/{number}", {}, If_Match='"x"'))["status"] == 412
    assert problem(aline.patch(f"/interactions/{number}", {}, If_Match='"1", "2"'))["status"] == 412
    weak = aline.patch(f"/interactions/{number}", {"cost": "9.90"}, If_Match='W/"2"')
    assert weak["ETag"] == '"2"'  # a proxy that compresses weakens the tag
    any_version = aline.patch(f"/interactions/{number}", {"evaluation": "neutral"}, If_Match="*")
    assert any_version["ETag"] == '"3"'
    assert aline.get(f"/interactions/{number}").json()["evaluation"] == "neutral"
    assert [change["kind"] for change in aline.get(f"/interactions/{number}").json()["changes"]] == [
        "corrected",
        "corrected",
    ]


def test_what_is_settled_by_logging_cannot_be_corrected(cast: Cast, aline: Program) -> None:
    """R-INT-87"""
    number = log(aline)

    response = aline.patch(f"/interactions/{number}", {"template": "X", "body": "y", "cost": "1"})
    assert fields(response) == ["body", "template"]
    assert aline.get(f"/interactions/{number}").json()["cost"] == "1.50"


def test_cancelling_and_reinstating(cast: Cast, aline: Program) -> None:
    """R-INT-146"""
    number = log(aline)

    canceled = aline.post(f"/interactions/{number}/cancellation", {"reason": "doublon"})
    assert canceled.status_code == 200
    assert canceled.json()["canceled"] is True
    again = aline.post(f"/interactions/{number}/cancellation")
    assert again["ETag"] == canceled["ETag"]
    late = aline.delete(f"/interactions/{number}/cancellation", If_Match='"1"')
    assert problem(late)["status"] == 412
    assert aline.delete(f"/interactions/{number}/cancellation").json()["canceled"] is False
    changes = aline.get(f"/interactions/{number}").json()["changes"]
    assert [(change["kind"], change["reason"]) for change in changes] == [
        ("canceled", "doublon"),
        ("reinstated", ""),
    ]


def test_cancelling_several_is_all_or_none(cast: Cast, aline: Program) -> None:
    numbers = [log(aline) for _ in range(3)]

    assert fields(aline.post("/interaction-cancellations", {"entries": [*numbers, 424242]})) == ["entries"]
    assert Entry.objects.filter(canceled=True).count() == 0
    assert aline.post("/interaction-cancellations", {"entries": numbers}).json() == {"changed": 3}
    assert aline.post("/interaction-cancellations", {"entries": numbers}).json() == {"changed": 0}
    back = aline.post("/interaction-cancellations", {"entries": numbers[:2], "canceled": False})
    assert back.json() == {"changed": 2}
    assert fields(aline.post("/interaction-cancellations", {"entries": []})) == ["entries"]
    assert fields(aline.post("/interaction-cancellations", {"entries": [True]})) == ["entries.0"]


def test_comments_are_added_changed_and_deleted(
    cast: Cast, aline: Program, as_user: Callable[[User], Program]
) -> None:
    """R-INT-97"""
    number, other = log(aline), log(aline)

    made = aline.post(f"/interactions/{number}/comments", {"comment": "Rappeler", "code": "A"})
    assert made.status_code == 201
    pk = made.json()["id"]
    assert made["Location"] == f"/api/v1/interactions/{number}/comments/{pk}"
    assert (made.json()["comment"], made.json()["code"], made.json()["author"]) == ("Rappeler", "A", "aline")
    assert made.json()["date"] is not None
    path = f"/interactions/{number}/comments/{pk}"
    read = aline.get(path)
    assert (read.json(), read["ETag"]) == (made.json(), made["ETag"])
    changed = aline.patch(path, {"comment": "Rappeler lundi"}, If_Match=made["ETag"])
    assert changed.json()["comment"] == "Rappeler lundi"
    assert changed["ETag"] == aline.get(path)["ETag"] != made["ETag"]
    assert aline.patch(path, {"comment": "Rappeler mardi"}, If_Match=made["ETag"]).status_code == 412
    assert aline.delete(path, If_Match=made["ETag"]).status_code == 412
    assert aline.get(f"/interactions/{other}/comments/{pk}").status_code == 404
    assert [c["comment"] for c in aline.get(f"/interactions/{number}/comments").json()["items"]] == [
        "Rappeler lundi"
    ]
    assert aline.patch(f"/interactions/{other}/comments/{pk}", {"comment": "x"}).status_code == 404
    assert aline.delete(f"/interactions/{other}/comments/{pk}").status_code == 404
    assert fields(aline.post(f"/interactions/{number}/comments", {"comment": ""})) == ["comment"]
    assert fields(aline.post(f"/interactions/{number}/comments", {"comment": " "})) == ["comment"]
    assert aline.delete(f"/interactions/{number}/comments/{pk}").status_code == 204
    assert aline.get(f"/interactions/{number}/comments").json() == {"items": [], "next": None}


def test_cleaning_up_counts_first_and_deletes_only_cancelled_ones(
    cast: Cast, aline: Program, administrator: Program
) -> None:
    """R-INT-153"""
    gone, kept = log(aline), log(aline)
    aline.post(f"/interactions/{gone}/cancellation")

    assert administrator.post("/interaction-clean-ups?dry_run=true").json() == {"entries": 1, "dry_run": True}
    assert Entry.objects.count() == 2
    other = administrator.post("/interaction-clean-ups", {"contact": "CT-000100", "since": "2020-01-01"})
    assert other.json() == {"entries": 0, "dry_run": False}
    other = administrator.post("/interaction-clean-ups", {"campaign": "CP-999"})
    assert other.json() == {"entries": 0, "dry_run": False}
    for name in ("first_entry", "last_entry", "contact", "since", "until", "campaign", "group", "template"):
        for nothing in (None, ""):
            refused = administrator.post("/interaction-clean-ups?dry_run=true", {name: nothing})
            assert fields(refused) == [name]
    for other in (0, 2):
        answer = administrator.post(f"/interaction-clean-ups?expected={other}", {})
        assert (problem(answer)["status"], Entry.objects.count()) == (409, 2)
    found = administrator.post("/interaction-clean-ups?expected=1", {})
    assert found.json() == {"entries": 1, "dry_run": False}
    assert list(Entry.objects.values_list("pk", flat=True)) == [kept]
    assert fields(administrator.post("/interaction-clean-ups?dry_run=perhaps")) == ["dry_run"]
    assert aline.post("/interaction-clean-ups").status_code == 403


def test_recording_through_the_api_keeps_the_moment_and_the_author(cast: Cast, aline: Program) -> None:
    """R-INT-86"""
    before = datetime.now(UTC)
    number = log(aline)

    entry = Entry.objects.get(pk=number)
    assert entry.recorded_by_id == cast.aline.pk
    assert before <= entry.recorded_at <= datetime.now(UTC)


def test_codes_and_numbers_may_be_written_in_any_case(cast: Cast, aline: Program, at: datetime) -> None:
    create_document_template("LETTRE", docx(paragraph(field("Contact_Nom"))), "L.docx", by=None, at=at)
    AlternativeAddress.objects.create(contact=cast.nora, code="CHALET")
    number = log(
        aline, contact="ct-000482", template="appel", salesperson="ar", alternative_address="chalet",
        document_template="lettre", participants=[{"contact": "ct-000483"}, {"salesperson": "md"}],
    )  # fmt: skip

    entry = aline.get(f"/interactions/{number}").json()
    assert (entry["contact"], entry["template"], entry["salesperson"]) == ("CT-000482", "APPEL", "AR")
    assert [one["contact"] or one["salesperson"] for one in entry["participants"]] == ["CT-000483", "MD"]
    for query in ("template=appel", f"group={entry['group'].lower()}", "salesperson=ar", "contact=ct-000482"):
        assert [row["entry_no"] for row in aline.get(f"/interactions?{query}").json()["items"]] == [number]
        if not query.startswith("contact"):
            found = aline.get(f"/contacts/CT-000482/timeline?{query}").json()["items"]
            assert [row["entry_no"] for row in found] == [number]


def test_what_is_followed_must_be_seen(
    cast: Cast, aline: Program, as_user: Callable[[User], Program]
) -> None:
    private = log(as_user(cast.stranger), visibility="private")
    draft = aline.post("/interactions", {"postponed": True}).json()["entry_no"]

    for number in (private, 424242):
        given = {"contact": "CT-000482", "template": "APPEL", "follow_up_of": number}
        assert fields(aline.post("/interactions", given)) == ["follow_up_of"]
        assert fields(aline.post("/interactions", {**given, "postponed": True})) == ["follow_up_of"]
        assert fields(aline.patch(f"/interactions/{draft}", {"follow_up_of": number})) == ["follow_up_of"]
    assert Entry.objects.count() == 1


def test_the_first_file_is_the_first_of_the_list(cast: Cast, aline: Program, at: datetime) -> None:
    content = base64.b64encode(b"shared").decode()
    number = log(aline, attachment={"name": "a.txt", "content_base64": content})
    own = store_file(b"own", by=None, at=at)
    EntryFile.objects.create(entry_id=number, contact=cast.nora, file=own, name="own.txt")

    files = aline.get(f"/interactions/{number}").json()["files"]
    assert [file["name"] for file in files] == ["a.txt", "own.txt"]
    assert b"".join(aline.get(f"/interactions/{number}/attachment").streaming_content) == b"shared"
