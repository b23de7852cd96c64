"""The same form sent twice does its work once: a second press, a resend after a lost answer, a script.

A form that makes a record carries an unguessable key in the hidden field `once`: dialogs of the routes that
end in `_new` or `_save` by themselves, others by ``{% once %}``. Key and answer are written in the
transaction of the work: a twin waits for the first and is answered as that was, with the same address and
the same toast. What was refused leaves no key behind, so the form can be mended and sent again; and the
same form with something else in it, as after the browser's way back, is new work.

What changes a record has no key: sent once more after somebody else's change it must meet that change, not
hear that it was saved.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.crypto import salted_hmac

from liaison.accounts.actions import claim_key, keep_answer, release_key
from liaison.accounts.queries import first_answer
from liaison.kit.clock import now
from liaison.web.shell.answers import said, say_again, wants_part
from liaison.web.shell.requests import UserRequest

FIELD = "once"
KEY = re.compile(r"[A-Za-z0-9_-]{16,64}")
SAME_EACH_TIME = {FIELD, "csrfmiddlewaretoken"}
"""Fields that say nothing about what is asked for."""
REFUSED = 400
MAKING = ("_new", "_save")
"""How the routes end whose form makes a record."""


def fresh_key() -> str:
    """A key for one form on one screen."""
    return secrets.token_urlsafe(18)


def makes_record(request: HttpRequest) -> bool:
    """Whether the form of this page makes a record, by the name of its route."""
    route = request.resolver_match.url_name if request.resolver_match is not None else None
    return (route or "").endswith(MAKING)


def once(request: UserRequest, work: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    """The answer of `work`; the first answer when this very form was sent within a day."""
    key = request.POST.get(FIELD, "") if request.method == "POST" else ""
    if not KEY.fullmatch(key):
        return work()
    digest = digest_of(request)
    kept_as = f"form {key} {digest}"
    at = now()
    with transaction.atomic():
        claim = claim_key(kept_as, digest, by=request.user, at=at)
        if claim is None:
            return _again(request, kept_as)
        before = len(said(request))
        response = work()
        if response.status_code >= REFUSED:
            transaction.set_rollback(True)
        elif isinstance(response, HttpResponse) and _can_be_kept(request, response):
            keep_answer(
                claim,
                status=response.status_code,
                headers=dict(response.items()),
                body=response.content,
                toasts=said(request)[before:],
                by=request.user,
                at=at,
            )
        else:
            release_key(claim, by=request.user, at=at)
    return response


def _again(request: UserRequest, kept_as: str) -> HttpResponse:
    """What was answered the first time, with its toasts."""
    kept = first_answer(request.user, kept_as)
    if kept is None or kept.status is None:  # the claim was refused, so its twin has committed an answer
        raise LookupError(kept_as)
    for level, text, tags in kept.toasts:
        say_again(request, level, text, tags)
    return HttpResponse(bytes(kept.body), status=kept.status, headers=kept.headers)


def _can_be_kept(request: UserRequest, response: HttpResponse) -> bool:
    """Whether the answer leads on or is a part; files and whole pages would be stale and large."""
    page = response.status_code == HTTPStatus.OK and bool(response.content) and not wants_part(request)
    return not page and "Content-Disposition" not in response


def digest_of(request: UserRequest, *, without: frozenset[str] = frozenset()) -> str:
    """What makes two sendings the same: address, what is swapped, every field (but `without`) and file.

    With a secret, for a password may be among the fields.
    """
    place = f"{request.get_full_path()}\n{request.headers.get('HX-Target')}\n"
    found = salted_hmac("liaison.web.once", place, algorithm="sha256")
    for name in sorted(request.POST.keys() - SAME_EACH_TIME - without):
        found.update(f"text {name!r} {request.POST.getlist(name)!r}\n".encode("utf-8", "replace"))
    for name in sorted(request.FILES):
        for file in request.FILES.getlist(name):
            _add(found, name, file)
    return found.hexdigest()


def _add(found: Any, name: str, file: UploadedFile[Any]) -> None:
    found.update(f"file {name!r} {file.name!r} {file.size}\n".encode("utf-8", "replace"))
    for chunk in file.chunks():
        found.update(chunk)
    file.seek(0)
