"""Where outgoing mail goes: a server, or a folder that stands in for one."""

from __future__ import annotations

import os

from django.conf import settings

from liaison.kit.errors import Refusal
from liaison.kit.text import gettext_lazy as _
from liaison.mail.handing_over import Transport
from liaison.mail.messages import is_address
from liaison.mail.providers.outbox import Outbox
from liaison.mail.providers.smtp import SmtpServer


def open_transport() -> Transport:
    """The configured way out; opens no connection yet."""
    server = settings.CONFIG.smtp
    return SmtpServer(server) if server is not None else Outbox(settings.CONFIG.outbox)


def account_refusal() -> Refusal | None:
    """Why no mail can go out at all; None when there is an account (R-INT-125, E-INT-33).

    Without a server the outbox folder is the account; it must be possible to write there.
    """
    missing = Refusal(
        _("Set up an e-mail account first. Nothing was logged."), field="correspondence_type", code="E-INT-33"
    )
    if not is_address(settings.CONFIG.email_from):
        return missing
    if settings.CONFIG.smtp is not None:
        return None
    folder = settings.CONFIG.outbox
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    return None if folder.is_dir() and os.access(folder, os.W_OK | os.X_OK) else missing
