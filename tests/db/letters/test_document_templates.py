"""Word files with merge fields, known under a code."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from liaison.files.models import StoredFile
from liaison.files.queries import read_file
from liaison.kit.errors import NotAllowed, Refused
from liaison.letters.actions import (
    change_document_template,
    create_document_template,
    replace_document_file,
)
from liaison.letters.models import DocumentTemplate
from liaison.letters.queries import document_template, document_templates
from tests.cast import Cast
from tests.papers import docx, field, paragraph, run

LETTER = docx(paragraph(run("Pour "), field("Contact_Nom"), field("CONTA_Name")))
OTHER = docx(paragraph(field("Vendeur_Nom")))


def make(cast: Cast, at: datetime, **changes: Any) -> DocumentTemplate:
    given = {"code": " invite-fr ", "content": LETTER, "file_name": "C:\\Lettres\\Invitation.docx", **changes}
    return create_document_template(by=cast.administrator, at=at, **given)


def test_a_template_is_kept_under_its_code_with_its_fields(cast: Cast, at: datetime) -> None:
    """R-INT-134"""
    stored = DocumentTemplate.objects.get(pk=make(cast, at, name=" Invitation ", language="fr-CH").pk)
    assert (stored.code, stored.name, stored.language, stored.active) == (
        "INVITE-FR", "Invitation", "fr-CH", True,
    )  # fmt: skip
    assert (stored.file_name, stored.fields) == ("Invitation.docx", ["CONTA_Name", "Contact_Nom"])
    assert read_file(stored.file) == LETTER
    assert str(stored) == "INVITE-FR"


def test_without_a_name_the_file_gives_it(cast: Cast, at: datetime) -> None:
    assert make(cast, at).name == "Invitation.docx"


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"code": " "}, ["code"]),
        ({"code": "x" * 31}, ["code"]),
        ({"code": "a\x00b"}, ["code"]),
        ({"code": "offre/fr"}, ["code"]),
        ({"code": ".."}, ["code"]),
        ({"name": "x" * 256}, ["name"]),
        ({"language": "französisch"}, ["language"]),
        ({"language": "FR", "code": ""}, ["code", "language"]),
        ({"content": b""}, ["file"]),
        ({"content": b"no word file"}, ["file"]),
        ({"content": docx(paragraph(run("sans champ")))}, ["file"]),
        ({"content": docx(paragraph(field("Pointure"), field("y" * 40)))}, ["file", "file"]),
        ({"file_name": "a.pdf"}, ["file"]),
    ],
)
def test_refused_leaves_nothing(cast: Cast, at: datetime, changes: dict[str, Any], fields: list[str]) -> None:
    """R-INT-134, E-INT-26, 27, 46, 47"""
    with pytest.raises(Refused) as refused:
        make(cast, at, **changes)
    assert [one.field for one in refused.value.refusals] == fields
    assert (DocumentTemplate.objects.count(), StoredFile.objects.count()) == (0, 0)


def test_a_code_is_given_once(cast: Cast, at: datetime) -> None:
    """E-INT-47"""
    make(cast, at)
    with pytest.raises(Refused) as refused:
        make(cast, at)
    assert [(one.field, one.code) for one in refused.value.refusals] == [("code", "E-INT-47")]
    assert DocumentTemplate.objects.count() == 1


def test_only_administrators_change_templates(cast: Cast, at: datetime) -> None:
    """R-INT-195"""
    template = make(cast, at)
    with pytest.raises(NotAllowed):
        create_document_template("X", LETTER, "x.docx", by=cast.aline, at=at)
    with pytest.raises(NotAllowed):
        replace_document_file(template, OTHER, "x.docx", by=cast.aline, at=at)
    with pytest.raises(NotAllowed):
        change_document_template(template, active=False, by=cast.aline, at=at)
    assert DocumentTemplate.objects.get().fields == ["CONTA_Name", "Contact_Nom"]


def test_the_file_can_be_replaced_and_the_old_one_stays_stored(cast: Cast, at: datetime) -> None:
    """R-INT-132, 134"""
    template = make(cast, at)
    old = template.file
    replace_document_file(template, OTHER, "Autre.docx", by=cast.administrator, at=at)
    stored = DocumentTemplate.objects.get()
    assert (stored.file_name, stored.fields) == ("Autre.docx", ["Vendeur_Nom"])
    assert (read_file(stored.file), read_file(old)) == (OTHER, LETTER)


def test_a_bad_replacement_changes_nothing(cast: Cast, at: datetime) -> None:
    template = make(cast, at)
    with pytest.raises(Refused):
        replace_document_file(template, b"x", "x.docx", by=cast.administrator, at=at)
    assert DocumentTemplate.objects.get().file_name == "Invitation.docx"


def test_name_language_and_use_can_change(cast: Cast, at: datetime) -> None:
    template = make(cast, at)
    change_document_template(
        template, name="Voeux", language="de-CH", active=False, by=cast.administrator, at=at
    )
    stored = DocumentTemplate.objects.get()
    assert (stored.name, stored.language, stored.active) == ("Voeux", "de-CH", False)
    with pytest.raises(Refused):
        change_document_template(template, name=" ", by=cast.administrator, at=at)


def test_templates_are_listed_by_code_for_a_language(cast: Cast, at: datetime) -> None:
    make(cast, at, code="B", language="fr-CH")
    make(cast, at, code="A", language="fr-CH")
    make(cast, at, code="C", language="de-CH")
    change_document_template(
        make(cast, at, code="D", language="fr-CH"), active=False, by=cast.administrator, at=at
    )
    assert [one.code for one in document_templates(cast.viewer, language="fr-CH")] == ["A", "B"]
    assert [one.code for one in document_templates(cast.viewer, active=None)] == ["A", "B", "C", "D"]
    found = document_template(cast.viewer, " d ")
    assert found is not None
    assert found.code == "D"
    assert document_template(cast.viewer, "E") is None
