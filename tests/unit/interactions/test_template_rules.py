from __future__ import annotations

from decimal import Decimal
from itertools import product

import pytest

from liaison.interactions.draft import NamedFile, TemplateFacts, Variant
from liaison.interactions.template_rules import (
    Link,
    RowFacts,
    Uses,
    action_after,
    choose_description,
    clean_code,
    clean_language,
    code_refusals,
    completeness,
    is_language,
    may_deactivate,
    may_delete,
    may_drop_layout,
    may_overwrite,
    may_replace,
    may_stand_in_slot,
    may_take_action,
    may_touch_file,
    missing_languages,
    shape_refusals,
)
from liaison.kit.errors import Refusal


def code_of(refusal: Refusal | None) -> str:
    return refusal.code if refusal is not None else ""


def template(*variants: Variant, **values: object) -> TemplateFacts:
    facts: dict[str, object] = {
        "id": 1, "code": "LETTRE", "group_id": 1, "description": "Lettre", "channel": "letter",
        "unit_cost": Decimal(0), "unit_duration_min": Decimal(0), "information_flow": "outbound",
        "initiated_by": "us", "default_correspondence_type": "hard_copy",
        "ignore_contact_correspondence_type": False, "default_language": "fr-CH", "wizard_action": "open",
        "document_template_id": None, "campaign_target": False, "campaign_response": False,
        "visibility": "everyone", "active": True, "variants": variants,
    }  # fmt: skip
    return TemplateFacts(**{**facts, **values})  # type: ignore[arg-type]


@pytest.mark.parametrize(("typed", "code"), [(" tel ", "TEL"), ("réunion\x00", "RÉUNION"), ("", "")])
def test_code_is_upper_case_without_blanks(typed: str, code: str) -> None:
    """R-INT-1"""
    assert clean_code(typed) == code


@pytest.mark.parametrize(
    ("code", "taken", "refusals"),
    [
        ("TEL", False, []),
        ("", False, ["E-INT-47"]),
        ("TEL", True, ["E-INT-47"]),
        ("X" * 21, False, ["length"]),
        ("A/B", False, ["shape"]),
        ("A\tB", False, ["shape"]),
        ("..", False, ["shape"]),
        ("E-MAIL 2.0 & CO", False, []),
    ],
)
def test_code_is_required_unique_and_short(code: str, taken: bool, refusals: list[str]) -> None:
    """R-INT-1, R-INT-5"""
    assert [one.code for one in code_refusals(code, taken=taken)] == refusals


@pytest.mark.parametrize(
    ("given", "refusals"),
    [
        ({"unit_cost": Decimal("-0.01")}, [("unit_cost", "E-INT-9")]),
        ({"unit_duration_min": Decimal(-1)}, [("unit_duration_min", "E-INT-9")]),
        ({"unit_cost": Decimal("NaN")}, [("unit_cost", "number")]),
        ({"unit_cost": Decimal("1e15")}, [("unit_cost", "number")]),
        ({"unit_cost": Decimal(0), "unit_duration_min": Decimal("0.5")}, []),
        ({"description": "x" * 256}, [("description", "length")]),
        ({"descriptions": {"de": "Brief"}}, []),
        ({"descriptions": {"deutsch": "Brief"}}, [("descriptions", "language")]),
        ({"descriptions": ["Brief"]}, [("descriptions", "language")]),
        ({"descriptions": {"de": "x" * 256}}, [("descriptions", "length")]),
        ({"descriptions": {"de": "\x00"}}, [("descriptions", "shape")]),
    ],
)
def test_shape(given: dict[str, object], refusals: list[tuple[str, str]]) -> None:
    """R-INT-6"""
    assert [(one.field, one.code) for one in shape_refusals(given)] == refusals


# R-INT-12: e-mail layout on the row, document template on the template, attachment on the row, action.
# A layout row always has its text as attachment (R-INT-24).
REFUSED = {
    *((True, False, file, action) for file in (False, True) for action in ("none", "open", "import")),
    *((False, False, file, "merge") for file in (False, True)),
    *((layout, True, file, "import") for layout in (False, True) for file in (False, True)),
}


