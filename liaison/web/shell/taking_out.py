"""Data of people leaves as a file only once somebody said what for (B-20).

A view for such a file answers GET with the question, and POST with the file: it asks the rows of the
query, which checks the rights, and hands them over by the verb `take_out`, which notes the export.
"""

from __future__ import annotations

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from liaison.web.shell.answers import answer
from liaison.web.shell.requests import UserRequest


class ExportForm(forms.Form):
    """What the data is for; the pressed button says as which file, CSV without one."""

    purpose = forms.CharField(label=_("Purpose"), max_length=255)
    format = forms.ChoiceField(
        choices=[("xlsx", "XLSX"), ("csv", "CSV")], required=False, widget=forms.HiddenInput
    )

    def clean_format(self) -> str:
        """Without a pressed button, as when a script asks, text."""
        return str(self.cleaned_data["format"] or "csv")


def ask_purpose(request: UserRequest, form: ExportForm, *, back: str, note: str = "") -> HttpResponse:
    """The page that asks; `note` is what one should know before."""
    context = {
        "form": form,
        "title": _("Export"),
        "action": request.get_full_path(),
        "back": back,
        "note": note,
        "files": form.fields["format"].choices,  # type: ignore[attr-defined]
    }
    return answer(request, "shell/export.html", context)
