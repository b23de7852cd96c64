from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from liaison.campaigns.actions import create_campaign
from liaison.campaigns.models import Campaign
from liaison.campaigns.rules import CampaignValues
from liaison.files.actions import store_file
from liaison.interactions.actions.languages import add_language, put_file
from liaison.interactions.actions.log import log_values
from liaison.interactions.actions.templates import change_template
from liaison.interactions.draft import Values
from liaison.interactions.models import InteractionTemplate
from liaison.letters.models import DocumentTemplate
from tests import make
from tests.cast import Cast
from tests.conftest import AT
from tests.web.setup.conftest import SignIn

FORM = {
    "version": 1, "description": "Appel sortant", "group": "TEL", "channel": "phone", "position": "10",
    "active": "on", "unit_cost": "1.50", "unit_duration_min": "12", "information_flow": "outbound",
    "initiated_by": "us", "default_correspondence_type": "none", "visibility": "everyone",
    "default_language": "", "create_language": "on", "wizard_action": "none", "document_template": "",
}  # fmt: skip


def call() -> InteractionTemplate:
    return InteractionTemplate.objects.get(code="APPEL")


def test_template_is_created_in_the_group_of_the_list(admin: Client, cast: Cast) -> None:
    """R-INT-3: opened from the list of one group the group is chosen."""
    assert (
        'href="/setup/templates/new?group=TEL"' in admin.get("/setup/templates/?group=TEL").content.decode()
    )
    assert '<option value="TEL" selected>' in admin.get("/setup/templates/new?group=TEL").content.decode()

    response = admin.post("/setup/templates/new", {"code": "rappel", "group": "TEL", "channel": "phone"})

    assert (response.status_code, response["Location"]) == (303, "/setup/templates/RAPPEL/")
    assert InteractionTemplate.objects.get(code="RAPPEL").channel == "phone"


def test_template_without_group_is_refused(admin: Client, cast: Cast) -> None:
    """R-INT-5"""
    response = admin.post("/setup/templates/new", {"code": "rappel", "channel": "phone"})

    assert response.status_code == 422
    assert set(response.context["form"].errors) == {"group"}


def test_everything_a_template_proposes_is_saved(admin: Client, cast: Cast) -> None:
    make.make_group("AVIS")
    given = {
        **FORM, "description": "Rappel", "description_de": "Rückruf", "group": "AVIS", "channel": "meeting",
        "unit_cost": "1'250,50", "unit_duration_min": "1 h 30", "initiated_by": "them", "campaign_target": "on",
        "visibility": "team", "default_language": "fr-CH",
    }  # fmt: skip

    response = admin.post("/setup/templates/APPEL/", given)

    assert (response.status_code, response["Location"]) == (303, "/setup/templates/APPEL/")
    saved = call()
    assert (saved.description, saved.descriptions, saved.group.code) == ("Rappel", {"de": "Rückruf"}, "AVIS")
    assert (saved.unit_cost, saved.unit_duration_min) == (Decimal("1250.50"), Decimal(90))
    assert (saved.initiated_by, saved.campaign_target, saved.visibility) == ("them", True, "team")
    assert (saved.default_language, saved.languages.count()) == ("fr-CH", 1)


def test_cost_and_minutes_may_be_left_empty(admin: Client, cast: Cast) -> None:
    """R-INT-5"""
    given = {**FORM, "unit_cost": "", "unit_duration_min": " "}

    assert admin.post("/setup/templates/APPEL/", given).status_code == 303
    assert (call().unit_cost, call().unit_duration_min) == (Decimal(0), Decimal(0))


