"""A form sent again, by a second press or after a lost answer, makes no second record."""

from __future__ import annotations

import inspect
import re
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.messages import get_messages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.db.models import Model
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver

from liaison.accounts.jobs import forget
from liaison.accounts.models import DataExport, FirstAnswer, Salesperson, Team, User
from liaison.campaigns.models import Campaign, CampaignStatus
from liaison.contacts.models import AlternativeAddress, Contact, MailingGroup, Salutation, SalutationFormula
from liaison.interactions.actions.log import log_values
from liaison.interactions.draft import Values
from liaison.interactions.models import (
    Entry,
    EntryComment,
    InteractionGroup,
    InteractionTemplate,
    InteractionTemplateLanguage,
)
from liaison.kit.clock import now
from liaison.letters.models import DocumentTemplate
from liaison.segments.models import Segment
from liaison.web.shell.once import MAKING
from tests.cast import Cast, make_cast
from tests.conftest import AT
from tests.papers import docx, paragraph
from tests.papers import field as merged
from tests.web.setup.conftest import DIALOG

KEY = re.compile(r'<input type="hidden" name="once" value="([A-Za-z0-9_-]{24})">')
COMPANY = "/contacts/new-company/"
ELSEWHERE = ["interaction_new", "segment_criteria_save"]
"""Tried in `tests/web/interactions/test_composer.py` and `tests/web/segments/test_once.py`."""
LANGUAGE = "/setup/templates/APPEL/languages/new"


@dataclass(frozen=True)
class Creation:
    """A form that makes a record: its address, what is typed, what it makes; `page` shows it elsewhere."""

    url: str
    given: dict[str, str]
    makes: type[Model]
    route: str = ""
    page: str = ""
    files: dict[str, bytes] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.url


def coded(kind: str, makes: type[Model], route: str, **more: str) -> Creation:
    return Creation(f"/setup/{kind}/new", {"code": "neu", **more}, makes, route)


CREATIONS = [
    Creation("/contacts/new-person/", {"surname": "Rey", "country": "CH"}, Contact, "person_new"),
    Creation(COMPANY, {"name": "Rey SA", "country": "CH"}, Contact, "company_new"),
    Creation("/contacts/CT-000482/addresses/new/", {"code": "ÉTÉ"}, AlternativeAddress, "address_new"),
    Creation("/campaigns/new/", {"description": "Open day"}, Campaign, "campaign_new"),
    Creation("/segments/new/", {"description": "Open day"}, Segment, "segment_new"),
    Creation("/interactions/1/comments/", {"comment": "Will call back."}, EntryComment, page="/interactions/1/"),
    Creation("/interactions/1/comments/", {"comment": "Will call back."}, EntryComment),
    coded("groups", InteractionGroup, "setup_group_new"),
    coded("templates", InteractionTemplate, "setup_template_new", group="TEL", channel="phone"),
    Creation(LANGUAGE, {"language": "de-CH"}, InteractionTemplateLanguage, "setup_language_new"),
    Creation(
        "/setup/document-templates/new",
        {"code": "NEU", "language": "fr-CH"},
        DocumentTemplate,
        "setup_document_new",
        files={"file": docx(paragraph(merged("Contact_Nom")))},
    ),
    coded("salutations", Salutation, "setup_salutation_new", description="Abbé", active="on"),
    Creation(
        "/setup/salutations/{salutation}/formulas/new",
        {"language": "fr", "formality": "formal", "text": "Char %1 ,", "name_1": "surname"},
        SalutationFormula,
        "setup_formula_new",
    ),
    coded("codes/mailing_groups", MailingGroup, "setup_code_new"),
    coded("campaign-statuses", CampaignStatus, "setup_campaign_status_new", description="Läuft"),
    coded("salespeople", Salesperson, "setup_salesperson_new", name="Sophie Favre"),
    coded("teams", Team, "setup_team_new", name="Sud"),
    Creation(
        "/setup/users/new",
        {"username": "sophie", "email": "sophie@liaison.example", "role": "viewer", "reach": "all",
         "language": "fr", "password": "Lac-Leman-2026", "password_again": "Lac-Leman-2026"},
        User,
        "setup_user_new",
    ),
]  # fmt: skip


@pytest.fixture
def admin(client: Client, cast: Cast) -> Client:
    """Somebody who may do everything; there are one interaction and a salutation without a formula."""
    cast.administrator.language = "en"
    cast.administrator.save()
    log_values(Values(contact="CT-000482", template="APPEL"), by=cast.administrator, at=AT)
    Salutation.objects.create(code="ABBÉ", description="Abbé")
    client.force_login(cast.administrator)
    return client


def key_on(html: str, action: str) -> str:
    """The key of the form that posts to `action`."""
    form = re.search(rf'<form\b[^>]*action="{re.escape(action)}".*?</form>', html, re.DOTALL)
    assert form is not None, action
    [key] = KEY.findall(form.group())
    return str(key)


