"""Verbs on users: who may sign in, as what, and with which password."""

from __future__ import annotations

from datetime import datetime
from typing import TypedDict, Unpack

from django.contrib.auth import SESSION_KEY
from django.contrib.auth.password_validation import validate_password
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.db import transaction

from liaison.accounts.actions._checks import check_shape, refuse_taken
from liaison.accounts.facts import UserClosed
from liaison.accounts.models import Reach, Role, Salesperson, User
from liaison.accounts.queries import other_administrators, require
from liaison.accounts.rules import Right, may_lose_administrator
from liaison.kit.errors import Refusal, refuse
from liaison.kit.facts import announce
from liaison.kit.history import written_by
from liaison.kit.text import gettext_lazy as _
from liaison.kit.versions import locked


class UserChanges(TypedDict, total=False):
    """What may be changed on a user; what is absent stays."""

    name: str
    email: str
    role: Role
    reach: Reach
    salesperson: Salesperson | None
    language: str


@transaction.atomic
def create_user(  # noqa: PLR0913 - the fields of a user
    username: str,
    *,
    role: Role,
    name: str = "",
    email: str = "",
    password: str | None = None,
    same_password_as: User | None = None,
    salesperson: Salesperson | None = None,
    reach: Reach = Reach.ALL,
    language: str = "fr",
    by: User | None,
    at: datetime,
) -> User:
    """Create somebody who may sign in; without password nobody can until one is set.

    `same_password_as` spares making it anew, which takes a third of a second by intention: an invented
    company may share one.

    `by` is None for the installation itself (first start, command line). Refused when the name or,
    among active users, the e-mail address is taken: both can be used to sign in.
    """
    if by is not None:
        require(by, Right.MANAGE_USERS)
    made = User(
        username=username.strip(),
        name=name.strip(),
        email=email.strip(),
        role=role,
        reach=reach,
        salesperson=salesperson,
        language=language,
        date_joined=at,
    )
    if not made.username:
        refuse(Refusal(_("Enter a user name."), "username"))
    check_shape(made, ("username", "name", "email", "role", "reach", "language"))
    refuse_taken(User.objects.filter(username__iexact=made.username), "username", made.username)
    _refuse_taken_address(made)
    _check_password(password, made)
    if same_password_as is not None:
        made.password = same_password_as.password
    else:
        made.set_password(password)
    with written_by(by, "create_user", at):
        made.save(force_insert=True)
    return made


@transaction.atomic
def change_user(
    user: User, *, by: User, at: datetime, version: int | None = None, **changes: Unpack[UserChanges]
) -> User:
    """Change what is given; the same again changes nothing. The last administrator stays one.

    Raises `Conflict` if `version`, the one the author looked at, is old.
    """
    require(by, Right.MANAGE_USERS)
    if version is not None:
        # Administrators are always held in the same order, and before anybody else.
        _lock_administrators()
        locked(user, version)
    return _change(user, changes, by, at)


@transaction.atomic
def change_settings(*, name: str, language: str, by: User, at: datetime) -> User:
    """Let people change what concerns only themselves: their name and language."""
    return _change(by, {"name": name, "language": language}, by, at)


@transaction.atomic
def set_password(user: User, password: str, *, by: User | None, at: datetime) -> User:
    """Set a password; one's own, or anybody's for who may manage users. Ends the user's sessions."""
    if by is not None and by.pk != user.pk:
        require(by, Right.MANAGE_USERS)
    _check_password(password, user)
    user.set_password(password)
    user.save(update_fields=["password"])
    return user


@transaction.atomic
def deactivate_user(user: User, *, by: User, at: datetime) -> User:
    """Close the door to `user`, whose sessions and tokens end for good; what they wrote stays."""
    require(by, Right.MANAGE_USERS)
    _lock_administrators()
    refuse(_losing_administrator(user))
    user.is_active = False
    with written_by(by, "deactivate_user", at):
        user.save(update_fields=["is_active"])
    _end_sessions(user)
    announce(UserClosed(user=user.pk, by=by.pk, at=at))
    return user


@transaction.atomic
def reactivate_user(user: User, *, by: User, at: datetime) -> User:
    """Open the door to a new sign-in; refused when somebody active has the e-mail address by now.

    What may be left of the time before ends here: not every closing ended it, and who was just signing in
    while the door closed has a session.
    """
    require(by, Right.MANAGE_USERS)
    if user.is_active:
        return user
    _refuse_taken_address(user)
    _end_sessions(user)
    announce(UserClosed(user=user.pk, by=by.pk, at=at))
    user.is_active = True
    with written_by(by, "reactivate_user", at):
        user.save(update_fields=["is_active"])
    return user


def _end_sessions(user: User) -> None:
    """A session says only inside whose it is."""
    ended = [
        session.pk
        for session in Session.objects.iterator()
        if session.get_decoded().get(SESSION_KEY) == str(user.pk)
    ]
    Session.objects.filter(pk__in=ended).delete()


def _change(user: User, changes: UserChanges, by: User, at: datetime) -> User:
    if changes.get("role", Role.ADMINISTRATOR) != Role.ADMINISTRATOR:
        _lock_administrators()
        refuse(_losing_administrator(user))
    fields = [field for field, value in changes.items() if getattr(user, field) != value]
    for field in fields:
        setattr(user, field, changes[field])  # type: ignore[literal-required]
    if not fields:
        return user
    check_shape(user, fields)
    if "email" in fields:
        _refuse_taken_address(user)
    with written_by(by, "change_user", at):
        user.save(update_fields=fields)
    return user


def _refuse_taken_address(user: User) -> None:
    if user.email:
        others = User.objects.filter(email__iexact=user.email, is_active=True).exclude(pk=user.pk)
        refuse_taken(others, "email", user.email)


def _check_password(password: str | None, user: User) -> None:
    """Refuse a password that is too short, too common or too much like the user."""
    if password is None:
        return
    try:
        validate_password(password, user)
    except ValidationError as error:
        refuse([Refusal(message, "password") for message in error.messages])


def _lock_administrators() -> None:
    """Two administrators who take each other's role at once must not leave nobody."""
    list(User.objects.select_for_update().filter(role=Role.ADMINISTRATOR).order_by("id").values("id"))


def _losing_administrator(user: User) -> Refusal | None:
    is_administrator = user.is_active and user.role == Role.ADMINISTRATOR
    others = other_administrators(user) if is_administrator else 0
    return may_lose_administrator(is_administrator=is_administrator, others=others)
