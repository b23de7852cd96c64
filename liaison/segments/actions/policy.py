"""Deciding on the manners of messages to many (B-5, B-18)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from liaison.accounts.models import User
from liaison.accounts.queries import require
from liaison.accounts.rules import Right
from liaison.contacts.models import MailingGroup
from liaison.kit.errors import Refused, refuse
from liaison.kit.versions import changed_meanwhile, version_of
from liaison.mail.messages import is_address
from liaison.segments import rules
from liaison.segments.models import Policy
from liaison.segments.rules import Manners


@transaction.atomic
def set_policy(manners: Manners, *, version: int | None = None, by: User, at: datetime) -> Policy:
    """Replace the manners of the house by `manners`; segments in preparation follow at once.

    `version` is the one the author looked at; when somebody decided otherwise since, raises `Conflict`.
    """
    require(by, Right.CHANGE_SETUP)
    held = Policy.objects.select_for_update().filter(pk=Policy.ONLY).first() or Policy(pk=Policy.ONLY)
    if version is not None and version_of(held) != version:
        raise changed_meanwhile()
    controls = list(dict.fromkeys(one.strip() for one in manners.control_addresses if one.strip()))
    refuse(
        [
            *rules.manners_refusals(manners),
            *(rules.bad_control(one) for one in controls if not is_address(one)),
        ]
    )
    group = None
    if manners.quiet_group:
        group = MailingGroup.objects.filter(code=manners.quiet_group.strip().upper()).first()
        if group is None:
            raise Refused(rules.unknown(manners.quiet_group, "quiet_group"))
    found, _made = Policy.objects.update_or_create(
        pk=Policy.ONLY,
        defaults={
            "cap_messages": manners.cap_messages,
            "cap_days": manners.cap_days,
            "quiet_group": group,
            "approval_above": manners.approval_above,
            "control_addresses": controls,
            "changed_at": at,
            "changed_by": by,
        },
    )
    return found
