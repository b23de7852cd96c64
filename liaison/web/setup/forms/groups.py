"""The form of an interaction group."""

from __future__ import annotations

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from liaison.interactions.models import InteractionGroup
from liaison.web.setup.forms.base import WordsForm, code_field, version_field


class GroupForm(WordsForm):
    """Description and whether the group is still offered (R-INT-1, 4)."""

    version = version_field()
    active = forms.BooleanField(
        label=_("Active"), required=False, help_text=_("An inactive group is not offered for new templates.")
    )
    field_order = ("code", "description", "active")

    @classmethod
    def of(cls, group: InteractionGroup, data: QueryDict | None = None) -> GroupForm:
        """The form filled with `group`."""
        return cls(
            data,
            initial={
                "version": group.version,
                "description": group.description,
                "active": group.active,
                **cls.words_of(group.descriptions),
            },
        )


class NewGroupForm(WordsForm):
    """Code and description of a new group."""

    code = code_field()
    field_order = ("code", "description")
