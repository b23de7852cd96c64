from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from liaison.files.actions import store_file
from liaison.interactions.actions.comments import add_comment, change_comment
from liaison.interactions.actions.correct import cancel
from liaison.interactions.draft import NamedFile
from liaison.interactions.models import ContentFile, Entry, EntryChange, EntryComment, EntryFile
from tests.cast import Cast
from tests.conftest import AT
from tests.web.interactions.conftest import HTMX, Log

DIALOG = HTMX | {"HX-Target": "dialog"}
ACTS = [
    "evaluation",
    "comments",
    "cancellation",
    "reinstatement",
    "correction",
    "resend",
    "follow-up",
    "result",
    "line",
]


@pytest.mark.parametrize(
    "verdict", ["very_positive", "positive", "neutral", "negative", "very_negative", "none"]
)
def test_evaluating_gives_the_line_back(aline: Client, log: Log, verdict: str) -> None:
    """R-INT-144, R-INT-145"""
    number = log(evaluation="neutral")
    answer = aline.post(f"/interactions/{number}/evaluation/", {"evaluation": verdict}, headers=HTMX)
    assert Entry.objects.get(pk=number).evaluation == verdict
    assert answer.content.decode().startswith(f'<li class="entry c-phone" id="e{number}"')


def test_evaluating_elsewhere_loads_the_page_again(aline: Client, log: Log) -> None:
    number = log()
    headers = HTMX | {"HX-Current-URL": "http://testserver/interactions/"}
    answer = aline.post(f"/interactions/{number}/evaluation/", {"evaluation": "positive"}, headers=headers)
    assert answer["HX-Refresh"] == "true"


def test_an_unknown_evaluation_is_refused(aline: Client, log: Log) -> None:
    number = log()
    answer = aline.post(f"/interactions/{number}/evaluation/", {"evaluation": "splendid"}, headers=HTMX)
    assert (answer.status_code, Entry.objects.get(pk=number).evaluation) == (422, "none")


def test_a_comment_stands_in_the_line(aline: Client, cast: Cast, log: Log) -> None:
    """R-INT-96, R-INT-97"""
    number = log()
    answer = aline.post(
        f"/interactions/{number}/comments/", {"comment": "Rappeler <jeudi>\nmatin"}, headers=HTMX
    )
    assert EntryComment.objects.get().author == cast.aline
    assert "Rappeler &lt;jeudi&gt;" in answer.content.decode()


def test_an_empty_comment_comes_back_into_its_form(aline: Client, log: Log) -> None:
    number = log()
    answer = aline.post(f"/interactions/{number}/comments/", {"comment": "  "}, headers=HTMX)
    assert (answer.status_code, answer["HX-Retarget"]) == (422, "this")
    assert "Write a comment." in answer.content.decode()
    assert EntryComment.objects.count() == 0


def test_a_comment_is_changed_and_deleted(aline: Client, cast: Cast, log: Log) -> None:
    number = log()
    pk = add_comment(number, "Un", by=cast.aline, at=AT)
    aline.post(f"/interactions/{number}/comments/{pk}/", {"comment": "Deux"})
    assert EntryComment.objects.get().comment == "Deux"
    changes = EntryChange.objects.count()
    aline.post(f"/interactions/{number}/comments/{pk}/", {"comment": " Deux "})
    assert EntryChange.objects.count() == changes
    aline.post(f"/interactions/{number}/comments/{pk}/", {"comment": "Deux", "delete": "1"})
    assert EntryComment.objects.count() == 0
    assert aline.post(f"/interactions/{number}/comments/{pk}/", {"comment": "x"}).status_code == 404


def test_saving_a_comment_twice_is_saving_it_once(aline: Client, cast: Cast, log: Log) -> None:
    """R-INT-97"""
    number = log()
    pk = add_comment(number, "Un", by=cast.aline, at=AT)
    data = {"comment": "Deux", "version": str(EntryComment.objects.get().version)}

    for _ in range(2):
        assert aline.post(f"/interactions/{number}/comments/{pk}/", data).status_code == 303
    assert EntryComment.objects.get().comment == "Deux"
    assert EntryChange.objects.filter(kind="comment_changed").count() == 1


def test_a_comment_that_somebody_changed_meanwhile_is_not_overwritten(
    aline: Client, cast: Cast, log: Log
) -> None:
    """R-INT-97: what was typed stands on the page that says so"""
    number = log()
    pk = add_comment(number, "Un", by=cast.aline, at=AT)
    page = aline.get(f"/interactions/{number}/").content.decode()
    seen = re.search(r'name="version" value="(\d+)"', page)
    assert seen
    change_comment(pk, "Deux", by=cast.marc, at=AT)

    for more in ({}, {"delete": "1"}):
        data = {"comment": "Rappeler jeudi", "version": seen[1], **more}
        answer = aline.post(f"/interactions/{number}/comments/{pk}/", data)
        assert answer.status_code == 409
        assert "Rappeler jeudi" in answer.content.decode()
    assert EntryComment.objects.get().comment == "Deux"


