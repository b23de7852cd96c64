"""The template of a segment, its default language and what it says in each language."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from liaison.accounts.models import User
from liaison.accounts.queries import require
from liaison.accounts.rules import Right
from liaison.files.models import StoredFile
from liaison.interactions.models import InteractionTemplate, InteractionTemplateLanguage
from liaison.kit.errors import Refused, refuse
from liaison.letters.cleaning import clean
from liaison.letters.models import DocumentTemplate
from liaison.letters.plain import plain_text
from liaison.segments import rules
from liaison.segments.actions._history import note_change
from liaison.segments.bulk.lines import mark_personalized, pin, take_template
from liaison.segments.models import ChangeKind, Segment, SegmentLanguage, SegmentLine
from liaison.segments.queries.segments import NoSuchSegment, segment_to_change
from liaison.segments.values import LanguageValues, given, shape_refusals

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
PINNED = ("cost", "duration_min", "information_flow", "initiated_by", "campaign_target", "campaign_response")
BLANK = Segment()


@transaction.atomic
def set_template(
    no: str, code: str, *, apply_to_lines: bool = True, keep_campaign: bool = False, by: User, at: datetime
) -> Segment:
    """Take over a template with its languages, or none with an empty code (R-SEG-20 to 27).

    A campaign that the template names takes the place of the segment's unless `keep_campaign`.

    Lines follow with everything that is not their own; a line with documents of its own keeps them. With
    `apply_to_lines` off they keep the old template, which is refused while they use the segment's
    documents (R-SEG-24).
    """
    require(by, Right.CHANGE_SEGMENTS)
    head = segment_to_change(no)
    template = None
    if code.strip():
        template = InteractionTemplate.objects.filter(code=code.strip().upper(), active=True).first()
        if template is None:
            raise Refused(rules.unknown_template(code))
    if apply_to_lines:
        take_template(head.pk)
    elif head.line_count and head.template_id is not None:
        _stay_behind(head)
    SegmentLanguage.objects.filter(segment=head, line=None).delete()
    _copy(head, template)
    if template is not None and template.campaign_id is not None and not keep_campaign:
        head.campaign_id = template.campaign_id
    old = Segment.objects.values_list("template__code", flat=True).get(pk=head.pk) or ""
    head.version += 1
    head.changed_by, head.changed_at = by, at
    head.save()
    new = template.code if template is not None else ""
    note_change(head, ChangeKind.TEMPLATE, old={"template": old}, new={"template": new}, by=by, at=at)
    return head


def _stay_behind(head: Segment) -> None:
    if SegmentLanguage.objects.filter(segment=head, line=None).exists():
        owners = SegmentLanguage.objects.filter(segment=head, line__isnull=False).values("line")
        inherited = SegmentLine.objects.filter(segment=head, template=None).exclude(pk__in=owners)
        if inherited.exists():
            raise Refused(rules.documents_inherited())
    pin(head.pk, ("template", *PINNED))


def _copy(head: Segment, template: InteractionTemplate | None) -> None:
    head.template, head.subject = template, ""
    for name, source in COPIED.items():
        setattr(head, name, getattr(template, source) if template is not None else getattr(BLANK, name))
    if template is None:
        return
    rows = language_rows(head, template, None)
    SegmentLanguage.objects.bulk_create(rows)
    head.subject = next((row.subject for row in rows if row.language == head.language), "")


def language_rows(head: Segment, template: InteractionTemplate, line: int | None) -> list[SegmentLanguage]:
    """What the template says in each language, for the segment or one line; later edits stay outside."""
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
        )
        for row in InteractionTemplateLanguage.objects.filter(template=template).order_by("language")
    ]


@transaction.atomic
def set_default_language(no: str, language: str, *, by: User, at: datetime) -> Segment:
    """Make `language` the one used where the contact's is not there; with a row (R-SEG-28 to 30)."""
    require(by, Right.CHANGE_SEGMENTS)
    head = segment_to_change(no)
    language = language.strip()
    if language == head.language:
        return head
    row = SegmentLanguage.objects.filter(segment=head, line=None, language=language).first()
    if row is None and language:
        code = head.template.code if head.template is not None else ""
        row = SegmentLanguage.objects.create(
            segment=head, language=language, description=f"{code} {language}".strip()
        )
    head.language, head.subject = language, row.subject if row is not None else ""
    head.changed_by, head.changed_at, head.version = by, at, head.version + 1
    head.save(update_fields=["language", "subject", "changed_by", "changed_at", "version"])
    note_change(head, ChangeKind.TEXT, what=language, new={"language": language}, by=by, at=at)
    return head


@transaction.atomic
def write_language(
    no: str, language: str, values: LanguageValues, *, line_no: int | None = None, by: User, at: datetime
) -> SegmentLanguage:
    """Write what the segment, or its line `line_no`, says in `language` (R-SEG-31 to 36).

    Lines use it at once by the contact's language, except those with rows of their own. The body is
    cleaned. A file and a document template exclude each other (R-SEG-37).
    """
    require(by, Right.CHANGE_SEGMENTS)
    refuse(shape_refusals(values))
    head = segment_to_change(no)
    line = _line(head, line_no)
    settled = given(values)
    if settled.get("file") and settled.get("document_template"):
        raise Refused(rules.file_and_template())
    if "body" in settled:
        settled["body"] = clean(settled["body"])
        settled["body_text"] = plain_text(settled["body"])
    for name, model in (("file", StoredFile), ("document_template", DocumentTemplate)):
        if name in settled:
            pk = settled.pop(name) or None
            if pk is not None and not model.objects.filter(pk=pk).exists():
                raise Refused(rules.unknown(str(pk), name))
            settled[f"{name}_id"] = pk
    if settled.get("document_template_id"):
        settled |= {"file_id": None, "file_name": ""}
    elif settled.get("file_id"):
        settled["document_template_id"] = None
    row, _made = SegmentLanguage.objects.update_or_create(
        segment=head, line=line, language=language.strip(), defaults=settled
    )
    if line is not None:
        mark_personalized(head.pk, line)
    elif row.language == head.language and row.subject != head.subject:
        head.subject = row.subject
        head.save(update_fields=["subject"])
    note_change(head, ChangeKind.TEXT, what=row.language, new={"subject": row.subject}, by=by, at=at)
    return row


@transaction.atomic
def remove_language(no: str, language: str, *, line_no: int | None = None, by: User, at: datetime) -> None:
    """Take a language away; the lines that used it fall back to what is left (R-SEG-33)."""
    require(by, Right.CHANGE_SEGMENTS)
    head = segment_to_change(no)
    line = _line(head, line_no)
    SegmentLanguage.objects.filter(segment=head, line=line, language=language).delete()
    if line is not None:
        mark_personalized(head.pk, line)
    elif language == head.language:
        other = SegmentLanguage.objects.filter(segment=head, line=None).order_by("id").first()
        head.language, head.subject = (other.language, other.subject) if other is not None else ("", "")
        head.save(update_fields=["language", "subject"])
    note_change(head, ChangeKind.TEXT, what=language, old={"language": language}, by=by, at=at)


def _line(head: Segment, line_no: int | None) -> int | None:
    if line_no is None:
        return None
    found = SegmentLine.objects.filter(segment=head, line_no=line_no, removed_by=None)
    pk = found.values_list("pk", flat=True).first()
    if pk is None:
        raise NoSuchSegment
    return pk