def opened(browser: Client, url: str, page: str = "") -> str:
    return key_on(browser.get(page or url).content.decode(), url)


def words(response: Any) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]


def in_place(text: str) -> str:
    """The address with the number of a record that is there."""
    number, salutation = Entry.objects.get().entry_no, Salutation.objects.get(code="ABBÉ").pk
    there = text.replace("/interactions/1/", f"/interactions/{number}/")
    return there.replace("{salutation}", str(salutation))


def routes() -> dict[str, Callable[..., Any]]:
    """The views by the names of their routes."""

    def of(patterns: list[URLPattern | URLResolver]) -> dict[str, Callable[..., Any]]:
        found: dict[str, Callable[..., Any]] = {}
        for one in patterns:
            found |= of(one.url_patterns) if isinstance(one, URLResolver) else {str(one.name): one.callback}
        return found

    return of(get_resolver().url_patterns)


def makes(view: Callable[..., Any]) -> bool:
    """Whether a view, or what it calls in its module, calls a verb that makes a record."""
    plain = inspect.unwrap(view)
    text, there = inspect.getsource(plain), vars(inspect.getmodule(plain))
    called = [there.get(name) for name in re.findall(r"\b(_\w+)\(", text)]
    texts = [text, *(inspect.getsource(inspect.unwrap(one)) for one in called if inspect.isfunction(one))]
    return any(
        re.search(r"\b(?:create_\w+|follow_up_segment|add_comment|add_language|save_criteria)\(", one)
        for one in texts
    )


@pytest.mark.parametrize("creation", CREATIONS, ids=str)
@pytest.mark.parametrize("headers", [{}, DIALOG], ids=["page", "dialog"])
def test_three_times_is_once(admin: Client, creation: Creation, headers: dict[str, str]) -> None:
    url, page = in_place(creation.url), in_place(creation.page)
    given = {**creation.given, "once": opened(admin, url, page)}
    before = creation.makes._default_manager.count()

    def send() -> Any:
        files = {name: SimpleUploadedFile("a.docx", content) for name, content in creation.files.items()}
        return admin.post(url, {**given, **files}, headers=headers)

    first, *again = [send() for _ in range(3)]

    assert creation.makes._default_manager.count() == before + 1
    assert first.status_code < 400, first.context["form"].errors
    for other in again:
        assert (other.status_code, other.content) == (first.status_code, first.content)
        for header in ("Location", "HX-Redirect", "HX-Refresh", "HX-Trigger", "Content-Type"):
            assert other.headers.get(header) == first.headers.get(header)


def test_every_form_for_a_new_record_is_among_them() -> None:
    making = {route for route in routes() if route.endswith(MAKING)}

    assert making - set(ELSEWHERE) == {one.route for one in CREATIONS if one.route}


def test_every_view_that_makes_a_record_is_known_by_its_route() -> None:
    """A dialog takes its key from the name of its route, so a view that creates must be called so."""
    found = {
        route for route, view in routes().items() if view.__module__.startswith("liaison.web") and makes(view)
    }

    assert {route for route in found if not route.endswith(MAKING)} == {
        "comments",  # says `once` by hand, as does the follow-up of a segment
        "logged_segment_follow_up",
    }
    assert len(found) > 10


def test_the_second_answer_says_what_the_first_said(admin: Client) -> None:
    given = {"name": "Rey SA", "country": "CH", "once": opened(admin, COMPANY)}
    first, second = admin.post(COMPANY, given), admin.post(COMPANY, given)

    assert words(first) == ["Rey SA created."]
    assert words(second) == ["Rey SA created.", "Rey SA created."]  # the first was never shown
    assert second["Location"] == first["Location"]


def test_a_refused_form_is_mended_and_sent_again(admin: Client) -> None:
    key = opened(admin, COMPANY)
    before = Contact.objects.count()

    assert admin.post(COMPANY, {"name": "", "country": "CH", "once": key}).status_code == 422
    assert FirstAnswer.objects.count() == 0
    assert admin.post(COMPANY, {"name": "Rey SA", "country": "CH", "once": key}).status_code == 303
    assert admin.post(COMPANY, {"name": "Rey SA", "country": "CH", "once": key}).status_code == 303
    assert Contact.objects.count() == before + 1


def test_something_else_in_the_form_is_something_else(admin: Client) -> None:
    """Back in the browser, another name, saved: that is a second company."""
    key = opened(admin, COMPANY)
    before = Contact.objects.count()
    for name in ("Rey SA", "Roy SA", "Rey SA"):
        assert admin.post(COMPANY, {"name": name, "country": "CH", "once": key}).status_code == 303

    assert Contact.objects.count() == before + 2


