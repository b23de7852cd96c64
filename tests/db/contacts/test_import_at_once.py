"""An import while others work."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime

import pytest
from django.db import OperationalError, connection

from liaison.contacts.actions import import_contacts
from liaison.contacts.actions.numbers import free_contact_numbers
from liaison.contacts.imports import lines_of, propose_mapping, read_source
from liaison.contacts.models import Contact
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


def test_contacts_are_created_while_a_large_import_goes_on(
    at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R-CON-1: its numbers are taken before; what it did not need is left out only if others took some"""
    monkeypatch.setattr("liaison.contacts.actions.importing.CHUNK", 1)
    cast = make_cast()
    (first,) = free_contact_numbers(1)
    content = (
        f"Prénom;Nom;Société\nAda;Gut;Gut AG\nIda;Gut;Gut AG\n{cast.nora.first_name};{cast.nora.surname};\n"
    )
    given: list[str] = []

    def other() -> None:
        given.extend(free_contact_numbers(1))

    assert set(take(content, cast, at, other, dry_run=False)) == {"done"}

    made = list(Contact.objects.filter(name__contains="Gut").order_by("no").values_list("no", flat=True))
    assert made == [_after(first, step) for step in (1, 2, 3)]
    assert given[0] > made[-1]
    assert len(set(given)) == len(given) > 1

    (before,) = free_contact_numbers(1)
    take(content, cast, at, lambda: None, dry_run=False)

    def stop(_done: int) -> None:
        raise KeyError

    source = read_source(b"Name;Ville\nNeu AG;Bex\nAlt AG;Bex\n")
    with pytest.raises(KeyError):
        lines = lines_of(source, propose_mapping(source.header))
        import_contacts(lines, by=cast.aline, at=at, on_progress=stop)
    assert free_contact_numbers(1) == [_after(before, 1)]


def _after(no: str, steps: int) -> str:
    return f"CT-{int(no.removeprefix('CT-')) + steps:06}"
