"""The forms of the head of a segment, of its languages and of single lines."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.templatetags.static import static
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from liaison.accounts.models import User
from liaison.accounts.queries import salespeople
from liaison.contacts.models import CorrespondenceType
from liaison.interactions.models import Evaluation, InformationFlow, InitiatedBy
from liaison.interactions.queries.set_up import interaction_templates
from liaison.interactions.template_rules import LAYOUTS
from liaison.kit.text import Words
from liaison.letters.models import DocumentTemplate
from liaison.letters.plain import plain_text
from liaison.segments.models import Segment, SegmentLanguage
from liaison.segments.queries.lines import LineState, LineView
from liaison.segments.queries.worksheet import last_change
from liaison.segments.values import LanguageValues, LineValues, SegmentValues
from liaison.web.campaigns.words import campaign_choices
from liaison.web.setup.forms.base import version_field
from liaison.web.setup.language_names import language_name
from liaison.web.shell.codes import described
from liaison.web.shell.inputs import AmountField, DayField, MinutesField, Pairs, Picker, offer

NOTHING = pgettext_lazy("nothing chosen", "None")
NO_CAMPAIGN = pgettext_lazy("campaign", "None")
AS_SEGMENT = _("As the segment")
NOT_THIS = "-"
"""A line is without what its segment, or the day, would give it; no code is that."""
FOLLOW, OVERWRITE, KEEP = "follow", "overwrite", "keep"


def template_pairs(viewer: User) -> list[tuple[str, Words]]:
    """The templates that may be used for new interactions."""
    return [
        (one.code, f"{one.code} · {described(one)}") for one in interaction_templates(viewer, active=True)
    ]


def salesperson_pairs(viewer: User) -> list[tuple[str, Words]]:
    """The salespeople of today."""
    return [(one.code, one.name) for one in salespeople(viewer)]


class NewSegmentForm(forms.Form):
    """What a segment needs to begin with; everything else comes from its template."""

    description = forms.CharField(label=_("Description"), max_length=255)
    template = forms.ChoiceField(label=_("Interaction template"), required=False)
    campaign = forms.ChoiceField(label=_("Campaign"), required=False)

    def __init__(self, data: QueryDict | None = None, *, viewer: User, campaign: str = "") -> None:
        super().__init__(data, initial={"campaign": campaign})
        offer(self, "template", template_pairs(viewer), NOTHING)
        if pairs := campaign_choices(viewer):
            offer(self, "campaign", pairs, NO_CAMPAIGN)
        else:
            del self.fields["campaign"]

    @property
    def values(self) -> SegmentValues:
        """The head as typed."""
        given = self.cleaned_data
        return SegmentValues(description=given["description"], campaign=given.get("campaign") or None)


class HeadForm(forms.Form):
    """The head of a segment; `lines` says what becomes of the lines that follow it (Q-SEG-1)."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    description = forms.CharField(label=_("Description"), max_length=255)
    subject = forms.CharField(label=_("Subject"), max_length=255, required=False)
    occurred_on = DayField(label=_("Date"))
    salesperson = forms.ChoiceField(label=_("Salesperson"), required=False)
    campaign = forms.ChoiceField(label=_("Campaign"), required=False)
    correspondence_type = forms.ChoiceField(
        label=_("Correspondence type"), choices=CorrespondenceType.choices
    )
    ignore_contact_type = forms.BooleanField(label=_("Whatever the contact prefers"), required=False)
    cost = AmountField(label=_("Unit cost"), min_value=0)
    duration_min = MinutesField(label=_("Duration"))
    information_flow = forms.ChoiceField(label=_("Information flow"), choices=InformationFlow.choices)
    initiated_by = forms.ChoiceField(label=_("Initiated by"), choices=InitiatedBy.choices)
    campaign_target = forms.BooleanField(label=_("Campaign target"), required=False)
    campaign_response = forms.BooleanField(label=_("Campaign response"), required=False)
    document_as_attachment = forms.BooleanField(
        label=_("Document as attachment"),
        required=False,
        help_text=_("An e-mail takes the Word document along instead of having its text."),
    )
    follows_criteria = forms.BooleanField(
        label=_("Follow the criteria"),
        required=False,
        help_text=_("Every night contacts come and go as the criteria say then."),
    )
    lines = forms.ChoiceField(
        label=_("Lines of the segment"),
        widget=forms.RadioSelect,
        required=False,
        initial=FOLLOW,
        choices=(
            (FOLLOW, _("They follow, what is personalised stays")),
            (OVERWRITE, _("They follow, what is personalised is overwritten")),
            (KEEP, _("They keep what they have")),
        ),
    )

    NAMES = (
        "description", "subject", "occurred_on", "correspondence_type", "ignore_contact_type", "cost",
        "duration_min", "information_flow", "initiated_by", "campaign_target", "campaign_response",
        "document_as_attachment", "follows_criteria",
    )  # fmt: skip
    OF_TEMPLATE = ("ignore_contact_type", "cost", "duration_min", "information_flow", "initiated_by")

    def __init__(self, data: QueryDict | None = None, *, viewer: User, head: Segment) -> None:
        super().__init__(
            data,
            initial={
                **{name: getattr(head, name) for name in self.NAMES},
                "version": head.version,
                "salesperson": head.salesperson.code if head.salesperson else "",
                "campaign": head.campaign.no if head.campaign else "",
                "lines": FOLLOW,
            },
        )
        offer(self, "salesperson", salesperson_pairs(viewer), pgettext_lazy("salesperson", "None"))
        pairs = campaign_choices(viewer)
        if pairs or head.campaign_id:
            offer(self, "campaign", pairs, NO_CAMPAIGN)
        else:
            for name in ("campaign", "campaign_target", "campaign_response"):
                del self.fields[name]
        if not head.line_count:
            del self.fields["lines"]
        if not head.language:
            del self.fields["subject"]
        if head.template_id is None:  # one that is chosen later replaces them (R-SEG-9, 20)
            held = () if head.ignore_contact_type else ("correspondence_type",)
            for name in (*self.OF_TEMPLATE, *held):
                self.fields[name].disabled = True

    def clean(self) -> None:
        """What is chosen here and would do nothing is refused; what a program gave stays (R-SEG-9)."""
        given = {name: self.cleaned_data.get(name) for name in self.changed_data}
        kind = given.get("correspondence_type") or CorrespondenceType.NONE
        if kind != CorrespondenceType.NONE and not self.cleaned_data.get("ignore_contact_type"):
            tick = _("It holds only if “Whatever the contact prefers” is ticked.")
            self.add_error("correspondence_type", tick)
        for name in ("campaign_target", "campaign_response"):
            if given.get(name) and not self.cleaned_data.get("campaign"):
                self.add_error(name, _("Choose the campaign first."))

    @property
    def values(self) -> SegmentValues:
        """What was changed; the rest stays as it is."""
        found: dict[str, Any] = {
            name: self.cleaned_data[name]
            for name in self.changed_data
            if name not in {"version", "lines"} and self.cleaned_data[name] is not None
        }
        return SegmentValues(**found)


