"""Verbs on interaction groups."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TypedDict, Unpack

from django.db import transaction

from liaison.accounts.models import User
from liaison.interactions import template_rules
from liaison.interactions.actions._set_up import (
    along,
    check_shape,
    differing,
    keep,
    require_change,
)
from liaison.interactions.facts import GroupChanged, GroupDeleting
from liaison.interactions.models import InteractionGroup
from liaison.interactions.queries.set_up import group_uses
from liaison.kit.errors import refuse
from liaison.kit.facts import announce
from liaison.kit.history import written_by
from liaison.kit.versions import locked


class GroupChanges(TypedDict, total=False):
    """What may be given or changed on a group; what is absent stays.

    `descriptions` has the description by language (``{"de": "Briefe"}``).
    """

    description: str
    descriptions: Mapping[str, str]
    active: bool


@transaction.atomic
def create_group(
    code: str, *, by: User | None, at: datetime, **fields: Unpack[GroupChanges]
) -> InteractionGroup:
    """Create a heading for templates (R-INT-1); `by` None is the system."""
    require_change(by)
    code = template_rules.clean_code(code)
    taken = InteractionGroup.objects.filter(code=code).exists()
    refuse(template_rules.code_refusals(code, taken=taken))
    made = InteractionGroup(code=code, **fields)
    check_shape(made, ("code", *fields))
    with written_by(by, "create_group", at):
        made.save(force_insert=True)
    announce(GroupChanged(group=made.pk, code=code, kind="created", by=by.pk if by else None, at=at))
    return made


@transaction.atomic
def change_group(
    group: InteractionGroup,
    *,
    by: User | None,
    at: datetime,
    version: int | None = None,
    **changes: Unpack[GroupChanges],
) -> InteractionGroup:
    """Change what is given; the same again changes nothing. Raises `Conflict` if `version` is old.

    An inactive group is no longer offered for new templates; its templates and entries keep it.
    """
    require_change(by)
    group = locked(group, version)
    new = differing(group, along(group, changes))
    if not new:
        return group
    for name, value in new.items():
        setattr(group, name, value)
    check_shape(group, new)
    with written_by(by, "change_group", at):
        keep(group, new)
    announce(GroupChanged(group=group.pk, code=group.code, kind="changed", by=by.pk if by else None, at=at))
    return group


@transaction.atomic
def delete_group(
    group: InteractionGroup, *, by: User | None, at: datetime, version: int | None = None
) -> None:
    """Delete a group that no template and no entry names; else it can be made inactive (R-INT-4).

    Raises `Conflict` if `version` is old.
    """
    require_change(by)
    group = locked(group, version)
    refuse(template_rules.may_delete(group_uses(group)))
    announce(GroupDeleting(group.pk))
    pk = group.pk
    with written_by(by, "delete_group", at):
        group.delete()
    announce(GroupChanged(group=pk, code=group.code, kind="deleted", by=by.pk if by else None, at=at))
