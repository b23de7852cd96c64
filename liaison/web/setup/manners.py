"""The manners of mailings: how often, whom rather not, and from when a second person looks (B-5, B-18)."""

from __future__ import annotations

import re

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_http_methods

from liaison.accounts.queries import allowed, require
from liaison.accounts.rules import Right
from liaison.contacts.kinds import KINDS
from liaison.contacts.queries import codes
from liaison.kit.clock import now
from liaison.kit.versions import version_of
from liaison.segments.actions import set_policy
from liaison.segments.queries.policy import policy_of
from liaison.segments.rules import Manners
from liaison.web.setup.forms.base import SetUpForm, version_field
from liaison.web.setup.pages import crumbs
from liaison.web.shell.answers import answer, moved, posted, refusals_in
from liaison.web.shell.codes import described
from liaison.web.shell.decorators import signed_in
from liaison.web.shell.requests import UserRequest

TITLE = _("Manners of mailings")


class MannersForm(SetUpForm):
    """An empty field means that there is no such rule."""

    version = version_field()
    cap_messages = forms.IntegerField(label=_("Messages"), required=False, min_value=1, max_value=1000)
    cap_days = forms.IntegerField(label=_("Days"), required=False, min_value=1, max_value=3660)
    quiet_group = forms.ChoiceField(label=_("Quiet list"), required=False)
    approval_above = forms.IntegerField(label=_("Approval above"), required=False, min_value=0)
    control_addresses = forms.CharField(
        label=_("Control addresses"),
        required=False,
        max_length=6000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    @property
    def values(self) -> Manners:
        """What was decided, as the verb takes it."""
        given = {name: value for name, value in self.cleaned_data.items() if name != "version"}
        controls = tuple(re.split(r"[\s,;]+", given["control_addresses"].strip()))
        return Manners(**{**given, "control_addresses": controls if controls != ("",) else ()})


@require_http_methods(["GET", "POST"])
@signed_in
def manners(request: UserRequest) -> HttpResponse:
    """Look at the manners, or decide on them; for who may not, to be read."""
    require(request.user, Right.READ_SETUP)
    house = policy_of(request.user)
    initial = {
        "version": version_of(house),
        "cap_messages": house.cap_messages,
        "cap_days": house.cap_days,
        "quiet_group": house.quiet_group.code if house.quiet_group is not None else "",
        "approval_above": house.approval_above,
        "control_addresses": "\n".join(house.control_addresses),
    }
    form = MannersForm(posted(request), initial=initial)
    groups = [(one.code, described(one)) for one in codes(request.user, KINDS["mailing_group"])]
    form.fields["quiet_group"].choices = [("", pgettext_lazy("mailing group", "None")), *groups]  # type: ignore[attr-defined]
    may_change = allowed(request.user, Right.CHANGE_SETUP)
    if not may_change:
        form.freeze()
    if form.is_valid():
        require(request.user, Right.CHANGE_SETUP)
        with refusals_in(form):
            seen = form.cleaned_data["version"]
            set_policy(form.values, version=seen, by=request.user, at=now())
            return moved(request, reverse("setup_manners"), toast=_("Manners saved."))
    context = {"form": form, "may_change": may_change, "title": TITLE, "crumbs": crumbs(request.user)}
    return answer(request, "setup/manners.html", context)
