from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.apps import apps

from liaison.files.actions import store_file
from liaison.interactions.actions.slots import assign_slot
from liaison.interactions.actions.templates import change_template, create_template, delete_template
from liaison.interactions.facts import TemplateChanged
from liaison.interactions.models import (
    Draft,
    Entry,
    InteractionTemplate,
    InteractionTemplateLanguage,
    Slot,
    TemplateSlot,
)
from liaison.interactions.queries.offered import offered_templates
from liaison.interactions.queries.set_up import (
    interaction_template,
    interaction_templates,
    slot_template,
    slots,
    template_check,
    template_checks,
)
from liaison.kit import facts
from liaison.kit.errors import Conflict, NotAllowed, Refused
from liaison.letters.models import DocumentTemplate
from tests import make
from tests.cast import Cast
from tests.conftest import AT
from tests.db.interactions.conftest import Log


def codes(refused: pytest.ExceptionInfo[Refused]) -> list[tuple[str | None, str]]:
    return [(one.field, one.code) for one in refused.value.refusals]


def make_row(template: InteractionTemplate, language: str = "fr-CH", **fields: Any) -> Any:
    return InteractionTemplateLanguage.objects.create(template=template, language=language, **fields)


def make_document(code: str = "INVITE-FR", language: str = "fr-CH", **fields: Any) -> DocumentTemplate:
    file = store_file(code.encode(), by=None, at=AT)
    return DocumentTemplate.objects.create(
        code=code, name=code, language=language, file=file, file_name="invite.docx", **fields
    )


def with_file(row: InteractionTemplateLanguage) -> None:
    row.file, row.file_name = store_file(b"content", by=None, at=AT), "lettre.pdf"
    row.save()


def change(cast: Cast, **changes: Any) -> InteractionTemplate:
    return change_template(cast.call, by=cast.administrator, at=AT, **changes)


# --- creating ------------------------------------------------------------------------------------


def test_template_needs_code_and_group_and_proposes_the_rest(cast: Cast) -> None:
    """R-INT-5, R-INT-7"""
    create_template("lettre", cast.call.group, by=cast.administrator, at=AT)

    made = InteractionTemplate.objects.get(code="LETTRE")
    assert (made.default_correspondence_type, made.wizard_action) == ("email", "none")
    assert (made.information_flow, made.initiated_by) == ("none", "none")
    assert (made.unit_cost, made.unit_duration_min, made.description) == (Decimal(0), Decimal(0), "")


@pytest.mark.parametrize(
    ("code", "group", "fields", "refusals"),
    [
        ("", True, {}, [("code", "E-INT-47")]),
        ("appel", True, {}, [("code", "E-INT-47")]),
        ("NEUF", False, {}, [("group", "E-INT-47")]),
        ("", False, {}, [("code", "E-INT-47"), ("group", "E-INT-47")]),
        ("NEUF", True, {"unit_cost": Decimal(-1)}, [("unit_cost", "E-INT-9")]),
        ("NEUF", True, {"unit_duration_min": Decimal("-0.5")}, [("unit_duration_min", "E-INT-9")]),
        ("NEUF", True, {"channel": "pigeon"}, [("channel", "shape")]),
        ("NEUF", True, {"wizard_action": "dance"}, [("wizard_action", "shape")]),
        ("NEUF", True, {"position": -1}, [("position", "shape")]),
        ("NEUF", True, {"default_language": "français"}, [("default_language", "language")]),
        ("NEUF", True, {"description": "\x00"}, [("description", "shape")]),
    ],
)
def test_refused_template_leaves_nothing(
    cast: Cast, code: str, group: bool, fields: dict[str, Any], refusals: list[tuple[str, str]]
) -> None:
    """R-INT-5, R-INT-6"""
    with pytest.raises(Refused) as refused:
        create_template(code, cast.call.group if group else None, by=cast.administrator, at=AT, **fields)

    assert codes(refused) == refusals
    assert list(InteractionTemplate.objects.values_list("code", flat=True)) == ["APPEL"]
    assert not InteractionTemplateLanguage.objects.exists()


