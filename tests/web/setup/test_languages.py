from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from liaison.interactions.actions.languages import add_language, change_language, put_file
from liaison.interactions.actions.templates import change_template
from liaison.interactions.models import InteractionTemplate, InteractionTemplateLanguage, WizardAction
from liaison.interactions.template_rules import LAYOUTS
from liaison.letters.actions import create_document_template
from tests import make
from tests.cast import Cast
from tests.conftest import AT
from tests.papers import docx, field, paragraph
from tests.web.setup.conftest import HTMX, SignIn

PAGE = "/setup/templates/LETTRE/languages/fr-CH/"
PDF = b"%PDF-1.4 a brochure"
FORM = {"version": 1, "language": "fr-CH", "subject": "", "body": "", "email_layout": "", "description": "",
        "document_template": ""}  # fmt: skip


@pytest.fixture
def row(cast: Cast) -> InteractionTemplateLanguage:
    """The French version of a letter."""
    letter = make.make_template("LETTRE", channel="letter", description="Lettre")
    return add_language(letter, "fr-CH", by=None, at=AT)


def stored() -> InteractionTemplateLanguage:
    return InteractionTemplateLanguage.objects.get(language="fr-CH")


def upload(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


@pytest.mark.parametrize(
    ("given", "language", "address"),
    [
        ({"language": "de-CH"}, "de-CH", "de-CH"),
        ({"language": "de-CH", "other": "es"}, "es", "es"),
        ({"language": ""}, "", "-"),
    ],
)
def test_language_is_added(
    admin: Client, row: InteractionTemplateLanguage, given: dict[str, str], language: str, address: str
) -> None:
    """R-INT-20: a blank language has a page too."""
    response = admin.post("/setup/templates/LETTRE/languages/new", given)

    assert (response.status_code, response["Location"]) == (
        303,
        f"/setup/templates/LETTRE/languages/{address}/",
    )
    assert InteractionTemplateLanguage.objects.filter(template=row.template, language=language).exists()
    assert admin.get(response["Location"]).status_code == 200


def test_language_that_is_there_is_not_offered_again(admin: Client, row: InteractionTemplateLanguage) -> None:
    response = admin.post("/setup/templates/LETTRE/languages/new", {"language": "fr-CH"})
    assert (response.status_code, set(response.context["form"].errors)) == (422, {"language"})
    response = admin.post("/setup/templates/LETTRE/languages/new", {"language": "de-CH", "other": "fr-ch"})
    assert response.status_code == 422


def test_text_is_saved_clean(admin: Client, row: InteractionTemplateLanguage) -> None:
    given = {**FORM, "subject": "Offre pour {{ contact.name }}",
             "body": '<p onclick="x()">Bonjour {{ contact.first_name }}</p><script>x</script>'}  # fmt: skip

    response = admin.post(PAGE, given)

    assert (response.status_code, response["Location"]) == (303, PAGE)
    assert (stored().subject, stored().body) == (
        "Offre pour {{ contact.name }}",
        "<p>Bonjour {{ contact.first_name }}</p>",
    )


@pytest.mark.parametrize("layout", LAYOUTS)
def test_each_layout_that_is_offered_is_taken(
    admin: Client, row: InteractionTemplateLanguage, layout: str
) -> None:
    """R-INT-24"""
    assert f'value="{layout}"' in admin.get(PAGE).content.decode()

    response = admin.post(PAGE, {**FORM, "email_layout": layout, "body": "<p>Bonjour</p>"})

    assert (response.status_code, stored().email_layout) == (303, layout)


@pytest.mark.parametrize(
    ("given", "wrong"),
    [
        ({"body": "{{ contact.shoe_size }}"}, {"body"}),
        ({"subject": "{{ x"}, {"subject"}),
        ({"subject": "x" * 256}, {"subject"}),
        ({"email_layout": "fantaisie"}, {"email_layout"}),
        ({"document_template": "RIEN"}, {"document_template"}),
        ({"language": "français"}, {"language"}),
    ],
)
def test_what_cannot_be_is_said_beside_its_field(
    admin: Client, row: InteractionTemplateLanguage, given: dict[str, Any], wrong: set[str]
) -> None:
    response = admin.post(PAGE, {**FORM, **given})

    assert (response.status_code, set(response.context["form"].errors)) == (422, wrong)
    assert stored().version == 1


def test_renamed_language_has_its_new_address(admin: Client, row: InteractionTemplateLanguage) -> None:
    """R-INT-21"""
    response = admin.post(PAGE, {**FORM, "language": "fr"})

    assert response["Location"] == "/setup/templates/LETTRE/languages/fr/"


def test_second_writer_is_told(admin: Client, row: InteractionTemplateLanguage) -> None:
    change_language(row, subject="Autre", by=None, at=AT)

    response = admin.post(PAGE, {**FORM, "subject": "Offre"})

    assert response.status_code == 422
    assert "Somebody else has changed this" in response.content.decode()
    assert stored().subject == "Autre"


def test_file_is_uploaded_shown_and_downloaded(admin: Client, row: InteractionTemplateLanguage) -> None:
    """R-INT-26, R-INT-29: it downloads under the code of the template."""
    response = admin.post(f"{PAGE}file", {"file": upload("Brochure.pdf", PDF)})

    assert (response.status_code, response["Location"]) == (303, PAGE)
    assert "Brochure.pdf" in admin.get(PAGE).content.decode()
    download = admin.get(f"{PAGE}file")
    assert (download.content, download["Content-Type"]) == (PDF, "application/pdf")
    assert 'filename="LETTRE.pdf"' in download["Content-Disposition"]
    admin.post(f"{PAGE}file", {"file": upload("README", PDF), "replace": "on"})
    assert 'filename="LETTRE"' in admin.get(f"{PAGE}file")["Content-Disposition"]


def test_opening_what_a_language_holds(admin: Client, row: InteractionTemplateLanguage) -> None:
    """R-INT-25: nothing without content, a text as it will look, a file to download and to bring back."""
    page = admin.get(PAGE).content.decode()
    assert f'href="{PAGE}file"' not in page
    assert admin.get(f"{PAGE}file").status_code == 404
    assert "<p>Guten Tag</p>" in preview(admin, body="<p>Guten Tag</p>")

    empty = admin.post(f"{PAGE}file", {"file": upload("leer.pdf", b"")})
    assert (empty.status_code, stored().file) == (422, None)

    admin.post(f"{PAGE}file", {"file": upload("Brochure.pdf", PDF)})
    assert f'href="{PAGE}file"' in admin.get(PAGE).content.decode()
    edited = admin.get(f"{PAGE}file").content + b" edited"
    admin.post(f"{PAGE}file", {"file": upload("LETTRE.pdf", edited), "replace": "on"})
    assert admin.get(f"{PAGE}file").content == edited


def test_file_is_replaced_only_when_said(admin: Client, row: InteractionTemplateLanguage) -> None:
    """Q-INT-2: the box appears with the question."""
    admin.post(f"{PAGE}file", {"file": upload("a.pdf", PDF)})

    response = admin.post(f"{PAGE}file", {"file": upload("b.pdf", b"%PDF-1.4 b")})
    assert response.status_code == 422
    assert set(response.context["file_form"].errors) == {"replace"}
    assert stored().file_name == "a.pdf"

    admin.post(f"{PAGE}file", {"file": upload("b.pdf", b"%PDF-1.4 b"), "replace": "on"})
    assert stored().file_name == "b.pdf"


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({}, "No file was chosen; nothing has changed."),
        ({"file": ("lettre.docx", b"no word file")}, "Word documents"),
        ({"file": ("leer.pdf", b"")}, "empty"),
    ],
)
def test_bad_upload_says_why(
    admin: Client, row: InteractionTemplateLanguage, given: dict[str, tuple[str, bytes]], words: str
) -> None:
    """E-INT-22, E-INT-23, E-INT-26"""
    files = {name: upload(*value) for name, value in given.items()}

    response = admin.post(f"{PAGE}file", files)

    assert response.status_code == 422
    assert words in str(response.context["file_form"].errors)
    assert stored().file is None


