"""Segments for programs: from selection to the logged segment."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from liaison.accounts.models import Salesperson, User
from liaison.api.jobs import log_one_segment
from liaison.api.segment_fields import SegmentFields
from liaison.campaigns.models import Campaign
from liaison.interactions.models import Entry, LoggedSegment
from liaison.jobs.models import Job
from liaison.kit.clock import now
from liaison.letters.actions import create_document_template
from liaison.segments.queries import worded
from tests.api.conftest import Program, fields, problem
from tests.cast import Cast
from tests.make import make_template
from tests.papers import docx, field, paragraph

EVERYBODY: dict[str, Any] = {"action": "add", "filters": []}
NORA = {"source": "contact", "all": [{"field": "no", "any": [{"eq": "CT-000482"}]}]}


@pytest.fixture
def aline(cast: Cast, as_user: Callable[[User], Program]) -> Program:
    """A program of Aline, who works in marketing here."""
    cast.aline.role = "marketing"
    cast.aline.save()
    return as_user(cast.aline)


@pytest.fixture
def segment(cast: Cast, aline: Program) -> str:
    made = aline.post("/segments", {"description": "Open day", "template": "APPEL", "cost": "2.50"})
    assert made.status_code == 201, made.content
    assert made["Location"] == f"/api/v1/segments/{made.json()['no']}"
    return f"/segments/{made.json()['no']}"


def log(aline: Program, cast: Cast, segment: str) -> dict[str, Any]:
    """Log it as the worker does; the job as the program sees it."""
    asked = aline.post(f"{segment}/logging")
    assert asked.status_code == 202, asked.content
    job = asked.json()["job"]
    for _twice in range(2):
        log_one_segment(
            job, no=segment[10:], send=False, follow_up=False, username=cast.aline.username, language="en"
        )
    found: dict[str, Any] = aline.get(f"/jobs/{job}").json()
    return found


def test_segment_is_listed_changed_and_deleted(
    cast: Cast, aline: Program, segment: str, django_assert_num_queries: Any
) -> None:
    """R-SEG-2, R-SEG-10, R-SEG-140"""
    shown = aline.get(segment).json()

    assert (shown["no"], shown["template"], shown["cost"], shown["salesperson"]) == (
        "SM-0001", "APPEL", "2.50", "AR",
    )  # fmt: skip
    with django_assert_num_queries(2):  # token, segments
        (row,) = aline.get("/segments?template=appel").json()["items"]
    assert row == {name: value for name, value in shown.items() if name in row}
    tag = aline.get(segment)["ETag"]
    changed = aline.patch(segment, {"subject": "Come", "occurred_time": "14:05"}, If_Match=tag).json()
    assert (changed["subject"], changed["occurred_time"]) == ("Come", "14:05:00")
    assert problem(aline.patch(segment, {"template": ""}, If_Match=tag))["status"] == 412
    assert aline.patch(segment, {"template": ""}).json()["template"] is None
    assert fields(aline.patch(segment, {"occurred_time": "25:00"})) == ["occurred_time"]
    assert aline.delete(segment).status_code == 204
    assert problem(aline.get(segment))["status"] == 404


def test_null_is_the_next_number(cast: Cast, aline: Program, segment: str) -> None:
    """R-SEG-2, R-CMP-1: as for contacts"""
    assert aline.post("/segments", {"no": None}).json()["no"] == "SM-0002"
    assert aline.post("/campaigns", {"no": None}).json()["no"] == "CP-001"


def test_lines_keep_what_they_have_or_lose_it_as_asked(cast: Cast, aline: Program, segment: str) -> None:
    """R-SEG-14, R-SEG-15"""
    aline.post(f"{segment}/lines", {"contact": "CT-000482"})
    for asked, expected in (
        ({"cost": "9.00", "apply_to_lines": False}, ("2.50", ["cost"])),
        ({"cost": "8.00", "overwrite_personalized": True}, ("8.00", [])),
    ):
        assert aline.patch(segment, asked).status_code == 200
        shown = aline.get(f"{segment}/lines/10000").json()
        assert (shown["cost"], shown["own"]) == expected


def test_the_present_template_leaves_the_texts(cast: Cast, aline: Program, segment: str) -> None:
    """R-SEG-21: a program sends back what it read, and nothing that was written since is lost"""
    aline("PUT", f"{segment}/languages/fr-CH", {"subject": "Venez"})
    aline.post(f"{segment}/lines", {"contact": "CT-000482"})
    aline.patch(f"{segment}/lines/10000", {"correspondence_type": "hard_copy"})

    same = {"template": " appel", "description": "Once more", "cost": "2.50"}
    assert aline.patch(segment, same).json()["description"] == "Once more"
    assert [one["subject"] for one in aline.get(f"{segment}/languages").json()["items"]] == ["Venez"]
    assert aline.get(f"{segment}/lines/10000").json()["own"] == ["correspondence_type"]


def test_a_segment_is_sent_back_as_it_was_read(cast: Cast, aline: Program, segment: str) -> None:
    """R-SEG-21, R-SEG-47: with its archived campaign, another template or not"""
    for no in ("CP-1", "CP-2"):
        assert aline.post("/campaigns", {"no": no}).status_code == 201
    make_template("LETTRE", campaign=Campaign.objects.get(no="CP-2"))
    aline.patch(segment, {"campaign": "CP-1"})
    Campaign.objects.filter(no="CP-1").update(archived_at=now())
    Salesperson.objects.filter(code="AR").update(active=False)

    read = aline.get(segment).json()
    for template in ("APPEL", "LETTRE"):
        same = {name: read[name] for name in SegmentFields.model_fields} | {"template": template}
        shown = aline.patch(segment, same)
        assert shown.status_code == 200, shown.content
        assert shown.json() == read | {"template": template, "changed_at": shown.json()["changed_at"]}


def test_why_a_contact_is_in_or_out_is_told(cast: Cast, aline: Program, segment: str) -> None:
    """R-SEG-67, B-5"""
    cast.lea.exclude_from_segment = True
    cast.lea.save()
    assert aline.get(f"{segment}/held-back").json() == {"items": [], "next": None}
    assert aline.post(f"{segment}/steps", {"action": "add", "filters": []}).status_code == 201

    told = aline.get(f"{segment}/explanation?contact={cast.lea.no.lower()}").json()
    (step,) = told.pop("steps")
    assert told == {"lines": 0, "today": 0, "held_back": ["Excluded from segments"]}
    assert (step["action"], step["before"], step["after"], step["why"], step["words"]) == (
        "add", 0, 0, "excluded", "Excluded from segments",
    )  # fmt: skip
    (held,) = aline.get(f"{segment}/held-back").json()["items"]
    assert (held["why"], held["count"]) == ("excluded", 1)
    assert [one["contact"] for one in held["samples"]] == [cast.lea.no]
    assert problem(aline.get(f"{segment}/explanation?contact=CT-999999"))["status"] == 404
    assert fields(aline.get(f"{segment}/explanation")) == ["contact"]


def test_steps_are_previewed_done_and_gone_back_over(cast: Cast, aline: Program, segment: str) -> None:
    """R-SEG-57, R-SEG-78"""
    path = f"{segment}/steps"
    seen = aline.post(f"{path}?preview=true", {"action": "add", "filters": NORA})

    assert seen.status_code == 200, seen.content
    assert (seen.json()["before"], seen.json()["after"]) == (0, 1)
    assert [one["contact"] for one in seen.json()["samples"]] == ["CT-000482"]
    assert aline.get(path).json()["items"] == []
    done = aline.post(path, EVERYBODY)
    total = done.json()["after"]
    assert (done.status_code, done.json()["changed"]) == (201, total)
    reduced = aline.post(path, {"action": "reduce", "filters": [NORA]}).json()
    assert (reduced["before"], reduced["after"]) == (total, total - 1)
    first, second = aline.get(path).json()["items"]
    assert (first["action"], second["action"], len(second["words"])) == ("add", "reduce", 1)
    assert aline.delete(f"{path}/last?preview=true").json()["after"] == total
    for preview in ("", "&preview=true"):
        assert problem(aline.delete(f"{path}/last?step={first['id']}{preview}"))["status"] == 409
    assert aline.delete(f"{path}/last?preview=true&step={second['id']}").json()["after"] == total
    assert aline.delete(f"{path}/last?step={second['id']}").json()["after"] == total
    assert problem(aline.delete(f"{path}/last?step={second['id']}"))["status"] == 409
    assert len(aline.get(path).json()["items"]) == 1


def test_the_whole_pipeline_is_written(cast: Cast, aline: Program, segment: str) -> None:
    """B-2"""
    path = f"{segment}/steps"
    total = aline.post(path, EVERYBODY).json()["after"]
    (first,) = aline.get(path).json()["items"]
    steps = [{"id": first["id"], "action": "add"}, {"action": "refine", "filters": [NORA]}]

    assert aline("PUT", f"{path}?preview=true", {"steps": steps}).json()["after"] == 1
    assert aline("PUT", path, {"steps": steps}).json()["after"] == 1
    steps[1]["active"] = False
    steps[1]["id"] = aline.get(path).json()["items"][1]["id"]
    assert aline("PUT", path, {"steps": steps}).json()["after"] == total
    assert problem(aline("PUT", path, {"steps": [{"id": 10**9, "action": "add"}]}))["status"] == 422
    steps[1]["filters"] = [{"source": "nothing"}]
    for bad in (path, f"{path}?preview=true"):
        assert fields(aline("PUT", bad, {"steps": steps})) == ["steps.1.filters"]


@pytest.mark.parametrize(
    "filters",
    [
        [{"source": "nothing"}],
        {"source": "contact", "all": [{"field": "no", "text": "'"}]},
        {"source": "contact", "conditions": NORA["all"]},
        {**NORA, "not": "false"},
    ],
)
def test_nonsense_is_refused_in_words(cast: Cast, aline: Program, segment: str, filters: Any) -> None:
    refused = problem(aline.post(f"{segment}/steps", {"action": "add", "filters": filters}))

    assert (refused["status"], refused["code"]) == (422, "E-SEG-45")


def test_a_number_in_a_filter_may_have_decimals(cast: Cast, aline: Program, segment: str) -> None:
    """R-SEG-58"""
    dear = {"source": "interaction", "all": [{"field": "cost", "any": [{"ge": 1.5}]}]}
    assert aline.post(f"{segment}/steps?preview=true", {"action": "add", "filters": dear}).status_code == 200


def test_filters_nested_too_deeply_are_refused(cast: Cast, aline: Program, segment: str) -> None:
    filters: Any = "x"
    for _ in range(25):
        filters = {"all": [filters]}
    refused = problem(aline.post(f"{segment}/steps", {"action": "add", "filters": [filters]}))

    assert refused["status"] == 422
    assert "The filters are nested too deeply." in str(refused)


def test_lines_are_entered_personalised_and_taken_out(cast: Cast, aline: Program, segment: str) -> None:
    """R-SEG-49, B-19"""
    assert aline.post(f"{segment}/lines", {"contact": "CT-000482"}).json()["after"] == 1
    (shown,) = aline.get(f"{segment}/lines").json()["items"]
    path = f"{segment}/lines/{shown['line_no']}"

    assert (shown["contact"], shown["cost"], shown["own"]) == ("CT-000482", "2.50", [])
    own = aline.patch(path, {"cost": "7.00"}).json()
    assert (own["cost"], own["own"]) == ("7.00", ["cost"])
    assert aline.get(f"{segment}/lines?personalized=true").json()["items"] == [own]
    assert aline.get(f"{segment}/lines?personalized=true&count=true").json()["count"] == 1
    assert aline.get(f"{segment}/lines?contact=CT-000482").json()["items"] == [own]
    assert aline.get(segment).json()["total_cost"] == "7.00"
    assert aline.patch(path, {"reset": ["cost"]}).json() == shown
    assert fields(aline.patch(path, {"reset": ["nothing"]})) == ["reset"]


def test_what_is_written_of_a_line_can_be_read(
    cast: Cast, aline: Program, segment: str, at: datetime
) -> None:
    """R-SEG-49, B-19"""
    letter = docx(paragraph(field("Contact_Nom")))
    create_document_template("LETTRE", letter, "Lettre.docx", language="fr-CH", by=None, at=at)
    aline.post("/contacts/CT-000482/alternative-addresses", {"code": "WORK", "city": "Bern"})
    aline.post(f"{segment}/lines", {"contact": "CT-000482"})
    path = f"{segment}/lines/10000"
    shown = aline.get(path).json()
    given = {
        "occurred_time": "14:05:00",
        "information_flow": "inbound",
        "initiated_by": "them",
        "attempt_failed": True,
        "alternative_address": "WORK",
        "document_template": "LETTRE",
        "document_as_attachment": True,
        "contact_via": "021 555 66 77",
        "evaluation": "positive",
        "salesperson": "MD",
    }
    assert {name for name in given if shown[name] == given[name]} == set()
    for read in (aline.patch(path, given), aline.get(path)):
        assert {name: read.json()[name] for name in given} == given
        assert set(read.json()["own"]) == given.keys()
    assert aline.patch(path, {"reset": list(given)}).json() == shown
    assert aline.delete(path).json()["after"] == 0
    assert problem(aline.get(path))["status"] == 404


def test_filters_of_lines_narrow_together(cast: Cast, aline: Program, segment: str) -> None:
    """Those of one contact that are personalised, page by page, counted as they are listed"""
    for _again in range(3):
        aline.post(f"{segment}/lines", {"contact": "CT-000482"})
    for number in (10_000, 30_000):
        aline.patch(f"{segment}/lines/{number}", {"cost": "7.00"})
    url = f"{segment}/lines?contact=CT-000482&count=true"

    def told(url: str) -> tuple[list[int], int, bool]:
        found = aline.get(url).json()
        return [one["line_no"] for one in found["items"]], found["count"], found["next"] is not None

    assert told(f"{url}&limit=2") == ([10_000, 20_000], 3, True)
    assert told(f"{url}&personalized=true") == ([10_000, 30_000], 2, False)
    first = aline.get(f"{url}&personalized=true&limit=1").json()
    assert told(f"{url}&personalized=true&limit=1&cursor={first['next']}") == ([30_000], 2, False)


def test_an_old_state_of_a_line_overwrites_nothing(cast: Cast, aline: Program, segment: str) -> None:
    """B-19: neither that of a colleague nor a text put right for everybody"""
    aline.post(f"{segment}/lines", {"contact": "CT-000482"})
    path = f"{segment}/lines/10000"
    seen = aline.get(path)
    other = aline.patch(path, {"cost": "9.00"}, If_Match=seen["ETag"])
    assert (other.status_code, other["ETag"]) == (200, aline.get(path)["ETag"])
    assert other["ETag"] != seen["ETag"]

    assert problem(aline.patch(path, {"reset": ["cost"]}, If_Match=seen["ETag"]))["status"] == 412
    assert problem(aline.delete(path, If_Match=seen["ETag"]))["status"] == 412
    assert aline.get(path).json() == other.json()
    aline("PUT", f"{segment}/languages/{cast.nora.language}", {"body": "<p>Put right</p>"})
    assert problem(aline.patch(path, {"cost": "7.00"}, If_Match=other["ETag"]))["status"] == 412
    assert aline.delete(path, If_Match=aline.get(path)["ETag"]).status_code == 200


def test_segment_is_logged_cancelled_and_undone(cast: Cast, aline: Program, segment: str) -> None:
    """R-SEG-110, R-SEG-112, R-SEG-120, R-SEG-121, B-17"""
    refused = problem(aline.post(f"{segment}/logging"))
    assert refused["code"] == "E-SEG-22"
    aline.post(f"{segment}/lines", {"contact": "CT-000482"})
    assert aline.get(f"{segment}/readiness?send=false").json()["ready"] is True

    job = log(aline, cast, segment)

    assert (job["state"], job["result"]["logged_segment"], job["done"]) == ("succeeded", 1, 1)
    assert problem(aline.get(segment))["status"] == 404
    assert aline("HEAD", segment).status_code == 404
    assert problem(aline.post(f"{segment}/logging"))["code"] == "E-SEG-20"
    (listed,) = aline.get("/logged-segments").json()["items"]
    shown = aline.get("/logged-segments/1").json()
    assert (listed["segment_no"], listed["line_count"], listed["interaction_count"]) == ("SM-0001", 1, 1)
    assert (shown["interaction_count"], shown["deliveries"]) == (1, {"none": 1})
    for _again in range(2):
        assert aline.post("/logged-segments/1/cancellation").json() == {"canceled": True}
    (canceled,) = aline.get("/interactions?canceled=true").json()["items"]
    assert canceled["segment_no"] == "SM-0001"
    of_segment = aline.get("/interactions?segment_no=sm-0001&count=true").json()
    assert aline.get("/interactions?segment=sm-0001&count=true").json() == of_segment
    assert fields(aline.get("/interactions?segment=SM-0001&segment_no=SM-0002")) == ["segment"]
    assert (of_segment["items"], of_segment["count"]) == ([canceled], 1)
    assert aline.get("/interactions?segment=SM-0009&count=true").json()["count"] == 0
    assert aline.delete("/logged-segments/1/cancellation").json() == {"canceled": False}
    again = aline.post("/segments", {"description": "Again"}).json()["no"]
    for count in (0, 1):
        foretold = aline.post(f"/segments/{again}/steps/reuse?preview=true", {"logged_segment": 1})
        told = foretold.json()
        assert (foretold.status_code, told["before"], told["after"], told["comes"]) == (
            200,
            count,
            count + 1,
            1,
        )
        if not count:
            reused = aline.post(f"/segments/{again}/steps/reuse", {"logged_segment": 1})
    for nothing in ({"logged_segment": 2}, {"criteria": "NONE"}):
        refused = aline.post(f"/segments/{again}/steps/reuse?preview=true", nothing)
        assert problem(refused)["status"] == 422
    assert (reused.status_code, reused.json()["items"][0]["after"]) == (201, 1)
    assert problem(aline.get("/logged-segments/2"))["status"] == 404


def test_a_start_without_a_sending_is_refused(cast: Cast, aline: Program, segment: str) -> None:
    """B-9: the segment would be logged at once, and nothing sent at that time"""
    aline.post(f"{segment}/lines", {"contact": "CT-000482"})
    later = {"start_at": "2126-01-15T08:00:00+01:00"}

    for without in (later, {**later, "send": False}):
        assert fields(aline.post(f"{segment}/logging", without)) == ["start_at"]
    assert not Job.objects.exists()
    assert aline.post(f"{segment}/logging", {"start_at": None}).status_code == 202


def test_logging_is_undone(cast: Cast, aline: Program, segment: str) -> None:
    """B-17"""
    aline.post(f"{segment}/lines", {"contact": "CT-000482"})
    log(aline, cast, segment)

    assert aline.delete("/logged-segments/1").json() == {"segment": "SM-0001"}
    assert aline.get(segment).json()["line_count"] == 1


def test_a_killed_worker_tells_what_was_logged(cast: Cast, aline: Program, segment: str) -> None:
    """R-SEG-117"""
    aline.post(f"{segment}/lines", {"contact": "CT-000482"})
    job = log(aline, cast, segment)["job"]
    Job.objects.update(state="running")

    log_one_segment(
        job, no="SM-0001", send=False, follow_up=False, username=cast.aline.username, language="en"
    )

    assert aline.get(f"/jobs/{job}").json()["result"] == {"logged_segment": 1, "interactions": 1}
    assert len(aline.get("/logged-segments").json()["items"]) == 1


def test_an_older_logging_is_not_the_success_of_a_later_job(cast: Cast, aline: Program, segment: str) -> None:
    aline.post(f"{segment}/lines", {"contact": "CT-000482"})
    job = log(aline, cast, segment)["job"]
    Job.objects.update(state="running")
    LoggedSegment.objects.update(created_at=Job.objects.get().created_at - timedelta(days=1))

    log_one_segment(
        job, no="SM-0001", send=False, follow_up=False, username=cast.aline.username, language="en"
    )

    assert aline.get(f"/jobs/{job}").json()["state"] == "failed"


def test_a_worker_whose_user_or_segment_is_gone_logs_nothing(
    cast: Cast, aline: Program, segment: str
) -> None:
    aline.post(f"{segment}/lines", {"contact": "CT-000482"})
    job = log(aline, cast, segment)["job"]
    Job.objects.update(state="running")
    before = Entry.objects.count()

    log_one_segment(job, no="SM-0001", send=False, follow_up=False, username="nobody", language="en")
    assert aline.get(f"/jobs/{job}").json()["state"] == "failed"
    Job.objects.update(state="running")
    log_one_segment(
        job, no="SM-9999", send=False, follow_up=False, username=cast.aline.username, language="en"
    )
    ended = aline.get(f"/jobs/{job}").json()
    assert (ended["state"], "There is no “SM-9999”." in str(ended["result"])) == ("failed", True), ended
    assert Entry.objects.count() == before


def test_what_stands_in_the_way_is_mended(cast: Cast, aline: Program, segment: str) -> None:
    """B-8"""
    aline.patch(segment, {"template": ""})
    aline.post(f"{segment}/lines", {"contact": "CT-000482"})

    found = aline.get(f"{segment}/readiness").json()

    assert found["ready"] is False
    refused = problem(aline.post(f"{segment}/logging"))
    (told,) = (one for one in refused["errors"] if one["code"] == "E-SEG-25")
    pointer, key = told["field"], told["problem"]
    assert (key, told["message"]) == ("no_template", "CT-000482 Nora Béguelin: No interaction template")
    lines = aline.get(f"{segment}/lines?problem={key}&count=true").json()
    assert (lines["count"], [f"lines.{one['line_no']}" for one in lines["items"]]) == (1, [pointer])
    assert aline.get(f"{segment}/lines?problem=archived&count=true").json()["count"] == 0
    assert len(aline.get(f"{segment}/lines?problem={key}&contact=CT-000482").json()["items"]) == 1
    assert aline.get(f"{segment}/lines?problem=archived&contact=CT-000482").json()["items"] == []
    assert fields(aline.get(f"{segment}/lines?problem=rain")) == ["problem"]
    assert ("no_template", 1) in [(one["key"], one["count"]) for one in found["findings"]]
    asked = {"problem": "blocked", "remedy": "take_out"}
    assert aline.post(f"{segment}/remedies", asked).json() == {"changed": 0}
    assert fields(aline.post(f"{segment}/remedies", {**asked, "remedy": "pray"})) == ["remedy"]


def test_saved_criteria_count_many_chosen_contacts(
    aline: Program, administrator: Program, segment: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R-SEG-77: as the steps of the segment do"""
    monkeypatch.setattr(worded, "FEW", 0)
    by_hand = {"source": "contact", "all": [{"field": "no", "any": [{"eq": "CT-000482"}]}]}
    sent = {"steps": [{"action": "add", "kind": "hand", "filters": [by_hand]}]}
    assert aline("PUT", f"{segment}/steps", sent).status_code == 200
    told = aline.get(f"{segment}/steps").json()["items"]
    assert [one["words"] for one in told] == [["1 chosen contact"]]
    given = {"segment": "SM-0001", "code": "NORA"}
    assert administrator.post("/saved-criteria", given).status_code == 201
    saved = aline.get("/saved-criteria/NORA").json()
    assert [one["words"] for one in saved["steps"]] == [["1 chosen contact"]]


