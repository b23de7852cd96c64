"""What a template says in one language: text, layout, file, and how it looks for a contact."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePath

from csp.constants import UNSAFE_INLINE
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from liaison.accounts.models import User
from liaison.accounts.queries import allowed, require
from liaison.accounts.rules import Right
from liaison.files.queries import read_file
from liaison.interactions.actions.languages import (
    add_language,
    change_language,
    copy_content,
    delete_language,
    put_file,
    remove_file,
)
from liaison.interactions.models import InteractionTemplate, InteractionTemplateLanguage
from liaison.interactions.queries.set_up import (
    languages_with_content,
    template_language,
)
from liaison.kit.clock import now
from liaison.letters.queries import document_templates, merge_fields
from liaison.letters.starter import starter_kit
from liaison.web.setup.forms.languages import CopyForm, FileForm, LanguageForm, NewLanguageForm
from liaison.web.setup.language_names import from_address, in_address, language_name
from liaison.web.setup.pages import FormPage, answer_form, crumbs
from liaison.web.setup.template_page import TITLE, TemplatePage, template_or_404, template_url
from liaison.web.shell.answers import answer, moved, posted, refusals_in
from liaison.web.shell.decorators import signed_in
from liaison.web.shell.files import made_answer
from liaison.web.shell.parts import Crumb
from liaison.web.shell.requests import UserRequest


@dataclass(frozen=True, slots=True)
class Editor:
    """What the toolbar of the text offers."""

    @property
    def merge_fields(self) -> list[tuple[str, str]]:
        """The fields a text may name, by source and caption in the reader's language (R-INT-135)."""
        here = get_language() or "fr"
        return [(one.name, one.caption(here)) for group in merge_fields(here) for one in group.fields]


@require_http_methods(["GET", "POST"])
@signed_in
def new_language(request: UserRequest, code: str) -> HttpResponse:
    """A further language for a template (R-INT-20)."""
    require(request.user, Right.CHANGE_TEMPLATES)
    found = template_or_404(request.user, code)
    form = NewLanguageForm(posted(request), taken=TemplatePage(request.user, found).languages)
    if form.is_valid():
        with refusals_in(form):
            made = add_language(found, form.chosen, by=request.user, at=now())
            return moved(request, language_url(found, made.language), toast=_("Language added."))
    way = [Crumb(TITLE, reverse("setup_templates")), Crumb(found.code, template_url(found))]
    return answer_form(
        request,
        form,
        FormPage(
            title=_("New language"), action=request.path, back=template_url(found), way=way, save=_("Add")
        ),
    )


def language_url(template: InteractionTemplate, language: str) -> str:
    """The page of one language of a template."""
    return reverse("setup_language", args=[template.code, in_address(language)])


@require_http_methods(["GET", "POST"])
@signed_in
def language(request: UserRequest, code: str, step: str) -> HttpResponse:
    """Subject, text, layout, document template and file of one language."""
    viewer = request.user
    row = row_or_404(viewer, code, step)
    documents = [one for one in document_templates(viewer) if one.language == row.language]
    form = LanguageForm(row, posted(request), documents=documents)
    if not allowed(viewer, Right.CHANGE_TEMPLATES):
        form.freeze()
    if form.is_valid():
        require(viewer, Right.CHANGE_TEMPLATES)
        with refusals_in(form):
            saved = change_language(
                row,
                version=form.cleaned_data["version"],
                replace=form.cleaned_data["replace"],
                by=viewer,
                at=now(),
                **form.changes,
            )
            return moved(request, language_url(row.template, saved.language), toast=_("Text saved."))
    return _answer(request, row, form)


def with_styles(response: HttpResponse) -> HttpResponse:
    """Allow what the message in the preview's sealed frame needs: its styles stand in its elements."""
    # What `csp_update` does, which is typed for views of a request alone.
    response._csp_update = {"style-src-attr": [UNSAFE_INLINE]}  # type: ignore[attr-defined]  # noqa: SLF001
    return response