def test_file_is_removed(admin: Client, row: InteractionTemplateLanguage) -> None:
    """R-INT-30"""
    put_file(row.template, "fr-CH", PDF, "a.pdf", by=None, at=AT)

    assert admin.post(f"{PAGE}file/removal").status_code == 303
    assert stored().file is None
    assert admin.get(f"{PAGE}file").status_code == 404


def test_content_is_copied(admin: Client, row: InteractionTemplateLanguage) -> None:
    """R-INT-27"""
    source = add_language(
        make.make_template("AUTRE"), "de-CH", subject="Angebot", body="<p>x</p>", by=None, at=AT
    )

    nothing = admin.post(f"{PAGE}copy", {"source": ""})
    assert (nothing.status_code, stored().subject) == (422, "")
    for source_pk in (stored().pk, 999999999, "x"):
        unknown = admin.post(f"{PAGE}copy", {"source": source_pk})
        assert (unknown.status_code, set(unknown.context["copy_form"].errors)) == (422, {"source"})
    assert admin.post(f"{PAGE}copy", {"source": source.pk}).status_code == 303
    assert stored().subject == "Angebot"
    blank = add_language(source.template, "it-CH", subject="Offerta", by=None, at=AT)
    nothing = admin.post(f"{PAGE}copy", {"source": blank.pk, "replace": "on"})
    assert (nothing.status_code, set(nothing.context["copy_form"].errors)) == (422, {"source"})
    assert (stored().subject, stored().body) == ("Angebot", "<p>x</p>")
    again = admin.post(f"{PAGE}copy", {"source": source.pk})
    assert (again.status_code, set(again.context["copy_form"].errors)) == (422, {"replace"})