def test_minutes_are_kept_exactly(cast: Cast) -> None:
    """R-INT-6"""
    change(cast, unit_duration_min=Decimal("7.25"))

    assert InteractionTemplate.objects.get(code="APPEL").unit_duration_min == Decimal("7.25")


def test_only_administrators_change_templates(cast: Cast) -> None:
    """R-INT-195"""
    for by in (cast.aline, cast.viewer):
        with pytest.raises(NotAllowed):
            create_template("X", cast.call.group, by=by, at=AT)
        with pytest.raises(NotAllowed):
            change_template(cast.call, description="x", by=by, at=AT)
        with pytest.raises(NotAllowed):
            delete_template(cast.call, by=by, at=AT)
        with pytest.raises(NotAllowed):
            assign_slot(Slot.OUTGOING_CALLS, cast.call, by=by, at=AT)

    assert list(InteractionTemplate.objects.values_list("code", "description")) == [
        ("APPEL", "Appel sortant")
    ]
    assert not TemplateSlot.objects.exists()


# --- changing ------------------------------------------------------------------------------------


def test_change_leaves_entries_as_they_are(cast: Cast, log: Log) -> None:
    """R-INT-19"""
    number = log()

    change(cast, description="Coup de fil", unit_cost=Decimal(9), unit_duration_min=Decimal(99))

    entry = Entry.objects.select_related("content").get(pk=number)
    assert (entry.content.description, entry.cost, entry.duration_min) == (
        "Appel sortant",
        Decimal("1.50"),
        Decimal(12),
    )


