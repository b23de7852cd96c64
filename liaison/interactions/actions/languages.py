"""Verbs on what a template says in each language: words, layout, file, document template."""

from __future__ import annotations

from datetime import datetime
from typing import IO, TypedDict, Unpack

from django.db import transaction

from liaison.accounts.models import User
from liaison.files.actions import store_file
from liaison.files.rules import clean_name
from liaison.interactions import template_rules
from liaison.interactions.actions._set_up import (
    check_shape,
    differing,
    keep,
    require_change,
)
from liaison.interactions.actions.templates import check_document, follow_row, refuse_in_slot
from liaison.interactions.facts import TemplateChanged
from liaison.interactions.models import InteractionTemplate, InteractionTemplateLanguage, WizardAction
from liaison.kit.errors import refuse
from liaison.kit.facts import announce
from liaison.kit.history import written_by
from liaison.kit.versions import locked
from liaison.letters.cleaning import clean
from liaison.letters.merging import objections
from liaison.letters.models import DocumentTemplate
from liaison.letters.word import check_document as check_word


class LanguageFields(TypedDict, total=False):
    """What may be given for a language of a template; `body` is HTML with merge fields."""

    description: str
    subject: str
    body: str
    email_layout: str
    document_template: DocumentTemplate | None


class LanguageChanges(LanguageFields, total=False):
    """What may be changed later: the language too (R-INT-21)."""

    language: str


@transaction.atomic
def add_language(
    template: InteractionTemplate,
    language: str,
    *,
    by: User | None,
    at: datetime,
    **fields: Unpack[LanguageFields],
) -> InteractionTemplateLanguage:
    """Give a template a variant for one language; blank means no particular one (R-INT-20).

    The description is the template's unless given. Refused for a template that an event uses (E-INT-41).
    """
    require_change(by)
    template = locked(template, None)
    row = InteractionTemplateLanguage(template=template, language=_free_language(template, language))
    row.description = template.description
    refuse_in_slot(template)
    _write(row, fields)
    with written_by(by, "add_language", at):
        row.save(force_insert=True)
        _follow(template, row)
    _announce(template, by, at)
    return row


@transaction.atomic
def change_language(
    row: InteractionTemplateLanguage,
    *,
    by: User | None,
    at: datetime,
    version: int | None = None,
    replace: bool = False,
    **changes: Unpack[LanguageChanges],
) -> InteractionTemplateLanguage:
    """Change what is given; the same again changes nothing; `Conflict` when `version` is old.

    A renamed default language stays the default (R-INT-21). A layout or a document template takes the
    place of a file only with `replace` (R-INT-24); a text stays, whatever layout it stands in.
    """
    require_change(by)
    template = locked(row.template, None)
    row = locked(row, version)
    was_default = row.language == template.default_language
    if "language" in changes:
        changes["language"] = template_rules.clean_language(changes["language"])
    if "body" in changes:  # compared as it is kept: an emptied text is no other than an empty one
        changes["body"] = clean(changes["body"])
    new = differing(row, changes)
    if not new:
        return row
    if "language" in new:
        row.language = _free_language(template, str(new.pop("language")))
        new = {"language": row.language, **new}
        if row.document_template is not None and "document_template" not in new:
            check_document(row.document_template, row.language)
    if row.file_id is not None and (new.get("email_layout") or new.get("document_template")):
        refuse(template_rules.may_replace(exists=True, replace=replace))
        row.file, row.file_name = None, ""
    _write(row, {name: value for name, value in new.items() if name != "language"})
    with written_by(by, "change_language", at):
        keep(row, {*new, "file", "file_name"})
        if was_default:
            template.default_language = row.language
            _follow(template, row)
    _announce(template, by, at)
    return row


@transaction.atomic
def delete_language(
    row: InteractionTemplateLanguage, *, by: User | None, at: datetime, version: int | None = None
) -> None:
    """Take a variant away with its file (R-INT-22); without the default's row the default is blank.

    Raises `Conflict` if `version` is old.
    """
    require_change(by)
    template = locked(row.template, None)
    row = locked(row, version)
    with written_by(by, "delete_language", at):
        row.delete()
        if row.language == template.default_language:
            template.default_language = ""
            _follow(template, row)
    _announce(template, by, at)


@transaction.atomic
def put_file(
    template: InteractionTemplate,
    language: str,
    content: bytes | IO[bytes] | None,
    name: str,
    *,
    by: User | None,
    at: datetime,
    replace: bool = False,
) -> InteractionTemplateLanguage:
    """Give a language its file, making the row if there is none (R-INT-26, 28).

    Another file that is there, or a layout, is replaced only with `replace`; entries that took it keep it
    (R-INT-34). A Word file is tried for its merge fields at once. Without content nothing changes
    (E-INT-22), nor with the very file that is there.
    """
    require_change(by)
    template = locked(template, None)
    row = _row_for(template, language)
    refuse(template_rules.may_touch_file(document_template=_has_document(template, row)))
    if content is None or not name:
        refuse(template_rules.no_file())
    assert content is not None
    name = clean_name(name)
    with written_by(by, "put_file", at):
        stored = store_file(content, by=by, at=at)
        if (row.file_id, row.file_name) == (stored.pk, name):
            return row
        another = row.file_id not in {None, stored.pk}
        refuse(template_rules.may_replace(exists=another, replace=replace))
        refuse(template_rules.may_drop_layout(layout=row.email_layout, replace=replace))
        if name.lower().endswith((".docx", ".doc")):
            check_word(_bytes(content), name)
        row.file, row.file_name, row.email_layout = stored, name, ""
        _save(template, row)
    _announce(template, by, at)
    return row


