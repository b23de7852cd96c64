"""Who is who: users, salespeople, teams, rights."""

from __future__ import annotations

from typing import Final

from django.conf import settings
from django.db.models import Q, QuerySet

from liaison.accounts.models import (
    DataExport,
    FirstAnswer,
    Organization,
    Role,
    Salesperson,
    SavedView,
    Team,
    User,
)
from liaison.accounts.rules import REFUSALS, Right, Sight, may
from liaison.kit.errors import NotAllowed
from liaison.kit.folding import folded

SWISS: Final = {"fr": "fr-CH", "de": "de-CH", "it": "it-CH"}
"""The languages of the settings as they are spoken here."""


def allowed(user: User, right: Right) -> bool:
    """Whether `user` is active and has `right`; reads nothing from the database."""
    return user.is_active and may(user.role, right)


def require(user: User, right: Right) -> None:
    """Let `user` pass or raise `NotAllowed` with plain words (E-INT-49); reads nothing."""
    if not allowed(user, right):
        raise NotAllowed(REFUSALS[right])


def sight_of(user: User) -> Sight:
    """What decides which entries `user` sees; reads the salesperson unless it is loaded already."""
    return Sight(
        user_id=user.pk,
        reach=user.reach,
        team_id=user.team_id,
        salesperson_id=user.salesperson_id,
        sees_private=may(user.role, Right.SEE_PRIVATE),
    )


def number_by_login(login: str) -> int | None:
    """The number of the user who signs in with this name or address, the active one first."""
    named = Q(username__iexact=login) | (Q(email__iexact=login) & ~Q(email=""))
    return User.objects.filter(named).order_by("-is_active", "id").values_list("id", flat=True).first()


def user_by_name(username: str) -> User | None:
    """The user of that name in any spelling of case, with salesperson and team; None when unknown."""
    return User.objects.select_related("salesperson__team").filter(username__iexact=username).first()


def has_users() -> bool:
    """Whether there is anybody, also who cannot sign in; False before the first start."""
    return User.objects.exists()


def has_administrator() -> bool:
    """Whether somebody active may set everything up."""
    return _administrators().exists()


def _administrators() -> QuerySet[User]:
    return User.objects.filter(role=Role.ADMINISTRATOR, is_active=True)


def users(viewer: User) -> QuerySet[User]:
    """All users by name, active ones first; for who may manage them."""
    require(viewer, Right.MANAGE_USERS)
    return User.objects.select_related("salesperson__team").order_by("-is_active", folded("username"), "id")


def user(viewer: User, username: str) -> User | None:
    """One user for who may manage them; everybody may see themselves."""
    if username != viewer.username:
        require(viewer, Right.MANAGE_USERS)
    return User.objects.select_related("salesperson__team").filter(username=username).first()


def salespeople(viewer: User, *, active: bool | None = True) -> QuerySet[Salesperson]:
    """Salespeople by name with their team; `active` None: all."""
    require(viewer, Right.READ_CONTACTS)
    found = Salesperson.objects.select_related("team").order_by(folded("name"), "id")
    return found if active is None else found.filter(active=active)


def salesperson_by_code(viewer: User, code: str) -> Salesperson | None:
    """The salesperson of that code, active or not; None when there is none."""
    require(viewer, Right.READ_CONTACTS)
    return Salesperson.objects.select_related("team").filter(code=code.upper()).first()


def salesperson_for(user: User) -> Salesperson | None:
    """The salesperson `user` works as (R-INT-45, steps 2 and 3).

    The only active salesperson with the user's e-mail address, else the active one of the user's
    settings; None leaves the choice to the contact (step 4). One statement, written by hand because
    every logging asks for it.
    """
    found = Salesperson.objects.raw(
        """
        SELECT * FROM salesperson
        WHERE active AND (id = %(own)s OR (email <> '' AND lower(email) = lower(%(email)s)))
        ORDER BY id""",
        {"own": user.salesperson_id, "email": user.email},
    )
    active = list(found)
    same_address = [person for person in active if user.email and person.email.lower() == user.email.lower()]
    if len(same_address) == 1:
        return same_address[0]
    return next((person for person in active if person.pk == user.salesperson_id), None)


def teams(viewer: User, *, active: bool | None = True) -> QuerySet[Team]:
    """Teams by name; `active` None: all."""
    require(viewer, Right.READ_CONTACTS)
    found = Team.objects.order_by(folded("name"), "id")
    return found if active is None else found.filter(active=active)


def organization() -> Organization:
    """The company that uses Liaison; an empty one until somebody describes it."""
    return Organization.objects.filter(pk=1).first() or undescribed()


def undescribed() -> Organization:
    """The company before anybody describes it: it speaks the language of the settings, as Swiss people do."""
    return Organization(language=SWISS.get(settings.LANGUAGE_CODE, settings.LANGUAGE_CODE))


def saved_views(viewer: User, area: str) -> QuerySet[SavedView]:
    """The views of a list that `viewer` saved and those shared with everybody, by name."""
    return (
        SavedView.objects.select_related("user")
        .filter(Q(user=viewer) | Q(shared=True), area=area)
        .order_by(folded("name"), "id")
    )


def saved_view(viewer: User, pk: int) -> SavedView | None:
    """One saved view that `viewer` may use."""
    return SavedView.objects.filter(Q(user=viewer) | Q(shared=True), pk=pk).first()


def may_delete_view(viewer: User, view: SavedView) -> bool:
    """Whether `viewer` may forget a view: their own, or one that somebody shared, who may have left."""
    return view.user_id == viewer.pk or (view.shared and allowed(viewer, Right.CHANGE_SETUP))


def other_administrators(user: User) -> int:
    """How many active administrators there are besides `user`."""
    return _administrators().exclude(pk=user.pk).count()


def data_exports(viewer: User) -> QuerySet[DataExport]:
    """What was taken out, newest first; for who may manage the users."""
    require(viewer, Right.MANAGE_USERS)
    return DataExport.objects.select_related("exported_by").order_by("-id")


def first_answer(user: User, key: str) -> FirstAnswer | None:
    """The first answer to the request of `user` with that key."""
    return FirstAnswer.objects.filter(user=user, key=key).first()