def test_campaign_that_was_put_away_stays_with_its_template(admin: Client, cast: Cast) -> None:
    """R-INT-50: it is offered where it stands, and saved again"""
    campaign = create_campaign(CampaignValues(description="Salon"), no="CP-001", by=cast.administrator, at=AT)
    offered = 'value="CP-001"'
    assert offered in admin.get("/setup/templates/APPEL/").content.decode()
    assert admin.post("/setup/templates/APPEL/", {**FORM, "campaign": "CP-001"}).status_code == 303
    Campaign.objects.update(archived_at=AT)
    other = make.make_template("AUTRE")
    assert offered not in admin.get(f"/setup/templates/{other.code}/").content.decode()
    assert f"{offered} selected" in admin.get("/setup/templates/APPEL/").content.decode()
    given = {**FORM, "version": call().version, "campaign": "CP-001", "description": "Rappel"}
    assert admin.post("/setup/templates/APPEL/", given).status_code == 303
    assert (call().campaign_id, call().description) == (campaign.pk, "Rappel")


@pytest.mark.parametrize(
    ("given", "wrong"),
    [
        ({"unit_cost": "-1"}, {"unit_cost"}),
        ({"unit_cost": "beaucoup"}, {"unit_cost"}),
        ({"unit_duration_min": "-1"}, {"unit_duration_min"}),
        ({"group": "RIEN"}, {"group"}),
        ({"channel": "pigeon"}, {"channel"}),
        ({"position": "99999"}, {"position"}),
        ({"description": "x" * 256}, {"description"}),
        ({"description": "\x00"}, {"description"}),
        ({"wizard_action": "dance"}, {"wizard_action"}),
        ({"default_language": "fr-CH", "wizard_action": "merge"}, {"wizard_action"}),
    ],
)
def test_what_cannot_be_is_said_beside_its_field(
    admin: Client, cast: Cast, given: dict[str, Any], wrong: set[str]
) -> None:
    """R-INT-6, R-INT-12"""
    response = admin.post("/setup/templates/APPEL/", {**FORM, **given})

    assert response.status_code == 422
    assert set(response.context["form"].errors) == wrong
    assert call().version == 1


def test_default_language_without_a_version_stays_when_none_may_be_made(admin: Client, cast: Cast) -> None:
    """R-INT-10, Q-INT-5: the question is a box that is checked at first."""
    assert admin.get("/setup/templates/APPEL/").context["form"]["create_language"].value() is True
    given = {**FORM, "default_language": "fr-CH", "create_language": ""}

    assert admin.post("/setup/templates/APPEL/", given).status_code == 303

    assert (call().default_language, call().languages.count()) == ("", 0)


def test_document_template_replaces_the_file_only_when_said(admin: Client, cast: Cast) -> None:
    """R-INT-14, Q-INT-4"""
    put_file(cast.call, "fr-CH", b"%PDF-1.4", "brochure.pdf", by=None, at=AT)
    change_template(cast.call, default_language="fr-CH", by=None, at=AT)
    stored = store_file(b"word", by=None, at=AT)
    DocumentTemplate.objects.create(code="D", name="D", language="fr-CH", file=stored, file_name="d.docx")
    given = {**FORM, "version": 2, "default_language": "fr-CH", "document_template": "D"}

    response = admin.post("/setup/templates/APPEL/", given)
    assert (response.status_code, set(response.context["form"].errors)) == (422, {"document_template"})

    assert admin.post("/setup/templates/APPEL/", {**given, "remove_file": "on"}).status_code == 303
    assert call().document_template is not None


def test_document_template_that_is_no_longer_offered_stays_where_it_stands(admin: Client, cast: Cast) -> None:
    """R-INT-23"""
    stored = store_file(b"word", by=None, at=AT)
    document = DocumentTemplate.objects.create(code="D", name="D", file=stored, file_name="d.docx")
    change_template(cast.call, document_template=document, by=None, at=AT)
    DocumentTemplate.objects.update(active=False)
    pages = ("/setup/templates/APPEL/", "/setup/templates/APPEL/languages/-/")

    for page in pages:
        form = admin.get(page).context["form"]
        shown = {bound.name: bound.value() for bound in form if bound.value() not in (None, False)}
        assert shown["document_template"] == "D", page
        assert admin.post(page, {**shown, "description": f"After {page}"}).status_code == 303, page

    row = call().languages.get()
    assert (row.description, row.document_template) == (f"After {pages[1]}", document)
    assert (call().description, call().document_template) == (f"After {pages[0]}", document)


