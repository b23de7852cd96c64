from __future__ import annotations

import io
from functools import partial
from typing import Any

import pytest

from liaison.files.actions import store_file
from liaison.files.queries import read_file
from liaison.interactions.actions.languages import (
    add_language,
    change_language,
    copy_content,
    delete_language,
    put_file,
    remove_file,
)
from liaison.interactions.actions.slots import assign_slot
from liaison.interactions.actions.templates import change_template
from liaison.interactions.models import (
    ContentFile,
    InteractionTemplate,
    InteractionTemplateLanguage,
    Slot,
)
from liaison.interactions.queries.set_up import (
    languages_with_content,
    template_language,
    template_languages,
)
from liaison.kit.errors import Conflict, NotAllowed, Refused
from liaison.letters.actions import change_document_template
from liaison.letters.models import DocumentTemplate
from tests import make
from tests.cast import Cast
from tests.conftest import AT
from tests.db.interactions.conftest import Log
from tests.papers import docx, field, paragraph

PDF = b"%PDF-1.4 a brochure"


def codes(refused: pytest.ExceptionInfo[Refused]) -> list[tuple[str | None, str]]:
    return [(one.field, one.code) for one in refused.value.refusals]


@pytest.fixture
def letter(cast: Cast) -> InteractionTemplate:
    return make.make_template("LETTRE", description="Lettre", channel="letter")


def add(cast: Cast, letter: InteractionTemplate, language: str = "fr-CH", **fields: Any) -> Any:
    return add_language(letter, language, by=cast.administrator, at=AT, **fields)


def change(cast: Cast, row: InteractionTemplateLanguage, **changes: Any) -> InteractionTemplateLanguage:
    return change_language(row, by=cast.administrator, at=AT, **changes)


def put(cast: Cast, letter: InteractionTemplate, language: str = "fr-CH", **given: Any) -> Any:
    given = {"content": PDF, "name": "brochure.pdf", **given}
    return put_file(letter, language, given.pop("content"), given.pop("name"), by=cast.administrator, at=AT,
                    **given)  # fmt: skip


def make_default(cast: Cast, letter: InteractionTemplate, language: str = "fr-CH") -> None:
    change_template(letter, default_language=language, by=cast.administrator, at=AT)


def make_document(language: str = "fr-CH") -> DocumentTemplate:
    file = store_file(b"document", by=None, at=AT)
    return DocumentTemplate.objects.create(
        code=f"D-{language}", name="D", language=language, file=file, file_name="d.docx"
    )


# --- words ---------------------------------------------------------------------------------------


def test_language_is_added_with_the_description_of_the_template(
    cast: Cast, letter: InteractionTemplate
) -> None:
    """R-INT-20"""
    row = add(cast, letter, "fr-ch", subject="Votre offre", body="<p>Bonjour {{ contact.name }}</p>")

    row.refresh_from_db()
    assert (row.language, row.description) == ("fr-CH", "Lettre")
    assert (row.subject, row.body) == ("Votre offre", "<p>Bonjour {{ contact.name }}</p>")


def test_language_stands_once(cast: Cast, letter: InteractionTemplate) -> None:
    """R-INT-20: a blank one too."""
    for language in ("fr-CH", ""):
        add(cast, letter, language)
        with pytest.raises(Refused) as refused:
            add(cast, letter, language)
        assert codes(refused) == [("language", "E-INT-47")]

    assert letter.languages.count() == 2


@pytest.mark.parametrize(
    ("fields", "refusals"),
    [
        ({"language": "français"}, [("language", "language")]),
        ({"body": "{{ contact.nom_de_jeune_fille }}"}, [("body", "E-INT-46")]),
        ({"subject": "{{ contact.name"}, [("subject", "E-INT-46")]),
        ({"subject": "x" * 256}, [("subject", "length")]),
        ({"email_layout": "fantaisie"}, [("email_layout", "E-INT-20")]),
        ({"subject": "a\x00b"}, [("subject", "shape")]),
    ],
)
def test_refused_language_leaves_nothing(
    cast: Cast, letter: InteractionTemplate, fields: dict[str, Any], refusals: list[tuple[str, str]]
) -> None:
    """R-INT-24: a layout that does not exist is refused, and so is a merge field."""
    with pytest.raises(Refused) as refused:
        add(cast, letter, **{"language": "fr-CH", **fields})

    assert codes(refused) == refusals
    assert not letter.languages.exists()


