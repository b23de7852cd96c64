"""The small forms of one entry: evaluate, comment, cancel, correct."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from liaison.interactions.actions.correct import Correction
from liaison.interactions.actions.forms import AlreadyRecorded
from liaison.interactions.models import Entry, Evaluation, Visibility
from liaison.interactions.rules import MAX_TITLE
from liaison.web.shell.answers import refusals_in
from liaison.web.shell.inputs import AmountField, MinutesField


@contextmanager
def recorded_once(form: forms.Form) -> Iterator[None]:
    """Refusals become errors of a `form` that carries its key in the field `form`.

    Shown again after it was recorded with something else in it, as after the browser's way back, it has
    a key of its own: pressed once more it records what it says now.
    """
    with refusals_in(form):
        try:
            yield
        except AlreadyRecorded:
            assert isinstance(form.data, QueryDict)
            form.data = form.data.copy()
            form.data["form"] = str(uuid4())
            raise


class EvaluationForm(forms.Form):
    """One of the five levels, or none (R-INT-144, 145)."""

    evaluation = forms.ChoiceField(label=_("Evaluation"), choices=Evaluation.choices)

    @property
    def verdict(self) -> Evaluation:
        """The level chosen."""
        return Evaluation(self.cleaned_data["evaluation"])


class CommentForm(forms.Form):
    """A comment of any length (R-INT-97)."""

    comment = forms.CharField(
        label=_("Comment"), widget=forms.Textarea(attrs={"rows": 2}), required=False, strip=True
    )


class ReasonForm(forms.Form):
    """Why an entry is cancelled or reinstated; may stay empty."""

    reason = forms.CharField(
        label=_("Reason"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
    )


class CancelForm(ReasonForm):
    """Why entries are cancelled, and whether their own files go as well (R-INT-148)."""

    remove_files = forms.BooleanField(
        label=_("Also remove the files that no other interaction uses"),
        help_text=_("Reinstating does not bring them back."),
        required=False,
    )


class CorrectionForm(forms.Form):
    """What may be corrected on a logged entry (R-INT-71, R-INT-87).

    `version` is what the reader saw; a change made elsewhere since is not overwritten.
    """

    version = forms.IntegerField(widget=forms.HiddenInput)
    description = forms.CharField(label=_("Description"), max_length=MAX_TITLE)
    subject = forms.CharField(label=_("Subject"), max_length=MAX_TITLE, required=False)
    evaluation = forms.ChoiceField(label=_("Evaluation"), choices=Evaluation.choices)
    attempt_failed = forms.BooleanField(label=_("The attempt failed"), required=False)
    cost = AmountField(label=_("Cost"))
    duration_min = MinutesField(label=_("Duration"))
    visibility = forms.ChoiceField(label=_("Visible for"), choices=Visibility.choices)
    reason = forms.CharField(
        label=_("Reason for the correction"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    @staticmethod
    def values_of(entry: Entry) -> dict[str, Any]:
        """What stands on the entry now."""
        return {
            "version": entry.version,
            "description": entry.content.description,
            "subject": entry.content.subject,
            "evaluation": entry.evaluation,
            "attempt_failed": entry.attempt_failed,
            "cost": entry.cost,
            "duration_min": entry.duration_min,
            "visibility": entry.visibility,
        }

    def correction(self) -> Correction:
        """What was entered, as the verb takes it."""
        given = self.cleaned_data
        duration: Decimal | None = given["duration_min"]
        return Correction(
            description=given["description"],
            subject=given["subject"],
            evaluation=given["evaluation"],
            attempt_failed=given["attempt_failed"],
            cost=given["cost"],
            duration_min=duration,
            visibility=given["visibility"],
        )


class ResultForm(forms.Form):
    """The last step of the guide: how it went (R-INT-71), and comments (R-INT-95).

    `version` is what the reader saw; a change made elsewhere since is not overwritten.
    """

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    description = forms.CharField(label=_("Result"), max_length=MAX_TITLE)
    evaluation = forms.ChoiceField(
        label=_("Evaluation"), choices=Evaluation.choices, widget=forms.RadioSelect
    )
    attempt_failed = forms.BooleanField(label=_("The attempt failed"), required=False)
    cost = AmountField(label=_("Cost"))
    duration_min = MinutesField(label=_("Duration"))
    comment = forms.CharField(
        label=_("Comment"), required=False, widget=forms.Textarea(attrs={"rows": 3}), strip=True
    )