def test_second_writer_is_told(admin: Client, cast: Cast) -> None:
    change_template(cast.call, description="Coup de fil", by=cast.administrator, at=AT)

    response = admin.post("/setup/templates/APPEL/", {**FORM, "description": "Rappel"})

    assert response.status_code == 422
    assert "Somebody else has changed this" in response.content.decode()
    assert call().description == "Coup de fil"


def test_salesperson_reads_and_cannot_save(sign_in: SignIn, cast: Cast) -> None:
    """R-INT-195"""
    browser = sign_in(cast.aline)

    page = browser.get("/setup/templates/APPEL/")
    assert all(field.disabled for field in page.context["form"].fields.values())
    assert browser.post("/setup/templates/APPEL/", {**FORM, "description": "x"}).status_code == 403
    assert browser.post("/setup/templates/APPEL/deletion").status_code == 403
    assert call().description == "Appel sortant"


def test_unused_template_is_deleted_and_a_used_one_is_not(admin: Client, cast: Cast) -> None:
    """R-INT-18"""
    make.make_template("VIDE")
    log_values(Values(contact="CT-000482", template="APPEL"), by=cast.aline, at=AT)
    assert "/setup/templates/VIDE/deletion" in admin.get("/setup/templates/VIDE/").content.decode()
    assert "/setup/templates/APPEL/deletion" not in admin.get("/setup/templates/APPEL/").content.decode()

    assert admin.post("/setup/templates/VIDE/deletion").status_code == 303
    assert admin.post("/setup/templates/APPEL/deletion").status_code == 422

    assert list(InteractionTemplate.objects.values_list("code", flat=True)) == ["APPEL"]


def test_list_has_figures_and_what_is_missing(admin: Client, cast: Cast) -> None:
    """R-INT-8, R-INT-186"""
    for _ in range(2):
        log_values(Values(contact="CT-000482", template="APPEL"), by=cast.aline, at=AT)
    mail = make.make_template("MAIL", default_correspondence_type="email", position=200)
    add_language(mail, "fr-CH", body="<p>x</p>", by=None, at=AT)

    lines = {line.template.code: line for line in admin.get("/setup/templates/").context["rows"]}

    figures = lines["APPEL"].figures
    assert (figures.interactions, figures.cost, figures.duration_min) == (2, Decimal("3.00"), Decimal(24))
    assert (lines["APPEL"].missing, lines["MAIL"].missing) == ("", "fr-CH, de-CH, it-CH, en")
    later = admin.get("/setup/templates/?since=2027-01-01").context["rows"]
    assert [line.figures.interactions for line in later] == [0, 0]


@pytest.mark.parametrize("count", [1, 3])
def test_list_needs_as_many_statements_whatever_its_length(
    admin: Client, cast: Cast, django_assert_num_queries: Any, count: int
) -> None:
    for number in range(count):
        add_language(make.make_template(f"T{number}"), "fr-CH", by=None, at=AT)

    # Session, user, then groups for the filter, templates, figures, languages.
    with django_assert_num_queries(6):
        assert admin.get("/setup/templates/").status_code == 200


def test_completeness_shows_the_chain(admin: Client, cast: Cast) -> None:
    """A contact whose language has no version gets the default one; the page says so."""
    add_language(cast.call, "fr-CH", body="<p>x</p>", by=None, at=AT)
    change_template(cast.call, default_language="fr-CH", by=None, at=AT)

    page = admin.get("/setup/templates/APPEL/").content.decode()

    assert page.count("fallback") == 3
    assert page.count("own text") == 1
    assert '<s class="muted">de</s>' in page
