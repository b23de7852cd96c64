"""The form of a stage of campaigns."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from liaison.campaigns.models import CampaignStatus
from liaison.web.setup.forms.base import WordsForm, code_field, version_field


class CampaignStatusForm(WordsForm):
    """Code, description and whether it is still offered; the code stays once it is given."""

    version = version_field()
    code = code_field()
    active = forms.BooleanField(
        label=_("Active"),
        required=False,
        initial=True,
        help_text=_("Campaigns keep an inactive status; it is offered no more."),
    )
    field_order = ("code", "description", "active")
    wide = frozenset({"description"})

    def __init__(self, *args: Any, row: CampaignStatus | None = None, **kwargs: Any) -> None:
        if row is not None:
            kwargs["initial"] = {
                "version": row.version,
                "code": row.code,
                "description": row.description,
                "active": row.active,
                **self.words_of(row.descriptions),
            }
        super().__init__(*args, **kwargs)
        if row is not None:
            del self.fields["code"]
