"""The campaign of an interaction and its part in it: fields that the guide and the call page share."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from liaison.accounts.models import User
from liaison.accounts.queries import allowed
from liaison.accounts.rules import Right
from liaison.web.campaigns.words import campaign_choices

CAMPAIGN_FIELDS = ("campaign", "campaign_target", "campaign_response")


class CampaignForm(forms.Form):
    """A form that asks for the campaign (R-INT-69, 108); `offer_campaigns` says which there are."""

    campaign = forms.ChoiceField(label=_("Campaign"), required=False)
    campaign_target = forms.BooleanField(label=_("The contact is a target of the campaign"), required=False)
    campaign_response = forms.BooleanField(label=_("It is a response to the campaign"), required=False)

    def offer_campaigns(self, viewer: User, chosen: str) -> None:
        """The campaigns that run, and the one chosen before; no field where there is none (R-INT-92)."""
        offered = campaign_choices(viewer) if allowed(viewer, Right.READ_SEGMENTS) else []
        if chosen and chosen not in dict(offered):
            offered = [*offered, (chosen, chosen)]
        if not offered:
            self.leave_campaign()
            return
        field = self.fields["campaign"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "—"), *offered]

    def leave_campaign(self) -> None:
        """Ask for no campaign: it is settled elsewhere."""
        for name in CAMPAIGN_FIELDS:
            del self.fields[name]
