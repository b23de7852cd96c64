"""Sending a logged interaction again, and stopping what still waits (R-INT-157 to 161)."""

from __future__ import annotations

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from liaison.contacts.models import CorrespondenceType
from liaison.delivery.actions import AS_BEFORE, resend_entries, stop_delivery
from liaison.kit.clock import now
from liaison.web.interactions.acts import changed
from liaison.web.interactions.lookups import row_or_404
from liaison.web.interactions.words import title
from liaison.web.shell.answers import answer, or_404, refusals_in
from liaison.web.shell.decorators import signed_in
from liaison.web.shell.requests import UserRequest


class ResendForm(forms.Form):
    """How it goes out again (R-INT-158)."""

    channel = forms.ChoiceField(
        label=_("How"),
        choices=[
            (AS_BEFORE, _("As before")),
            (CorrespondenceType.EMAIL, _("By e-mail")),
            (CorrespondenceType.HARD_COPY, _("On paper")),
        ],
        initial=AS_BEFORE,
    )
    update_merge_fields = forms.BooleanField(
        label=_("With the values of today, as a new interaction"), required=False
    )


@require_http_methods(["GET", "POST"])
@signed_in
def resend(request: UserRequest, number: int) -> HttpResponse:
    """Send an entry again, as it was or logged anew."""
    row = row_or_404(request.user, number)
    form = ResendForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            resend_entries([number], **form.cleaned_data, by=request.user, at=now())
            return changed(request, number, _("On its way again."))
    context = {"form": form, "number": number, "row_title": title(row)}
    return answer(request, "interactions/resend.html", context, dialog="interactions/_resend.html")


@require_POST
@signed_in
def stopping(request: UserRequest, number: int) -> HttpResponse:
    """Take a delivery that still waits off the list."""
    with or_404():
        stop_delivery(number, by=request.user, at=now())
    return changed(request, number, _("Stopped; it will not be sent."))
