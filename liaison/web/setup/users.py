"""Users: who may sign in, as what, and what they see."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.contrib.auth import logout, update_session_auth_hash
from django.db import transaction
from django.http import Http404, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from liaison.accounts.actions import (
    change_user,
    create_user,
    deactivate_user,
    reactivate_user,
    set_password,
)
from liaison.accounts.models import Role, User
from liaison.accounts.queries import require, salespeople, users
from liaison.accounts.rules import Right
from liaison.kit.clock import now
from liaison.kit.folding import fold
from liaison.kit.text import Words
from liaison.web.setup.columns import ACTIVE, STATE, active_asked
from liaison.web.setup.forms.people import UserForm
from liaison.web.setup.pages import FormPage, ListPage, answer_form, answer_lines
from liaison.web.shell.answers import done, moved, posted, refusals_in
from liaison.web.shell.decorators import signed_in
from liaison.web.shell.lists import ChoiceFilter, ListColumn, Listing, ListSpec, TextFilter
from liaison.web.shell.parts import Crumb
from liaison.web.shell.requests import UserRequest

TITLE = _("Users")


@dataclass(frozen=True, slots=True)
class UserLine:
    """One user as the list shows them."""

    user: User
    dialog: bool = True

    @property
    def active(self) -> bool:
        """Whether they may sign in."""
        return self.user.is_active

    @property
    def url(self) -> str:
        """Their dialog."""
        return reverse("setup_user", args=[self.user.pk])


USERS = ListSpec[UserLine](
    area="setup-users",
    route="setup_users",
    columns=(
        ListColumn("username", _("User name"), lambda line: line.user.username, sort="username", fixed=True),
        ListColumn("name", _("Full name"), lambda line: line.user.name, sort="name"),
        ListColumn("role", _("Role"), lambda line: line.user.get_role_display(), sort="role"),
        ListColumn("reach", _("Sees"), lambda line: line.user.get_reach_display()),
        ListColumn(
            "salesperson",
            _("Salesperson"),
            lambda line: line.user.salesperson.name if line.user.salesperson else "",
            sort="salesperson",
        ),
        ListColumn("email", _("E-mail"), lambda line: line.user.email),
        ListColumn("last_login", _("Last sign-in"), lambda line: line.user.last_login, "moment"),
        ACTIVE,
    ),
    filters=(
        TextFilter("q", _("Search")),
        ChoiceFilter("role", _("Role"), front=True, choices=Role.choices),
        STATE,
    ),
)


def _lines(request: UserRequest, listing: Listing[UserLine]) -> Iterator[UserLine]:
    active, role, text = active_asked(listing), listing.text("role"), fold(listing.text("q"))
    for found in users(request.user):
        if (active is not None and found.is_active != active) or (role and found.role != role):
            continue
        if not text or text in fold(f"{found.username} {found.name} {found.email}"):
            yield UserLine(found)


@require_safe
@signed_in
def user_list(request: UserRequest) -> HttpResponseBase:
    """Everybody who may or might sign in."""
    require(request.user, Right.MANAGE_USERS)
    return answer_lines(
        request,
        USERS,
        lambda listing: _lines(request, listing),
        ListPage(
            title=TITLE,
            name="users",
            lede=_("Who signs in, what for, and whose interactions they see."),
            add=_("New user"),
            add_url=reverse("setup_user_new"),
            may_add=Right.MANAGE_USERS,
        ),
    )


@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
@signed_in
def new_user(request: UserRequest) -> HttpResponse:
    """A new user."""
    require(request.user, Right.MANAGE_USERS)
    back = reverse("setup_users")
    form = UserForm(posted(request), salespeople=list(salespeople(request.user)))
    if form.is_valid():
        with refusals_in(form):
            create_user(
                form.cleaned_data["username"],
                password=form.cleaned_data["password"] or None,
                by=request.user,
                at=now(),
                **form.changes,
            )
            return done(request, back, toast=_("User created."))
    return answer_form(
        request, form, FormPage(title=_("New user"), action=request.path, back=back, way=[Crumb(TITLE, back)])
    )


@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
@signed_in
def user(request: UserRequest, pk: int) -> HttpResponse:
    """One user: role, reach, salesperson, language; the password only when a new one is typed."""
    found = _user_or_404(request, pk)
    back = reverse("setup_users")
    offered = [
        one for one in salespeople(request.user, active=None) if one.active or one == found.salesperson
    ]
    form = UserForm(posted(request), salespeople=offered, user=found)
    if form.is_valid():
        with refusals_in(form):
            _save(request, found, form)
            return done(request, back, toast=_("User saved."))
    links = [] if found == request.user else [_door(found)]
    return answer_form(
        request,
        form,
        FormPage(
            title=found.full_name, action=request.path, back=back, way=[Crumb(TITLE, back)], doors=links
        ),
    )


@transaction.atomic
def _save(request: UserRequest, found: User, form: UserForm) -> None:
    """Refused in one part, nothing of it remains; one's own session goes on with another password."""
    change_user(found, version=form.cleaned_data["version"], by=request.user, at=now(), **form.changes)
    if form.cleaned_data["password"]:
        set_password(found, form.cleaned_data["password"], by=request.user, at=now())
        if found == request.user:
            update_session_auth_hash(request, found)


def _door(found: User) -> tuple[Words, str]:
    """The words and the address that close or open the door."""
    if found.is_active:
        return _("Close the door: no sign-in any more"), reverse("setup_user_closing", args=[found.pk])
    return _("Let sign in again"), reverse("setup_user_opening", args=[found.pk])


@require_POST
@signed_in
def user_closing(request: UserRequest, pk: int) -> HttpResponse:
    """Nobody signs in as this user any more; what they wrote stays."""
    found = _user_or_404(request, pk)
    deactivate_user(found, by=request.user, at=now())
    if found == request.user:
        logout(request)
    return moved(request, reverse("setup_users"), toast=_("This user cannot sign in any more."))


@require_POST
@signed_in
def user_opening(request: UserRequest, pk: int) -> HttpResponse:
    """This user may sign in again."""
    reactivate_user(_user_or_404(request, pk), by=request.user, at=now())
    return moved(request, reverse("setup_users"), toast=_("This user can sign in again."))


def _user_or_404(request: UserRequest, pk: int) -> User:
    require(request.user, Right.MANAGE_USERS)
    found = users(request.user).filter(pk=pk).first() if pk < 2**63 else None
    if found is None:
        raise Http404
    return found