def test_file_in_no_language_is_refused(cast: Cast, letter: InteractionTemplate) -> None:
    with pytest.raises(Refused) as refused:
        put_file(letter, "français", b"%PDF-1.7", "x.pdf", by=cast.administrator, at=AT)

    assert codes(refused) == [("language", "language")]
    assert not letter.languages.exists()


def test_body_is_cleaned(cast: Cast, letter: InteractionTemplate) -> None:
    row = add(cast, letter, body='<p onclick="x()">Bonjour</p><script>alert(1)</script>')

    row.refresh_from_db()
    assert row.body == "<p>Bonjour</p>"


def test_only_administrators_write_languages(cast: Cast, letter: InteractionTemplate) -> None:
    """R-INT-195"""
    row = add(cast, letter)
    for by in (cast.aline, cast.viewer):
        with pytest.raises(NotAllowed):
            add_language(letter, "de-CH", by=by, at=AT)
        with pytest.raises(NotAllowed):
            change_language(row, subject="x", by=by, at=AT)
        with pytest.raises(NotAllowed):
            put_file(letter, "fr-CH", PDF, "x.pdf", by=by, at=AT)
        with pytest.raises(NotAllowed):
            copy_content(letter, "fr-CH", row, by=by, at=AT)
        with pytest.raises(NotAllowed):
            remove_file(row, by=by, at=AT)
        with pytest.raises(NotAllowed):
            delete_language(row, by=by, at=AT)

    assert [(one.language, one.subject, one.file) for one in letter.languages.all()] == [("fr-CH", "", None)]


def test_template_of_an_event_gets_no_language(cast: Cast, letter: InteractionTemplate) -> None:
    """R-INT-99"""
    assign_slot(Slot.COVER_SHEETS, letter, by=cast.administrator, at=AT)

    for write in (add, put):
        with pytest.raises(Refused) as refused:
            write(cast, letter)
        assert codes(refused) == [("template", "E-INT-41")]
    assert not letter.languages.exists()


def test_renamed_default_language_stays_the_default(cast: Cast, letter: InteractionTemplate) -> None:
    """R-INT-21"""
    make_default(cast, letter)
    other = add(cast, letter, "de-CH")

    change(cast, letter.languages.get(language="fr-CH"), language="fr")
    change(cast, other, language="de")

    letter.refresh_from_db()
    assert letter.default_language == "fr"
    assert list(letter.languages.values_list("language", flat=True)) == ["de", "fr"]
    with pytest.raises(Refused) as refused:
        change(cast, letter.languages.get(language="fr"), language="de")
    assert codes(refused) == [("language", "E-INT-47")]


def test_same_again_changes_nothing_and_second_writer_is_told(
    cast: Cast, letter: InteractionTemplate
) -> None:
    row = add(cast, letter)

    assert change(cast, row, subject="Offre", version=1).version == 2
    assert change(cast, row, subject="Offre", version=2).version == 2
    with pytest.raises(Conflict):
        change(cast, row, subject="Autre", version=1)
    row.refresh_from_db()
    assert row.subject == "Offre"


def test_layout_makes_the_template_merge_and_leaves_it_again(cast: Cast, letter: InteractionTemplate) -> None:
    """R-INT-24, R-INT-11: the template follows the row of its default language; the text stays."""
    make_default(cast, letter)
    row = letter.languages.get()

    change(cast, row, email_layout="newsletter", body="<p>Bonjour</p>")
    letter.refresh_from_db()
    assert letter.wizard_action == "merge"
    change(cast, row, email_layout="short_message")
    change(cast, row, email_layout="")
    letter.refresh_from_db()
    row.refresh_from_db()
    assert (letter.wizard_action, row.body) == ("merge", "<p>Bonjour</p>")
    change(cast, row, body="")
    letter.refresh_from_db()
    assert letter.wizard_action == "none"


