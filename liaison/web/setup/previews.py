"""How the text of a template looks for a contact, before it is saved: nothing is written here."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpResponse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from liaison.accounts.models import User
from liaison.accounts.queries import require, salesperson_for
from liaison.accounts.rules import Right
from liaison.contacts.models import Contact
from liaison.contacts.queries import active_address_of, contact, find_contacts
from liaison.delivery.queries import laid_out
from liaison.files.models import StoredFile
from liaison.files.queries import read_file
from liaison.interactions.models import InteractionTemplateLanguage
from liaison.kit.clock import local_date, now
from liaison.kit.errors import Refused
from liaison.letters.cleaning import clean, clean_for_display
from liaison.letters.merging import merge_html, merge_line
from liaison.letters.queries import Merged, Occasion, merged_for
from liaison.letters.word import MEDIA_TYPE, merge_document
from liaison.web.setup.forms.languages import PreviewForm
from liaison.web.setup.languages import row_or_404, with_styles
from liaison.web.shell.answers import answer
from liaison.web.shell.decorators import signed_in
from liaison.web.shell.files import made_answer
from liaison.web.shell.pickers import Option, answer_options, asked_text
from liaison.web.shell.requests import UserRequest
from liaison.web.templatetags.ui.html import EMPTY


@dataclass(frozen=True, slots=True)
class Shown:
    """The words a contact would read, or why they cannot be made."""

    contact: Contact | None = None
    subject: str = ""
    body: SafeString = EMPTY
    message: str = ""
    """The whole message, where the text stands in an e-mail layout; for a sealed frame."""
    objections: tuple[str, ...] = ()
    has_word: bool = False


@require_safe
@signed_in
def contact_options(request: UserRequest) -> HttpResponse:
    """Contacts to try a text with, as one types."""
    found = find_contacts(request.user, asked_text(request))
    return answer_options(
        request,
        [
            Option(one.no, one.name, " · ".join(filter(None, (one.no, one.company, one.city))))
            for one in found
        ],
    )


@require_POST
@signed_in
def language_preview(request: UserRequest, code: str, step: str) -> HttpResponse:
    """The text as it stands in the editor, merged for the contact chosen; saves nothing."""
    row = row_or_404(request.user, code, step)
    form = PreviewForm(request.POST)
    shown = _show(request.user, row, form) if form.is_valid() else _nobody()
    context = {"shown": shown, "row": row, "step": step}
    return with_styles(answer(request, "setup/preview.html", context, part="setup/_preview.html", status=200))


def _nobody() -> Shown:
    return Shown(objections=(gettext("Choose a contact to see the text as they would read it."),))


def _show(viewer: User, row: InteractionTemplateLanguage, form: PreviewForm) -> Shown:
    found = _contact(viewer, form.cleaned_data["contact"])
    if found is None:
        return _nobody()
    merged = _merged(viewer, row, found, form.cleaned_data["subject"])
    try:
        subject = merge_line(form.cleaned_data["subject"], merged.values)
        text, layout = clean(form.cleaned_data["body"]), form.cleaned_data["email_layout"]
        body = merge_html(text, merged.values)
        message = _message(merged, form, text) if layout else ""
    except Refused as refused:
        return Shown(found, objections=tuple(str(one.message) for one in refused.refusals))
    shown = mark_safe(clean_for_display(body))  # noqa: S308 - cleaned
    return Shown(found, subject, shown, message, has_word=_word_file(row) is not None)


def _message(merged: Merged, form: PreviewForm, text: str) -> str:
    """The text in the layout it will be sent in (R-INT-131)."""
    given = form.cleaned_data
    return laid_out(merged, subject=given["subject"], body=text, layout=given["email_layout"], at=now())


def _contact(viewer: User, no: str) -> Contact | None:
    try:
        return contact(viewer, no) if no.isprintable() else None
    except Contact.DoesNotExist:
        return None


def _merged(viewer: User, row: InteractionTemplateLanguage, found: Contact, subject: str) -> Merged:
    """The values a letter to the contact would have today, written by the reader under this subject."""
    today = local_date(now())
    return merged_for(
        found,
        Occasion(
            language=row.language or found.language,
            occurred_on=today,
            subject=subject or row.description or row.template.description,
            description=row.description or row.template.description,
        ),
        salesperson=salesperson_for(viewer) or found.salesperson,
        alternative=active_address_of(found, today),
    )


def _word_file(row: InteractionTemplateLanguage) -> StoredFile | None:
    """The Word file that would be merged: the document template's, else the row's own."""
    file = row.document_template.file if row.document_template is not None else row.file
    return file if file is not None and file.media_type == MEDIA_TYPE else None


@require_safe
@signed_in
def language_trial(request: UserRequest, code: str, step: str) -> HttpResponse:
    """The Word file of a language, merged for a contact: to look at, kept nowhere."""
    require(request.user, Right.READ_CONTENT)
    row = row_or_404(request.user, code, step)
    found = _contact(request.user, request.GET.get("contact", ""))
    file = _word_file(row)
    if found is None or file is None:
        return answer(
            request,
            "setup/preview.html",
            {
                "shown": Shown(objections=(gettext("Choose a contact, and a language with a Word file."),)),
                "row": row,
                "step": step,
            },
            status=422,
        )
    merged = merge_document(read_file(file), _merged(request.user, row, found, row.subject).values)
    return made_answer(merged, MEDIA_TYPE, f"{row.template.code} {found.no}.docx")
