"""What a segment says in each language: text, layout, document template, file; and who reads which."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlencode

from django import forms
from django.db import transaction
from django.http import Http404, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from liaison.accounts.queries import require
from liaison.accounts.rules import Right
from liaison.files.actions import store_file
from liaison.files.rules import clean_name
from liaison.interactions import template_rules
from liaison.interactions.queries.set_up import languages_of_templates
from liaison.kit.clock import now
from liaison.kit.errors import Refused, refuse
from liaison.letters.queries import document_templates
from liaison.segments.actions import remove_language, set_default_language, write_language
from liaison.segments.models import Segment, SegmentLanguage
from liaison.segments.queries.worksheet import language_use, languages_of
from liaison.segments.values import LanguageValues
from liaison.web.segments.forms import LanguageForm
from liaison.web.segments.lookups import segment_or_404, segment_url
from liaison.web.setup.forms.languages import FileForm
from liaison.web.setup.language_names import language_name
from liaison.web.setup.languages import Editor
from liaison.web.shell.answers import answer, moved, posted, refusals_in
from liaison.web.shell.decorators import signed_in
from liaison.web.shell.files import stored_answer
from liaison.web.shell.inputs import offer
from liaison.web.shell.requests import UserRequest


class CopyFileForm(forms.Form):
    """The language whose file is copied (R-SEG-36)."""

    source = forms.ChoiceField(label=gettext_lazy("Copy from"), required=False)
    replace = forms.BooleanField(label=gettext_lazy("Replace the file that is there"), required=False)

    def __init__(self, data: QueryDict | None = None, *, rows: Sequence[SegmentLanguage]) -> None:
        super().__init__(data)
        self.rows = {str(row.pk): row for row in rows}
        pairs = [(key, f"{language_name(one.language)} · {one.file_name}") for key, one in self.rows.items()]
        offer(self, "source", pairs, gettext_lazy("Choose a language"))

    @property
    def chosen(self) -> SegmentLanguage | None:
        """The row that was chosen."""
        return self.rows.get(self.cleaned_data["source"])


@require_http_methods(["GET", "POST"])
@signed_in
def segment_language(request: UserRequest, no: str) -> HttpResponse:
    """What the segment says in one language, ``?language=``; without it a further one (R-SEG-31, 35)."""
    require(request.user, Right.CHANGE_SEGMENTS)
    head = segment_or_404(request.user, no)
    rows = {row.language: row for row in languages_of(request.user, head)}
    row = rows.get(request.GET["language"]) if "language" in request.GET else None
    form = _form(request, head, row, data=posted(request), taken=tuple(rows))
    if form.is_valid():
        with refusals_in(form):
            _save(request, head, form)
            return moved(request, segment_url(head.no), toast=_("Text saved."))
    return _answer(request, head, row, form)


@transaction.atomic
def _save(request: UserRequest, head: Segment, form: LanguageForm) -> None:
    """Refused in one part, nothing of it remains."""
    given, at = form.cleaned_data, now()
    write_language(
        head.no,
        given["language"],
        form.values,
        version=given["version"],
        replace=given.get("replace", False),
        by=request.user,
        at=at,
    )
    if given["default"]:
        set_default_language(head.no, given["language"], by=request.user, at=at)


@require_GET
@signed_in
def segment_language_use(request: UserRequest, no: str) -> HttpResponse:
    """How many contacts are written to in which language, and who in another than their own (B-12)."""
    head = segment_or_404(request.user, no)
    use = [
        (language_name(one.wanted), one, language_name(one.used) if one.used else "")
        for one in language_use(request.user, head)
    ]
    context = {"use": use, "head": head}
    return answer(request, "segments/language_use.html", context, part="segments/_language_use.html")


@require_POST
@signed_in
def segment_language_deletion(request: UserRequest, no: str) -> HttpResponse:
    """Take a language away; lines that used it fall back (R-SEG-33)."""
    head = segment_or_404(request.user, no)
    remove_language(head.no, request.POST.get("language", ""), by=request.user, at=now())
    return moved(request, segment_url(head.no), toast=_("Language removed."))


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def segment_language_file(request: UserRequest, no: str) -> HttpResponseBase:
    """The file of ``?language=``: a GET downloads it, a POST puts another one (R-SEG-36, 37)."""
    head = segment_or_404(request.user, no)
    row = _row_or_404(request, head)
    if request.method != "POST":
        require(request.user, Right.READ_CONTENT)
        if row.file is None:
            raise Http404
        return stored_answer(request, row.file, row.file_name)
    require(request.user, Right.CHANGE_SEGMENTS)
    form = FileForm(request.POST, request.FILES)
    if form.is_valid():
        given = form.cleaned_data["file"]
        with refusals_in(form):
            refuse(None if given else template_rules.no_file())
            stored = store_file(given, by=request.user, at=now())
            write_language(
                head.no,
                row.language,
                LanguageValues(file=stored.pk, file_name=clean_name(given.name)),
                replace=form.cleaned_data["replace"],
                by=request.user,
                at=now(),
            )
            return moved(request, language_url(head, row), toast=_("File kept."))
    return _answer(request, head, row, _form(request, head, row), file_form=form, status=422)


@require_POST
@signed_in
def segment_language_file_copy(request: UserRequest, no: str) -> HttpResponse:
    """Let ``?language=`` send the file of another language, too (R-SEG-36)."""
    require(request.user, Right.CHANGE_SEGMENTS)
    head = segment_or_404(request.user, no)
    row = _row_or_404(request, head)
    form = CopyFileForm(request.POST, rows=_with_files(request, head, row))
    if form.is_valid():
        with refusals_in(form):
            if (source := form.chosen) is None:
                raise Refused(template_rules.no_file())
            write_language(
                head.no,
                row.language,
                LanguageValues(file=source.file_id, file_name=source.file_name),
                replace=form.cleaned_data["replace"],
                by=request.user,
                at=now(),
            )
            return moved(request, language_url(head, row), toast=_("File kept."))
    return _answer(request, head, row, _form(request, head, row), copy_form=form, status=422)


def _with_files(request: UserRequest, head: Segment, row: SegmentLanguage) -> list[SegmentLanguage]:
    """The other languages of a segment that have a file."""
    found = languages_of(request.user, head)
    return [one for one in found if one.pk != row.pk and one.file_id is not None]


@require_POST
@signed_in
def segment_language_file_removal(request: UserRequest, no: str) -> HttpResponse:
    """Take the file of ``?language=`` away; the words stay (R-SEG-36)."""
    head = segment_or_404(request.user, no)
    row = _row_or_404(request, head)
    write_language(head.no, row.language, LanguageValues(file=0), by=request.user, at=now())
    return moved(request, language_url(head, row), toast=_("File removed."))


def language_url(head: Segment, row: SegmentLanguage, route: str = "segment_language") -> str:
    """The page of one language of a segment, or what else there is of it."""
    return f"{reverse(route, args=[head.no])}?{urlencode({'language': row.language})}"


def _row_or_404(request: UserRequest, head: Segment) -> SegmentLanguage:
    asked = request.GET.get("language", "")
    row = next((one for one in languages_of(request.user, head) if one.language == asked), None)
    if row is None:
        raise Http404
    return row


def _form(
    request: UserRequest,
    head: Segment,
    row: SegmentLanguage | None,
    *,
    data: QueryDict | None = None,
    taken: tuple[str, ...] = (),
) -> LanguageForm:
    if row is None:
        languages = languages_of_templates(request.user, active=True)
        return LanguageForm(data, head=head, row=row, taken=taken, languages=languages)
    documents = list(document_templates(request.user, language=row.language))
    return LanguageForm(data, head=head, row=row, taken=taken, documents=documents)


def _answer(
    request: UserRequest,
    head: Segment,
    row: SegmentLanguage | None,
    form: LanguageForm,
    *,
    file_form: FileForm | None = None,
    copy_form: CopyFileForm | None = None,
    status: int | None = None,
) -> HttpResponse:
    context = {
        "form": form,
        "head": head,
        "row": row,
        "title": language_name(row.language) if row is not None else _("New language"),
        "back": segment_url(head.no),
        "action": request.get_full_path() if row is None else language_url(head, row),
        "editor": Editor(),
        "may_change": True,
    }
    if row is not None:
        context |= {
            "file_form": file_form or FileForm(),
            "file_url": language_url(head, row, "segment_language_file"),
            "removal_url": language_url(head, row, "segment_language_file_removal"),
        }
        if others := _with_files(request, head, row):
            context |= {
                "copy_form": copy_form or CopyFileForm(rows=others),
                "copy_title": _("Copy from another language"),
                "copy_url": language_url(head, row, "segment_language_file_copy"),
            }
    return answer(request, "segments/language.html", context, status=status)