def test_cancelling_keeps_the_reason_and_carries_the_way_back(aline: Client, cast: Cast, log: Log) -> None:
    """R-INT-146, section 10 item 7"""
    number = log()
    answer = aline.post(f"/interactions/{number}/cancellation/", {"reason": "Doublon"}, headers=DIALOG)
    assert answer.status_code == 204
    assert {"interactions-changed", "dialog-close", "toasts"} <= set(eval_trigger(answer))
    change = EntryChange.objects.get()
    assert (change.kind, change.reason, change.changed_by) == ("canceled", "Doublon", cast.aline)

    aline.post(f"/interactions/{number}/reinstatement/", headers=HTMX)
    assert Entry.objects.get(pk=number).canceled is False


def eval_trigger(answer: Any) -> dict[str, Any]:
    import json

    found: dict[str, Any] = json.loads(answer["HX-Trigger"])
    return found


def test_the_form_to_correct_with_is_shown_without_all_that_hangs_on_the_entry(
    aline: Client, log: Log, django_assert_num_queries: Any
) -> None:
    url = f"/interactions/{log()}/correction/"
    with django_assert_num_queries(5):  # session, user, salesperson, entry, content
        assert aline.get(url, headers=DIALOG).status_code == 200


def test_a_correction_is_stored_with_its_reason(aline: Client, log: Log) -> None:
    """R-INT-71, R-INT-87"""
    number = log()
    form = aline.get(f"/interactions/{number}/correction/", headers=DIALOG)
    assert 'value="Appel sortant"' in form.content.decode()
    data = {"version": "1", "description": "Relance", "subject": "", "evaluation": "negative", "cost": "3.50",
            "duration_min": "1 h", "visibility": "team", "attempt_failed": "on", "reason": "Mal noté"}  # fmt: skip
    assert aline.post(f"/interactions/{number}/correction/", data, headers=DIALOG).status_code == 204
    entry = Entry.objects.get(pk=number)
    assert (entry.content.description, entry.evaluation, str(entry.cost), entry.duration_min, entry.visibility) == (
        "Relance", "negative", "3.50", Decimal(60), "team",
    )  # fmt: skip
    page = aline.get(f"/interactions/{number}/").content.decode()
    assert "<del>Appel sortant</del> → <ins>Relance</ins>" in page
    assert "Mal noté" in page
    version = Entry.objects.get(pk=number).version
    data |= {"version": str(version), "subject": "Devis"}
    assert aline.post(f"/interactions/{number}/correction/", data, headers=DIALOG).status_code == 204
    assert "<del>—</del> → <ins>Devis</ins>" in aline.get(f"/interactions/{number}/").content.decode()


@pytest.mark.parametrize(
    ("given", "words"),
    [({"description": ""}, "This field is required."), ({"cost": "-1"}, "The value must not be negative."),
     ({"duration_min": "x"}, "Enter minutes"), ({"cost": "9" * 20}, "digits")],
)  # fmt: skip
def test_a_wrong_correction_says_so_beside_the_field(
    aline: Client, log: Log, given: dict[str, str], words: str
) -> None:
    """E-INT-2, E-INT-9"""
    number = log()
    data = {"version": "1", "description": "x", "evaluation": "none", "cost": "1", "duration_min": "1",
            "visibility": "everyone", **given}  # fmt: skip
    answer = aline.post(f"/interactions/{number}/correction/", data, headers=DIALOG)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert Entry.objects.get(pk=number).version == 1


def test_a_correction_that_hides_the_entry_says_so_beside_the_field(
    client: Client, cast: Cast, log: Log
) -> None:
    """R-INT-198"""
    number = log()
    cast.marc.language = "en"
    cast.marc.save()
    client.force_login(cast.marc)
    data = {"version": "1", "description": "x", "evaluation": "none", "cost": "1", "duration_min": "1",
            "visibility": "private"}  # fmt: skip
    answer = client.post(f"/interactions/{number}/correction/", data, headers=DIALOG)
    assert answer.status_code == 422
    assert "You would not see this interaction any more yourself." in answer.content.decode()
    assert Entry.objects.get(pk=number).visibility == "everyone"


def test_two_people_correcting_one_entry(aline: Client, cast: Cast, log: Log) -> None:
    """The second sees that somebody was quicker and keeps what was typed, and nothing is overwritten."""
    number = log()
    cancel([number], by=cast.marc, at=AT)
    data = {"version": "1", "description": "Moi aussi", "evaluation": "none", "cost": "1", "duration_min": "1",
            "visibility": "everyone", "reason": "Faute de frappe"}  # fmt: skip
    for headers in ({}, DIALOG):
        answer = aline.post(f"/interactions/{number}/correction/", data, headers=headers)
        html = answer.content.decode()
        assert answer.status_code == 422
        assert html.count("Somebody else has changed this entry in the meantime") == 1
        assert 'value="Moi aussi"' in html
        assert "Faute de frappe</textarea>" in html
    assert Entry.objects.get(pk=number).content.description == "Appel sortant"


