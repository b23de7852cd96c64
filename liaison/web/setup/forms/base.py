"""What the forms of the set-up have in common."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from liaison.kit.codes import words_along
from liaison.kit.text import Words
from liaison.web.shell.context import LANGUAGES

MAX_TITLE = 255


@dataclass(frozen=True, slots=True)
class Shown:
    """A field with the way it is shown."""

    bound: BoundField
    wide: bool = False
    affix: Words = ""
    look: str = ""


class SetUpForm(forms.Form):
    """A form whose fields know how they are shown, so that one template serves all."""

    wide: ClassVar[frozenset[str]] = frozenset()
    affixes: ClassVar[Mapping[str, Words]] = {}
    looks: ClassVar[Mapping[str, str]] = {}
    folded: ClassVar[frozenset[str]] = frozenset()
    """Fields that stand in a part that is closed at first."""

    def _shown(self, *, folded: bool) -> Iterator[Shown]:
        for bound in self.visible_fields():
            if (bound.name in self.folded) == folded:
                yield Shown(
                    bound,
                    wide=bound.name in self.wide,
                    affix=self.affixes.get(bound.name, ""),
                    look=self.looks.get(bound.name, ""),
                )

    @property
    def shown(self) -> list[Shown]:
        """The fields one sees at once."""
        return list(self._shown(folded=False))

    @property
    def behind(self) -> list[Shown]:
        """The fields in the part that is closed at first."""
        return list(self._shown(folded=True))

    def freeze(self) -> None:
        """Show without letting change."""
        for field in self.fields.values():
            field.disabled = True

    def part(self, names: Sequence[str]) -> list[Shown]:
        """Those of the fields that are there, in this order."""
        shown = {one.bound.name: one for one in self.shown}
        return [shown[name] for name in names if name in shown]

    @property
    def open(self) -> bool:
        """Whether the closed part holds an error, and so is open."""
        return any(one.bound.errors for one in self.behind)


def code_field() -> forms.CharField:
    """The code of a new row; the verb puts it into capitals."""
    return forms.CharField(
        label=_("Code"),
        max_length=20,
        widget=forms.TextInput(
            attrs={"autocapitalize": "characters", "autocomplete": "off", "spellcheck": "false"}
        ),
    )


def version_field() -> forms.IntegerField:
    """The state the reader saw: what somebody else changed since is not overwritten."""
    return forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1)


class WordsForm(SetUpForm):
    """A form with a description and its translations, for rows that people read in four languages."""

    description = forms.CharField(label=_("Description"), max_length=MAX_TITLE, required=False)

    wide = frozenset({"description"})
    folded = frozenset(f"description_{code}" for code, _name in settings.LANGUAGES)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code, _name in settings.LANGUAGES:
            label = _("Description (%(language)s)") % {"language": LANGUAGES[code]}
            self.fields[f"description_{code}"] = forms.CharField(
                label=label, max_length=MAX_TITLE, required=False
            )

    @staticmethod
    def words_of(descriptions: Mapping[str, str]) -> dict[str, str]:
        """The initial values of the translations."""
        return {f"description_{language}": text for language, text in descriptions.items()}

    @property
    def descriptions(self) -> dict[str, str]:
        """The translations by language: those typed, and those that follow a new description."""
        words = {code: self.cleaned_data[f"description_{code}"].strip() for code, _name in settings.LANGUAGES}
        told = {code: text for code, text in words.items() if text}
        kept = {code: text for code, text in told.items() if f"description_{code}" not in self.changed_data}
        old = self.initial.get("description", "")
        new = words_along(old, self.cleaned_data["description"], kept)
        return {**{code: text for code, text in told.items() if code not in kept}, **new}
