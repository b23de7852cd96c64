"""First answers serve every door."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.db import connection

from liaison.accounts.actions import claim_key, keep_answer, release_key
from liaison.accounts.models import FirstAnswer
from liaison.accounts.queries import first_answer
from tests import make
from tests.conftest import AT


@pytest.mark.django_db
def test_a_key_is_claimed_once_and_its_answer_found() -> None:
    user = make.make_user()
    claim = claim_key("k", "hash", by=user, at=AT)
    assert claim is not None
    keep_answer(claim, status=303, headers={"Location": "/"}, body=b"", toasts=[], by=user, at=AT)

    assert claim_key("k", "hash", by=user, at=AT) is None
    kept = first_answer(user, "k")
    assert kept is not None
    assert (kept.status, kept.headers, bytes(kept.body), kept.toasts) == (303, {"Location": "/"}, b"", [])
    release_key(claim, by=user, at=AT)
    assert claim_key("k", "hash", by=user, at=AT) is not None


@pytest.mark.django_db(transaction=True)
def test_answers_kept_before_the_table_moved_are_kept_on() -> None:
    user = make.make_user()
    try:
        call_command("migrate", "accounts", "0001", verbosity=0)
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO api_first_answer (user_id, key, request_hash, status, headers, body, created_at)"
                " VALUES (%s, 'k', 'hash', 201, %s, %s, %s)",
                [user.pk, '{"Location": "/api/v1/interactions/1"}', b"{}", AT],
            )
    finally:
        call_command("migrate", verbosity=0)

    kept = FirstAnswer.objects.get()
    assert (kept.user, kept.key, kept.status, bytes(kept.body)) == (user, "k", 201, b"{}")
    assert (kept.headers, kept.toasts) == ({"Location": "/api/v1/interactions/1"}, [])
    assert claim_key("k", "hash", by=user, at=AT) is None
