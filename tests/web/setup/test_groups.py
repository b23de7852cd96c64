from __future__ import annotations

from django.test import Client

from liaison.interactions.actions.groups import change_group
from liaison.interactions.models import InteractionGroup
from tests import make
from tests.cast import Cast
from tests.conftest import AT
from tests.web.setup.conftest import DIALOG, SignIn


def test_group_is_created_with_its_translations(admin: Client) -> None:
    given = {"code": "avis", "description": "Avis", "description_de": "Rückmeldungen", "description_it": " "}

    response = admin.post("/setup/groups/new", given)

    assert (response.status_code, response["Location"]) == (303, "/setup/groups/")
    made = InteractionGroup.objects.get(code="AVIS")
    assert (made.description, made.descriptions) == ("Avis", {"de": "Rückmeldungen"})


def test_group_is_created_in_the_dialog(admin: Client) -> None:
    response = admin.post("/setup/groups/new", {"code": "AVIS"}, headers=DIALOG)

    assert (response.status_code, response["HX-Refresh"]) == (200, "true")


def test_refused_group_shows_why(admin: Client) -> None:
    """E-INT-47"""
    response = admin.post("/setup/groups/new", {"code": "tel"}, headers=DIALOG)

    assert response.status_code == 422
    assert response.context["form"].errors == {"code": ["“TEL” already exists."]}


def test_group_is_changed(admin: Client, cast: Cast) -> None:
    given = {"version": 1, "description": "Appels", "active": "on"}

    response = admin.post("/setup/groups/TEL/", given)

    assert response.status_code == 303
    assert InteractionGroup.objects.get(code="TEL").description == "Appels"


def test_second_writer_sees_it_beside_what_was_typed(admin: Client, cast: Cast) -> None:
    change_group(cast.call.group, description="Appels", by=cast.administrator, at=AT)

    response = admin.post("/setup/groups/TEL/", {"version": 1, "description": "Coups de fil", "active": "on"})

    assert response.status_code == 422
    assert "Somebody else has changed this" in response.content.decode()
    assert "Coups de fil" in response.content.decode()
    assert InteractionGroup.objects.get(code="TEL").description == "Appels"


def test_unused_group_is_deleted_and_a_used_one_is_not(admin: Client, cast: Cast) -> None:
    """R-INT-4"""
    make.make_group("VIDE")
    assert "/setup/groups/VIDE/deletion" in admin.get("/setup/groups/VIDE/").content.decode()
    assert "/setup/groups/TEL/deletion" not in admin.get("/setup/groups/TEL/").content.decode()

    assert admin.post("/setup/groups/VIDE/deletion").status_code == 303
    assert admin.post("/setup/groups/TEL/deletion").status_code == 422

    assert list(InteractionGroup.objects.values_list("code", flat=True)) == ["TEL"]


def test_nobody_else_writes_groups(sign_in: SignIn, cast: Cast) -> None:
    """R-INT-195"""
    browser = sign_in(cast.aline)

    assert browser.post("/setup/groups/TEL/deletion").status_code == 403
    assert browser.post("/setup/groups/new", {"code": "X"}).status_code == 403
    assert list(InteractionGroup.objects.values_list("code", flat=True)) == ["TEL"]


def test_group_leads_to_its_templates(sign_in: SignIn, cast: Cast) -> None:
    """R-INT-3"""
    response = sign_in(cast.aline).get("/setup/groups/tel/")

    assert (response.status_code, response["Location"]) == (303, "/setup/templates/?group=TEL")
