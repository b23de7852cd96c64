"""Document templates and salutations."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from liaison.contacts.actions import create_contact
from liaison.contacts.fields import ContactFields
from liaison.contacts.models import Contact, Salutation, SalutationFormula
from liaison.interactions.models import InteractionTemplateLanguage
from liaison.letters.models import DocumentTemplate
from tests.cast import Cast
from tests.make import make_template
from tests.papers import docx, field, paragraph
from tests.web.setup.conftest import DIALOG, SignIn

WORD = docx(paragraph(field("Contact_Nom")))


def upload(content: bytes = WORD, name: str = "invitation.docx") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def test_document_template_is_created_changed_and_downloaded(admin: Client, cast: Cast) -> None:
    """R-INT-134"""
    given = {"code": "invite-fr", "name": "Invitation", "language": "fr-CH", "file": upload()}
    assert admin.post("/setup/document-templates/new", given).status_code == 303
    made = DocumentTemplate.objects.get(code="INVITE-FR")
    assert (made.name, made.language, made.fields) == ("Invitation", "fr-CH", ["Contact_Nom"])
    assert admin.get("/setup/document-templates/INVITE-FR/file").content == WORD

    other = docx(paragraph(field("Contact_Localité")))
    given = {"name": "Fête", "language": "de-CH", "file": upload(other, "fete.docx"), "replace": "on"}
    assert admin.post("/setup/document-templates/INVITE-FR/", given).status_code == 303
    made.refresh_from_db()
    assert (made.name, made.language, made.fields, made.active) == (
        "Fête",
        "de-CH",
        ["Contact_Localité"],
        False,
    )
    given = {"name": "Fest", "language": "de-CH", "active": "on"}
    assert admin.post("/setup/document-templates/INVITE-FR/", given).status_code == 303
    made.refresh_from_db()
    assert (made.name, made.file_name, made.active) == ("Fest", "fete.docx", True)
    assert admin.get("/setup/document-templates/INVITE-FR/file").content == other


@pytest.mark.parametrize(
    ("given", "wrong"),
    [
        ({"code": ""}, {"code"}),
        ({"file": None}, {"file"}),
        ({"file": b"no word"}, {"file"}),
        ({"file": docx(paragraph("no field"))}, {"file"}),
        ({"language": "xx"}, {"language"}),
    ],
)
def test_refused_document_template_says_why(
    admin: Client, cast: Cast, given: dict[str, Any], wrong: set[str]
) -> None:
    """R-INT-134, E-INT-46"""
    content = given.pop("file", WORD)
    sent = {"code": "D", "language": "fr-CH", **given, **({"file": upload(content)} if content else {})}

    response = admin.post("/setup/document-templates/new", sent, headers=DIALOG)

    assert (response.status_code, set(response.context["form"].errors)) == (422, wrong)
    assert not DocumentTemplate.objects.exists()


def test_a_document_may_be_in_each_language_that_templates_have(admin: Client, cast: Cast) -> None:
    """R-INT-23, R-INT-134: which has documents of its own language only; one out of use has its own too"""
    template = make_template("VOEUX", active=False)
    for code in ("es", "fr", "fr-CH", ""):
        InteractionTemplateLanguage.objects.create(template=template, language=code)
    page = "/setup/document-templates/new"
    offered = admin.get(page).context["form"].fields["language"].choices
    assert [code for code, _name in offered] == ["", "fr-CH", "de-CH", "it-CH", "en", "es", "fr"]
    assert admin.post(page, {"code": "D", "language": "es", "file": upload()}).status_code == 303
    given = {"name": "Deseos", "language": "fr", "active": "on"}
    assert admin.post("/setup/document-templates/D/", given).status_code == 303
    assert DocumentTemplate.objects.get().language == "fr"


def test_file_of_a_document_template_is_replaced_only_when_said(admin: Client, cast: Cast) -> None:
    """R-INT-134, Q-INT-16"""
    admin.post("/setup/document-templates/new", {"code": "D", "language": "fr-CH", "file": upload()})
    page = "/setup/document-templates/D/"
    assert 'name="replace"' in admin.get(page).content.decode()
    other = upload(docx(paragraph(field("Contact_Localité"))), "autre.docx")

    response = admin.post(page, {"name": "Fête", "language": "fr-CH", "active": "on", "file": other})

    assert (response.status_code, set(response.context["form"].errors)) == (422, {"replace"})
    found = DocumentTemplate.objects.get(code="D")
    assert (found.name, found.file_name) == ("invitation.docx", "invitation.docx")
    assert admin.get(f"{page}file").content == WORD


def test_refused_part_of_a_change_leaves_all(admin: Client, cast: Cast) -> None:
    admin.post("/setup/document-templates/new", {"code": "D", "language": "fr-CH", "file": upload()})
    other = upload(docx(paragraph(field("Contact_Localité"))))

    response = admin.post("/setup/document-templates/D/", {"name": "\t", "language": "", "file": other})

    assert response.status_code == 422
    assert DocumentTemplate.objects.get(code="D").fields == ["Contact_Nom"]


def test_reader_gets_the_file_and_no_form(sign_in: SignIn, admin: Client, cast: Cast) -> None:
    admin.post("/setup/document-templates/new", {"code": "D", "language": "", "file": upload()})
    browser = sign_in(cast.viewer)

    lines = browser.get("/setup/document-templates/").context["rows"]
    assert [line.url for line in lines] == ["/setup/document-templates/D/file"]
    assert browser.get("/setup/document-templates/D/file").content == WORD
    assert browser.post("/setup/document-templates/D/", {"name": "x"}).status_code == 403


def test_salutation_with_its_formulas(admin: Client, cast: Cast) -> None:
    """R-CON-89"""
    response = admin.post("/setup/salutations/new", {"code": "abbé", "description": "Abbé", "active": "on"})
    made = Salutation.objects.get(code="ABBÉ")
    assert (response.status_code, response["Location"]) == (303, f"/setup/salutations/{made.pk}/")

    page = f"/setup/salutations/{made.pk}/"
    given = {"language": "fr", "formality": "formal", "text": "Monsieur l'abbé %1 ,", "name_1": "surname"}
    assert admin.post(f"{page}formulas/new", given).status_code == 303
    formula = made.formulas.get()
    assert (formula.text, formula.name_1, formula.language) == ("Monsieur l'abbé %1 ,", "surname", "fr")
    assert "Monsieur l&#x27;abbé %1 ," in admin.get(page).content.decode()

    given = {"text": "Cher abbé %1 ,", "name_1": "first_name"}
    assert admin.post(f"{page}formulas/{formula.pk}/", given).status_code == 303
    formula.refresh_from_db()
    assert (formula.text, formula.formality) == ("Cher abbé %1 ,", "formal")

    assert admin.post(f"{page}formulas/{formula.pk}/deletion").status_code == 303
    assert not made.formulas.exists()


@pytest.mark.parametrize(
    ("language", "name"),
    [("fr", "Monsieur"), ("de", "Herr"), ("it", "Signor"), ("en", "Mr")],
)
def test_salutations_are_named_in_the_readers_language(
    admin: Client, cast: Cast, language: str, name: str
) -> None:
    cast.administrator.language = language
    cast.administrator.save()
    found = Salutation.objects.get(code="MR")
    row = next(row for row in admin.get("/setup/salutations/").context["rows"] if row.salutation == found)
    assert found.descriptions[language].startswith(name)
    assert found.descriptions[language] in admin.get("/setup/salutations/").content.decode()
    assert found.descriptions[language] in admin.get(row.url).content.decode()


def test_salutation_leads_to_its_contacts_and_goes_when_nobody_has_it(
    admin: Client, cast: Cast, at: datetime
) -> None:
    """R-CON-76 R-CON-78"""
    found = Salutation.objects.get(code="MS-DR")
    claire = ContactFields(type="person", name="Claire Dubois", salutation="MS-DR")
    made = create_contact(claire, by=cast.administrator, at=at)
    form, deletion = (f"/setup/salutations/{found.pk}/{address}" for address in ("properties", "deletion"))

    (line,) = [one for one in admin.get("/setup/salutations/").context["rows"] if one.salutation == found]
    assert (line.contacts, line.list_url) == (1, "/contacts/?salutation=MS-DR")
    assert [one.name for one in admin.get(line.list_url).context["rows"]] == ["Claire Dubois"]
    page = admin.get(form).content.decode()
    assert (line.list_url in page, deletion in page) == (True, False)
    assert admin.post(deletion, headers=DIALOG).status_code == 422

    Contact.objects.filter(pk=made.pk).update(salutation=None)
    page = admin.get(form).content.decode()
    assert (line.list_url in page, deletion in page) == (False, True)
    assert admin.post(deletion).status_code == 303
    assert not Salutation.objects.filter(code="MS-DR").exists()
    kept = Salutation.objects.get(code="FAMILY")
    assert "deletion" not in admin.get(f"/setup/salutations/{kept.pk}/properties").content.decode()


def test_salutation_is_made_inactive(admin: Client, cast: Cast) -> None:
    """R-CON-76"""
    found = Salutation.objects.get(code="MS")

    admin.post(f"/setup/salutations/{found.pk}/properties", {"code": "MS", "description": "Madame"})

    found.refresh_from_db()
    assert (found.active, found.description) == (False, "Madame")
    assert admin.get("/setup/salutations/?state=inactive").context["rows"][0].salutation == found


@pytest.mark.parametrize(
    "given",
    [
        {"text": ""},
        {"text": "x", "name_1": "shoe_size"},
        {"formality": "x"},
    ],
)
def test_refused_formula_says_why(admin: Client, cast: Cast, given: dict[str, str]) -> None:
    found = Salutation.objects.get(code="MS")
    sent = {"language": "", "formality": "formal", "text": "x", **given}

    response = admin.post(f"/setup/salutations/{found.pk}/formulas/new", sent, headers=DIALOG)

    assert response.status_code == 422
    assert not SalutationFormula.objects.filter(salutation=found, language="").exists()


def test_a_new_formula_does_not_take_the_place_of_one_that_stands(admin: Client, cast: Cast) -> None:
    """R-CON-89: there is one for each language and formality; it is changed where it stands"""
    found = Salutation.objects.get(code="MS")
    before = list(found.formulas.order_by("pk").values())
    sent = {"language": "fr", "formality": "formal", "text": "Chère Madame,"}

    response = admin.post(f"/setup/salutations/{found.pk}/formulas/new", sent, headers=DIALOG)

    there = found.formulas.get(language="fr", formality="formal").text
    assert response.status_code == 422
    assert response.context["form"].errors["language"] == [f"“{there}” already exists."]
    assert list(found.formulas.order_by("pk").values()) == before


def test_nobody_else_writes_salutations(sign_in: SignIn, cast: Cast) -> None:
    browser, found = sign_in(cast.aline), Salutation.objects.get(code="MS")
    formula = found.formulas.first()
    assert formula is not None

    for address in (
        "properties",
        "formulas/new",
        f"formulas/{formula.pk}/",
        f"formulas/{formula.pk}/deletion",
    ):
        assert browser.post(f"/setup/salutations/{found.pk}/{address}", {}).status_code == 403
    assert found.formulas.filter(pk=formula.pk).exists()
