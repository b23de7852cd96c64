"""As a message: what becomes its text, what is attached (R-INT-117 to 119, 131)."""

from __future__ import annotations

from liaison.delivery import rules
from liaison.delivery.channels import parts
from liaison.delivery.paper import Paper, SentFile, Thread
from liaison.kit.errors import Refused
from liaison.letters.cleaning import clean_for_display
from liaison.letters.plain import plain_text
from liaison.letters.reading import word_as_html
from liaison.letters.values import LocalDate
from liaison.mail.layouts import Parts, lay_out, uses_logo
from liaison.mail.messages import Attachment, Message

_LOGO_TYPES = {b"\x89PNG": ("logo.png", "image/png"), b"\xff\xd8\xff": ("logo.jpg", "image/jpeg")}


def compose_mail(paper: Paper, thread: Thread) -> Message:
    """The message for one contact; raises `Refused` when there is nothing in it or a field is unknown."""
    subject = parts.merged_subject(paper)
    body, files = _text_and_files(paper)
    if not body and not files:
        raise Refused(rules.no_content(paper.merged.language))
    laid = _parts(paper, body, subject)
    logo = _logo(paper)
    return Message(
        message_id=thread.message_id,
        date=thread.date,
        sender=paper.sender,
        reply_to=paper.reply_to,
        return_address=thread.return_address,
        to=paper.to,
        cc=paper.cc,
        bcc=paper.bcc,
        subject=subject,
        text=_plain(paper, laid),
        html=lay_out(paper.layout, laid) if body or paper.layout else "",
        language=paper.merged.language,
        unsubscribe=paper.unsubscribe,
        in_reply_to=thread.references[-1] if thread.references else "",
        references=thread.references,
        attachments=tuple(Attachment(file.name, file.content, file.media_type) for file in files),
        logo=logo,
    )


def _text_and_files(paper: Paper) -> tuple[str, list[SentFile]]:
    """What is the text, what is attached.

    The written body is the text. Without one, a single Word or HTML document becomes it, unless Word
    files are to be attached (R-INT-119); everything else is attached.
    """
    body = parts.merged_body(paper)
    files = parts.merged_files(paper)
    template = parts.merged_template(paper, parts.title(paper, "Attachment"))
    documents = [file for file in (template, *files) if file is not None]
    if body or len(documents) != 1:
        return body, documents
    only = documents[0]
    if only.is_word and not paper.word_as_attachment:
        return word_as_html(only.content), []
    if only.media_type == "text/html":
        return clean_for_display(_page(only.content)), []
    return "", documents


def _page(content: bytes) -> str:
    """An HTML file as text; what is no UTF-8 comes from an older program on Windows, whatever it says."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def _parts(paper: Paper, body: str, subject: str) -> Parts:
    def value(name: str) -> str:
        return str(paper.merged.values.get(name, ""))

    greets = not parts.salutation_for(paper, body)
    place = " ".join(filter(None, (value("organization.post_code"), value("organization.city"))))
    street = (value("organization.address"), value("organization.address_2"), place)
    return Parts(
        body=body,
        language=paper.merged.language,
        subject=subject,
        salutation="" if greets else paper.merged.salutation.text,
        informal_salutation="" if greets else value("contact.informal_salutation"),
        signature="\n".join(parts.signature_for(paper, body)),
        foot="\n".join(filter(None, (paper.head.name, ", ".join(filter(None, street))))),
        date=str(LocalDate.of(paper.on, paper.merged.language)),
        organization=paper.head.name,
        unsubscribe=parts.unsubscribe_words(paper) if paper.unsubscribe else "",
        unsubscribe_url=paper.unsubscribe,
        has_logo=_logo(paper) is not None,
    )


def _plain(paper: Paper, laid: Parts) -> str:
    """The same words for who reads plain text."""
    text = plain_text(laid.body, links=True)
    last = parts.unsubscribe_line(paper, laid.unsubscribe) if paper.unsubscribe else ""
    if not paper.layout:
        return "\n\n".join(filter(None, (text, last)))
    greeting = laid.informal_salutation if paper.layout == "short_message" else laid.salutation
    foot = "" if paper.layout == "short_message" else laid.foot
    return "\n\n".join(filter(None, (greeting, text, laid.signature, foot, last)))


def _logo(paper: Paper) -> Attachment | None:
    """The logo, where the layout shows it and mail programs can."""
    if paper.head.logo is None or not uses_logo(paper.layout):
        return None
    for beginning, (name, media_type) in _LOGO_TYPES.items():
        if paper.head.logo.startswith(beginning):
            return Attachment(name, paper.head.logo, media_type)
    return None
