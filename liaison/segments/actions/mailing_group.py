"""Making the contacts of a segment members of a mailing group (R-SEG-95)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from liaison.accounts.models import User
from liaison.accounts.queries import require
from liaison.accounts.rules import Right
from liaison.contacts.actions.assigning import assign_code_many, unassign_code_many
from liaison.contacts.kinds import MAILING_GROUP
from liaison.contacts.models import MailingGroup
from liaison.kit.errors import Refused
from liaison.kit.sql import Question
from liaison.segments import rules
from liaison.segments.queries.segments import segment_to_change
from liaison.segments.selection import LIVE

MEMBERS = """
    SELECT m.contact_id FROM contact_mailing_group m JOIN mailing_group g ON g.id = m.mailing_group_id
    WHERE g.code = %(members_of)s"""


@transaction.atomic
def apply_mailing_group(no: str, code: str, *, delete_old: bool = False, by: User, at: datetime) -> int:
    """Make every contact of segment `no` a member of the group; returns how many are new.

    `delete_old` takes all members out first, also those that are not in the segment.
    """
    require(by, Right.EDIT_SEGMENTS)
    head = segment_to_change(no)
    code = code.strip().upper()
    if not MailingGroup.objects.filter(code=code, active=True).exists():
        raise Refused(rules.no_mailing_group())
    if delete_old:
        unassign_code_many(Question(MEMBERS, {"members_of": code}), MAILING_GROUP, code, by=by, at=at)
    return assign_code_many(Question(LIVE, {"segment": head.pk}), MAILING_GROUP, code, by=by, at=at)
