"""Deleting cancelled entries for good: narrowed, counted first, for who may (R-INT-153, 154, 195)."""

from __future__ import annotations

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from liaison.accounts.models import User
from liaison.accounts.queries import require
from liaison.accounts.rules import Right
from liaison.interactions.actions.clean_up import CleanUp, clean_up
from liaison.kit.clock import now
from liaison.kit.errors import Conflict
from liaison.web.interactions.filters import group_choices, salesperson_choices, template_choices
from liaison.web.shell import formats
from liaison.web.shell.answers import answer, moved
from liaison.web.shell.decorators import signed_in
from liaison.web.shell.inputs import DayField
from liaison.web.shell.requests import UserRequest

MAX_NUMBER = 2**63 - 1


class CleanUpForm(forms.Form):
    """Which cancelled entries: everything that is filled in narrows."""

    since = DayField(label=_("From"), required=False)
    until = DayField(label=_("To"), required=False)
    contact = forms.CharField(label=_("Contact no."), max_length=20, required=False)
    campaign = forms.CharField(label=_("Campaign"), max_length=20, required=False)
    salesperson = forms.ChoiceField(label=_("Salesperson"), required=False)
    group = forms.ChoiceField(label=_("Group"), required=False)
    template = forms.ChoiceField(label=_("Template"), required=False)
    first_entry = forms.IntegerField(label=_("From no."), min_value=1, max_value=MAX_NUMBER, required=False)
    last_entry = forms.IntegerField(label=_("To no."), min_value=1, max_value=MAX_NUMBER, required=False)

    def __init__(self, data: object, *, viewer: User) -> None:
        super().__init__(data)  # type: ignore[arg-type]
        for name, choices in (
            ("salesperson", salesperson_choices), ("group", group_choices), ("template", template_choices),
        ):  # fmt: skip
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [("", "—"), *choices(viewer)]

    def narrowed(self) -> CleanUp:
        """What was filled in, as the verb takes it."""
        return CleanUp(
            **{name: value for name, value in self.cleaned_data.items() if value not in {"", None}}
        )


@require_http_methods(["GET", "POST"])
@signed_in
def interactions_clean_up(request: UserRequest) -> HttpResponse:
    """Count what would go, then, once that is confirmed, delete it.

    The button says the number that was counted, and the fields beside it stay open: what they say by then is
    deleted only if it is as many, else it is counted again.
    """
    require(request.user, Right.CLEAN_UP)
    form = CleanUpForm(request.POST if request.method == "POST" else None, viewer=request.user)
    count: int | None = None
    confirmed = request.POST.get("confirmed")
    if request.method == "POST" and form.is_valid():
        count = clean_up(form.narrowed(), dry_run=True, by=request.user, at=now())
        if count and confirmed == str(count):
            try:
                gone = clean_up(form.narrowed(), counted=count, by=request.user, at=now())
            except Conflict:  # one was cancelled, or reinstated, in this very moment
                count = clean_up(form.narrowed(), dry_run=True, by=request.user, at=now())
            else:
                words = ngettext(
                    "%(n)s cancelled interaction deleted.", "%(n)s cancelled interactions deleted.", gone
                )
                return moved(request, reverse("interactions"), toast=words % {"n": formats.number(gone)})
    context = {"form": form, "count": count, "recounted": confirmed is not None and count is not None}
    return answer(request, "interactions/clean_up.html", context, dialog="interactions/_clean_up.html")
