"""Salespeople, teams, users and the company."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from liaison.accounts.models import Role, Salesperson, Team, User
from liaison.accounts.queries import organization
from liaison.api.actions import issue_token
from liaison.api.models import Token
from liaison.interactions.actions.correct import cancel
from liaison.interactions.actions.log import log_values
from liaison.interactions.draft import Values
from liaison.kit.clock import now
from tests import make
from tests.cast import Cast
from tests.web.setup.conftest import DIALOG, SignIn

PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89"
    b"\x00\x00\x00\nIDATx\x9cc\x00\x01\x00\x00\x05\x00\x01\r\n-\xb4\x00\x00\x00\x00IEND\xaeB`\x82"
)
USER = {"name": "Sophie Favre", "email": "sophie@liaison.example", "role": "salesperson", "reach": "team",
        "salesperson": "MD", "language": "fr"}  # fmt: skip
COMPANY = {"name": "Rochat Machines SA", "country": "ch", "language": "fr-CH", "city": "Renens VD"}


def test_salesperson_is_created_and_changed(admin: Client, cast: Cast) -> None:
    given = {"code": "sf", "name": "Sophie Favre", "email": "sophie@liaison.example", "team": "OUEST"}
    assert admin.post("/setup/salespeople/new", given).status_code == 303
    made = Salesperson.objects.get(code="SF")
    assert (made.name, made.team, made.active) == ("Sophie Favre", cast.rochat.team, True)

    assert admin.post("/setup/salespeople/SF/", {"name": "Sophie F.", "team": ""}).status_code == 303
    made.refresh_from_db()
    assert (made.name, made.team, made.active) == ("Sophie F.", None, False)
    found = [admin.get(f"/setup/salespeople/?q={words}").context["rows"] for words in ("SOPHIE", "nobody")]
    assert [[line.person.code for line in rows] for rows in found] == [["SF"], []]


def test_the_figures_of_a_salesperson_lead_to_what_they_count(admin: Client, cast: Cast) -> None:
    """R-INT-184: from the list, as its period says, and from the dialog; cancelled ones are not counted"""
    for day in (1, 2, 3):
        at = datetime(2026, 3, day, 9, tzinfo=UTC)
        values = Values(contact="CT-000482", template="APPEL", salesperson="MD", occurred_at=at)
        number = log_values(values, by=cast.aline, at=at)
    cancel([number], by=cast.aline, at=at)
    for page, days, told in (
        ("/setup/salespeople/", "", 2),
        ("/setup/salespeople/?since=2026-03-02", "&since=2026-03-02", 1),
        ("/setup/salespeople/MD/", "", 2),
    ):
        url = f"/interactions/?salesperson=MD&state=active{days}"
        assert f'href="{url.replace("&", "&amp;")}"' in admin.get(page).content.decode()
        assert len(admin.get(url).context["rows"]) == told


def test_salesperson_without_name_or_with_a_code_that_exists_is_refused(admin: Client, cast: Cast) -> None:
    response = admin.post("/setup/salespeople/new", {"code": "ar", "name": ""}, headers=DIALOG)
    assert (response.status_code, set(response.context["form"].errors)) == (422, {"name"})
    response = admin.post("/setup/salespeople/new", {"code": "ar", "name": "A"}, headers=DIALOG)
    assert (response.status_code, set(response.context["form"].errors)) == (422, {"code"})


def test_team_is_created_and_changed(admin: Client, cast: Cast) -> None:
    assert admin.post("/setup/teams/new", {"code": "sud", "name": "Sud"}).status_code == 303
    assert admin.post("/setup/teams/SUD/", {"name": "Tessin"}).status_code == 303

    made = Team.objects.get(code="SUD")
    assert (made.name, made.active) == ("Tessin", False)
    members = {line.team.code: line.members for line in admin.get("/setup/teams/").context["rows"]}
    assert members == {"OUEST": 2, "EST": 1, "SUD": 0}
    assert [line.team.code for line in admin.get("/setup/teams/?state=inactive").context["rows"]] == ["SUD"]


def test_user_is_created(admin: Client, cast: Cast) -> None:
    given = {**USER, "username": "sophie", "password": "une longue phrase"}

    assert admin.post("/setup/users/new", given).status_code == 303

    made = User.objects.get(username="sophie")
    assert (made.role, made.reach, made.salesperson, made.language) == (
        "salesperson",
        "team",
        cast.dubuis,
        "fr",
    )
    assert made.check_password("une longue phrase")


@pytest.mark.parametrize(
    ("given", "wrong"),
    [
        ({"username": "ALINE"}, {"username"}),
        ({"email": "aline@liaison.example"}, {"email"}),
        ({"password": "kurz"}, {"password"}),
        ({"role": "king"}, {"role"}),
        ({"salesperson": "XX"}, {"salesperson"}),
    ],
)
def test_refused_user_says_why(admin: Client, cast: Cast, given: dict[str, str], wrong: set[str]) -> None:
    response = admin.post("/setup/users/new", {**USER, "username": "sophie", **given}, headers=DIALOG)

    assert (response.status_code, set(response.context["form"].errors)) == (422, wrong)
    assert not User.objects.filter(username="sophie").exists()


def test_user_is_changed_and_keeps_the_password(admin: Client, cast: Cast) -> None:
    assert admin.post(f"/setup/users/{cast.marc.pk}/", {**USER, "role": "manager"}).status_code == 303

    cast.marc.refresh_from_db()
    assert (cast.marc.role, cast.marc.name) == ("manager", "Sophie Favre")
    assert cast.marc.check_password("un mot de passe")


def test_refused_change_of_a_user_leaves_the_password(admin: Client, cast: Cast) -> None:
    given = {**USER, "email": "aline@liaison.example", "password": "une longue phrase"}

    assert admin.post(f"/setup/users/{cast.marc.pk}/", given).status_code == 422

    cast.marc.refresh_from_db()
    assert cast.marc.check_password("un mot de passe")


def test_refused_password_leaves_the_rest(admin: Client, cast: Cast) -> None:
    assert admin.post(f"/setup/users/{cast.marc.pk}/", {**USER, "password": "kurz"}).status_code == 422

    cast.marc.refresh_from_db()
    assert cast.marc.name == "Marc Dubuis"


def test_own_password_keeps_the_session(admin: Client, cast: Cast) -> None:
    given = {**USER, "email": "", "salesperson": "", "role": "administrator", "password": "une longue phrase"}

    assert admin.post(f"/setup/users/{cast.administrator.pk}/", given).status_code == 303

    assert admin.get("/setup/users/").status_code == 200
    cast.administrator.refresh_from_db()
    assert cast.administrator.check_password("une longue phrase")


def test_password_of_somebody_else_leaves_ones_own_session(admin: Client, cast: Cast) -> None:
    session = admin.session.session_key
    given = {**USER, "password": "une longue phrase"}

    assert admin.post(f"/setup/users/{cast.marc.pk}/", given).status_code == 303

    cast.marc.refresh_from_db()
    assert cast.marc.check_password("une longue phrase")
    assert (admin.session.session_key, admin.get("/setup/users/").status_code) == (session, 200)


def test_door_is_closed_and_opened(admin: Client, cast: Cast) -> None:
    assert (
        f"/setup/users/{cast.marc.pk}/closing" in admin.get(f"/setup/users/{cast.marc.pk}/").content.decode()
    )
    assert admin.post(f"/setup/users/{cast.marc.pk}/closing").status_code == 303
    cast.marc.refresh_from_db()
    assert not cast.marc.is_active

    assert (
        f"/setup/users/{cast.marc.pk}/opening" in admin.get(f"/setup/users/{cast.marc.pk}/").content.decode()
    )
    assert admin.post(f"/setup/users/{cast.marc.pk}/opening").status_code == 303
    cast.marc.refresh_from_db()
    assert cast.marc.is_active


def test_who_is_let_in_again_signs_in_anew(admin: Client, cast: Cast) -> None:
    """A session or token that was left somewhere does not come to life again."""
    marc = Client()
    marc.force_login(cast.marc)
    issue_token(cast.marc, "erp", at=now())
    assert marc.get("/").status_code == 200

    admin.post(f"/setup/users/{cast.marc.pk}/closing")
    admin.post(f"/setup/users/{cast.marc.pk}/opening")

    assert marc.get("/").status_code == 302
    assert Token.objects.get().revoked_at is not None
    assert admin.get("/setup/users/").status_code == 200
    marc.force_login(User.objects.get(pk=cast.marc.pk))
    assert marc.get("/").status_code == 200


def test_what_an_earlier_closing_left_ends_with_the_opening(admin: Client, cast: Cast) -> None:
    """Whose door was closed by a version that only shut it signs in anew, too; opened again nothing ends."""
    marc = Client()
    marc.force_login(cast.marc)
    issue_token(cast.marc, "erp", at=now())
    User.objects.filter(pk=cast.marc.pk).update(is_active=False)

    admin.post(f"/setup/users/{cast.marc.pk}/opening")
    assert marc.get("/").status_code == 302
    assert Token.objects.get().revoked_at is not None

    marc.force_login(User.objects.get(pk=cast.marc.pk))
    issue_token(cast.marc, "web shop", at=now())
    admin.post(f"/setup/users/{cast.marc.pk}/opening")
    assert marc.get("/").status_code == 200
    assert Token.objects.get(name="web shop").revoked_at is None


def test_who_closes_the_own_door_is_out(admin: Client, cast: Cast) -> None:
    User.objects.filter(pk=cast.marc.pk).update(role=Role.ADMINISTRATOR)

    assert admin.post(f"/setup/users/{cast.administrator.pk}/closing").status_code == 303
    assert admin.get("/setup/users/").status_code == 302


def test_last_administrator_stays(admin: Client, cast: Cast) -> None:
    own = f"/setup/users/{cast.administrator.pk}/"

    assert "closing" not in admin.get(own).content.decode()
    assert admin.post(f"{own}closing").status_code == 422
    assert admin.post(own, {**USER, "role": "viewer"}).status_code == 422
    cast.administrator.refresh_from_db()
    assert (cast.administrator.is_active, cast.administrator.role) == (True, Role.ADMINISTRATOR)


def test_company_describes_itself(admin: Client, cast: Cast) -> None:
    bank = {"bank_branch": "Renens", "giro_no": "10-725-4"}
    given = {**COMPANY, "fax": "021 555 00 09", **bank, "logo": SimpleUploadedFile("logo.png", PNG)}

    assert admin.post("/setup/company/", given).status_code == 303

    own = organization()
    assert (own.name, own.country, own.city) == ("Rochat Machines SA", "CH", "Renens VD")
    assert (own.fax, own.bank_branch, own.giro_no) == ("021 555 00 09", "Renens", "10-725-4")
    assert own.logo is not None
    admin.post("/setup/company/", {**COMPANY, "city": "Morges"})
    kept = organization()
    assert (kept.city, kept.logo) == ("Morges", own.logo)
    admin.post("/setup/company/", {**COMPANY, "remove_logo": "on"})
    assert organization().logo is None


@pytest.mark.parametrize(
    ("given", "wrong"),
    [
        ({"country": "Schweiz"}, {"country"}),
        ({"language": "rm"}, {"language"}),
        ({"email": "x"}, {"email"}),
        ({"logo": SimpleUploadedFile("logo.svg", b"<svg/>")}, {"logo"}),
        ({"logo": SimpleUploadedFile("logo.png", PNG + b"x" * 1024 * 1024)}, {"logo"}),
        ({"logo": SimpleUploadedFile("logo.png", PNG[:-30])}, {"logo"}),
    ],
)
def test_refused_company_says_why(admin: Client, cast: Cast, given: dict[str, Any], wrong: set[str]) -> None:
    response = admin.post("/setup/company/", {**COMPANY, **given})

    assert (response.status_code, set(response.context["form"].errors)) == (422, wrong)
    assert organization().name == ""


def test_nobody_else_writes(sign_in: SignIn, cast: Cast) -> None:
    """R-INT-195"""
    make.make_team("SUD")
    browser = sign_in(cast.aline)

    for address, given in {
        "salespeople/AR/": {"name": "x"}, "teams/SUD/": {"name": "x"}, "company/": COMPANY,
        f"users/{cast.marc.pk}/": USER, f"users/{cast.marc.pk}/closing": {}, f"users/{cast.marc.pk}/opening": {},
    }.items():  # fmt: skip
        assert browser.post(f"/setup/{address}", given).status_code == 403
    assert organization().name == ""
