"""Signing in and out, one's own profile, password and language."""

from __future__ import annotations

from allauth.account.views import LoginView, LogoutView
from allauth.decorators import rate_limit
from django.contrib.auth import update_session_auth_hash
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import translation
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from liaison.accounts.actions import change_settings, set_password
from liaison.kit.clock import now
from liaison.web.accounts.forms import PasswordForm, ProfileForm, SignInForm
from liaison.web.shell.answers import answer, moved, posted, refusals_in
from liaison.web.shell.context import LANGUAGES
from liaison.web.shell.decorators import public, signed_in
from liaison.web.shell.requests import UserRequest
from liaison.web.shell.views import keep, safe_next

LANGUAGE_COOKIE = "django_language"


class SignIn(LoginView):  # type: ignore[misc]
    """The page for who is not signed in; 422 when name and password do not fit."""

    form_class = SignInForm
    template_name = "account/login.html"

    def get_form_class(self) -> type[SignInForm]:
        """Our words instead of the library's."""
        return SignInForm

    def form_invalid(self, form: SignInForm) -> HttpResponse:
        """The page again, saying what is wrong."""
        response: HttpResponse = super().form_invalid(form)
        response.status_code = 422
        return response


sign_in = SignIn.as_view()


@method_decorator(public, name="dispatch")
class SignOut(LogoutView):  # type: ignore[misc]
    """Ends the session by POST; a GET asks."""

    template_name = "account/logout.html"


sign_out = SignOut.as_view()


@require_http_methods(["GET", "POST"])
@signed_in
def profile(request: UserRequest) -> HttpResponse:
    """Name and language of the reader, appearance of this browser."""
    user = request.user
    language = user.language.partition("-")[0]
    form = ProfileForm(posted(request), initial={"name": user.full_name, "language": language})
    if form.is_valid():
        with refusals_in(form):
            change_settings(name=form.cleaned_data["name"], language=form.cleaned_data["language"],
                            by=user, at=now())  # fmt: skip
            translation.activate(form.cleaned_data["language"])
            return moved(request, reverse("profile"), toast=_("Profile saved."))
    return answer(request, "account/profile.html", {"form": form})


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
@signed_in
@rate_limit(action="change_password")  # type: ignore[untyped-decorator]
def change_password(request: UserRequest) -> HttpResponse:
    """A new password; this session goes on, the others end."""
    form = PasswordForm(posted(request), user=request.user)
    if form.is_valid():
        with refusals_in(form):
            set_password(request.user, form.cleaned_data["password"], by=request.user, at=now())
            update_session_auth_hash(request, request.user)
            return moved(request, reverse("profile"), toast=_("Password changed."))
    return answer(request, "account/password_change.html", {"form": form})


@public
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Speak another language: for good to who is signed in, else in this browser."""
    code = request.POST.get("language", "")
    response = HttpResponseRedirect(safe_next(request), status=303)
    if code not in LANGUAGES:
        return response
    if request.user.is_authenticated:
        change_settings(name=request.user.name, language=code, by=request.user, at=now())
    keep(response, LANGUAGE_COOKIE, code)
    return response


@public
def inactive(request: HttpRequest) -> HttpResponse:
    """Whom an administrator has shut out."""
    return answer(request, "account/account_inactive.html", status=403)


@public
def not_here(request: HttpRequest, **_given: object) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """Signing up, managing addresses, resetting by e-mail: not offered."""
    raise Http404