@pytest.mark.parametrize(
    ("layout", "document", "file", "action"),
    list(product((False, True), (False, True), (False, True), ("none", "open", "import", "merge"))),
)
def test_action_fits_the_content(layout: bool, document: bool, file: bool, action: str) -> None:
    """R-INT-12: cases a, b, c and d refuse, all other combinations are accepted."""
    row = RowFacts(layout=layout, file=file)
    expected = ""
    if (layout, document, file, action) in REFUSED:
        expected = "E-INT-17" if document else "E-INT-16"

    assert code_of(may_take_action(action, row, document_template=document)) == expected


@pytest.mark.parametrize("action", ["none", "open", "import", "merge"])
def test_action_without_a_row_is_free(action: str) -> None:
    """R-INT-13"""
    assert may_take_action(action, None, document_template=False) is None


def test_import_never_goes_with_a_document_template() -> None:
    """R-INT-15"""
    assert code_of(may_take_action("import", None, document_template=True)) == "E-INT-17"


@pytest.mark.parametrize("action", ["none", "open", "import", "merge"])
def test_own_text_can_be_opened_and_merged(action: str) -> None:
    assert may_take_action(action, RowFacts(text=True), document_template=False) is None


@pytest.mark.parametrize(
    ("before", "row", "after"),
    [
        ("none", RowFacts(layout=True), "merge"),
        ("open", RowFacts(layout=True), "merge"),
        ("merge", RowFacts(file=True), "none"),
        ("merge", RowFacts(), "none"),
        ("merge", None, "none"),
        ("open", RowFacts(), "open"),
        ("import", None, "import"),
        ("merge", RowFacts(text=True), "merge"),
        ("merge", RowFacts(document_template_id=7), "merge"),
    ],
)
def test_action_follows_the_row(before: str, row: RowFacts | None, after: str) -> None:
    """R-INT-11"""
    assert action_after(before, row) == after


@pytest.mark.parametrize(
    ("uses", "code"),
    [
        (Uses(), ""),
        (Uses(entries=True), "E-INT-45"),
        (Uses(templates=True), "E-INT-45"),
        (Uses(drafts=True), "E-INT-45"),
        (Uses(slots=("emails",)), "E-INT-45"),
    ],
)
def test_what_is_used_is_not_deleted(uses: Uses, code: str) -> None:
    """R-INT-4, R-INT-18"""
    assert code_of(may_delete(uses)) == code


def test_template_of_an_event_stays_active() -> None:
    assert code_of(may_deactivate(Uses(slots=("emails",)))) == "E-INT-45"
    assert may_deactivate(Uses(entries=True)) is None


def test_file_commands_stop_at_a_document_template() -> None:
    """R-INT-17"""
    assert code_of(may_touch_file(document_template=True)) == "E-INT-18"
    assert may_touch_file(document_template=False) is None


@pytest.mark.parametrize(
    ("exists", "replace", "code"),
    [(True, False, "Q-INT-2"), (True, True, ""), (False, False, ""), (False, True, "")],
)
def test_what_is_there_is_replaced_only_when_said(exists: bool, replace: bool, code: str) -> None:
    """R-INT-24, R-INT-26 to 28"""
    assert code_of(may_replace(exists=exists, replace=replace)) == code
    assert code_of(may_overwrite(exists=exists, replace=replace)) == code
    assert code_of(may_drop_layout(layout="plain" if exists else "", replace=replace)) == code


@pytest.mark.parametrize(
    ("slot", "active", "has_rows", "code"),
    [
        ("outgoing_calls", True, False, ""),
        ("outgoing_calls", True, True, "E-INT-41"),
        ("outgoing_calls", False, False, "E-INT-29"),
        ("meeting_invitation", True, True, ""),
        ("meeting_invitation", False, True, "E-INT-29"),
    ],
)
def test_slots_take_templates_without_languages(
    slot: str,
    active: bool,
    has_rows: bool,
    code: str,
) -> None:
    """R-INT-99: a template that has any language row cannot record by itself."""
    assert code_of(may_stand_in_slot("X", slot, active=active, has_rows=has_rows)) == code


