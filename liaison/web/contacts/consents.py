"""What a contact agreed to receive or refused, on its card; changed by hand by who may change contacts."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from liaison.accounts.queries import require
from liaison.accounts.rules import Right
from liaison.campaigns.actions import note_consent
from liaison.campaigns.models import Agreement, ConsentSource
from liaison.contacts.models import CorrespondenceType
from liaison.kit.clock import now
from liaison.web.contacts.editing import contact_url
from liaison.web.contacts.record import contact_or_404
from liaison.web.shell.answers import moved
from liaison.web.shell.decorators import signed_in
from liaison.web.shell.requests import UserRequest


@require_POST
@signed_in
def contact_consent(request: UserRequest, no: str) -> HttpResponse:
    """Note by hand what the contact said, e.g. on the phone; the button names channel and topic."""
    require(request.user, Right.CHANGE_CONTACTS)
    contact = contact_or_404(request.user, no)
    for field, agreement in (("refuse", Agreement.WITHDRAWN), ("agree", Agreement.GIVEN)):
        channel, colon, topic = request.POST.get(field, "").replace("\x00", "").partition(":")
        if colon and channel in {CorrespondenceType.EMAIL, CorrespondenceType.HARD_COPY}:
            note_consent(
                contact.pk,
                channel,
                agreement,
                topic=topic[:20],
                source=ConsentSource.HAND,
                by=request.user,
                at=now(),
            )
    return moved(request, contact_url(contact), toast=_("Saved."))
