"""An import while others work."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime

import pytest
from django.db import OperationalError, connection

from liaison.contacts.actions import import_contacts
from liaison.contacts.imports import lines_of, propose_mapping, read_source
from liaison.kit.sql import rows
from tests.cast import Cast, make_cast

pytestmark = pytest.mark.django_db(transaction=True)


def meanwhile(work: Callable[[], object]) -> list[str]:
    """What became of `work` on a connection of its own, which waits for nobody."""
    told: list[str] = []

    def run() -> None:
        try:
            rows("SELECT set_config('lock_timeout', '500ms', false)")
            work()
            told.append("done")
        except OperationalError:
            told.append("waited")
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    return told


def take(content: str, cast: Cast, at: datetime, during: Callable[[], object], *, dry_run: bool) -> list[str]:
    source = read_source(content.encode())
    lines, told = lines_of(source, propose_mapping(source.header)), list[str]()
    import_contacts(
        lines, by=cast.aline, at=at, dry_run=dry_run, on_progress=lambda _done: told.extend(meanwhile(during))
    )
    return told


def test_what_belongs_to_a_contact_is_written_meanwhile(at: datetime) -> None:
    """A comment, a file or a consent refers to the contact; only who changes it waits."""
    cast = make_cast()

    def refer() -> None:
        rows("SELECT 1 FROM contact WHERE no = 'CT-000480' FOR KEY SHARE")

    content = "No;Name;Ort\nCT-000480;Béguelin Mécanique SA;Bex\n"
    for dry_run in (True, False):
        assert take(content, cast, at, refer, dry_run=dry_run) == ["done"]


def test_two_check_their_lines_at_once(at: datetime) -> None:
    cast = make_cast()
    content = "Prénom;Nom;Société\nAda;Gut;Gut AG\n"

    def other() -> None:
        assert take(content, cast, at, lambda: None, dry_run=True) == ["done"]

    assert take(content, cast, at, other, dry_run=True) == ["done"]