def _answer(
    request: UserRequest,
    row: InteractionTemplateLanguage,
    form: LanguageForm,
    *,
    file_form: FileForm | None = None,
    copy_form: CopyForm | None = None,
    status: int | None = None,
) -> HttpResponse:
    """The page of one language, with the errors of whichever form was sent."""
    viewer = request.user
    others = [one for one in languages_with_content(viewer) if one.pk != row.pk]
    page = TemplatePage(viewer, row.template, language=row.language)
    context = {
        "row": row,
        "page": page,
        "form": form,
        "editor": Editor(),
        "file_form": file_form or FileForm(),
        "copy_form": copy_form or CopyForm(rows=others),
        "name": language_name(row.language),
        "step": in_address(row.language),
        "may_change": page.may_change,
        "crumbs": crumbs(request.user),
    }
    return with_styles(answer(request, "setup/language.html", context, status=status))


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def language_file(request: UserRequest, code: str, step: str) -> HttpResponse:
    """The file of a language: a GET downloads it (R-INT-29), a POST puts another one (R-INT-26, 28)."""
    row = row_or_404(request.user, code, step)
    if request.method != "POST":
        return _download(request.user, row)
    form = FileForm(request.POST, request.FILES)
    if form.is_valid():
        given = form.cleaned_data["file"]
        with refusals_in(form):
            put_file(
                row.template,
                row.language,
                given,
                given.name if given else "",
                replace=form.cleaned_data["replace"],
                by=request.user,
                at=now(),
            )
            return moved(request, language_url(row.template, row.language), toast=_("File kept."))
    return _answer(request, row, _unsent(request.user, row), file_form=form, status=422)


def _unsent(viewer: User, row: InteractionTemplateLanguage) -> LanguageForm:
    """The form of the text beside another form that was sent."""
    documents = [one for one in document_templates(viewer) if one.language == row.language]
    return LanguageForm(row, documents=documents)


def _download(viewer: User, row: InteractionTemplateLanguage) -> HttpResponse:
    """The file under the name "template code.extension"."""
    require(viewer, Right.READ_CONTENT)
    if row.file is None:
        raise Http404
    name = f"{row.template.code}{PurePath(row.file_name).suffix}"
    return made_answer(read_file(row.file), row.file.media_type, name)


@require_POST
@signed_in
def language_file_removal(request: UserRequest, code: str, step: str) -> HttpResponse:
    """Take the file away (R-INT-30)."""
    row = row_or_404(request.user, code, step)
    remove_file(row, by=request.user, at=now())
    return moved(request, language_url(row.template, row.language), toast=_("File removed."))


@require_POST
@signed_in
def language_copy(request: UserRequest, code: str, step: str) -> HttpResponse:
    """Take over subject, text and file of another language (R-INT-27)."""
    row = row_or_404(request.user, code, step)
    others = [one for one in languages_with_content(request.user) if one.pk != row.pk]
    form = CopyForm(request.POST, rows=others)
    if form.is_valid():
        with refusals_in(form):
            copy_content(
                row.template,
                row.language,
                form.chosen,
                replace=form.cleaned_data["replace"],
                by=request.user,
                at=now(),
            )
            return moved(request, language_url(row.template, row.language), toast=_("Content copied."))
    return _answer(request, row, _unsent(request.user, row), copy_form=form, status=422)


@require_POST
@signed_in
def language_deletion(request: UserRequest, code: str, step: str) -> HttpResponse:
    """Take a language away with its file (R-INT-22)."""
    row = row_or_404(request.user, code, step)
    delete_language(row, by=request.user, at=now())
    return moved(request, template_url(row.template), toast=_("Language deleted."))


@require_safe
@signed_in
def merge_field_list(request: UserRequest) -> HttpResponse:
    """All merge fields by source, to write them into a Word file or a text (R-INT-135)."""
    require(request.user, Right.READ_TEMPLATES)
    here = get_language() or "fr"
    rows = [
        (
            group.caption,
            [(one.caption(here), f"{{{{ {one.name} }}}}", one.word_name(here)) for one in group.fields],
        )
        for group in merge_fields(here)
    ]
    return answer(
        request,
        "setup/merge_fields.html",
        {"groups": rows, "crumbs": crumbs(request.user)},
        part="setup/_merge_fields.html",
    )


@require_safe
@signed_in
def merge_fields_for_word(request: UserRequest) -> HttpResponse:
    """A Word file with every merge field and the list of them, to begin a letter with (R-INT-134)."""
    require(request.user, Right.READ_TEMPLATES)
    name = gettext("Merge fields")
    return made_answer(starter_kit(get_language() or "fr"), "application/zip", f"{name}.zip")


def row_or_404(viewer: User, code: str, step: str) -> InteractionTemplateLanguage:
    """The language row behind an address."""
    found = template_or_404(viewer, code)
    row = template_language(viewer, found, from_address(step)) if step.isprintable() else None
    if row is None:
        raise Http404
    row.template = found
    return row
