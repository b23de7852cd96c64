"""Reads of the set-up: groups, templates, their languages, slots, and where they are used."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from liaison.accounts.models import User
from liaison.accounts.queries import require
from liaison.accounts.rules import Right
from liaison.contacts.salutations import base_language
from liaison.interactions.draft import TemplateFacts
from liaison.interactions.models import (
    Channel,
    Draft,
    Entry,
    InformationFlow,
    InteractionGroup,
    InteractionTemplate,
    InteractionTemplateLanguage,
    Slot,
    TemplateSlot,
)
from liaison.interactions.queries.look_up import VARIANT, facts_of
from liaison.interactions.template_rules import (
    CONTACT_LANGUAGES,
    SLOTS_WITH_CONTENT,
    LanguageCheck,
    Uses,
    choose_description,
    completeness,
)


def interaction_groups(
    viewer: User, *, active: bool | None = None, text: str = ""
) -> QuerySet[InteractionGroup]:
    """Groups by code; `active` None: all."""
    require(viewer, Right.READ_TEMPLATES)
    found = InteractionGroup.objects.order_by("code")
    if active is not None:
        found = found.filter(active=active)
    if text:
        found = found.filter(_has_words(text))
    return found


def template_counts(viewer: User) -> Mapping[int, int]:
    """How many templates each group has, by its id; groups without any are absent."""
    require(viewer, Right.READ_TEMPLATES)
    return dict(InteractionTemplate.objects.values_list("group").annotate(number=Count("pk")).order_by())


def interaction_group(viewer: User, code: str) -> InteractionGroup | None:
    """The group of that code; None when there is none."""
    require(viewer, Right.READ_TEMPLATES)
    return InteractionGroup.objects.filter(code=code.upper()).first()


def interaction_templates(
    viewer: User,
    *,
    active: bool | None = True,
    group: str = "",
    channel: str = "",
    text: str = "",
) -> QuerySet[InteractionTemplate]:
    """Templates in the order in which they are offered, with their group; `active` None: all (R-INT-3)."""
    require(viewer, Right.READ_TEMPLATES)
    found = InteractionTemplate.objects.select_related("group", "document_template", "campaign").order_by(
        "position", "code"
    )
    if active is not None:
        found = found.filter(active=active)
    if group:
        found = found.filter(group__code=group.upper())
    if channel:
        found = found.filter(channel=channel)
    if text:
        found = found.filter(_has_words(text))
    return found


def _has_words(text: str) -> Q:
    """Code or description hold the words typed, in any of the languages of the description."""
    text = text.replace("\x00", "").strip()
    found = Q(code__icontains=text) | Q(description__icontains=text)
    for language, _name in settings.LANGUAGES:
        found |= Q(**{f"descriptions__{language}__icontains": text})
    return found


def interaction_template(viewer: User, code: str) -> InteractionTemplate | None:
    """The template of that code, active or not, with its group; None when there is none."""
    require(viewer, Right.READ_TEMPLATES)
    found = InteractionTemplate.objects.select_related("group", "document_template", "campaign")
    return found.filter(code=code.upper()).first()


def template_languages(viewer: User, template: InteractionTemplate) -> QuerySet[InteractionTemplateLanguage]:
    """The language rows of a template by language, with file and document template."""
    require(viewer, Right.READ_TEMPLATES)
    rows = InteractionTemplateLanguage.objects.filter(template=template)
    return rows.select_related("file", "document_template").order_by("language")


def template_language(
    viewer: User, template: InteractionTemplate, language: str
) -> InteractionTemplateLanguage | None:
    """The row of exactly that language; None when there is none."""
    return template_languages(viewer, template).filter(language=language).first()


def languages_with_content(viewer: User) -> QuerySet[InteractionTemplateLanguage]:
    """Every language row of every template whose text, layout or file can be copied (R-INT-27)."""
    require(viewer, Right.READ_TEMPLATES)
    rows = InteractionTemplateLanguage.objects.select_related("template").order_by(
        "template__code", "language"
    )
    return rows.exclude(file=None, body="", email_layout="")


def languages_of_templates(viewer: User, *, active: bool = False) -> list[str]:
    """The usual languages, then all others that templates, or `active` ones, have texts in; one statement."""
    require(viewer, Right.READ_TEMPLATES)
    rows = InteractionTemplateLanguage.objects.exclude(language="")
    if active:
        rows = rows.filter(template__active=True)
    found = rows.order_by("language").values_list("language", flat=True).distinct()
    return list(dict.fromkeys((*CONTACT_LANGUAGES, *found)))


def languages_of_contacts(viewer: User) -> list[str]:
    """The languages contacts are offered: the usual ones, then others of active templates; one statement.

    A template in `fr` is for contacts of `fr-CH` too, so that the usual ones stand for it.
    """
    bases = {base_language(code) for code in CONTACT_LANGUAGES}.difference(CONTACT_LANGUAGES)
    return [code for code in languages_of_templates(viewer, active=True) if code not in bases]


@dataclass(frozen=True, slots=True)
class TemplateCheck:
    """The facts of a template and what contacts of each language would get."""

    facts: TemplateFacts
    checks: tuple[LanguageCheck, ...]

    @property
    def complete(self) -> bool:
        """Whether nothing is missing in any language."""
        return all(check.complete for check in self.checks)


def template_check(viewer: User, template: InteractionTemplate) -> TemplateCheck:
    """The completeness of one template; one statement."""
    require(viewer, Right.READ_TEMPLATES)
    facts = facts_of(template)
    return TemplateCheck(facts, tuple(completeness(facts)))


def template_checks(viewer: User, templates: Iterable[InteractionTemplate]) -> Mapping[int, TemplateCheck]:
    """The completeness of several templates by id; one statement for all of their languages."""
    require(viewer, Right.READ_TEMPLATES)
    wanted = list(templates)
    rows: dict[int, list[tuple[Any, ...]]] = {template.pk: [] for template in wanted}
    found = InteractionTemplateLanguage.objects.filter(template__in=list(rows)).order_by("language")
    for pk, *columns in found.values_list("template_id", *VARIANT):
        rows[pk].append(tuple(columns))
    checks = {}
    for template in wanted:
        facts = facts_of(template, rows[template.pk])
        checks[template.pk] = TemplateCheck(facts, tuple(completeness(facts)))
    return checks


def slots(viewer: User) -> Mapping[Slot, InteractionTemplate | None]:
    """Every slot of this domain with its template, in the order of the set-up page."""
    require(viewer, Right.READ_SETUP)
    chosen = {row.slot: row.template for row in TemplateSlot.objects.select_related("template")}
    return {slot: chosen.get(slot) for slot in Slot}


def slot_template(slot: Slot) -> InteractionTemplate | None:
    """The template an event uses, for the verbs that record by themselves (R-INT-102, 113)."""
    row = TemplateSlot.objects.select_related("template__group").filter(slot=slot).first()
    return row.template if row is not None else None


def topic_mailings(codes: Iterable[str], language: str) -> dict[str, list[str]]:
    """What goes out by e-mail under the groups of these codes, as it is called in `language`."""
    found = InteractionTemplate.objects.filter(
        group__code__in=list(codes), active=True, channel=Channel.EMAIL,
        information_flow=InformationFlow.OUTBOUND,
    ).order_by("id")  # fmt: skip
    mailings: dict[str, list[str]] = {}
    for code, description, descriptions in found.values_list("group__code", "description", "descriptions"):
        name = choose_description(description, descriptions, language)
        if name and name not in (known := mailings.setdefault(code, [])):
            known.append(name)
    return mailings


def topic_names(codes: Iterable[str], language: str) -> dict[str, str]:
    """What the groups of these codes are called in `language`, for the contact itself."""
    found = InteractionGroup.objects.filter(code__in=list(codes))
    return {
        one.code: choose_description(one.description, one.descriptions, language) or one.code for one in found
    }


def template_uses(template: InteractionTemplate) -> Uses:
    """Whether entries, drafts or slots name the template; three statements at most."""
    return Uses(
        entries=Entry.objects.filter(template=template).exists(),
        drafts=Draft.objects.filter(values__template=template.code).exists(),
        slots=tuple(TemplateSlot.objects.filter(template=template).values_list("slot", flat=True)),
    )


def group_uses(group: InteractionGroup) -> Uses:
    """Whether templates or entries name the group; two statements."""
    return Uses(
        entries=Entry.objects.filter(group=group).exists(),
        templates=InteractionTemplate.objects.filter(group=group).exists(),
    )


def slot_candidates(viewer: User) -> Mapping[Slot, list[InteractionTemplate]]:
    """The templates each slot may have: active ones, most slots only those without languages (3.9)."""
    require(viewer, Right.READ_SETUP)
    rows = InteractionTemplateLanguage.objects.filter(template=OuterRef("pk"))
    found = interaction_templates(viewer).annotate(has_rows=Exists(rows))
    active = [(template, template.has_rows) for template in found]
    return {
        slot: [one for one, has_rows in active if not has_rows or slot in SLOTS_WITH_CONTENT] for slot in Slot
    }
