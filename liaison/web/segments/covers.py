"""Cover sheets of a segment: the form, and the PDF."""

from __future__ import annotations

from django import forms
from django.http import HttpResponse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from liaison.accounts.queries import allowed
from liaison.accounts.rules import Right
from liaison.interactions.models import Slot
from liaison.interactions.queries.set_up import slot_template
from liaison.kit.clock import now
from liaison.kit.errors import Refusal, Refused
from liaison.letters.covers import CoverSheet, render_covers
from liaison.segments.actions.cover_sheets import record_cover_sheets
from liaison.segments.queries.covers import company_lines, cover_addresses
from liaison.web.segments.lookups import segment_or_404, segment_url
from liaison.web.segments.papers import left_out_words, pdf_answer
from liaison.web.shell import formats
from liaison.web.shell.answers import answer, posted, refusals_in
from liaison.web.shell.decorators import signed_in
from liaison.web.shell.requests import UserRequest

MOST = 2000
REMARKS = (
    ("agreed", gettext_lazy("As agreed")),
    ("information", gettext_lazy("For your information")),
    ("comments", gettext_lazy("Your comments please")),
    ("approval", gettext_lazy("For your approval")),
    ("call", gettext_lazy("Please call")),
    ("return", gettext_lazy("To be returned after use")),
)


class CoversForm(forms.Form):
    """What the sheets say (R-SEG-98), and whether they are recorded (R-SEG-99)."""

    text = forms.CharField(
        label=gettext_lazy("Text"), required=False, max_length=600, widget=forms.Textarea(attrs={"rows": 5})
    )
    remarks = forms.MultipleChoiceField(
        label=gettext_lazy("Remarks"), choices=REMARKS, required=False, widget=forms.CheckboxSelectMultiple
    )
    custom = forms.CharField(label=gettext_lazy("Own remark"), required=False, max_length=80)
    closing = forms.CharField(label=gettext_lazy("Closing"), required=False, max_length=100)
    log = forms.BooleanField(label=gettext_lazy("Record the interactions"), required=False)


@require_http_methods(["GET", "POST"])
@signed_in
def segment_covers(request: UserRequest, no: str) -> HttpResponse:
    """Ask what the sheets say; print them, or show them first without recording anything."""
    head = segment_or_404(request.user, no)
    may_log = slot_template(Slot.COVER_SHEETS) is not None and allowed(request.user, Right.RECORD)
    form = CoversForm(posted(request), initial={"log": may_log})
    form.fields["log"].disabled = not may_log
    if form.is_valid():
        with refusals_in(form):
            addresses = list(cover_addresses(request.user, head).values())
            if not 0 < len(addresses) <= MOST:
                words = _("Cover sheets are printed for 1 to %(most)s contacts.") % {"most": MOST}
                raise Refused(Refusal(words, code="covers"))
            pdf = render_covers(_sheet(form), addresses, title=f"{head.no}", at=now())
            if may_log and form.cleaned_data["log"] and "preview" not in request.POST:
                record_cover_sheets(head, by=request.user, at=now())
            return pdf_answer(f"{no}-cover-sheets", pdf)
    context = {
        "form": form,
        "title": _("Cover sheets"),
        "action": request.path,
        "back": segment_url(no),
        "left_out": left_out_words(request, head),
    }
    return answer(request, "segments/covers.html", context)


def _sheet(form: CoversForm) -> CoverSheet:
    given = form.cleaned_data
    ticks = [(key in given["remarks"], str(words)) for key, words in REMARKS]
    if given["custom"]:
        ticks.append((True, given["custom"]))
    return CoverSheet(
        company=company_lines(),
        date=formats.long_date(now()),
        lines=tuple(given["text"].splitlines()[:5]),
        ticks=tuple(ticks),
        closing=given["closing"],
        language=get_language() or "fr",
    )