def test_layout_takes_the_place_of_a_file_only_when_said(cast: Cast, letter: InteractionTemplate) -> None:
    """R-INT-24, R-INT-26"""
    row = put(cast, letter)

    with pytest.raises(Refused) as refused:
        change(cast, row, email_layout="newsletter")
    assert codes(refused) == [("replace", "Q-INT-2")]
    row = change(cast, row, email_layout="newsletter", replace=True)
    row.refresh_from_db()
    assert (row.email_layout, row.file, row.file_name) == ("newsletter", None, "")


def test_a_file_takes_the_place_of_a_layout_only_when_said(cast: Cast, letter: InteractionTemplate) -> None:
    """R-INT-24, R-INT-26: the question names what goes"""
    row = add(cast, letter, email_layout="newsletter", body="<p>Bonjour</p>")

    with pytest.raises(Refused) as refused:
        put(cast, letter)
    assert codes(refused) == [("replace", "Q-INT-2")]
    assert refused.value.refusals[0].message == "The file takes the place of the e-mail layout. Confirm that."
    put(cast, letter, replace=True)
    row.refresh_from_db()
    assert (row.email_layout, row.body, row.file_name) == ("", "<p>Bonjour</p>", "brochure.pdf")


def test_document_template_has_the_language_of_its_row(cast: Cast, letter: InteractionTemplate) -> None:
    """R-INT-23"""
    row = add(cast, letter)

    with pytest.raises(Refused) as refused:
        change(cast, row, document_template=make_document("de-CH"))
    assert codes(refused) == [("document_template", "E-INT-19")]
    document = make_document()
    assert change(cast, row, document_template=document).document_template == document


def test_language_and_document_template_change_only_together(cast: Cast, letter: InteractionTemplate) -> None:
    """R-INT-23"""
    german, french = make_document("de-CH"), make_document()
    row = change(cast, add(cast, letter), document_template=french)

    with pytest.raises(Refused) as refused:
        change(cast, row, language="de-CH")
    assert codes(refused) == [("document_template", "E-INT-19")]
    row = change(cast, row, language="de-CH", document_template=german)
    assert (row.language, row.document_template) == ("de-CH", german)
    row = change(cast, row, language="fr-CH", document_template=None)
    assert (row.language, row.document_template) == ("fr-CH", None)


def test_document_template_in_use_keeps_its_language(cast: Cast, letter: InteractionTemplate) -> None:
    """R-INT-23"""
    document = make_document()
    row = change(cast, add(cast, letter), document_template=document)
    given = partial(change_document_template, document, by=cast.administrator, at=AT)

    with pytest.raises(Refused) as refused:
        given(language="de-CH")
    assert codes(refused) == [("language", "E-INT-19")]
    assert letter.code in refused.value.message
    assert given(language="fr-CH", name="Lettre", active=False).name == "Lettre"
    change(cast, row, document_template=None)
    assert given(language="de-CH").language == "de-CH"


def test_document_template_of_the_default_row_is_the_template_own(
    cast: Cast, letter: InteractionTemplate
) -> None:
    """R-INT-11, R-INT-16"""
    make_default(cast, letter)
    document = make_document()

    change(cast, letter.languages.get(), document_template=document)

    letter.refresh_from_db()
    assert letter.document_template == document


def test_deleted_language_takes_its_file_along(cast: Cast, letter: InteractionTemplate) -> None:
    """R-INT-22: without the row of the default language the default is blank."""
    make_default(cast, letter)
    put(cast, letter)

    delete_language(letter.languages.get(), by=cast.administrator, at=AT)

    letter.refresh_from_db()
    assert letter.default_language == ""
    assert not letter.languages.exists()


# --- files ---------------------------------------------------------------------------------------