def test_language_is_deleted(admin: Client, row: InteractionTemplateLanguage) -> None:
    """R-INT-22"""
    response = admin.post(f"{PAGE}deletion")

    assert (response.status_code, response["Location"]) == (303, "/setup/templates/LETTRE/")
    assert not InteractionTemplateLanguage.objects.exists()


@pytest.mark.parametrize("address", ["", "file", "file/removal", "copy", "deletion"])
def test_nobody_else_writes(
    sign_in: SignIn, cast: Cast, row: InteractionTemplateLanguage, address: str
) -> None:
    """R-INT-195"""
    put_file(row.template, "fr-CH", PDF, "a.pdf", by=None, at=AT)
    source = add_language(make.make_template("AUTRE"), "de-CH", body="<p>x</p>", by=None, at=AT)
    given = {**FORM, "version": 2, "subject": "x", "source": source.pk, "replace": "on",
             "file": upload("b.pdf", PDF + b"b")}  # fmt: skip

    assert sign_in(cast.aline).post(f"{PAGE}{address}", given).status_code == 403
    assert (stored().subject, stored().file_name) == ("", "a.pdf")


# --- preview -------------------------------------------------------------------------------------


def preview(browser: Client, **given: str) -> str:
    given = {"contact": "CT-000482", "subject": "Pour {{ contact.name }}",
             "body": "<p>{{ contact.formal_salutation }}</p><p>{{ salesperson.name }}</p>", **given}  # fmt: skip
    response = browser.post(f"{PAGE}preview", given, headers=HTMX)
    assert response.status_code == 200
    return response.content.decode()


def test_text_is_shown_merged_before_it_is_saved(
    sign_in: SignIn, cast: Cast, row: InteractionTemplateLanguage
) -> None:
    """interactions.md, section 10, item 11: live preview for a chosen contact; nothing is kept."""
    shown = preview(sign_in(cast.aline))

    assert "Pour Nora Béguelin" in shown
    assert "<p>Bonjour Nora Béguelin,</p><p>Aline Rochat</p>" in shown
    assert (stored().subject, stored().body) == ("", "")


@pytest.mark.parametrize(
    ("layout", "words"),
    [("plain", "Bonjour Nora Béguelin,"), ("short_message", "Aline Rochat"), ("newsletter", "Aline Rochat")],
)
def test_preview_shows_the_layout_the_text_is_sent_in(
    admin: Client, row: InteractionTemplateLanguage, layout: str, words: str
) -> None:
    """R-INT-24, R-INT-131: as a sealed frame, with the styles that mail programs get."""
    shown = preview(admin, email_layout=layout, body="<p>Voici.</p>")

    frame = shown.partition("<iframe")[2].partition("</iframe>")[0]
    assert "sandbox" in frame
    assert words in frame
    assert "Voici." in frame
    assert "style=" in frame
    assert "style-src-attr 'unsafe-inline'" in admin.get(PAGE)["Content-Security-Policy"]


def test_preview_of_a_layout_without_text_or_of_no_layout(
    admin: Client, row: InteractionTemplateLanguage
) -> None:
    assert "There is no text." in preview(admin, body="")
    assert "<iframe" not in preview(admin)
    assert "There is no e-mail layout named" in preview(admin, email_layout="fantaisie")


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"contact": ""}, "Choose a contact"),
        ({"contact": "CT-999999"}, "Choose a contact"),
        ({"contact": "x\x00"}, "Choose a contact"),
        ({"contact": "x" * 99}, "Choose a contact"),
        ({"body": "{{ contact.shoe_size }}"}, "There is no merge field named"),
        ({"subject": "{{ x"}, "does not end"),
    ],
)
def test_preview_says_what_stands_in_its_way(
    admin: Client, row: InteractionTemplateLanguage, given: dict[str, str], words: str
) -> None:
    shown = preview(admin, **given)

    assert words in shown
    assert "Pour Nora" not in shown


