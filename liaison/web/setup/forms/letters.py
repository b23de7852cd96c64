"""The forms of document templates and salutations."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from liaison.contacts.models import Formality, NamePart, Salutation, SalutationFormula
from liaison.kit.versions import version_of
from liaison.letters.models import DocumentTemplate
from liaison.web.setup.forms.base import MAX_TITLE, SetUpForm, WordsForm, code_field, version_field
from liaison.web.setup.language_names import language_name
from liaison.web.shell.context import LANGUAGES
from liaison.web.shell.inputs import offer


class NewDocumentForm(SetUpForm):
    """A Word file with merge fields under a code (R-INT-134)."""

    code = forms.CharField(label=_("Code"), max_length=30)
    name = forms.CharField(label=_("Name"), max_length=MAX_TITLE, required=False)
    language = forms.ChoiceField(label=_("Language"), required=False)
    file = forms.FileField(label=_("Word file"), widget=forms.FileInput(attrs={"accept": ".docx"}))

    def __init__(self, *args: Any, languages: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer_languages(self, languages)


class DocumentForm(SetUpForm):
    """Name, language and state of a document template; with a file, that one takes the place."""

    version = version_field()
    name = forms.CharField(label=_("Name"), max_length=MAX_TITLE)
    language = forms.ChoiceField(label=_("Language"), required=False)
    file = forms.FileField(
        label=_("Another Word file"), required=False, widget=forms.FileInput(attrs={"accept": ".docx"})
    )
    replace = forms.BooleanField(label=_("Replace the file that is there"), required=False)
    active = forms.BooleanField(label=_("Active"), required=False)

    def __init__(
        self, *args: Any, document: DocumentTemplate, languages: Iterable[str], **kwargs: Any
    ) -> None:
        kwargs["initial"] = {
            "version": version_of(document),
            "name": document.name,
            "language": document.language,
            "active": document.active,
        }
        super().__init__(*args, **kwargs)
        _offer_languages(self, dict.fromkeys([*languages, document.language]))


def _offer_languages(form: SetUpForm, codes: Iterable[str]) -> None:
    """Let one of them be chosen, or no particular one."""
    named = [(code, language_name(code)) for code in codes if code]
    offer(form, "language", named, _("No particular language"))


class SalutationForm(WordsForm):
    """A salutation code (contacts.md 3.J)."""

    version = version_field()
    code = code_field()
    active = forms.BooleanField(label=_("Active"), required=False, initial=True)
    field_order = ("code", "description", "active")

    def __init__(self, *args: Any, salutation: Salutation | None = None, **kwargs: Any) -> None:
        if salutation is not None:
            kwargs["initial"] = {
                "version": version_of(salutation),
                "code": salutation.code,
                "description": salutation.description,
                "active": salutation.active,
                **self.words_of(salutation.descriptions),
            }
        super().__init__(*args, **kwargs)


class FormulaForm(SetUpForm):
    """The text of a salutation in one language and formality, with the name parts that fill it."""

    version = version_field()
    language = forms.ChoiceField(
        label=_("Language"), required=False, choices=[*LANGUAGES.items(), ("", _("Any language"))]
    )
    formality = forms.ChoiceField(label=_("Formality"), choices=Formality.choices, widget=forms.RadioSelect)
    text = forms.CharField(
        label=_("Text"),
        max_length=MAX_TITLE,
        strip=False,
        help_text=_("%1 to %5 stand for the name parts chosen below; an empty part takes its place away."),
    )
    wide = frozenset({"text"})
    looks = {"formality": "segmented"}

    def __init__(self, *args: Any, formula: SalutationFormula | None = None, **kwargs: Any) -> None:
        if formula is not None:
            kwargs["initial"] = {
                "version": version_of(formula),
                "language": formula.language,
                "formality": formula.formality,
                "text": formula.text,
                **{f"name_{n}": getattr(formula, f"name_{n}") for n in range(1, 6)},
            }
        super().__init__(*args, **kwargs)
        for n in range(1, 6):
            self.fields[f"name_{n}"] = forms.ChoiceField(
                label=f"%{n}",
                required=False,
                choices=[
                    ("", pgettext_lazy("name part", "None")),
                    *(one for one in NamePart.choices if one[0]),
                ],
            )
        if formula is not None:
            self.fields["language"].disabled = self.fields["formality"].disabled = True
            known = dict(self.fields["language"].choices)  # type: ignore[attr-defined]
            known.setdefault(formula.language, language_name(formula.language))
            self.fields["language"].choices = list(known.items())  # type: ignore[attr-defined]

    @property
    def names(self) -> list[str]:
        """The name parts, in order."""
        return [self.cleaned_data[f"name_{n}"] for n in range(1, 6)]
