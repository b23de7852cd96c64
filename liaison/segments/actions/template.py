"""The template of a segment, with the languages it brings."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction

from liaison.accounts.models import User
from liaison.accounts.queries import require
from liaison.accounts.rules import Right
from liaison.interactions.models import InteractionTemplate, InteractionTemplateLanguage
from liaison.kit.errors import Refused
from liaison.kit.versions import changed_meanwhile
from liaison.letters.plain import plain_text
from liaison.segments import rules
from liaison.segments.actions._found import brought_campaign
from liaison.segments.actions._history import next_version, note_change, noted_since
from liaison.segments.bulk.lines import BROUGHT, pin, take_template
from liaison.segments.models import ChangeKind, Segment, SegmentLanguage, SegmentLine
from liaison.segments.queries.segments import segment_to_change

COPIED = {
    "cost": "unit_cost",
    "duration_min": "unit_duration_min",
    "information_flow": "information_flow",
    "initiated_by": "initiated_by",
    "campaign_target": "campaign_target",
    "campaign_response": "campaign_response",
    "correspondence_type": "default_correspondence_type",
    "ignore_contact_type": "ignore_contact_correspondence_type",
    "language": "default_language",
    "document_template_id": "document_template_id",
    "group_id": "group_id",
}
"""What a segment takes from its template, by the template's own names (R-SEG-20)."""
REPLACED = [ChangeKind.CHANGED, ChangeKind.TEXT, ChangeKind.TEMPLATE]
"""The changes of a segment of which a template leaves nothing, or not all."""
BLANK = Segment()


@transaction.atomic
def set_template(
    no: str,
    code: str,
    *,
    apply_to_lines: bool = True,
    keep_campaign: bool = False,
    seen: int | None = None,
    by: User,
    at: datetime,
) -> Segment:
    """Take over a template with its languages, or none with an empty code (R-SEG-20 to 27).

    A campaign that the template names takes the place of the segment's while it runs, unless `keep_campaign`.

    Lines follow with everything that is not their own; a line with documents of its own keeps them. With
    `apply_to_lines` off they keep the old template, which is refused while they use the segment's
    documents (R-SEG-24). `seen` is the last change that the reader knew; raises `Conflict` when somebody
    has changed the head, written a text or taken a template since, which would be lost.
    """
    require(by, Right.CHANGE_SEGMENTS)
    head = segment_to_change(no)
    if seen is not None and noted_since(head, seen).filter(kind__in=REPLACED).exists():
        raise changed_meanwhile()
    template = None
    if code.strip():
        template = InteractionTemplate.objects.filter(code=code.strip().upper(), active=True).first()
        if template is None:
            raise Refused(rules.unknown_template(code))
    brings = brought_campaign(template) if template is not None and not keep_campaign else None
    if apply_to_lines:
        take_template(head.pk)
    elif head.line_count:
        _stay_behind(head, campaign=brings is not None)
    SegmentLanguage.objects.filter(segment=head, line=None).delete()
    _copy(head, template)
    before = Segment.objects.values_list("template__code", flat=True).get(pk=head.pk)
    old: dict[str, Any] = {"template": before or ""}
    new: dict[str, Any] = {"template": template.code if template is not None else ""}
    if brings is not None and brings != head.campaign_id:
        old["campaign"] = head.campaign
        head.campaign_id = brings
        new["campaign"] = head.campaign
    head.version += 1
    head.changed_by, head.changed_at = by, at
    head.save()
    note_change(head, ChangeKind.TEMPLATE, old=old, new=new, by=by, at=at)
    return head


def _stay_behind(head: Segment, *, campaign: bool) -> None:
    """Keep what the lines have of all that a template brings; with `campaign` of the campaign too.

    Lines without a template have nothing to keep.
    """
    if head.template_id is not None and SegmentLanguage.objects.filter(segment=head, line=None).exists():
        owners = SegmentLanguage.objects.filter(segment=head, line__isnull=False).values("line")
        inherited = SegmentLine.objects.filter(segment=head, template=None).exclude(pk__in=owners)
        if inherited.exists():
            raise Refused(rules.documents_inherited())
    set_here = [name for name in ("language", "subject", "document_template") if getattr(head, name)]
    also = ["campaign"] if campaign else []
    pin(head.pk, ("template", *BROUGHT, "correspondence_type", *set_here, *also))


def _copy(head: Segment, template: InteractionTemplate | None) -> None:
    """What the template has, as the segment's own."""
    head.template, head.subject = template, ""
    for name, source in COPIED.items():
        setattr(head, name, getattr(template, source) if template is not None else getattr(BLANK, name))
    if template is None:
        return
    rows = language_rows(head, template, [None])
    SegmentLanguage.objects.bulk_create(rows)
    head.subject = next((row.subject for row in rows if row.language == head.language), "")


def language_rows(
    head: Segment, template: InteractionTemplate, lines: Iterable[int | None]
) -> list[SegmentLanguage]:
    """What the template says in each language, for the segment (None) or lines; later edits stay outside.

    Two statements, however many lines.
    """
    version = next_version(head)
    languages = list(InteractionTemplateLanguage.objects.filter(template=template).order_by("language"))
    return [
        SegmentLanguage(
            segment=head,
            line=line,
            language=row.language,
            description=row.description,
            subject=row.subject,
            body=row.body,
            body_text=plain_text(row.body),
            email_layout=row.email_layout,
            file_id=row.file_id,
            file_name=row.file_name,
            document_template_id=row.document_template_id,
            version=version,
        )
        for line in lines
        for row in languages
    ]
