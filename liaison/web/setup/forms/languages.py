"""The forms of what a template says in one language."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.templatetags.static import static
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from liaison.interactions.actions.languages import LanguageChanges
from liaison.interactions.models import InteractionTemplateLanguage
from liaison.interactions.template_rules import CONTACT_LANGUAGES, LAYOUTS
from liaison.letters.models import DocumentTemplate
from liaison.web.setup.forms.base import MAX_TITLE, SetUpForm, version_field
from liaison.web.setup.language_names import language_name
from liaison.web.shell.inputs import Picker


class NewLanguageForm(SetUpForm):
    """The language of a new version; nothing more is asked before there is a page to write on."""

    language = forms.ChoiceField(label=_("Language"), required=False)
    other = forms.CharField(
        label=_("Another language"), max_length=10, required=False, help_text=_("For example es or pt-PT.")
    )

    def __init__(self, data: QueryDict | None = None, *, taken: Sequence[str]) -> None:
        super().__init__(data)
        free = [code for code in (*CONTACT_LANGUAGES, "") if code not in taken]
        self.fields["language"].choices = [(code, language_name(code)) for code in free]  # type: ignore[attr-defined]

    @property
    def chosen(self) -> str:
        """The language typed, else the one chosen."""
        return str(self.cleaned_data["other"] or self.cleaned_data["language"])


class LanguageForm(SetUpForm):
    """Subject, text, layout and document template of one language (R-INT-23, 24)."""

    version = version_field()
    subject = forms.CharField(
        label=_("Subject"),
        max_length=MAX_TITLE,
        required=False,
        help_text=_("May name merge fields, such as {{ contact.name }}."),
    )
    email_layout = forms.ChoiceField(label=_("E-mail layout"), required=False, widget=forms.RadioSelect)
    body = forms.CharField(label=_("Text"), required=False, widget=forms.Textarea(attrs={"rows": 14}))
    description = forms.CharField(
        label=_("Description"), max_length=MAX_TITLE, required=False, help_text=_("Never printed.")
    )
    language = forms.CharField(label=_("Language"), max_length=10, required=False)
    document_template = forms.ChoiceField(label=_("Document template"), required=False)
    replace = forms.BooleanField(
        label=_("A layout or a document template takes the place of the file"), required=False
    )

    def __init__(
        self,
        row: InteractionTemplateLanguage,
        data: QueryDict | None = None,
        *,
        documents: Sequence[DocumentTemplate],
    ) -> None:
        plain = ("version", "subject", "email_layout", "body", "description", "language")
        super().__init__(
            data,
            initial={
                **{name: getattr(row, name) for name in plain},
                "document_template": row.document_template.code if row.document_template else "",
            },
        )
        self.documents = {document.code: document for document in documents}
        if row.document_template is not None:
            self.documents.setdefault(row.document_template.code, row.document_template)
        # The editor is loaded from this address where a text is written, and nowhere else.
        self.fields["body"].widget.attrs["data-prose"] = static("django_prose_editor/editor.js")
        self._offer("email_layout", [("", pgettext_lazy("e-mail layout", "None")), *LAYOUTS.items()])
        shown = [(code, f"{code} · {document.name}") for code, document in self.documents.items()]
        self._offer("document_template", [("", pgettext_lazy("document template", "None")), *shown])

    def _offer(self, name: str, choices: Sequence[tuple[str, Any]]) -> None:
        self.fields[name].choices = list(choices)  # type: ignore[attr-defined]

    @property
    def changes(self) -> LanguageChanges:
        """What was written, as the verb takes it."""
        given = self.cleaned_data
        return {
            "language": given["language"],
            "description": given["description"],
            "subject": given["subject"],
            "body": given["body"],
            "email_layout": given["email_layout"],
            "document_template": self.documents.get(given["document_template"]),
        }


class FileForm(forms.Form):
    """The file of a language, uploaded (R-INT-26, 28)."""

    file = forms.FileField(label=_("File"), required=False, widget=forms.FileInput)
    replace = forms.BooleanField(label=_("Replace what is there"), required=False)

    def __init__(self, data: QueryDict | None = None, files: MultiValueDict[str, Any] | None = None) -> None:
        super().__init__(data, files)


class CopyForm(forms.Form):
    """The language whose content is copied (R-INT-27)."""

    source = forms.TypedChoiceField(label=_("Copy from"), required=False, coerce=int, empty_value=None)
    replace = forms.BooleanField(label=_("Replace what is there"), required=False)

    def __init__(self, data: QueryDict | None = None, *, rows: Sequence[InteractionTemplateLanguage]) -> None:
        super().__init__(data)
        self.rows = {row.pk: row for row in rows}
        self.fields["source"].choices = [  # type: ignore[attr-defined]
            ("", _("Choose a template and language")),
            *((row.pk, f"{row.template.code} · {language_name(row.language)}") for row in rows),
        ]

    @property
    def chosen(self) -> InteractionTemplateLanguage | None:
        """The language row chosen."""
        return self.rows.get(self.cleaned_data["source"])


class PreviewForm(forms.Form):
    """For whom the text is shown merged, and the text as it stands in the editor."""

    contact = forms.CharField(required=False, max_length=20, widget=Picker(""))
    subject = forms.CharField(required=False)
    body = forms.CharField(required=False)
    email_layout = forms.CharField(required=False, max_length=30)
