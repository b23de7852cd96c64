"""Log one interaction for each of many contacts, by a constant number of statements."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from liaison.accounts.models import Salesperson, User
from liaison.accounts.queries import require
from liaison.accounts.rules import Right
from liaison.contacts.models import Contact
from liaison.interactions import rules
from liaison.interactions.bulk import (
    Shared,
    insert_contents,
    insert_entries,
    keep_documents,
)
from liaison.interactions.draft import (
    ManyValues,
    PlannedText,
    SharedText,
    TemplateFacts,
)
from liaison.interactions.facts import InteractionsLogged
from liaison.interactions.models import ContentFile
from liaison.interactions.queries.look_up import template_facts
from liaison.interactions.queries.many import many_objections
from liaison.interactions.sets import join_campaigns
from liaison.kit.clock import local_date
from liaison.kit.errors import Refused, refuse
from liaison.kit.facts import announce
from liaison.kit.sql import Question
from liaison.letters.cleaning import clean as clean_html
from liaison.letters.plain import plain_text


@dataclass(frozen=True, slots=True)
class LoggedMany:
    """What a logging for many wrote: how many entries, and the contents that they share."""

    count: int
    contents: tuple[int, ...]


@transaction.atomic
def log_many(contacts: QuerySet[Contact], values: ManyValues, *, by: User, at: datetime) -> LoggedMany:
    """One entry for each of `contacts`, which is a question and not a list of rows.

    Privacy-blocked contacts are left out (R-CON-71). The number of statements does not depend on
    the number of contacts; the text is stored once for each language of the template.

    All is as if each were logged alone, but for two things. A text in no particular language counts as one in
    the installation's, not in each contact's, for they share it. And no entry has the template's campaign: it
    is said afterwards to which campaign each belongs, see `name_campaigns`.
    """
    require(by, Right.RECORD)
    template = _usable_template(values.template)
    texts, rows = _texts(template, values)
    refuse(many_objections(contacts, template, texts, values))
    contents = insert_contents(rows)
    shared = _shared(template, values, by=by, at=at)
    numbered = [
        SharedText(text.for_language, text.language, contents[text.position], text.document_template_id)
        for text in texts
    ]
    count = insert_entries(Question.of(contacts), shared, numbered)
    _keep_files(template, numbered)
    announce(InteractionsLogged(contents=tuple(contents), count=count, by=by.pk, at=at))
    return LoggedMany(count, tuple(contents))


@transaction.atomic
def name_campaigns(
    logged: LoggedMany,
    campaigns: Question,
    *,
    document_type: str,
    description: str,
    salesperson: int | None,
    by: User,
    at: datetime,
) -> int:
    """Say to which campaign each entry belongs that was logged for many; returns how many have one.

    `campaigns` answers contact_id and campaign_id, each contact once. A campaign gets one entry of its own
    for documents of that type, with this description and salesperson (R-CMP-13). One statement.
    """
    require(by, Right.RECORD)
    return join_campaigns(
        campaigns,
        logged.contents,
        document_type=document_type,
        description=description,
        date=local_date(at),
        salesperson=salesperson,
        by=by.pk,
        at=at,
    )


def _keep_files(template: TemplateFacts, texts: list[SharedText]) -> None:
    """The file of each text, once however many languages read it, and that of its document template."""
    languages = {text.content_id: text.language for text in texts}
    ContentFile.objects.bulk_create(
        ContentFile(content_id=content, file_id=file.file_id, name=file.name)
        for content, language in languages.items()
        if (variant := template.nearest(language)) is not None and (file := variant.file) is not None
    )
    keep_documents({text.content_id: pk for text in texts if (pk := text.document_template_id) is not None})


def _usable_template(code: str) -> TemplateFacts:
    template = template_facts(code)
    if template is None:
        raise Refused(rules.no_such_template())
    refuse(rules.may_use(template))
    return template


def _shared(template: TemplateFacts, values: ManyValues, *, by: User, at: datetime) -> Shared:
    team = None
    if values.salesperson is not None:
        team = Salesperson.objects.values_list("team_id", flat=True).get(pk=values.salesperson)
    return Shared(
        template_id=template.id,
        group_id=template.group_id,
        channel=template.channel,
        salesperson_id=values.salesperson,
        team_id=team,
        occurred_at=values.occurred_at,
        occurred_on=local_date(values.occurred_at),
        recorded_by_id=by.pk,
        recorded_at=at,
        information_flow=template.information_flow,
        initiated_by=template.initiated_by,
        cost=template.unit_cost,
        duration_min=template.unit_duration_min,
        visibility=template.visibility,
        campaign_target=template.campaign_target,
        campaign_response=template.campaign_response,
        document_as_attachment=False,
        default_type=template.default_correspondence_type,
        ignore_preference=template.ignore_contact_correspondence_type,
        wanted_type=values.correspondence_type,
        delivery_status=values.delivery,
    )


def _texts(template: TemplateFacts, values: ManyValues) -> tuple[list[PlannedText], list[dict[str, object]]]:
    """Which text is for whom, and the rows of words to store."""
    texts: list[PlannedText] = []
    stored: list[dict[str, object]] = []
    languages = [row.language for row in template.variants if row.language]
    wanted = [(language, language) for language in languages] + [("*", template.default_language)]
    description = template.description if values.description is None else values.description.strip()
    positions: dict[str, int] = {}
    for for_language, language in wanted:
        variant = template.nearest(language)
        if language not in positions:
            positions[language] = len(stored)
            body = clean_html(values.body if values.body is not None else (variant.body if variant else ""))
            subject = values.subject if values.subject is not None else (variant.subject if variant else "")
            stored.append(
                {
                    "occurred_at": values.occurred_at,
                    "language": language or settings.LANGUAGE_CODE,
                    "subject": subject.strip(),
                    "description": description,
                    "body": body,
                    "body_text": plain_text(body),
                    "email_layout": variant.email_layout if variant is not None else "",
                }
            )
        document = variant.document_template_id if variant is not None else template.document_template_id
        texts.append(PlannedText(for_language, language, positions[language], document))
    return texts, stored