def test_file_is_put_where_no_row_was(cast: Cast, letter: InteractionTemplate) -> None:
    """R-INT-26, R-INT-28: the row is made, the file has its name."""
    row = put(cast, letter, content=io.BytesIO(PDF), name="../Dossier\\Brochure 2026.pdf")

    row.refresh_from_db()
    assert (row.language, row.description, row.file_name) == ("fr-CH", "Lettre", "Brochure 2026.pdf")
    assert read_file(row.file) == PDF


def test_file_is_replaced_only_when_said(cast: Cast, letter: InteractionTemplate) -> None:
    """R-INT-26, R-INT-28"""
    row = put(cast, letter)

    with pytest.raises(Refused) as refused:
        put(cast, letter, content=b"another", name="autre.pdf")
    assert codes(refused) == [("replace", "Q-INT-2")]
    row.refresh_from_db()
    assert row.file_name == "brochure.pdf"

    put(cast, letter, content=b"another", name="autre.pdf", replace=True)
    row.refresh_from_db()
    assert (row.file_name, read_file(row.file)) == ("autre.pdf", b"another")


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"content": None}, "E-INT-22"),
        ({"name": ""}, "E-INT-22"),
        ({"content": b""}, "E-INT-23"),
        ({"content": b"no word file", "name": "lettre.docx"}, "E-INT-26"),
        ({"content": docx(paragraph(field("Nom_de_jeune_fille"))), "name": "lettre.docx"}, "E-INT-46"),
        ({"content": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 512, "name": "lettre.doc"}, "E-INT-26"),
    ],
    ids=["no file", "no name", "empty", "no word", "unknown field", "old word"],
)
def test_bad_upload_changes_nothing(
    cast: Cast, letter: InteractionTemplate, given: dict[str, Any], code: str
) -> None:
    """R-INT-26, R-INT-28"""
    put(cast, letter, "de-CH")

    for language in ("fr-CH", "de-CH"):
        with pytest.raises(Refused) as refused:
            put(cast, letter, language, replace=True, **given)
        assert codes(refused) == [("file", code)]

    assert [(row.language, row.file_name) for row in letter.languages.all()] == [("de-CH", "brochure.pdf")]


def test_word_file_with_merge_fields_is_taken(cast: Cast, letter: InteractionTemplate) -> None:
    row = put(cast, letter, content=docx(paragraph(field("Contact_Nom"))), name="lettre.docx")

    assert row.file_name == "lettre.docx"


def test_logged_file_stays_when_the_template_gets_another(
    cast: Cast, letter: InteractionTemplate, log: Log
) -> None:
    """R-INT-34, R-INT-132"""
    put(cast, letter)
    make_default(cast, letter)
    number = log(template="LETTRE")

    put(cast, letter, content=b"another", name="autre.pdf", replace=True)

    kept = ContentFile.objects.select_related("file").get(content__entries=number)
    assert (kept.name, read_file(kept.file)) == ("brochure.pdf", PDF)


def test_content_is_copied_from_any_language(cast: Cast, letter: InteractionTemplate) -> None:
    """R-INT-27, R-INT-37: the copy is independent."""
    source = put(cast, make.make_template("AUTRE"), "de-CH")
    change(cast, source, subject="Angebot", body="<p>Guten Tag</p>")
    source.refresh_from_db()

    row = copy_content(letter, "fr-CH", source, by=cast.administrator, at=AT)
    remove_file(source, by=cast.administrator, at=AT)

    row.refresh_from_db()
    assert (row.subject, row.body, row.file_name) == ("Angebot", "<p>Guten Tag</p>", "brochure.pdf")
    assert row.file is not None
    assert read_file(row.file) == PDF


