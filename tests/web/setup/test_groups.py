from __future__ import annotations

from datetime import timedelta
from html import unescape

from django.test import Client

from liaison.interactions.actions.groups import change_group
from liaison.interactions.actions.log import log_values
from liaison.interactions.draft import Values
from liaison.interactions.models import InteractionGroup
from liaison.kit.clock import local_date
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


def test_description_takes_the_translation_that_said_the_same_along(admin: Client, cast: Cast) -> None:
    change_group(
        cast.call.group,
        description="Appels",
        descriptions={"fr": "Appels", "de": "Anrufe", "it": "Appels"},
        by=cast.administrator,
        at=AT,
    )
    typed = {"version": 2, "active": "on", "description_fr": "Appels", "description_it": "Appels"}
    typed |= {"description": "Coups de fil", "description_de": "Telefonate"}
    assert admin.post("/setup/groups/TEL/", typed).status_code == 303

    group = InteractionGroup.objects.get(code="TEL")
    assert group.description == "Coups de fil"
    assert group.descriptions == {"fr": "Coups de fil", "de": "Telefonate", "it": "Appels"}
    typed |= {"version": 3, "description": "Tél.", "description_fr": "", "description_it": " "}
    assert admin.post("/setup/groups/TEL/", typed).status_code == 303
    group.refresh_from_db()
    assert (group.description, group.descriptions) == ("Tél.", {"de": "Telefonate"})


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


def test_group_leads_to_its_interactions(sign_in: SignIn, admin: Client, cast: Cast) -> None:
    """R-INT-3: those that its figure counts"""
    for ago in (0, 40):
        values = Values(contact=cast.nora.no, template="APPEL", occurred_at=AT - timedelta(days=ago))
        log_values(values, by=cast.aline, at=AT)
    link = "/interactions/?group=TEL&amp;state=active"
    assert link in admin.get("/setup/groups/TEL/").content.decode()

    reader = sign_in(cast.aline)
    assert (
        f'<td class="num" data-label="Interactions"><a href="{link}">2</a>'
        in reader.get("/setup/groups/").content.decode()
    )
    day = f"{local_date(AT - timedelta(days=1)):%Y-%m-%d}"
    link = f"{link}&amp;since={day}"
    assert f'<a href="{link}">1</a>' in reader.get(f"/setup/groups/?since={day}").content.decode()
    assert len(reader.get(unescape(link)).context["rows"]) == 1