@transaction.atomic
def copy_content(
    template: InteractionTemplate,
    language: str,
    source: InteractionTemplateLanguage | None,
    *,
    by: User | None,
    at: datetime,
    replace: bool = False,
) -> InteractionTemplateLanguage:
    """Take subject, text, layout and file from any language of any template (R-INT-27).

    What was there is replaced only with `replace`, and only once a source was chosen. The copy is
    independent: contents never change, a new one takes their place (R-INT-37).
    """
    require_change(by)
    template = locked(template, None)
    row = _row_for(template, language)
    refuse(template_rules.may_touch_file(document_template=_has_document(template, row)))
    if source is None or not _has_content(source):
        refuse(template_rules.no_file())
    assert source is not None
    refuse(template_rules.may_replace(exists=row.file_id is not None, replace=replace))
    another = row.subject not in {"", source.subject}
    refuse(template_rules.may_overwrite(exists=another or _has_content(row), replace=replace))
    for name in ("subject", "body", "email_layout", "file", "file_name"):
        setattr(row, name, getattr(source, name))
    with written_by(by, "copy_content", at):
        _save(template, row)
    _announce(template, by, at)
    return row


@transaction.atomic
def remove_file(
    row: InteractionTemplateLanguage, *, by: User | None, at: datetime, version: int | None = None
) -> InteractionTemplateLanguage:
    """Take the file from a language; nothing happens without one (R-INT-30).

    Raises `Conflict` if `version` is old.
    """
    require_change(by)
    template = locked(row.template, None)
    row = locked(row, version)
    refuse(template_rules.may_touch_file(document_template=_has_document(template, row)))
    if row.file_id is None:
        return row
    row.file, row.file_name = None, ""
    with written_by(by, "remove_file", at):
        _save(template, row)
    _announce(template, by, at)
    return row


def _bytes(content: bytes | IO[bytes]) -> bytes:
    if isinstance(content, bytes):
        return content
    content.seek(0)
    return content.read()


def _announce(template: InteractionTemplate, by: User | None, at: datetime) -> None:
    announce(
        TemplateChanged(
            template=template.pk, code=template.code, kind="language", by=by.pk if by else None, at=at
        )
    )


def _free_language(template: InteractionTemplate, language: str) -> str:
    language = template_rules.clean_language(language)
    if not template_rules.is_language(language):
        refuse(template_rules.no_language())
    if InteractionTemplateLanguage.objects.filter(template=template, language=language).exists():
        refuse(template_rules.already_exists(f"{template.code} {language}".strip(), "language"))
    return language


def _row_for(template: InteractionTemplate, language: str) -> InteractionTemplateLanguage:
    """The row of that language, locked; a new one, not saved, where there is none."""
    language = template_rules.clean_language(language)
    row = (
        InteractionTemplateLanguage.objects.select_for_update()
        .filter(template=template, language=language)
        .first()
    )
    if row is not None:
        return row
    if not template_rules.is_language(language):
        refuse(template_rules.no_language())
    refuse_in_slot(template)
    return InteractionTemplateLanguage(template=template, language=language, description=template.description)


def _has_content(row: InteractionTemplateLanguage) -> bool:
    return row.file_id is not None or bool(row.email_layout or row.body)


def _has_document(template: InteractionTemplate, row: InteractionTemplateLanguage) -> bool:
    """Whether a document template stands in the place of a file (R-INT-17)."""
    of_template = template.document_template_id is not None and row.language == template.default_language
    return of_template or row.document_template_id is not None


def _write(row: InteractionTemplateLanguage, fields: dict[str, object] | LanguageFields) -> None:
    """Set the given columns on `row`, cleaned and checked; not saved."""
    for name, value in fields.items():
        setattr(row, name, value)
    row.body = clean(row.body)
    if row.email_layout and row.email_layout not in template_rules.LAYOUTS:
        refuse(template_rules.no_layout(row.email_layout))
    if row.document_template is not None and "document_template" in fields:
        check_document(row.document_template, row.language)
    check_shape(row, ["language", "file_name", *(name for name in fields if name != "document_template")])
    if "body" in fields:
        refuse(objections(row.body))
    if "subject" in fields:
        refuse(objections(row.subject, field="subject", in_html=False))


def _save(template: InteractionTemplate, row: InteractionTemplateLanguage) -> None:
    row.version += 0 if row.pk is None else 1
    row.save()
    _follow(template, row)


def _follow(template: InteractionTemplate, row: InteractionTemplateLanguage) -> None:
    """Let the template follow when `row` is, or was, the one of its default language.

    Refused when it would bring a document template to the action import (R-INT-15).
    """
    columns = ("default_language", "wizard_action", "document_template_id")
    stored = InteractionTemplate.objects.filter(pk=template.pk).values_list(*columns).get()
    if row.language != template.default_language and stored[0] == template.default_language:
        return
    follow_row(template)
    if template.wizard_action == WizardAction.IMPORT and template.document_template_id is not None:
        refuse(template_rules.no_import("document_template"))
    if stored != tuple(getattr(template, column) for column in columns):
        keep(template, ["default_language", "wizard_action", "document_template"])
