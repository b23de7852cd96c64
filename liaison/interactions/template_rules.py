"""Pure decisions about groups, templates, their languages and slots (R-INT-1 to 30).

What a template has to say may be a file, a text written in the browser (inside of an e-mail layout or
on its own), or a document template. The specification speaks of attachments; here a file, and the text
of a layout, count as one. A text without layout is Liaison's own: it can be opened and merged, too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from liaison.interactions.draft import TemplateFacts, Variant
from liaison.interactions.rules import MAX_COST, MAX_MINUTES, MAX_TITLE
from liaison.kit.codes import fits_address, not_for_addresses
from liaison.kit.errors import Refusal, too_long
from liaison.kit.text import Words
from liaison.kit.text import gettext_lazy as _

CODE_LENGTH = 20
CONTACT_LANGUAGES = ("fr-CH", "de-CH", "it-CH", "en")
"""The languages contacts of a Swiss company have; the completeness check looks at each."""
LAYOUTS = {
    "plain": _("Letter style"),
    "newsletter": _("Newsletter"),
    "short_message": _("Short message"),
}
"""The e-mail layouts a text can stand in; `liaison.mail.layouts` has a file for each."""
SLOTS_WITH_CONTENT = frozenset({"meeting_invitation"})
"""Slots whose template may have languages of its own; all others record what is already written."""
_LANGUAGE = re.compile(r"([a-z]{2,3})(?:-([A-Z]{2}))?")


def clean_code(code: str) -> str:
    """`code` in capitals, without blanks around it (R-INT-1)."""
    return code.replace("\x00", "").strip().upper()


def code_refusals(code: str, *, taken: bool) -> Iterator[Refusal]:
    """Why a cleaned `code` cannot be used (R-INT-1, R-INT-5)."""
    if not code:
        yield Refusal(_("Enter a code."), field="code", code="E-INT-47")
    elif len(code) > CODE_LENGTH:
        yield too_long("code", CODE_LENGTH)
    elif not fits_address(code):
        yield not_for_addresses()
    elif taken:
        yield already_exists(code, "code")


def already_exists(name: str, field: str) -> Refusal:
    """What must be named once has this name already (E-INT-47)."""
    return Refusal(_("“%(name)s” already exists.") % {"name": name}, field=field, code="E-INT-47")


def shape_refusals(given: Mapping[str, object]) -> Iterator[Refusal]:
    """What the given numbers and texts cannot be (R-INT-6, E-INT-9)."""
    for name, most in (("unit_cost", MAX_COST), ("unit_duration_min", MAX_MINUTES)):
        number = given.get(name)
        if not isinstance(number, Decimal | int):
            continue
        if not Decimal(number).is_finite():
            yield Refusal(_("Enter a number."), field=name, code="number")
        elif number < 0:
            yield Refusal(_("The value must not be negative."), field=name, code="E-INT-9")
        elif number > most:
            yield Refusal(_("The value is too large."), field=name, code="number")
    for name in ("description", "subject", "file_name"):
        text = given.get(name)
        if isinstance(text, str) and len(text) > MAX_TITLE:
            yield too_long(name, MAX_TITLE)
    yield from _words_refusals(given.get("descriptions"))


def _words_refusals(words: object) -> Iterator[Refusal]:
    """`descriptions` is text by language or absent."""
    if words is None:
        return
    if not isinstance(words, Mapping) or not all(
        isinstance(language, str) and is_language(language) and isinstance(text, str)
        for language, text in words.items()
    ):
        yield no_language("descriptions")
    elif any(len(text) > MAX_TITLE for text in words.values()):
        yield too_long("descriptions", MAX_TITLE)
    elif any("\x00" in text for text in words.values()):
        yield unkeepable("descriptions")


def unkeepable(field: str) -> Refusal:
    """NUL cannot be stored."""
    return Refusal(_("This text has characters that cannot be kept."), field=field, code="shape")


def clean_language(language: str) -> str:
    """`fr-ch` as `fr-CH`; what is no language comes back as it is."""
    base, dash, region = language.strip().replace("_", "-").partition("-")
    return base.lower() + dash + region.upper()


def is_language(language: str) -> bool:
    """Whether `language` is blank or looks like `fr` or `fr-CH` (R-INT-20)."""
    return not language or _LANGUAGE.fullmatch(language) is not None


def no_language(field: str = "language") -> Refusal:
    """What was given is no language."""
    return Refusal(_("Enter a language such as fr-CH, de-CH, it or en."), field=field, code="language")


@dataclass(frozen=True, slots=True)
class Uses:
    """Where a group or template is used."""

    entries: bool = False
    templates: bool = False
    drafts: bool = False
    slots: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return self.entries or self.templates or self.drafts or bool(self.slots)


def may_delete(uses: Uses) -> Refusal | None:
    """What is used stays; it can be made inactive (R-INT-4, R-INT-18)."""
    return Refusal(_("It is in use; set it inactive."), code="E-INT-45") if uses else None


def may_deactivate(uses: Uses) -> Refusal | None:
    """A template that an event uses must first be replaced there, or that event could record nothing."""
    if not uses.slots:
        return None
    return Refusal(
        _("The set-up uses this template for an event; choose another one there first."),
        field="active",
        code="E-INT-45",
    )


@dataclass(frozen=True, slots=True)
class RowFacts:
    """What the language row of the default language holds."""

    layout: bool = False
    text: bool = False
    file: bool = False
    document_template_id: int | None = None

    @property
    def has_attachment(self) -> bool:
        """A file, or the text of a layout (R-INT-24)."""
        return self.layout or self.file


def may_take_action(action: str, row: RowFacts | None, *, document_template: bool) -> Refusal | None:
    """Whether the guide can do `action` with what the template has (R-INT-12, 13, 15)."""
    if action == "import" and document_template:
        return no_import()
    if row is None or document_template:
        return None
    only_merge = row.layout and action != "merge"
    nothing_to_merge = action == "merge" and not (row.layout or row.text)
    if not only_merge and not nothing_to_merge:
        return None
    return Refusal(
        _("This action is not possible with this content."), field="wizard_action", code="E-INT-16"
    )


def no_import(field: str = "wizard_action") -> Refusal:
    """Import and a document template exclude each other."""
    return Refusal(_("A document template cannot be combined with Import."), field=field, code="E-INT-17")


def action_after(action: str, row: RowFacts | None) -> str:
    """What becomes of the action when another language row counts (R-INT-11).

    A layout wants merging; without anything to merge the action cannot stay that.
    """
    if row is not None and row.layout:
        return "merge"
    mergeable = row is not None and (row.text or row.document_template_id is not None)
    return "none" if action == "merge" and not mergeable else action


def must_remove_file() -> Refusal:
    """The template has a file, and nobody said that it may go (R-INT-14)."""
    return Refusal(
        _("The template has a file. Confirm that it is removed, or leave the document template empty."),
        field="document_template",
        code="Q-INT-4",
    )


def not_usable(field: str = "document_template") -> Refusal:
    """The document template is not made for this (R-INT-23)."""
    return Refusal(_("This document template cannot be used here."), field=field, code="E-INT-19")


def document_in_use(codes: str) -> Refusal:
    """A document template whose language others need (R-INT-23)."""
    return Refusal(
        _("Templates use this document template in its language: %(codes)s.") % {"codes": codes},
        field="language",
        code="E-INT-19",
    )


def may_touch_file(*, document_template: bool) -> Refusal | None:
    """With a document template there is no file to change (R-INT-17)."""
    if not document_template:
        return None
    return Refusal(_("Remove the document template first."), field="file", code="E-INT-18")


def may_replace(*, exists: bool, replace: bool) -> Refusal | None:
    """What is there is replaced only when somebody said so (R-INT-26 to 28)."""
    words = _("There is a file already. Confirm that it is replaced.")
    return _unless_confirmed(words, there=exists, replace=replace)


def may_overwrite(*, exists: bool, replace: bool) -> Refusal | None:
    """Words, or the layout they are to stand in, are copied over only when somebody said so (R-INT-27)."""
    words = _("There is a subject, a text or an e-mail layout already. Confirm that it is replaced.")
    return _unless_confirmed(words, there=exists, replace=replace)


def may_drop_layout(*, layout: str, replace: bool) -> Refusal | None:
    """A file takes the place of an e-mail layout only when somebody said so (R-INT-24, 26, 28)."""
    words = _("The file takes the place of the e-mail layout. Confirm that.")
    return _unless_confirmed(words, there=bool(layout), replace=replace)


def _unless_confirmed(words: Words, *, there: bool, replace: bool) -> Refusal | None:
    return Refusal(words, field="replace", code="Q-INT-2") if there and not replace else None


def no_file() -> Refusal:
    """The upload was empty or given up."""
    return Refusal(_("No file was chosen; nothing has changed."), field="file", code="E-INT-22")


def no_layout(name: str) -> Refusal:
    """An e-mail layout that nobody made (E-INT-20)."""
    return Refusal(
        _("There is no e-mail layout named “%(name)s”.") % {"name": name[:60]},
        field="email_layout",
        code="E-INT-20",
    )


def may_stand_in_slot(code: str, slot: str, *, active: bool, has_rows: bool) -> Refusal | None:
    """What records by itself takes active templates without languages (R-INT-99, 3.9)."""
    if not active:
        return Refusal(
            _("This template is no longer in use; choose another one."), field="template", code="E-INT-29"
        )
    return languages_forbidden(code) if has_rows and slot not in SLOTS_WITH_CONTENT else None


def languages_forbidden(code: str) -> Refusal:
    """A template with languages for an event that records without any text (E-INT-41)."""
    return Refusal(
        _("Template %(code)s must not have languages when it is used for an event.") % {"code": code},
        field="template",
        code="E-INT-41",
    )


def choose_description(description: str, descriptions: Mapping[str, str], language: str) -> str:
    """The description in `language` by the chain fr-CH → fr → the one without language."""
    for wanted in (language, language.partition("-")[0]):
        if descriptions.get(wanted):
            return descriptions[wanted]
    return description


@dataclass(frozen=True, slots=True)
class Link:
    """One step of the fallback chain: a language looked for, and whether the template has it."""

    language: str
    exists: bool


@dataclass(frozen=True, slots=True)
class LanguageCheck:
    """What a contact of `language` gets: the chain looked through, the row found, what it lacks.

    `missing` has keys: ``variant`` (no row at all), ``subject``, ``content``, ``text`` (a layout
    without text). `own` tells whether the language has a row of its own.
    """

    language: str
    chain: tuple[Link, ...]
    found: str | None
    missing: tuple[str, ...]

    @property
    def own(self) -> bool:
        """Whether no fallback was needed."""
        return self.found == self.language

    @property
    def complete(self) -> bool:
        """Whether something can be sent to this contact."""
        return not self.missing


def completeness(facts: TemplateFacts, languages: Iterable[str] = CONTACT_LANGUAGES) -> list[LanguageCheck]:
    """What a contact of each of `languages`, and of each language the template has, would get.

    A template that says nothing of its own (no language rows, and an action that needs none) is
    complete for everybody: nothing is listed.
    """
    needs_content = facts.wizard_action in {"open", "merge"}
    if not facts.variants and not needs_content:
        return []
    own = [row.language for row in facts.variants if row.language]
    return [_check(facts, language) for language in dict.fromkeys([*languages, *own])]


def _check(facts: TemplateFacts, language: str) -> LanguageCheck:
    wanted = dict.fromkeys((language, language.partition("-")[0], facts.default_language, ""))
    chain: list[Link] = []
    for each in wanted:
        chain.append(Link(each, exists=facts.variant(each) is not None))
        if chain[-1].exists:
            break
    row = facts.nearest(language)
    missing = ("variant",) if row is None else tuple(_missing(facts, row))
    if row is None and facts.document_template_id is not None:
        missing = ()
    return LanguageCheck(language, tuple(chain), None if row is None else row.language, missing)


def _missing(facts: TemplateFacts, row: Variant) -> Iterator[str]:
    if not row.subject and facts.default_correspondence_type == "email":
        yield "subject"
    if row.email_layout and not row.body:
        yield "text"
    elif not row.has_content and facts.wizard_action != "import":
        yield "content"


def missing_languages(checks: Sequence[LanguageCheck]) -> list[str]:
    """The languages for which something is missing, for a badge in the list."""
    return [check.language for check in checks if not check.complete]
