"""The verbs of document templates: upload one, replace its file, change what is known of it."""

from __future__ import annotations

import re
from datetime import datetime

from django.db import transaction

from liaison.accounts.models import User
from liaison.accounts.queries import require
from liaison.accounts.rules import Right
from liaison.files.actions import store_file
from liaison.files.rules import clean_name
from liaison.kit.codes import fits_address, not_for_addresses
from liaison.kit.errors import Refusal, refuse
from liaison.kit.facts import announce
from liaison.kit.text import gettext_lazy as _
from liaison.kit.versions import locked
from liaison.letters.facts import DocumentFileReplaced, DocumentLanguageChanging
from liaison.letters.models import DocumentTemplate
from liaison.letters.word import check_document

_LANGUAGE = re.compile(r"([a-z]{2,3}(-[A-Z]{2})?)?")
_LONGEST_CODE = 30
_LONGEST_NAME = 255


@transaction.atomic
def create_document_template(
    code: str,
    content: bytes,
    file_name: str,
    *,
    name: str = "",
    language: str = "",
    by: User | None,
    at: datetime,
) -> DocumentTemplate:
    """Keep a Word file with merge fields under a code (R-INT-134); `by` None is the system.

    Refused, with every reason: no code or one that exists, a file that is no sound Word file, that
    names no merge field or one that does not exist. Nothing remains then.
    """
    if by is not None:
        require(by, Right.CHANGE_TEMPLATES)
    made = DocumentTemplate(
        code=code.strip().upper(), name=name.strip() or clean_name(file_name), language=language.strip()
    )
    refuse(_objections(made))
    if DocumentTemplate.objects.filter(code=made.code).exists():
        refuse(Refusal(_("%(code)s already exists.") % {"code": made.code}, "code", "E-INT-47"))
    _take_file(made, content, file_name, by=by, at=at)
    made.save(force_insert=True)
    return made


@transaction.atomic
def replace_document_file(
    template: DocumentTemplate, content: bytes, file_name: str, *, by: User, at: datetime
) -> DocumentTemplate:
    """Give the template another file; what was sent with the old one stays as it was sent (R-INT-132)."""
    require(by, Right.CHANGE_TEMPLATES)
    before = template.file_id
    _take_file(template, content, file_name, by=by, at=at)
    template.save(update_fields=["file", "file_name", "fields"])
    if template.file_id != before:
        announce(DocumentFileReplaced(template.pk, template.code, template.file_name, by.pk, at))
    return template


@transaction.atomic
def change_document_template(
    template: DocumentTemplate,
    *,
    version: int | None = None,
    name: str | None = None,
    language: str | None = None,
    active: bool | None = None,
    by: User,
    at: datetime,
) -> DocumentTemplate:
    """Change what is given; an inactive template is no longer offered but stays where it is used.

    Raises `Conflict` if `version` is old. The language stays while others use the template in it.
    """
    require(by, Right.CHANGE_TEMPLATES)
    # who writes a segment's text holds the segment, for which the replacing of the file waits
    template = locked(template, version, no_key=True)
    before = template.language
    if name is not None:
        template.name = name.strip()
    if language is not None:
        template.language = language.strip()
    if active is not None:
        template.active = active
    refuse(_objections(template))
    if template.language != before:
        announce(DocumentLanguageChanging(template.pk, template.language))
    template.save(update_fields=["name", "language", "active"])
    return template


def _take_file(
    template: DocumentTemplate, content: bytes, file_name: str, *, by: User | None, at: datetime
) -> None:
    fields = check_document(content, file_name, fields_needed=True)
    template.file = store_file(content, by=by, at=at)
    template.file_name, template.fields = clean_name(file_name), list(fields)


def _objections(template: DocumentTemplate) -> list[Refusal]:
    found = []
    if not template.code:
        found.append(Refusal(_("Enter a code."), "code", "E-INT-47"))
    elif len(template.code) > _LONGEST_CODE:
        found.append(Refusal(_("Enter a code of at most 30 characters."), "code", "E-INT-47"))
    elif not fits_address(template.code):
        found.append(not_for_addresses(rule="E-INT-47"))
    if not template.name or len(template.name) > _LONGEST_NAME or not template.name.isprintable():
        found.append(Refusal(_("Enter a name of at most 255 characters."), "name"))
    if not _LANGUAGE.fullmatch(template.language):
        found.append(Refusal(_("Enter a language such as fr-CH."), "language"))
    return found
