"""Document templates: Word files with merge fields that templates and languages may use."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import transaction
from django.http import Http404, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from liaison.accounts.models import User
from liaison.accounts.queries import allowed, require
from liaison.accounts.rules import Right
from liaison.files.queries import read_file
from liaison.interactions.queries.set_up import languages_of_templates
from liaison.interactions.template_rules import may_replace
from liaison.kit.clock import now
from liaison.kit.errors import refuse
from liaison.kit.folding import fold
from liaison.letters.actions import (
    change_document_template,
    create_document_template,
    replace_document_file,
)
from liaison.letters.models import DocumentTemplate
from liaison.letters.queries import document_template, document_templates
from liaison.web.setup.columns import ACTIVE, STATE, active_asked
from liaison.web.setup.forms.letters import DocumentForm, NewDocumentForm
from liaison.web.setup.language_names import language_name
from liaison.web.setup.pages import FormPage, ListPage, answer_form, answer_lines
from liaison.web.shell.answers import done, posted, refusals_in
from liaison.web.shell.decorators import signed_in
from liaison.web.shell.files import made_answer
from liaison.web.shell.lists import ListColumn, Listing, ListSpec, TextFilter
from liaison.web.shell.parts import Crumb
from liaison.web.shell.requests import UserRequest

TITLE = _("Document templates")


@dataclass(frozen=True, slots=True)
class DocumentLine:
    """One document template as the list shows it."""

    document: DocumentTemplate
    dialog: bool

    @property
    def active(self) -> bool:
        """Whether it can still be chosen."""
        return self.document.active

    @property
    def url(self) -> str:
        """Its dialog, or for who may not change it the file."""
        name = "setup_document" if self.dialog else "setup_document_file"
        return reverse(name, args=[self.document.code])


DOCUMENTS = ListSpec[DocumentLine](
    area="setup-documents",
    route="setup_documents",
    default_sort="code",
    columns=(
        ListColumn("code", _("Code"), lambda line: line.document.code, sort="code", fixed=True),
        ListColumn("name", _("Name"), lambda line: line.document.name, sort="name"),
        ListColumn(
            "language", _("Language"), lambda line: language_name(line.document.language), sort="language"
        ),
        ListColumn("file", _("File"), lambda line: line.document.file_name),
        ListColumn(
            "fields", _("Merge fields"), lambda line: len(line.document.fields), "number", sort="fields"
        ),
        ACTIVE,
    ),
    filters=(TextFilter("q", _("Search")), STATE),
)


def _lines(request: UserRequest, listing: Listing[DocumentLine]) -> Iterator[DocumentLine]:
    viewer, text = request.user, fold(listing.text("q"))
    for found in document_templates(viewer, active=active_asked(listing)):
        if not text or text in fold(f"{found.code} {found.name} {found.file_name}"):
            yield DocumentLine(found, allowed(viewer, Right.CHANGE_TEMPLATES))


@require_safe
@signed_in
def documents(request: UserRequest) -> HttpResponseBase:
    """All document templates."""
    return answer_lines(
        request,
        DOCUMENTS,
        lambda listing: _lines(request, listing),
        ListPage(
            title=TITLE,
            name="document-templates",
            lede=_("Word files with merge fields, one for each language."),
            add=_("New document template"),
            add_url=reverse("setup_document_new"),
            may_add=Right.CHANGE_TEMPLATES,
        ),
    )


@require_http_methods(["GET", "POST"])
@signed_in
def new_document(request: UserRequest) -> HttpResponse:
    """A new document template: a Word file, tried at once."""
    require(request.user, Right.CHANGE_TEMPLATES)
    back = reverse("setup_documents")
    form = NewDocumentForm(
        posted(request),
        request.FILES if request.method == "POST" else None,
        languages=languages_of_templates(request.user),
    )
    if form.is_valid():
        given = form.cleaned_data
        with refusals_in(form):
            create_document_template(
                given["code"],
                given["file"].read(),
                given["file"].name,
                name=given["name"],
                language=given["language"],
                by=request.user,
                at=now(),
            )
            return done(request, back, toast=_("Document template created."))
    return answer_form(
        request,
        form,
        FormPage(
            title=_("New document template"),
            action=request.path,
            back=back,
            way=[Crumb(TITLE, back)],
            upload=True,
            links=[(_("Names of all merge fields"), reverse("setup_merge_fields"))],
        ),
    )


@require_http_methods(["GET", "POST"])
@signed_in
def document(request: UserRequest, code: str) -> HttpResponse:
    """Name, language, state and file of one document template."""
    found = _document_or_404(request.user, code)
    require(request.user, Right.CHANGE_TEMPLATES)
    back = reverse("setup_documents")
    files = request.FILES if request.method == "POST" else None
    languages = languages_of_templates(request.user)
    form = DocumentForm(posted(request), files, document=found, languages=languages)
    if form.is_valid():
        with refusals_in(form):
            _save(request.user, found, form)
            return done(request, back, toast=_("Document template saved."))
    return answer_form(
        request,
        form,
        FormPage(
            title=found.code,
            action=request.path,
            back=back,
            way=[Crumb(TITLE, back)],
            upload=True,
            lede=", ".join(found.fields),
            links=[(found.file_name, reverse("setup_document_file", args=[found.code]))],
        ),
    )


@transaction.atomic
def _save(viewer: User, found: DocumentTemplate, form: DocumentForm) -> None:
    """Refused in one part, nothing of it remains."""
    given = form.cleaned_data
    changed = change_document_template(
        found,
        version=given["version"],
        name=given["name"],
        language=given["language"],
        active=given["active"],
        by=viewer,
        at=now(),
    )
    if given["file"]:
        refuse(may_replace(exists=True, replace=given["replace"]))
        replace_document_file(changed, given["file"].read(), given["file"].name, by=viewer, at=now())


@require_safe
@signed_in
def document_file(request: UserRequest, code: str) -> HttpResponse:
    """The Word file, to be written on."""
    require(request.user, Right.READ_CONTENT)
    found = _document_or_404(request.user, code)
    return made_answer(read_file(found.file), found.file.media_type, found.file_name)


def _document_or_404(viewer: User, code: str) -> DocumentTemplate:
    found = document_template(viewer, code) if code.isprintable() else None
    if found is None:
        raise Http404
    return found
