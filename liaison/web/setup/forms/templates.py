"""The forms of an interaction template."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from liaison.campaigns.models import Campaign
from liaison.contacts.models import CorrespondenceType
from liaison.interactions.actions.templates import TemplateChanges
from liaison.interactions.models import (
    Channel,
    InformationFlow,
    InitiatedBy,
    InteractionGroup,
    InteractionTemplate,
    Visibility,
    WizardAction,
)
from liaison.interactions.template_rules import CONTACT_LANGUAGES
from liaison.letters.models import DocumentTemplate
from liaison.web.setup.forms.base import Shown, WordsForm, code_field, version_field
from liaison.web.setup.language_names import language_name
from liaison.web.shell.codes import described
from liaison.web.shell.inputs import AmountField, MinutesField


class NewTemplateForm(WordsForm):
    """What a new kind of interaction needs (R-INT-5); the rest is set on its page."""

    code = code_field()
    group = forms.ChoiceField(label=_("Interaction group"))
    channel = forms.ChoiceField(label=_("Channel"), choices=Channel.choices, initial=Channel.NOTE)
    field_order = ("code", "group", "channel", "description")

    def __init__(self, *args: Any, groups: Sequence[InteractionGroup], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.groups = {group.code: group for group in groups}
        self.fields["group"].choices = _group_choices(groups)  # type: ignore[attr-defined]

    @property
    def chosen(self) -> InteractionGroup:
        """The group chosen."""
        return self.groups[self.cleaned_data["group"]]


def _group_choices(groups: Sequence[InteractionGroup]) -> list[tuple[str, str]]:
    return [(group.code, f"{group.code} · {described(group)}") for group in groups]


class TemplateForm(WordsForm):
    """Everything a template proposes, and what the guide does with its content."""

    version = version_field()
    group = forms.ChoiceField(label=_("Interaction group"))
    channel = forms.ChoiceField(label=_("Channel"), choices=Channel.choices)
    position = forms.IntegerField(
        label=_("Position"),
        min_value=0,
        max_value=32767,
        help_text=_("Templates are offered in this order, those somebody uses most first."),
    )
    active = forms.BooleanField(
        label=_("Active"), required=False, help_text=_("An inactive template is not offered any more.")
    )
    unit_cost = AmountField(label=_("Unit cost"), min_value=0, required=False)
    unit_duration_min = MinutesField(label=_("Unit duration"), required=False)
    information_flow = forms.ChoiceField(
        label=_("Information flow"), choices=InformationFlow.choices, widget=forms.RadioSelect
    )
    initiated_by = forms.ChoiceField(
        label=_("Initiated by"), choices=InitiatedBy.choices, widget=forms.RadioSelect
    )
    default_correspondence_type = forms.ChoiceField(
        label=_("Correspondence type"), choices=CorrespondenceType.choices, widget=forms.RadioSelect
    )
    ignore_contact_correspondence_type = forms.BooleanField(
        label=_("It wins over the contact's own type"), required=False
    )
    visibility = forms.ChoiceField(
        label=_("Visible for"), choices=Visibility.choices, widget=forms.RadioSelect
    )
    campaign = forms.ChoiceField(label=_("Campaign"), required=False)
    needs_approval = forms.BooleanField(label=_("A second person approves mailings"), required=False)
    campaign_target = forms.BooleanField(label=_("The contact is a target of the campaign"), required=False)
    campaign_response = forms.BooleanField(label=_("It is a response to the campaign"), required=False)
    default_language = forms.ChoiceField(label=_("Default language"), required=False)
    create_language = forms.BooleanField(
        label=_("Create the version in this language if there is none"), required=False, initial=True
    )
    wizard_action = forms.ChoiceField(
        label=_("What the guide does with the content"),
        choices=WizardAction.choices,
        widget=forms.RadioSelect,
    )
    document_template = forms.ChoiceField(label=_("Document template"), required=False)
    remove_file = forms.BooleanField(
        label=_("Remove the file in favour of the document template"), required=False
    )

    general = ("description", "group", "channel", "position", "active")
    proposals = (
        "unit_cost",
        "unit_duration_min",
        "information_flow",
        "initiated_by",
        "default_correspondence_type",
        "ignore_contact_correspondence_type",
        "visibility",
        "campaign",
        "campaign_target",
        "campaign_response",
        "needs_approval",
    )
    content = ("default_language", "document_template", "create_language", "remove_file", "wizard_action")
    affixes = {"unit_cost": settings.CURRENCY, "unit_duration_min": pgettext_lazy("minutes", "min")}
    looks = dict.fromkeys(
        ("information_flow", "initiated_by", "default_correspondence_type", "visibility", "wizard_action"),
        "segmented",
    )
    wide = frozenset({"description"})

    def __init__(
        self,
        template: InteractionTemplate,
        data: QueryDict | None = None,
        *,
        groups: Sequence[InteractionGroup],
        documents: Sequence[DocumentTemplate],
        languages: Sequence[str],
        campaigns: Sequence[Campaign],
    ) -> None:
        super().__init__(data, initial=_initial(template))
        self.campaigns = {campaign.no: campaign for campaign in campaigns}
        if template.campaign is not None:
            self.campaigns.setdefault(template.campaign.no, template.campaign)
        known = [(no, f"{no} · {campaign.description}") for no, campaign in self.campaigns.items()]
        self._offer("campaign", [("", pgettext_lazy("campaign", "None")), *known])
        self.groups = {group.code: group for group in groups}
        self.documents = {document.code: document for document in documents}
        if template.document_template is not None:
            self.documents.setdefault(template.document_template.code, template.document_template)
        self._offer("group", _group_choices(groups))
        offered = dict.fromkeys(["", *languages, *CONTACT_LANGUAGES, template.default_language])
        self._offer("default_language", [(code, language_name(code)) for code in offered])
        shown = [(code, f"{code} · {document.name}") for code, document in self.documents.items()]
        self._offer("document_template", [("", pgettext_lazy("document template", "None")), *shown])

    def _offer(self, name: str, choices: Sequence[tuple[str, Any]]) -> None:
        self.fields[name].choices = list(choices)  # type: ignore[attr-defined]

    @property
    def changes(self) -> TemplateChanges:
        """What was chosen, as the verb takes it."""
        given = self.cleaned_data
        taken = {*self.general, *self.proposals, "default_language", "wizard_action"} - {"group", "campaign"}
        changes: dict[str, Any] = {name: given[name] for name in taken}
        changes |= {name: given[name] or 0 for name in ("unit_cost", "unit_duration_min")}
        changes["descriptions"] = self.descriptions
        changes["group"] = self.groups[given["group"]]
        changes["campaign"] = self.campaigns.get(given["campaign"])
        changes["document_template"] = self.documents.get(given["document_template"])
        return changes  # type: ignore[return-value]

    @property
    def parts(self) -> dict[str, list[Shown]]:
        """The fields by part of the page."""
        return {name: self.part(getattr(self, name)) for name in ("general", "proposals", "content")}


def _initial(template: InteractionTemplate) -> dict[str, Any]:
    plain = (
        "version",
        "description",
        "channel",
        "position",
        "active",
        "unit_cost",
        "unit_duration_min",
        "information_flow",
        "initiated_by",
        "default_correspondence_type",
        "visibility",
        "campaign_target",
        "ignore_contact_correspondence_type",
        "campaign_response",
        "needs_approval",
        "default_language",
        "wizard_action",
    )
    return {
        **{name: getattr(template, name) for name in plain},
        "group": template.group.code,
        "campaign": template.campaign.no if template.campaign else "",
        "document_template": template.document_template.code if template.document_template else "",
        "create_language": True,
        **WordsForm.words_of(template.descriptions),
    }