class TemplateForm(forms.Form):
    """Another template for the segment, with its lines or without (Q-SEG-2)."""

    template = forms.ChoiceField(label=_("Interaction template"), required=False)
    lines = forms.BooleanField(label=_("The lines follow"), required=False, initial=True)
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)
    """The last change of the segment that the reader knew: what somebody has written since is not lost."""

    def __init__(self, data: QueryDict | None = None, *, viewer: User, head: Segment) -> None:
        code, seen = head.template.code if head.template else "", last_change(viewer, head.no)
        super().__init__(data, initial={"template": code, "seen": seen})
        offer(self, "template", template_pairs(viewer), NOTHING)
        if not head.line_count:
            del self.fields["lines"]


class LanguageForm(forms.Form):
    """What the segment says in one language."""

    language = forms.ChoiceField(label=_("Language"))
    subject = forms.CharField(label=_("Subject"), max_length=255, required=False)
    email_layout = forms.ChoiceField(label=_("E-mail layout"), required=False, widget=forms.RadioSelect)
    body = forms.CharField(label=_("Text"), required=False, widget=forms.Textarea(attrs={"rows": 12}))
    document_template = forms.ChoiceField(label=_("Document template"), required=False)
    replace = forms.BooleanField(label=_("The document template takes the place of the file"), required=False)
    version = version_field()
    default = forms.BooleanField(label=_("Used where the language of the contact is missing"), required=False)

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        head: Segment,
        row: SegmentLanguage | None,
        taken: Sequence[str] = (),
        languages: Sequence[str] = (),
        documents: Sequence[DocumentTemplate] = (),
    ) -> None:
        """Of a new `row` the language is one of `languages` that is not `taken`."""
        first = row is None and not taken
        initial: dict[str, Any] = {
            "default": first or not head.language,
            "subject": head.subject if first else "",
        }
        if row is not None:
            names = ("language", "subject", "email_layout", "body", "version")
            initial = {name: getattr(row, name) for name in names}
            initial["document_template"] = row.document_template.code if row.document_template else ""
            initial["default"] = row.language == head.language
        super().__init__(data, initial=initial)
        self.documents = {one.code: one for one in documents}
        if row is not None and row.document_template is not None:
            self.documents.setdefault(row.document_template.code, row.document_template)
        shown = [(code, f"{code} · {one.name}") for code, one in self.documents.items()]
        offer(self, "document_template", shown, pgettext_lazy("document template", "None"))
        if row is None or not row.file_id:
            del self.fields["replace"]
        if not shown:
            del self.fields["document_template"]
        codes = [row.language] if row else [code for code in languages if code not in taken]
        self.fields["language"].choices = [(code, language_name(code)) for code in codes]  # type: ignore[attr-defined]
        layouts = [("", pgettext_lazy("e-mail layout", "None")), *LAYOUTS.items()]
        self.fields["email_layout"].choices = layouts  # type: ignore[attr-defined]
        self.fields["body"].widget.attrs["data-prose"] = static("django_prose_editor/editor.js")
        self.fields["default"].disabled = first

    @property
    def values(self) -> LanguageValues:
        """What was written."""
        given = self.cleaned_data
        document = None
        if "document_template" in given:
            chosen = self.documents.get(given["document_template"])
            document = chosen.pk if chosen is not None else 0
        return LanguageValues(
            subject=given["subject"],
            body=given["body"],
            email_layout=given["email_layout"],
            document_template=document,
        )


