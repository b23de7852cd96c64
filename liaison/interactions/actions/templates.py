"""Verbs on interaction templates; what they say in each language is written by `languages.py`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any, TypedDict, Unpack, cast

from django.db import transaction

from liaison.accounts.models import User
from liaison.campaigns.models import Campaign
from liaison.contacts.models import CorrespondenceType
from liaison.interactions import template_rules
from liaison.interactions.actions._set_up import (
    along,
    check_shape,
    differing,
    keep,
    require_change,
)
from liaison.interactions.facts import TemplateChanged, TemplateDeleting
from liaison.interactions.models import (
    Channel,
    InformationFlow,
    InitiatedBy,
    InteractionGroup,
    InteractionTemplate,
    InteractionTemplateLanguage,
    Visibility,
    WizardAction,
)
from liaison.interactions.queries.set_up import template_uses
from liaison.interactions.template_rules import RowFacts
from liaison.kit.errors import Refusal, refuse
from liaison.kit.facts import announce
from liaison.kit.history import written_by
from liaison.kit.text import gettext_lazy as _
from liaison.kit.versions import locked
from liaison.letters.models import DocumentTemplate


class TemplateFields(TypedDict, total=False):
    """What may be given for a template; what is absent keeps its proposal (R-INT-7).

    `descriptions` has the description by language; `unit_cost` is in the company's currency.
    """

    description: str
    descriptions: Mapping[str, str]
    channel: Channel
    unit_cost: Decimal
    unit_duration_min: Decimal
    information_flow: InformationFlow
    initiated_by: InitiatedBy
    default_correspondence_type: CorrespondenceType
    ignore_contact_correspondence_type: bool
    default_language: str
    wizard_action: WizardAction
    document_template: DocumentTemplate | None
    campaign: Campaign | None
    campaign_target: bool
    campaign_response: bool
    needs_approval: bool
    visibility: Visibility
    position: int
    active: bool


class TemplateChanges(TemplateFields, total=False):
    """What may be changed later: its group too."""

    group: InteractionGroup


@transaction.atomic
def create_template(
    code: str,
    group: InteractionGroup | None,
    *,
    by: User | None,
    at: datetime,
    create_language: bool = True,
    **fields: Unpack[TemplateFields],
) -> InteractionTemplate:
    """Create a kind of interaction (R-INT-5 to 7); `by` None is the system.

    With a `default_language` its language row is made too, unless `create_language` says no (R-INT-10).
    """
    require_change(by)
    code = template_rules.clean_code(code)
    taken = InteractionTemplate.objects.filter(code=code).exists()
    refuse([*template_rules.code_refusals(code, taken=taken), *_group_refusals(group)])
    assert group is not None
    later: dict[str, Any] = {
        name: fields.pop(name)
        for name in ("default_language", "document_template", "wizard_action")
        if name in fields
    }
    made = InteractionTemplate(code=code, group=group, **fields)
    check_shape(made, ("code", *fields))
    with written_by(by, "create_template", at):
        made.save(force_insert=True)
        if later:
            _settle(made, later, create_language=create_language, remove_file=False)
            made.save(update_fields=["default_language", "document_template", "wizard_action"])
    _announce(made, "created", by, at)
    return made


@transaction.atomic
def change_template(
    template: InteractionTemplate,
    *,
    by: User | None,
    at: datetime,
    version: int | None = None,
    create_language: bool = True,
    remove_file: bool = False,
    **changes: Unpack[TemplateChanges],
) -> InteractionTemplate:
    """Change what is given; drafts and entries keep what they took (R-INT-19).

    The same again changes nothing; raises `Conflict` when `version` is old. `create_language` answers
    whether a new default language gets its row: without it the default stays as it was (R-INT-10).
    `remove_file` lets a document template take the place of a file (R-INT-14).
    """
    require_change(by)
    template = locked(template, version)
    new = differing(template, along(template, changes))
    if not new:
        return template
    if "group" in new:
        refuse(_group_refusals(cast("InteractionGroup | None", new["group"])))
    if new.get("active") is False:
        refuse(template_rules.may_deactivate(template_uses(template)))
    special = {"default_language", "document_template", "wizard_action"}
    for name, value in new.items():
        if name not in special:
            setattr(template, name, value)
    check_shape(template, [name for name in new if name not in special | {"group"}])
    with written_by(by, "change_template", at):
        if special & new.keys():
            wanted = {name: new[name] for name in special & new.keys()}
            _settle(template, wanted, create_language=create_language, remove_file=remove_file)
        keep(template, {*new, *(special if special & new.keys() else ())})
    _announce(template, "changed", by, at)
    return template


@transaction.atomic
def delete_template(
    template: InteractionTemplate, *, by: User | None, at: datetime, version: int | None = None
) -> None:
    """Delete a template that nothing uses, with its languages; else it can be made inactive (R-INT-18).

    Raises `Conflict` if `version` is old.
    """
    require_change(by)
    template = locked(template, version)
    refuse(template_rules.may_delete(template_uses(template)))
    announce(TemplateDeleting(template.pk, template.code))
    pk = template.pk
    with written_by(by, "delete_template", at):
        template.delete()
    template.pk = pk
    _announce(template, "deleted", by, at)


def _announce(template: InteractionTemplate, kind: str, by: User | None, at: datetime) -> None:
    announce(
        TemplateChanged(template=template.pk, code=template.code, kind=kind, by=by.pk if by else None, at=at)
    )


def _group_refusals(group: InteractionGroup | None) -> list[Refusal]:
    if group is None:
        return [Refusal(_("Enter a group."), "group", "E-INT-47")]
    if not group.active:
        return [Refusal(_("This group is no longer in use; choose another one."), "group", "E-INT-47")]
    return []


def default_row(template: InteractionTemplate) -> InteractionTemplateLanguage | None:
    """The language row that speaks for the template; a blank default language has one too (R-INT-9)."""
    return InteractionTemplateLanguage.objects.filter(
        template=template, language=template.default_language
    ).first()


def row_facts(row: InteractionTemplateLanguage | None) -> RowFacts | None:
    """What the rules want to know of a language row."""
    if row is None:
        return None
    return RowFacts(
        layout=bool(row.email_layout),
        text=bool(row.body),
        file=row.file_id is not None,
        document_template_id=row.document_template_id,
    )


def follow_row(template: InteractionTemplate) -> None:
    """Let action and document template follow the row of the default language (R-INT-11); not saved."""
    facts = row_facts(default_row(template))
    template.wizard_action = template_rules.action_after(template.wizard_action, facts)
    template.document_template_id = facts.document_template_id if facts is not None else None


def _settle(
    template: InteractionTemplate, new: Mapping[str, Any], *, create_language: bool, remove_file: bool
) -> None:
    """Default language first, then what follows from it, then what was chosen besides; not saved."""
    if "default_language" in new:
        language = template_rules.clean_language(new["default_language"])
        if not template_rules.is_language(language):
            refuse(template_rules.no_language("default_language"))
        _move_default(template, language, create_language=create_language)
    if "document_template" in new:
        template.wizard_action = new.get("wizard_action", template.wizard_action)
        _set_document_template(template, new["document_template"], remove_file=remove_file)
    if "wizard_action" in new:
        template.wizard_action = new["wizard_action"]
        check_shape(template, ["wizard_action"])
    refuse(
        template_rules.may_take_action(
            template.wizard_action,
            row_facts(default_row(template)),
            document_template=template.document_template_id is not None,
        )
    )


def _move_default(template: InteractionTemplate, language: str, *, create_language: bool) -> None:
    """R-INT-10: a row is made where there is none; if it may not be, the default stays."""
    exists = InteractionTemplateLanguage.objects.filter(template=template, language=language).exists()
    if not exists and language:
        if not create_language:
            return
        refuse_in_slot(template)
        InteractionTemplateLanguage.objects.create(
            template=template, language=language, description=template.description
        )
    template.default_language = language
    follow_row(template)


def refuse_in_slot(template: InteractionTemplate) -> None:
    """A template that an event uses gets no languages (E-INT-41)."""
    slots = set(template.slots.values_list("slot", flat=True)) - template_rules.SLOTS_WITH_CONTENT
    if slots:
        refuse(template_rules.languages_forbidden(template.code))


def _set_document_template(
    template: InteractionTemplate, document: DocumentTemplate | None, *, remove_file: bool
) -> None:
    """R-INT-14 to 16: it excludes Import and a file, and stands on the row of the default language too."""
    row = default_row(template)
    if document is not None:
        if template.wizard_action == WizardAction.IMPORT:
            refuse(template_rules.no_import("document_template"))
        check_document(document, template.default_language)
        facts = row_facts(row)
        if facts is not None and facts.has_attachment:
            if not remove_file:
                refuse(template_rules.must_remove_file())
            assert row is not None
            row.file, row.file_name, row.email_layout = None, "", ""
        if row is None:
            refuse_in_slot(template)
            row = InteractionTemplateLanguage(
                template=template, language=template.default_language, description=template.description
            )
    template.document_template = document
    if row is not None:
        row.document_template = document
        row.version += 1
        row.save()


def check_document(document: DocumentTemplate, language: str) -> None:
    """A document template fits a row of its own language, while it is in use (R-INT-23)."""
    if not document.active or document.language != language:
        refuse(template_rules.not_usable())