def test_same_again_changes_nothing_and_change_is_announced(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[TemplateChanged] = []
    monkeypatch.setitem(facts._listeners, TemplateChanged, [heard.append])

    first = change(cast, description="Coup de fil", version=1)
    second = change(cast, description="Coup de fil", version=2)

    assert (first.version, second.version) == (2, 2)
    assert [(one.code, one.kind) for one in heard] == [("APPEL", "changed")]
    events = apps.get_model("interactions", "InteractionTemplateEvent")._default_manager.order_by("pgh_id")
    assert [event.description for event in events] == ["Appel sortant", "Coup de fil"]
    assert events[1].pgh_context.metadata["user"] == cast.administrator.pk


def test_description_takes_its_own_translation_along(cast: Cast) -> None:
    change(cast, descriptions={"fr": "Appel sortant", "de": "Ausgehender Anruf"})

    template = change(cast, description="Appel client")

    assert template.descriptions == {"fr": "Appel client", "de": "Ausgehender Anruf"}
    template = change(cast, description="Appel", descriptions={"fr": "Appel client"})
    assert change(cast, description="Rappel").descriptions == {"fr": "Appel client"}


def test_second_writer_is_told(cast: Cast) -> None:
    change(cast, description="Coup de fil", version=1)

    with pytest.raises(Conflict):
        change(cast, description="Téléphone", version=1)

    assert InteractionTemplate.objects.get(code="APPEL").description == "Coup de fil"


def test_inactive_template_is_not_offered(cast: Cast) -> None:
    """R-INT-18"""
    change(cast, active=False)

    assert list(interaction_templates(cast.aline)) == []
    assert offered_templates(cast.aline) == []
    assert [one.code for one in interaction_templates(cast.aline, active=None)] == ["APPEL"]


def test_template_of_an_event_stays_active(cast: Cast) -> None:
    assign_slot(Slot.OUTGOING_CALLS, cast.call, by=cast.administrator, at=AT)

    with pytest.raises(Refused) as refused:
        change(cast, active=False)

    assert codes(refused) == [("active", "E-INT-45")]


# --- default language ----------------------------------------------------------------------------


def test_default_language_makes_its_row(cast: Cast) -> None:
    """R-INT-10: yes creates the row with the template's description."""
    template = change(cast, default_language="fr-ch")

    assert template.default_language == "fr-CH"
    assert list(template.languages.values_list("language", "description")) == [("fr-CH", "Appel sortant")]


def test_default_language_stays_when_no_row_may_be_made(cast: Cast) -> None:
    """R-INT-10: no abandons the change and nothing else."""
    template = change(cast, default_language="fr-CH", description="Coup de fil", create_language=False)

    assert (template.default_language, template.description) == ("", "Coup de fil")
    assert not template.languages.exists()


def test_created_template_gets_the_row_of_its_default_language(cast: Cast) -> None:
    """R-INT-10"""
    made = create_template(
        "LETTRE", cast.call.group, description="Lettre", default_language="de-CH", by=None, at=AT
    )

    assert list(made.languages.values_list("language", "description")) == [("de-CH", "Lettre")]


def test_template_follows_the_row_of_its_default_language(cast: Cast) -> None:
    """R-INT-9, R-INT-11"""
    document = make_document()
    make_row(cast.call, "fr-CH", document_template=document)
    make_row(cast.call, "de-CH", email_layout="newsletter")
    make_row(cast.call, "en")

    french = change(cast, default_language="fr-CH")
    assert (french.document_template, french.wizard_action) == (document, "none")
    german = change(cast, default_language="de-CH")
    assert (german.document_template, german.wizard_action) == (None, "merge")
    english = change(cast, default_language="en")
    assert (english.document_template, english.wizard_action) == (None, "none")


# --- wizard action and document template ---------------------------------------------------------


def test_refused_action_changes_nothing(cast: Cast) -> None:
    """R-INT-12"""
    make_row(cast.call)
    change(cast, default_language="fr-CH")

    with pytest.raises(Refused) as refused:
        change(cast, wizard_action="merge", description="anders")

    assert codes(refused) == [("wizard_action", "E-INT-16")]
    stored = InteractionTemplate.objects.get(code="APPEL")
    assert (stored.wizard_action, stored.description) == ("none", "Appel sortant")


def test_any_action_without_language_row(cast: Cast) -> None:
    """R-INT-13"""
    assert change(cast, wizard_action="merge").wizard_action == "merge"


def test_document_template_is_written_to_the_row(cast: Cast) -> None:
    """R-INT-16: the row of the default language is made if it is missing."""
    document = make_document(language="")

    template = change(cast, document_template=document, wizard_action="merge")

    assert (template.document_template, template.wizard_action) == (document, "merge")
    assert list(template.languages.values_list("language", "description", "document_template")) == [
        ("", "Appel sortant", document.pk)
    ]
    template = change(cast, document_template=None, wizard_action="none")
    assert list(template.languages.values_list("document_template", flat=True)) == [None]


def test_document_template_takes_the_place_of_a_file_only_when_said(cast: Cast) -> None:
    """R-INT-14"""
    row = make_row(cast.call)
    with_file(row)
    change(cast, default_language="fr-CH")
    document = make_document()

    with pytest.raises(Refused) as refused:
        change(cast, document_template=document)
    assert codes(refused) == [("document_template", "Q-INT-4")]
    row.refresh_from_db()
    assert (row.file_name, row.document_template) == ("lettre.pdf", None)

    change(cast, document_template=document, remove_file=True)
    row.refresh_from_db()
    assert (row.file, row.file_name, row.document_template) == (None, "", document)


@pytest.mark.parametrize("together", [True, False])
def test_import_and_document_template_exclude_each_other(cast: Cast, together: bool) -> None:
    """R-INT-15: in either order."""
    document = make_document(language="")
    if not together:
        change(cast, document_template=document)

    with pytest.raises(Refused) as refused:
        change(cast, wizard_action="import", **({"document_template": document} if together else {}))
    assert [code for _field, code in codes(refused)] == ["E-INT-17"]

    if together:
        change(cast, wizard_action="import")
        with pytest.raises(Refused) as refused:
            change(cast, document_template=document)
        assert codes(refused) == [("document_template", "E-INT-17")]


@pytest.mark.parametrize(
    "fields",
    [{"language": "de-CH"}, {"language": "fr"}, {"active": False}],
    ids=["other", "base", "inactive"],
)
def test_document_template_must_fit(cast: Cast, fields: dict[str, Any]) -> None:
    """R-INT-23"""
    document = make_document(**fields)

    with pytest.raises(Refused) as refused:
        change(cast, default_language="fr-CH", document_template=document)

    assert codes(refused) == [("document_template", "E-INT-19")]
    assert not InteractionTemplateLanguage.objects.exists()


# --- deleting ------------------------------------------------------------------------------------


def test_unused_template_is_deleted_with_its_languages(cast: Cast) -> None:
    """R-INT-18"""
    make_row(cast.call)

    delete_template(cast.call, by=cast.administrator, at=AT)

    assert not InteractionTemplate.objects.exists()
    assert not InteractionTemplateLanguage.objects.exists()


@pytest.mark.parametrize("use", ["entry", "draft", "slot"])
def test_used_template_is_not_deleted(cast: Cast, log: Log, use: str) -> None:
    """R-INT-18"""
    if use == "entry":
        log()
    elif use == "draft":
        Draft.objects.create(
            entry_no=7, user=cast.aline, values={"template": "APPEL"}, created_at=AT, saved_at=AT
        )
    else:
        assign_slot(Slot.OUTGOING_CALLS, cast.call, by=cast.administrator, at=AT)

    with pytest.raises(Refused) as refused:
        delete_template(cast.call, by=cast.administrator, at=AT)

    assert codes(refused) == [(None, "E-INT-45")]
    assert InteractionTemplate.objects.filter(code="APPEL").exists()


# --- slots ---------------------------------------------------------------------------------------


def test_slot_is_assigned_changed_and_cleared(cast: Cast) -> None:
    other = make.make_template("APPEL-2")
    for template in (cast.call, cast.call, other):
        assign_slot(Slot.OUTGOING_CALLS, template, by=cast.administrator, at=AT)

    assert slot_template(Slot.OUTGOING_CALLS) == other
    assert slots(cast.aline) == {
        Slot.EMAILS: None,
        Slot.EMAIL_DRAFT: None,
        Slot.COVER_SHEETS: None,
        Slot.OUTGOING_CALLS: other,
        Slot.MEETING_INVITATION: None,
        Slot.UNSUBSCRIPTION: None,
    }
    assign_slot(Slot.OUTGOING_CALLS, None, by=cast.administrator, at=AT)
    assign_slot(Slot.OUTGOING_CALLS, None, by=cast.administrator, at=AT)
    assert slot_template(Slot.OUTGOING_CALLS) is None
    events = apps.get_model("interactions", "TemplateSlotEvent")._default_manager.order_by("pgh_id")
    assert [(event.pgh_label, event.template_id) for event in events] == [
        ("insert", cast.call.pk), ("update", other.pk), ("delete", other.pk),
    ]  # fmt: skip


def test_slot_refuses_languages_and_inactive_templates(cast: Cast) -> None:
    """R-INT-99"""
    spoken, asleep = make.make_template("PARLE"), make.make_template("DORT", active=False)
    make_row(spoken)

    for template, code in ((spoken, "E-INT-41"), (asleep, "E-INT-29")):
        with pytest.raises(Refused) as refused:
            assign_slot(Slot.EMAILS, template, by=cast.administrator, at=AT)
        assert codes(refused) == [("template", code)]
    assert not TemplateSlot.objects.exists()

    assign_slot(Slot.MEETING_INVITATION, spoken, by=cast.administrator, at=AT)
    assert slot_template(Slot.MEETING_INVITATION) == spoken


def test_template_of_a_slot_gets_no_languages(cast: Cast) -> None:
    """R-INT-99: the other order is refused too."""
    assign_slot(Slot.OUTGOING_CALLS, cast.call, by=cast.administrator, at=AT)

    with pytest.raises(Refused) as refused:
        change(cast, default_language="fr-CH")
    assert codes(refused) == [("template", "E-INT-41")]
    with pytest.raises(Refused) as refused:
        change(cast, document_template=make_document(language=""))
    assert codes(refused) == [("template", "E-INT-41")]
    assert not InteractionTemplateLanguage.objects.exists()


# --- reading -------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 3])
def test_completeness_of_many_is_one_statement(
    cast: Cast, django_assert_num_queries: Any, count: int
) -> None:
    templates = [make.make_template(f"T{number}", default_language="fr-CH") for number in range(count)]
    for template in templates:
        make_row(template, body="<p>Bonjour</p>")
        make_row(template, "de-CH")

    with django_assert_num_queries(1):
        found = template_checks(cast.viewer, templates)

    assert {pk: check.checks for pk, check in found.items()} == {
        template.pk: template_check(cast.viewer, template).checks for template in templates
    }


@pytest.mark.parametrize("count", [1, 3])
def test_templates_are_one_statement(cast: Cast, django_assert_num_queries: Any, count: int) -> None:
    for number in range(count):
        make.make_template(f"T{number}", position=number)

    with django_assert_num_queries(1):
        found = [(one.code, one.group.code) for one in interaction_templates(cast.viewer)]

    assert found == [*((f"T{number}", "TEL") for number in range(count)), ("APPEL", "TEL")]


def test_templates_are_narrowed(cast: Cast) -> None:
    """R-INT-3"""
    make.make_template(
        "LETTRE", make.make_group("LETTRE"), channel="letter", descriptions={"de": "Persönlicher Brief"}
    )

    def found(**given: Any) -> list[str]:
        return [one.code for one in interaction_templates(cast.viewer, **given)]

    assert found(group="lettre") == ["LETTRE"]
    assert found(channel="phone") == ["APPEL"]
    assert found(text="brief") == ["LETTRE"]
    assert found(text="de") == []
    assert found(text="x\x00y") == []
    assert interaction_template(cast.viewer, "appel") == cast.call
    assert interaction_template(cast.viewer, "rien") is None


def test_chips_begin_with_what_the_viewer_uses(cast: Cast, log: Log, django_assert_num_queries: Any) -> None:
    make.make_template("VISITE", position=1)
    make.make_template("NOTE", position=2)
    for template, times in (("NOTE", 2), ("APPEL", 1)):
        for hour in range(times):
            log(template=template, occurred_at=AT - timedelta(hours=hour))
    log(template="VISITE", by=cast.marc, salesperson="MD")
    make.make_template("VIEUX", position=0, active=False)

    with django_assert_num_queries(1):
        offered = offered_templates(cast.aline)
    assert [one.code for one in offered] == ["NOTE", "APPEL", "VISITE"]
    assert [one.code for one in offered_templates(cast.viewer)] == ["VISITE", "NOTE", "APPEL"]
    assert (offered[1].description, offered[1].channel, offered[1].unit_duration_min) == (
        cast.call.description, cast.call.channel, cast.call.unit_duration_min,
    )  # fmt: skip


def test_completeness_is_one_statement(cast: Cast, django_assert_num_queries: Any) -> None:
    make_row(cast.call, "fr-CH", body="<p>Bonjour</p>")
    make_row(cast.call, "de-CH")
    cast.call.default_language = "fr-CH"

    with django_assert_num_queries(1):
        found = template_check(cast.viewer, cast.call)

    assert not found.complete
    assert [(check.language, check.found, check.missing) for check in found.checks] == [
        ("fr-CH", "fr-CH", ()),
        ("de-CH", "de-CH", ("content",)),
        ("it-CH", "fr-CH", ()),
        ("en", "fr-CH", ()),
    ]