@pytest.mark.parametrize("act", ACTS)
def test_pages_and_parts_answer(aline: Client, log: Log, act: str) -> None:
    number = log()
    page = aline.get(f"/interactions/{number}/{act}/")
    part = aline.get(f"/interactions/{number}/{act}/", headers=DIALOG)
    assert (page.status_code, part.status_code) == (200, 200)
    assert "<html" in page.content.decode()
    assert "<html" not in part.content.decode()


@pytest.mark.parametrize("act", ["", *(f"{act}/" for act in ACTS), "stopping/", "comments/1/", "files/1/"])
def test_strangers_get_404(client: Client, cast: Cast, log: Log, act: str) -> None:
    """R-INT-198: what one may not see does not exist, whatever is asked of it."""
    number = log(visibility="private")
    client.force_login(cast.stranger)
    assert client.get(f"/interactions/{number}/{act}").status_code in {404, 405}
    data = {"evaluation": "positive", "comment": "x", "reason": "", "channel": "same"}
    assert client.post(f"/interactions/{number}/{act}", data).status_code in {404, 405}
    entry = Entry.objects.get(pk=number)
    assert (entry.version, entry.canceled, entry.evaluation) == (1, False, "none")


@pytest.mark.parametrize("number", [0, 2**63 - 1, 2**63, 10**30])
def test_numbers_that_are_none(aline: Client, number: int) -> None:
    assert aline.get(f"/interactions/{number}/").status_code == 404
    assert aline.post(f"/interactions/{number}/evaluation/", {"evaluation": "positive"}).status_code == 404


@pytest.mark.parametrize("act", ["evaluation", "comments", "cancellation", "reinstatement", "correction"])
def test_who_may_only_read_is_refused(client: Client, cast: Cast, log: Log, act: str) -> None:
    """R-INT-195, E-INT-49"""
    number = log()
    client.force_login(cast.viewer)
    data = {"evaluation": "positive", "comment": "x", "version": "1", "description": "x", "cost": "1",
            "duration_min": "1", "visibility": "everyone"}  # fmt: skip
    assert client.post(f"/interactions/{number}/{act}/", data).status_code == 403
    assert Entry.objects.get(pk=number).version == 1


REMOVE = "Also remove the files that no other interaction uses"


def with_file(cast: Cast, log: Log, name: str = "plan.pdf") -> int:
    stored = store_file(f"%PDF-1.7 {name}".encode(), by=cast.aline, at=AT)
    return log(files=(NamedFile(stored.pk, name),))


def files_of(number: int) -> list[str]:
    content = Entry.objects.get(pk=number).content_id
    return list(ContentFile.objects.filter(content=content).values_list("name", flat=True))


def test_files_go_with_a_cancelling_only_when_asked(aline: Client, cast: Cast, log: Log) -> None:
    """R-INT-148: proposed is no."""
    kept, removed = with_file(cast, log), with_file(cast, log)
    form = aline.get(f"/interactions/{kept}/cancellation/", headers=DIALOG).content.decode()
    assert REMOVE in form
    assert "checked" not in form.partition('name="remove_files"')[2].partition(">")[0]

    aline.post(f"/interactions/{kept}/cancellation/", {"reason": ""})
    aline.post(f"/interactions/{removed}/cancellation/", {"reason": "", "remove_files": "on"})

    assert (files_of(kept), files_of(removed)) == (["plan.pdf"], [])
    assert Entry.objects.filter(canceled=True).count() == 2
    assert "Files removed" not in aline.get(f"/interactions/{kept}/").content.decode()
    page = aline.get(f"/interactions/{removed}/").content.decode()
    assert "Files removed" in page
    assert "<del>plan.pdf</del> → <ins>—</ins>" in page


def test_removing_files_is_offered_only_where_there_are_any_of_its_own(
    aline: Client, cast: Cast, log: Log
) -> None:
    """R-INT-148"""
    without, shared = log(), with_file(cast, log)
    Entry.objects.filter(pk=log()).update(content=Entry.objects.get(pk=shared).content_id)

    for number in (without, shared):
        page = aline.get(f"/interactions/{number}/cancellation/", headers=DIALOG).content.decode()
        assert REMOVE not in page
    with_own = EntryFile(entry_id=shared, contact=cast.nora, name="copie.eml",
                         file=store_file(b"copy", by=None, at=AT), sent_copy=True)  # fmt: skip
    with_own.save()
    assert REMOVE in aline.get(f"/interactions/{shared}/cancellation/").content.decode()
