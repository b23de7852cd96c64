"""The form of a code that classifies contacts."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from liaison.contacts.fields import CodeFields
from liaison.contacts.kinds import WEB_SOURCE, Kind
from liaison.contacts.models import CodeTable, WebSource
from liaison.kit.versions import version_of
from liaison.web.setup.forms.base import MAX_TITLE, WordsForm, code_field, version_field


class CodeForm(WordsForm):
    """Code, description and state; of a web source its address too (R-CON-79)."""

    version = version_field()
    code = code_field()
    url = forms.CharField(
        label=_("Web address"),
        max_length=MAX_TITLE,
        required=False,
        help_text=_("%1 stands for the search word."),
    )
    active = forms.BooleanField(
        label=_("Active"),
        required=False,
        initial=True,
        help_text=_("Contacts keep an inactive code; it is offered no more."),
    )
    field_order = ("code", "description", "url", "active")
    wide = frozenset({"description", "url"})

    def __init__(self, *args: Any, kind: Kind, row: CodeTable | None = None, **kwargs: Any) -> None:
        if row is not None:
            kwargs["initial"] = {
                "version": version_of(row),
                "code": row.code,
                "description": row.description,
                "active": row.active,
                "url": row.url if isinstance(row, WebSource) else "",
                **self.words_of(row.descriptions),
            }
        super().__init__(*args, **kwargs)
        if kind is not WEB_SOURCE:
            del self.fields["url"]

    @property
    def code_fields(self) -> CodeFields:
        """What was typed."""
        given = self.cleaned_data
        return CodeFields(
            code=given["code"],
            description=given["description"],
            descriptions=self.descriptions,
            active=given["active"],
            url=given.get("url", ""),
        )