def test_preview_names_the_subject_as_it_is_typed(admin: Client, row: InteractionTemplateLanguage) -> None:
    shown = preview(admin, subject="Pour {{ contact.no }}", body="<p>Objet: {{ interaction.subject }}.</p>")

    assert "Objet: Pour CT-000482." in shown


def test_preview_runs_nothing(admin: Client, row: InteractionTemplateLanguage) -> None:
    assert "<script" not in preview(admin, body='<p>x</p><script>alert(1)</script><img src=x onerror="x">')


def test_preview_without_scripts_is_a_page(admin: Client, row: InteractionTemplateLanguage) -> None:
    response = admin.post(f"{PAGE}preview", {"contact": "CT-000482", "subject": "Offre", "body": "<p>x</p>"})

    assert "<!doctype html>" in response.content.decode()


def test_word_file_is_tried_with_a_contact(admin: Client, row: InteractionTemplateLanguage) -> None:
    word = docx(paragraph(field("Contact_Nom")))
    put_file(row.template, "fr-CH", word, "lettre.docx", by=None, at=AT)
    assert f"{PAGE}trial?contact=CT-000482" in preview(admin)

    response = admin.get(f"{PAGE}trial?contact=CT-000482")

    assert response.status_code == 200
    assert 'filename="LETTRE CT-000482.docx"' in response["Content-Disposition"]
    assert response.content != word
    assert admin.get(f"{PAGE}trial?contact=").status_code == 422


def test_contacts_are_offered_as_one_types(admin: Client, row: InteractionTemplateLanguage) -> None:
    assert 'data-value="CT-000482"' in admin.get("/setup/contact-options?q=nora").content.decode()


def test_all_merge_fields_have_both_spellings(admin: Client) -> None:
    """R-INT-135"""
    page = admin.get("/setup/merge-fields/").content.decode()

    assert "<code>{{ contact.city }}</code>" in page
    assert "<code>Contact_City</code>" in page


def test_all_merge_fields_come_as_files_for_word(admin: Client) -> None:
    """R-INT-134"""
    answer = admin.get("/setup/merge-fields/word")

    assert answer["Content-Type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert [name.rpartition(".")[2] for name in archive.namelist()] == ["docx", "xlsx"]
    assert 'href="/setup/merge-fields/word"' in admin.get("/setup/merge-fields/").content.decode()


def test_document_template_stands_in_the_place_of_a_file(
    admin: Client, row: InteractionTemplateLanguage
) -> None:
    """R-INT-17"""
    word = docx(paragraph(field("Contact_Nom")))
    document = create_document_template("D", word, "d.docx", language="fr-CH", by=None, at=AT)
    change_language(row, document_template=document, by=None, at=AT)

    page = admin.get(PAGE).content.decode()
    assert "A document template stands in the place of a file." in page
    assert f'action="{PAGE}file"' not in page
    response = admin.post(f"{PAGE}file", {"file": upload("a.pdf", PDF), "replace": "on"})
    assert "Remove the document template first." in str(response.context["file_form"].errors)


def test_import_gets_no_document_template_by_way_of_its_language(
    admin: Client, row: InteractionTemplateLanguage
) -> None:
    """R-INT-15, E-INT-17"""
    change_template(row.template, default_language="fr-CH", wizard_action=WizardAction.IMPORT, by=None, at=AT)
    word = docx(paragraph(field("Contact_Nom")))
    create_document_template("D", word, "d.docx", language="fr-CH", by=None, at=AT)

    response = admin.post(PAGE, {**FORM, "document_template": "D"})

    assert (response.status_code, set(response.context["form"].errors)) == (422, {"document_template"})
    template = InteractionTemplate.objects.get(code="LETTRE")
    assert (template.wizard_action, template.document_template, stored().document_template) == (
        "import",
        None,
        None,
    )


def test_template_code_with_signs_has_an_address(admin: Client, cast: Cast) -> None:
    odd = make.make_template("A&B #1 É?")
    add_language(odd, "", by=None, at=AT)
    address = admin.get("/setup/templates/?q=A%26B").context["rows"][0].url

    assert admin.get(address).status_code == 200
    assert admin.get(f"{address}languages/-/").status_code == 200
    assert InteractionTemplate.objects.filter(code="A&B #1 É?").exists()


def test_no_layout_is_a_choice_that_browsers_send_as_blank(
    admin: Client, row: InteractionTemplateLanguage
) -> None:
    """A radio without a value attribute would send "on"."""
    page = admin.get(PAGE).content.decode()

    radios = [tag for tag in page.split("<input")[1:] if 'name="email_layout"' in tag.partition(">")[0]]
    assert len(radios) == 4
    assert all(" value" in tag.partition(">")[0] for tag in radios)
