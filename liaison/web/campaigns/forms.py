"""The form of the card of a campaign."""

from __future__ import annotations

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from liaison.accounts.models import User
from liaison.accounts.queries import salespeople, salesperson_for
from liaison.campaigns.models import Campaign
from liaison.campaigns.rules import CampaignValues
from liaison.web.campaigns.words import status_choices
from liaison.web.shell.inputs import DayField, offer


class CampaignForm(forms.Form):
    """Description, dates, status and salesperson (R-CMP-4 to 8); without salesperson it gets one's own."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    description = forms.CharField(label=_("Description"), max_length=255)
    starting_date = DayField(label=_("Starting date"), required=False)
    ending_date = DayField(label=_("Ending date"), required=False)
    status = forms.ChoiceField(label=_("Status"), required=False)
    salesperson = forms.ChoiceField(label=_("Salesperson"), required=False)
    notes = forms.CharField(label=_("Notes"), required=False, widget=forms.Textarea(attrs={"rows": 4}))

    def __init__(self, data: QueryDict | None = None, *, viewer: User, card: Campaign | None = None) -> None:
        self.card = card
        super().__init__(data, initial=_initial(viewer, card))
        offer(self, "status", status_choices(viewer, active=True))
        offer(self, "salesperson", [(one.code, one.name) for one in salespeople(viewer)])

    @property
    def values(self) -> CampaignValues:
        """The card as typed; what stands there already is left, an inactive status too."""
        given = self.cleaned_data
        changed = {
            name: given[name]
            for name in ("description", "status", "salesperson", "notes")
            if self.card is None or given[name] != str(self.initial.get(name) or "")
        }
        if self.card is None and not given["salesperson"]:
            del changed["salesperson"]
        return CampaignValues(
            starting_date=given["starting_date"],
            ending_date=given["ending_date"],
            no_dates=True,
            **changed,
        )


class DeletionForm(forms.Form):
    """Which cancelled entries go, by their days, and how many interactions were told to go with them."""

    since = DayField(required=False, widget=forms.HiddenInput)
    until = DayField(required=False, widget=forms.HiddenInput)
    below = forms.IntegerField(min_value=0, widget=forms.HiddenInput)


def _initial(viewer: User, card: Campaign | None) -> dict[str, object]:
    if card is None:
        own = salesperson_for(viewer)
        return {"salesperson": own.code if own is not None else ""}
    return {
        "version": card.version,
        "description": card.description,
        "starting_date": card.starting_date,
        "ending_date": card.ending_date,
        "status": card.status.code if card.status else "",
        "salesperson": card.salesperson.code if card.salesperson else "",
        "notes": card.notes,
    }