def test_criteria_are_saved_replayed_and_deleted(
    cast: Cast, aline: Program, administrator: Program, segment: str, at: datetime
) -> None:
    """R-SEG-84, R-SEG-85, R-SEG-89"""
    aline.post(f"{segment}/steps", {"action": "add", "filters": [NORA]})
    given = {"segment": "sm-0001", "code": "nora", "description": "Nora"}
    assert problem(aline.post("/saved-criteria", given))["status"] == 403
    made = administrator.post("/saved-criteria", given)

    assert (made.status_code, made.json()["code"]) == (201, "NORA")
    shown = aline.get("/saved-criteria/NORA").json()
    assert [(one["action"], one["filters"]) for one in shown["steps"]] == [("add", [NORA])]
    assert [one["code"] for one in aline.get("/saved-criteria").json()["items"]] == ["NORA"]
    other = aline.post("/segments", {"description": "Other"}).json()["no"]
    replayed = aline.post(f"/segments/{other}/steps/reuse", {"criteria": "nora"}).json()["items"]
    assert [one["after"] for one in replayed] == [1]
    assert fields(aline.post(f"/segments/{other}/steps/reuse", {})) == ["criteria"]
    assert administrator.patch("/saved-criteria/NORA", {"description": "N."}).json()["description"] == "N."
    assert administrator.delete("/saved-criteria/NORA").status_code == 204
    assert problem(aline.get("/saved-criteria/NORA"))["status"] == 404


def test_who_only_reads_changes_nothing(cast: Cast, viewer: Program, segment: str) -> None:
    assert problem(viewer.post("/segments", {}))["status"] == 403
    assert problem(viewer.post(f"{segment}/steps", EVERYBODY))["status"] == 403
    assert problem(viewer.post(f"{segment}/logging"))["status"] == 403
    assert viewer.post(f"{segment}/steps?preview=true", EVERYBODY).status_code == 200