def test_copy_replaces_only_when_said_and_once_chosen(cast: Cast, letter: InteractionTemplate) -> None:
    """R-INT-27: what was there goes only after a choice was made."""
    source = put(cast, make.make_template("AUTRE"))
    row = put(cast, letter, content=b"mine", name="mien.pdf")

    with pytest.raises(Refused) as refused:
        copy_content(letter, "fr-CH", None, by=cast.administrator, at=AT, replace=True)
    assert codes(refused) == [("file", "E-INT-22")]
    with pytest.raises(Refused) as refused:
        copy_content(letter, "fr-CH", source, by=cast.administrator, at=AT)
    assert codes(refused) == [("replace", "Q-INT-2")]
    row.refresh_from_db()
    assert row.file_name == "mien.pdf"

    copy_content(letter, "fr-CH", source, by=cast.administrator, at=AT, replace=True)
    row.refresh_from_db()
    assert row.file_name == "brochure.pdf"

    add(cast, letter, "de-CH", body="<p>Guten Tag</p>")
    with pytest.raises(Refused) as refused:
        copy_content(letter, "de-CH", source, by=cast.administrator, at=AT)
    assert codes(refused) == [("replace", "Q-INT-2")]
    assert "text or an e-mail layout" in str(refused.value.refusals[0].message)


def test_a_subject_alone_is_copied_over_only_when_said(cast: Cast, letter: InteractionTemplate) -> None:
    """R-INT-27"""
    source = put(cast, make.make_template("AUTRE"))
    row = add(cast, letter, "fr-CH", subject="Notre offre")

    with pytest.raises(Refused) as refused:
        copy_content(letter, "fr-CH", source, by=cast.administrator, at=AT)
    assert codes(refused) == [("replace", "Q-INT-2")]
    row.refresh_from_db()
    assert (row.subject, row.file_name) == ("Notre offre", "")

    change(cast, source, subject="Notre offre")
    source.refresh_from_db()
    row = copy_content(letter, "fr-CH", source, by=cast.administrator, at=AT)
    assert (row.subject, row.file_name) == ("Notre offre", "brochure.pdf")


def test_file_is_removed(cast: Cast, letter: InteractionTemplate) -> None:
    """R-INT-30"""
    row = put(cast, letter)

    for _ in range(2):
        remove_file(row, by=cast.administrator, at=AT)

    row.refresh_from_db()
    assert (row.file, row.file_name, row.version) == (None, "", 2)


def test_document_template_stops_every_file_command(cast: Cast, letter: InteractionTemplate) -> None:
    """R-INT-17"""
    make_default(cast, letter)
    change_template(letter, document_template=make_document(), by=cast.administrator, at=AT)
    row = letter.languages.get()
    source = put(cast, make.make_template("AUTRE"))

    for command in (
        lambda: put(cast, letter, replace=True),
        lambda: copy_content(letter, "fr-CH", source, by=cast.administrator, at=AT, replace=True),
        lambda: remove_file(row, by=cast.administrator, at=AT),
    ):
        with pytest.raises(Refused) as refused:
            command()
        assert codes(refused) == [("file", "E-INT-18")]
    put(cast, letter, "de-CH")
    assert list(letter.languages.values_list("language", "file_name")) == [
        ("de-CH", "brochure.pdf"), ("fr-CH", ""),
    ]  # fmt: skip


# --- reading -------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 3])
def test_languages_are_one_statement(
    cast: Cast, letter: InteractionTemplate, django_assert_num_queries: Any, count: int
) -> None:
    for language in ("de-CH", "fr-CH", "it-CH")[:count]:
        put(cast, letter, language)

    with django_assert_num_queries(1):
        found = [
            (row.language, row.file and row.file.size) for row in template_languages(cast.viewer, letter)
        ]

    assert found == [(language, len(PDF)) for language in ("de-CH", "fr-CH", "it-CH")[:count]]


def test_languages_with_something_to_copy(cast: Cast, letter: InteractionTemplate) -> None:
    add(cast, letter, "de-CH")
    add(cast, letter, "it", subject="Offerta")
    french = add(cast, letter, "fr-CH", body="<p>Offre</p>")
    put(cast, letter, "en")
    laid_out = add(cast, letter, "es", email_layout="plain")

    found = list(languages_with_content(cast.viewer))
    assert found == [template_language(cast.viewer, letter, "en"), laid_out, french]
    assert template_language(cast.viewer, letter, "fr-CH") == french
    assert template_language(cast.viewer, letter, "it-CH") is None
