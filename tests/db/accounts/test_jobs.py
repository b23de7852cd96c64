"""What goes away by itself."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session

from liaison.accounts.jobs import clear_sessions
from liaison.kit.clock import now


@pytest.mark.django_db
def test_sessions_that_ended_are_deleted() -> None:
    for key, hours in (("old", -1), ("new", 1)):
        Session.objects.create(session_key=key, session_data="", expire_date=now() + timedelta(hours=hours))

    clear_sessions.func()

    assert list(Session.objects.values_list("session_key", flat=True)) == ["new"]
