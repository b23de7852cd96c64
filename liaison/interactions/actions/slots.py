"""The verb that says which template an event uses."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from liaison.accounts.models import User
from liaison.accounts.rules import Right
from liaison.interactions import template_rules
from liaison.interactions.actions._set_up import require_change
from liaison.interactions.facts import TemplateChanged
from liaison.interactions.models import InteractionTemplate, InteractionTemplateLanguage, Slot, TemplateSlot
from liaison.kit.errors import refuse
from liaison.kit.facts import announce
from liaison.kit.history import written_by
from liaison.kit.versions import locked


@transaction.atomic
def assign_slot(slot: Slot, template: InteractionTemplate | None, *, by: User | None, at: datetime) -> None:
    """Let the event of `slot` use `template` from now on; None leaves it without.

    What records by itself takes active templates without languages (R-INT-99, E-INT-41); only an
    invitation may have a text of its own. The same again changes nothing.
    """
    require_change(by, Right.CHANGE_SETUP)
    row = TemplateSlot.objects.select_for_update().filter(slot=slot).first()
    if template is None:
        if row is not None:
            with written_by(by, "clear_slot", at):
                row.delete()
        return
    if row is not None and row.template_id == template.pk:
        return
    template = locked(template, None)
    has_rows = InteractionTemplateLanguage.objects.filter(template=template).exists()
    refuse(template_rules.may_stand_in_slot(template.code, slot, active=template.active, has_rows=has_rows))
    with written_by(by, "assign_slot", at):
        if row is None:
            TemplateSlot.objects.create(slot=slot, template=template)
        else:
            row.template = template
            row.save(update_fields=["template"])
    announce(
        TemplateChanged(
            template=template.pk, code=template.code, kind="slot", by=by.pk if by else None, at=at
        )
    )
