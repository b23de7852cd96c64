"""Verbs on the views of lists that people give a name."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from liaison.accounts.actions._checks import check_shape
from liaison.accounts.models import SavedView, User
from liaison.accounts.queries import may_delete_view
from liaison.kit.errors import NotAllowed, Refusal, refuse
from liaison.kit.text import gettext_lazy as _


@transaction.atomic
def save_view(area: str, name: str, *, query: str, shared: bool = False, by: User, at: datetime) -> SavedView:
    """Keep a list's URL query under a name; the same name in the same area is replaced."""
    name = name.strip()
    if not name:
        refuse(Refusal(_("Enter a name."), "name"))
    check_shape(SavedView(user=by, area=area, name=name, query=query), ("area", "name"))
    return SavedView.objects.update_or_create(
        user=by, area=area, name=name, defaults={"query": query, "shared": shared}
    )[0]


@transaction.atomic
def delete_view(view: SavedView, *, by: User, at: datetime) -> None:
    """Forget a view; who saved it may, and one for everybody also who looks after the set-up."""
    if not may_delete_view(by, view):
        raise NotAllowed(_("You may only delete your own views."))
    view.delete()
