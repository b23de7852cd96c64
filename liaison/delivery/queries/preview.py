"""What would go out, before anything is logged or sent: the merged words, files and letter."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from liaison.accounts.models import User
from liaison.accounts.queries import organization, require
from liaison.accounts.rules import Right
from liaison.contacts.models import CorrespondenceType
from liaison.delivery.channels.email import compose_mail
from liaison.delivery.channels.letter import print_letter
from liaison.delivery.channels.parts import merged_files, merged_subject, merged_template, title
from liaison.delivery.paper import Paper, SentFile, Thread
from liaison.delivery.queries.papers import addressee_of, merged_of, paper_for, writing_of
from liaison.delivery.queries.sendable import sending_refusals
from liaison.interactions.draft import Values
from liaison.interactions.queries.settling import prepare
from liaison.kit.clock import local_date
from liaison.kit.errors import Refusal, Refused
from liaison.kit.text import gettext_lazy as _
from liaison.letters.merging import fields_in, merge_line
from liaison.letters.queries import Merged, letterhead
from liaison.mail.messages import Mailbox

_NO_PREVIEW = frozenset({"E-INT-31", "E-INT-46"})
_LINES_OF_AN_ADDRESS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What a contact would receive.

    `html` is a whole document, made for a sandboxed frame; `file` is the letter to print.
    `objections` is what would refuse the sending, `warnings` what a person should look at.
    """

    channel: str
    subject: str = ""
    sender: str = ""
    reply_to: str = ""
    recipients: tuple[str, ...] = ()
    html: str = ""
    text: str = ""
    attachments: tuple[SentFile, ...] = ()
    file: SentFile | None = None
    objections: tuple[Refusal, ...] = ()
    warnings: tuple[str, ...] = ()


def preview(viewer: User, values: Values, *, at: datetime, entry_no: int | None = None) -> Preview:
    """What `log_and_send` would send for these values, by their channel; logs and sends nothing.

    Raises `Refused` when the interaction itself is not complete; what only stands in the way of
    sending is told beside the preview. `entry_no` is the number of the draft, for who names it;
    a draft keeps its template (R-INT-18).
    """
    require(viewer, Right.RECORD)
    filled = prepare(values, by=viewer, at=at, chosen_before=entry_no is not None)
    channel = filled.correspondence_type
    writing = writing_of(filled, entry_no)
    who = addressee_of(writing)
    objections = sending_refusals(writing, who, channel)
    paper = paper_for(writing, who)
    shown = Preview(channel=channel, objections=tuple(objections), warnings=tuple(_warnings(paper, channel)))
    if channel == CorrespondenceType.NONE or any(map(_hides, objections)):
        return shown
    try:
        return (
            _letter(shown, paper, at=at)
            if channel == CorrespondenceType.HARD_COPY
            else _mail(shown, paper, at)
        )
    except Refused as refused:
        return replace(shown, objections=(*shown.objections, *refused.refusals))


def filled_file(
    viewer: User, values: Values, file: int | None, *, at: datetime, entry_no: int | None = None
) -> SentFile | None:
    """The file of an interaction as the contact would receive it, a Word file with its fields filled.

    `file` is the number of one of its files, None its document template; None is returned without it.
    Raises `Refused` when the interaction is not complete.
    """
    require(viewer, Right.RECORD)
    filled = prepare(values, by=viewer, at=at, chosen_before=entry_no is not None)
    wanted = tuple(one for one in filled.files if one.file_id == file)
    document = filled.document_template_id if file is None else None
    if not wanted and document is None:
        return None
    writing = writing_of(filled.changed(files=wanted, document_template_id=document), entry_no)
    paper = paper_for(writing, addressee_of(writing))
    return merged_files(paper)[0] if wanted else merged_template(paper, title(paper, "default"))


def told_subject(viewer: User, values: Values, *, at: datetime, entry_no: int | None = None) -> str:
    """The subject as the contact will read it; empty when it names no field, or cannot be told yet."""
    require(viewer, Right.RECORD)
    try:
        filled = prepare(values, by=viewer, at=at, chosen_before=entry_no is not None)
        if not fields_in(filled.subject, in_html=False):
            return ""
        writing = writing_of(filled, entry_no)
        return merge_line(filled.subject, merged_of(writing, addressee_of(writing)).values)
    except Refused:
        return ""


def laid_out(merged: Merged, *, subject: str, body: str, layout: str, at: datetime) -> str:
    """The whole message a text makes in its e-mail layout, for a text that is not saved yet.

    Without layout it is the text as it was written; empty without any text. Raises `Refused` for an
    unknown layout or merge field. One statement.
    """
    paper = Paper(
        merged=merged,
        head=replace(letterhead(organization()), logo=None),  # the frame it is shown in loads nothing
        subject=subject,
        body=body,
        on=local_date(at),
        layout=layout,
        sender=Mailbox("preview@liaison"),
    )
    try:
        return compose_mail(paper, Thread(message_id="<preview@liaison>", date=at)).html
    except Refused as refused:
        if any(one.code == "E-INT-31" for one in refused.refusals):
            return ""
        raise


def _hides(objection: Refusal) -> bool:
    """Whether nothing can be shown; a file with a field that nobody knows is shown as it is."""
    return objection.code in _NO_PREVIEW and objection.field != "file"


def _letter(shown: Preview, paper: Paper, *, at: datetime) -> Preview:
    printed = print_letter(paper, at=at, hurried=True)
    warnings = (*shown.warnings, printed.note) if printed.note else shown.warnings
    recipients = (paper.merged.address[0],) if paper.merged.address else ()
    return replace(
        shown, subject=merged_subject(paper), recipients=recipients, file=printed.file, warnings=warnings
    )


def _mail(shown: Preview, paper: Paper, at: datetime) -> Preview:
    message = compose_mail(paper, Thread(message_id="<preview@liaison>", date=at))
    return replace(
        shown,
        subject=message.subject,
        sender=_words(message.sender),
        reply_to=_words(message.reply_to) if message.reply_to is not None else "",
        recipients=tuple(_words(box) for box in (*message.to, *message.cc, *message.bcc)),
        html=message.html,
        text=message.text,
        attachments=tuple(SentFile(file.name, file.content, file.media_type) for file in message.attachments),
    )


def _words(box: Mailbox) -> str:
    return f"{box.name} <{box.address}>" if box.name else box.address


def _warnings(paper: Paper, channel: str) -> Iterator[str]:
    """What stops nothing: a salutation that is not the wished one, a letter without address."""
    if paper.merged.salutation.fallback:
        yield _("No salutation is defined for this contact and language; “%(text)s” is used.") % {
            "text": paper.merged.salutation.text
        }
    if channel == CorrespondenceType.HARD_COPY and len(paper.merged.address) < _LINES_OF_AN_ADDRESS:
        yield str(_("The contact has no postal address."))
