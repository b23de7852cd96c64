from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from liaison.accounts.models import User
from tests.cast import Cast

HTMX = {"HX-Request": "true", "HX-Current-URL": "http://testserver/setup/"}
DIALOG = {**HTMX, "HX-Target": "dialog"}
SignIn = Callable[[User], Client]


@pytest.fixture
def sign_in(client: Client, cast: Cast) -> SignIn:
    """Sign somebody in, in English so that words can be compared."""

    def signed_in(user: User) -> Client:
        user.language = "en"
        user.save()
        client.force_login(user)
        return client

    return signed_in


@pytest.fixture
def admin(sign_in: SignIn, cast: Cast) -> Client:
    """A browser in which the administrator is signed in."""
    return sign_in(cast.administrator)
