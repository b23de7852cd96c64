"""The tables of codes that classify contacts."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from liaison.contacts.actions import assign_code, save_code
from liaison.contacts.fields import CodeFields
from liaison.contacts.kinds import KINDS, MAILING_GROUP, WEB_SOURCE, Kind
from liaison.contacts.models import MailingGroup, WebSource
from liaison.contacts.queries import codes
from tests.cast import Cast
from tests.web.setup.conftest import DIALOG, SignIn

GROUPS = "/setup/codes/mailing_groups/"


def make_code(kind: Kind, code: str, at: datetime, **values: Any) -> Any:
    return save_code(kind, CodeFields(code=code, **values), by=None, at=at)


@pytest.mark.parametrize("kind", KINDS.values(), ids=list(KINDS))
def test_code_is_created_changed_and_deleted(kind: Kind, admin: Client, cast: Cast) -> None:
    table = f"/setup/codes/{kind.plural}/"
    given = {"code": "news", "description": "Newsletter", "description_en": "Letter", "active": "on"}
    assert admin.post(f"{table}new", given).status_code == 303
    (row,) = codes(cast.administrator, kind)
    assert (row.code, row.descriptions, row.active) == ("NEWS", {"en": "Letter"}, True)

    assert admin.get(table).context["rows"][0].description == "Letter"
    assert admin.post(f"{table}{row.pk}/", {"code": "LETTER"}).status_code == 303
    row.refresh_from_db()
    assert (row.code, row.description, row.active) == ("LETTER", "", False)
    assert [line.code for line in admin.get(f"{table}?state=inactive").context["rows"]] == ["LETTER"]
    assert admin.get(f"{table}?state=active").context["rows"] == []
    assert "<td>Inactive</td>" in admin.get(f"{table}?column=active").content.decode()
    found = {words: len(admin.get(f"{table}?q={words}").context["rows"]) for words in ("lett", "news")}
    assert found == {"lett": 1, "news": 0}

    assert admin.post(f"{table}{row.pk}/deletion").status_code == 303
    assert codes(cast.administrator, kind).count() == 0
    assert admin.get(f"{table}{row.pk}/").status_code == 404


def test_who_adds_the_same_code_in_the_same_moment_is_told(
    admin: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody else's code comes in between looking and writing."""

    def late(*_given: Any, **_more: Any) -> None:
        with transaction.atomic():
            MailingGroup.objects.bulk_create([MailingGroup(code="NEWS"), MailingGroup(code="NEWS")])

    monkeypatch.setattr("liaison.web.setup.codes.save_code", late)
    response = admin.post(f"{GROUPS}new", {"code": "NEWS", "active": "on"})
    assert response.status_code == 422
    (words,) = response.context["form"].non_field_errors()
    assert "Somebody else" in words


def test_number_of_contacts_leads_to_them(
    admin: Client, cast: Cast, at: datetime, django_assert_max_num_queries: Any
) -> None:
    """R-CON-78"""
    for code in ("NEWS", "GIFT"):
        make_code(MAILING_GROUP, code, at)
    MailingGroup.objects.create(code="A/B")  # an old one: such a code is given no more
    assign_code(cast.nora, MAILING_GROUP, "NEWS", by=None, at=at)
    assign_code(cast.lea, MAILING_GROUP, "NEWS", by=None, at=at)

    with django_assert_max_num_queries(6):
        response = admin.get(GROUPS)
    assert {line.code: line.contacts for line in response.context["rows"]} == {
        "A/B": 0,
        "GIFT": 0,
        "NEWS": 2,
    }
    assert '<a href="/contacts/?mailing_group=NEWS">2</a>' in response.content.decode()
    listed = admin.get("/contacts/?mailing_group=NEWS").context["rows"]
    assert [row.no for row in listed] == ["CT-000100", "CT-000482"]


def test_code_in_use_offers_no_deletion(admin: Client, cast: Cast, at: datetime) -> None:
    """R-CON-76"""
    row = make_code(MAILING_GROUP, "NEWS", at)
    assert "deletion" in admin.get(f"{GROUPS}{row.pk}/", headers=DIALOG).content.decode()
    assign_code(cast.nora, MAILING_GROUP, "NEWS", by=None, at=at)

    html = admin.get(f"{GROUPS}{row.pk}/", headers=DIALOG).content.decode()
    assert "deletion" not in html
    assert "/contacts/?mailing_group=NEWS" in html
    assert admin.post(f"{GROUPS}{row.pk}/deletion").status_code == 422
    assert MailingGroup.objects.count() == 1


def test_wrong_code_or_address_is_told_beside_it(admin: Client, cast: Cast, at: datetime) -> None:
    """R-CON-79"""
    make_code(WEB_SOURCE, "UID", at)

    response = admin.post("/setup/codes/web_sources/new", {"code": "uid"}, headers=DIALOG)
    assert (response.status_code, set(response.context["form"].errors)) == (422, {"code"})
    given = {"code": "X", "url": "javascript:alert(1)"}
    response = admin.post("/setup/codes/web_sources/new", given, headers=DIALOG)
    assert (response.status_code, set(response.context["form"].errors)) == (422, {"url"})
    assert WebSource.objects.count() == 1


def test_all_tables_are_reached_from_the_first(admin: Client, cast: Cast) -> None:
    assert "/setup/codes/" in admin.get("/setup/").content.decode()
    html = admin.get("/setup/codes/").content.decode()
    for kind in KINDS.values():
        assert f'href="/setup/codes/{kind.plural}/"' in html
    assert admin.get("/setup/codes/nothing/").status_code == 404


def test_list_as_a_file(admin: Client, cast: Cast, at: datetime) -> None:
    """R-INT-186"""
    make_code(MAILING_GROUP, "NEWS", at, description="Newsletter")

    content = b"".join(admin.get(f"{GROUPS}?format=csv")).decode("utf-8-sig")
    assert "NEWS" in content
    assert "Newsletter" in content


def test_salesperson_reads_and_may_not_change(sign_in: SignIn, cast: Cast, at: datetime) -> None:
    """R-INT-195"""
    row = make_code(MAILING_GROUP, "NEWS", at)
    aline = sign_in(cast.aline)

    assert aline.get(GROUPS).context["rows"][0].url == "/contacts/?mailing_group=NEWS"
    assert aline.get(f"{GROUPS}{row.pk}/")["Location"] == "/contacts/?mailing_group=NEWS"
    assert aline.post(f"{GROUPS}{row.pk}/", {"code": "X"}).status_code == 403
    assert aline.post(f"{GROUPS}new", {"code": "X"}).status_code == 403
    assert aline.post(f"{GROUPS}{row.pk}/deletion").status_code == 403
    assert sign_in(cast.viewer).get(GROUPS).status_code == 403