@pytest.mark.parametrize(
    ("typed", "language", "good"),
    [
        ("fr-ch", "fr-CH", True), ("DE_ch", "de-CH", True), (" en ", "en", True), ("", "", True),
        ("français", "français", False), ("f", "f", False), ("fr-", "fr-", False), ("fr-CHE", "fr-CHE", False),
    ],
)  # fmt: skip
def test_language(typed: str, language: str, good: bool) -> None:
    """R-INT-20"""
    assert (clean_language(typed), is_language(clean_language(typed))) == (language, good)


def test_description_falls_back() -> None:
    words = {"de": "Brief", "de-CH": "Schreiben"}

    assert choose_description("Lettre", words, "de-CH") == "Schreiben"
    assert choose_description("Lettre", words, "de-AT") == "Brief"
    assert choose_description("Lettre", words, "en") == "Lettre"
    assert choose_description("Lettre", {"de": ""}, "de") == "Lettre"


def test_template_that_says_nothing_is_complete() -> None:
    assert completeness(template(wizard_action="none")) == []


def test_missing_content_is_told_for_every_language() -> None:
    checks = completeness(template(), ["fr-CH", "en"])

    assert [(check.language, check.found, check.missing) for check in checks] == [
        ("fr-CH", None, ("variant",)),
        ("en", None, ("variant",)),
    ]
    assert missing_languages(checks) == ["fr-CH", "en"]


def test_fallback_chain_is_visible() -> None:
    """Each language is looked for as fr-CH, fr, the default and no particular one, up to the first found."""
    file = NamedFile(1, "lettre.docx")
    facts = template(
        Variant(language="de", file=file), Variant(language="fr-CH", file=file), default_language="fr-CH"
    )

    checks = {check.language: check for check in completeness(facts, ["fr-CH", "de-CH", "it-CH"])}

    assert checks["fr-CH"].chain == (Link("fr-CH", exists=True),)
    assert checks["fr-CH"].own
    assert checks["de-CH"].chain == (Link("de-CH", exists=False), Link("de", exists=True))
    assert checks["it-CH"].chain == (
        Link("it-CH", exists=False),
        Link("it", exists=False),
        Link("fr-CH", exists=True),
    )
    assert not checks["it-CH"].own
    assert [check.found for check in checks.values()] == ["fr-CH", "de", "fr-CH", "de"]
    assert all(check.complete for check in checks.values())


@pytest.mark.parametrize(
    ("row", "values", "missing"),
    [
        (Variant(language="fr-CH"), {}, ("content",)),
        (Variant(language="fr-CH", body="<p>Bonjour</p>"), {}, ()),
        (Variant(language="fr-CH", body="x"), {"default_correspondence_type": "email"}, ("subject",)),
        (Variant(language="fr-CH", subject="S", body="x"), {"default_correspondence_type": "email"}, ()),
        (Variant(language="fr-CH", email_layout="newsletter", subject="S"), {}, ("text",)),
        (Variant(language="fr-CH", document_template_id=3), {}, ()),
        (Variant(language="fr-CH"), {"wizard_action": "import"}, ()),
    ],
)
def test_what_a_row_lacks(row: Variant, values: dict[str, object], missing: tuple[str, ...]) -> None:
    checks = completeness(template(row, **values), ["fr-CH"])

    assert [check.missing for check in checks] == [missing]


def test_document_template_of_the_template_serves_every_language() -> None:
    """R-INT-49: without a row the template's own document template counts."""
    checks = completeness(template(document_template_id=4, wizard_action="merge"), ["it-CH"])

    assert [(check.found, check.missing) for check in checks] == [(None, ())]


def test_languages_of_the_template_are_checked_too() -> None:
    checks = completeness(template(Variant(language="es", body="x")), ["fr-CH"])

    assert [check.language for check in checks] == ["fr-CH", "es"]