def test_what_changes_a_record_has_no_key(admin: Client) -> None:
    """Sent again after another change it meets that change, and nobody hears that it was saved."""
    for page in ("/contacts/CT-000482/edit/", "/setup/groups/TEL/", "/contacts/export/"):
        assert KEY.search(admin.get(page).content.decode()) is None, page


def test_two_forms_make_two(admin: Client) -> None:
    before = Contact.objects.count()
    for _ in range(2):
        given = {"name": "Rey SA", "country": "CH", "once": opened(admin, COMPANY)}
        assert admin.post(COMPANY, given).status_code == 303

    assert Contact.objects.count() == before + 2


@pytest.mark.parametrize("key", ["", "short", "x" * 65, "a b" * 8, "\x00" * 24])
def test_what_is_no_key_counts_as_none(admin: Client, key: str) -> None:
    before = Contact.objects.count()
    for _ in range(2):
        assert admin.post(COMPANY, {"name": "Rey SA", "country": "CH", "once": key}).status_code == 303

    assert (Contact.objects.count(), FirstAnswer.objects.count()) == (before + 2, 0)


def test_a_key_belongs_to_its_user(admin: Client, cast: Cast) -> None:
    given = {"name": "Rey SA", "country": "CH", "once": opened(admin, COMPANY)}
    other = Client()
    other.force_login(cast.aline)
    before = Contact.objects.count()

    assert admin.post(COMPANY, given)["Location"] != other.post(COMPANY, given)["Location"]
    assert Contact.objects.count() == before + 2


def test_what_fails_leaves_neither_record_nor_key(admin: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    given = {"name": "Rey SA", "country": "CH", "once": opened(admin, COMPANY)}
    before = Contact.objects.count()

    def fails(*_args: Any, **_kwargs: Any) -> None:
        raise ZeroDivisionError

    with monkeypatch.context() as patched:
        patched.setattr("liaison.web.contacts.editing.moved", fails)
        with pytest.raises(ZeroDivisionError):
            admin.post(COMPANY, given)
    assert (Contact.objects.count(), FirstAnswer.objects.count()) == (before, 0)
    assert admin.post(COMPANY, given).status_code == 303


def test_keys_are_swept_after_a_day(admin: Client) -> None:
    given = {"name": "Rey SA", "country": "CH", "once": opened(admin, COMPANY)}
    admin.post(COMPANY, given)
    with time_machine.travel(now() + timedelta(hours=23), tick=False):
        forget(timestamp=0)
    assert FirstAnswer.objects.count() == 1
    with time_machine.travel(now() + timedelta(hours=25), tick=False):
        forget(timestamp=0)
    assert FirstAnswer.objects.count() == 0


def test_a_file_is_taken_out_each_time(admin: Client) -> None:
    """Whoever sends a key: what is taken out is noted each time, and no file is kept for a repeat."""
    url = "/contacts/export/"
    given = {"format": "csv", "purpose": "Visit", "once": "x" * 24}
    for _ in range(2):
        assert b"Nora" in b"".join(admin.post(url, given).streaming_content)  # type: ignore[attr-defined]

    assert (DataExport.objects.count(), FirstAnswer.objects.count()) == (2, 0)


def test_a_key_costs_two_statements_and_a_savepoint(admin: Client) -> None:
    key = opened(admin, COMPANY)
    given = {"name": "Rey SA", "country": "CH"}
    admin.post(COMPANY, given)  # what is read once and remembered
    with CaptureQueriesContext(connection) as plain:
        admin.post(COMPANY, given)
    with CaptureQueriesContext(connection) as keyed:
        admin.post(COMPANY, {**given, "once": key})
    with CaptureQueriesContext(connection) as again:
        admin.post(COMPANY, {**given, "once": key})

    assert len(keyed) - len(plain) == 4  # savepoint, claim, keep, release
    assert len(again) == 6  # session, user, savepoint, claim, answer, release


@pytest.mark.django_db(transaction=True)
def test_three_at_once_make_one() -> None:
    cast = make_cast()
    browsers: list[Client] = []
    for _ in range(3):
        browser = Client()
        browser.force_login(cast.aline)
        browsers.append(browser)
    given = {"name": "Rey SA", "country": "CH", "once": opened(browsers[0], COMPANY)}
    start = threading.Barrier(3)
    answers: list[tuple[int, str]] = []

    def send(browser: Client) -> Callable[[], None]:
        def sent() -> None:
            try:
                start.wait(10)
                response = browser.post(COMPANY, given)
                answers.append((response.status_code, response["Location"]))
            finally:
                connection.close()

        return sent

    threads = [threading.Thread(target=send(browser)) for browser in browsers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)

    made = Contact.objects.get(name="Rey SA")
    assert answers == [(303, f"/contacts/{made.no}/")] * 3