class TextField(forms.CharField):
    """A written text, HTML; one without words is empty. Browsers send its lines ended in their own way."""

    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, widget=forms.Textarea(attrs={"rows": 8}), **options)

    def to_python(self, value: Any) -> str:
        """The text with plain ends of lines."""
        text = str(super().to_python(value) or "").replace("\r\n", "\n")
        return text if plain_text(text).strip() else ""


class LineForm(forms.Form):
    """What one line, or several, have of their own; blank leaves a value, `reset` lets it follow again."""

    correspondence_type = forms.ChoiceField(label=_("Correspondence type"), required=False)
    language = forms.ChoiceField(label=_("Language"), required=False)
    template = forms.ChoiceField(label=_("Interaction template"), required=False)
    salesperson = forms.ChoiceField(label=_("Salesperson"), required=False)
    subject = forms.CharField(label=_("Subject"), max_length=255, required=False)
    description = forms.CharField(label=_("Description"), max_length=255, required=False)
    body = TextField(label=_("Text"))
    cost = AmountField(label=_("Cost"), min_value=0, required=False)
    duration_min = MinutesField(label=_("Duration"), required=False)
    occurred_on = DayField(label=_("Date"), required=False)
    campaign = forms.ChoiceField(label=_("Campaign"), required=False)
    campaign_target = forms.ChoiceField(label=_("Campaign target"), required=False)
    campaign_response = forms.ChoiceField(label=_("Campaign response"), required=False)
    alternative_address = forms.ChoiceField(label=_("Alternative address"), required=False)
    document_as_attachment = forms.ChoiceField(label=_("Document as attachment"), required=False)
    information_flow = forms.ChoiceField(label=_("Information flow"), required=False)
    initiated_by = forms.ChoiceField(label=_("Initiated by"), required=False)
    evaluation = forms.ChoiceField(label=_("Evaluation"), required=False)
    version = version_field()
    YES_NO = ("campaign_target", "campaign_response", "document_as_attachment")
    SELDOM = (
        "campaign", "campaign_target", "campaign_response", "alternative_address", "document_as_attachment",
        "information_flow", "initiated_by",
    )  # fmt: skip
    """What stands behind a fold; the first three only where there are campaigns."""
    reset = forms.MultipleChoiceField(
        label=_("Follows the segment again"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        viewer: User,
        languages: Sequence[str],
        addresses: Sequence[str] = (),
        line: LineView | None = None,
        state: LineState,
        resettable: Pairs = (),
    ) -> None:
        """`state` has what the line says now, its own or not; None where a document says it."""
        own = set(line.own) if line is not None else set()
        initial: dict[str, Any] = {name: getattr(line, name) for name in own if hasattr(line, name)}
        initial |= {name: "1" if initial[name] else "0" for name in own.intersection(self.YES_NO)}
        without = own.intersection({"campaign", "alternative_address"})
        initial |= {name: initial[name] or NOT_THIS for name in without}
        initial |= {"body": (state.text or "").replace("\r\n", "\n"), "version": state.version}
        super().__init__(data, initial=initial)
        yes_no = (("1", _("Yes")), ("0", _("No")))
        offer(self, "correspondence_type", CorrespondenceType.choices, AS_SEGMENT)
        offer(self, "language", [(code, language_name(code)) for code in languages], AS_SEGMENT)
        offer(self, "template", template_pairs(viewer), AS_SEGMENT)
        offer(self, "salesperson", salesperson_pairs(viewer), AS_SEGMENT)
        for name in self.YES_NO:
            offer(self, name, yes_no, AS_SEGMENT)
        offer(self, "information_flow", InformationFlow.choices, AS_SEGMENT)
        offer(self, "initiated_by", InitiatedBy.choices, AS_SEGMENT)
        campaigns = campaign_choices(viewer)
        if campaigns or own.intersection(self.SELDOM[:3]):
            offer(self, "campaign", [(NOT_THIS, NO_CAMPAIGN), *campaigns], AS_SEGMENT)
        else:
            for name in self.SELDOM[:3]:
                del self.fields[name]
        if addresses or "alternative_address" in own:
            codes: list[tuple[str, Words]] = [(code, code) for code in addresses]
            without_any = _("None: the address of the contact")
            offer(self, "alternative_address", [(NOT_THIS, without_any), *codes], _("As on the day"))
        else:
            del self.fields["alternative_address"]
        offer(self, "evaluation", Evaluation.choices, "—")
        if line is None:
            del self.fields["version"]
        if state.text is None:
            del self.fields["body"]
        else:
            self.fields["body"].widget.attrs["data-prose"] = static("django_prose_editor/editor.js")
        if resettable:
            self.fields["reset"].choices = list(resettable)  # type: ignore[attr-defined]
        else:
            del self.fields["reset"]

    @property
    def seldom(self) -> list[forms.BoundField]:
        """The fields behind the fold."""
        return [self[name] for name in self.SELDOM if name in self.fields]

    @property
    def open(self) -> bool:
        """Whether the fold is open: something there is the line's own, or wrong."""
        return any(one.value() or one.errors for one in self.seldom)

    @property
    def values(self) -> LineValues:
        """What was changed, and what follows the segment again: what was ticked or emptied."""
        found: dict[str, Any] = {}
        reset = set(self.cleaned_data.get("reset") or ())
        for name in self.changed_data:
            value = self.cleaned_data[name]
            if name in {"reset", "version"}:
                continue
            if value in {"", None}:
                reset.add(name)
            elif name not in reset:
                found[name] = value == "1" if name in self.YES_NO else "" if value == NOT_THIS else value
        return LineValues(**found, reset=tuple(sorted(reset)))


class EnterForm(forms.Form):
    """One contact put in by hand."""

    contact = forms.CharField(
        label=_("Contact"), widget=Picker(reverse_lazy("whom"), attrs={"class": "input"})
    )
