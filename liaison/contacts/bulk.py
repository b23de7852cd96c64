"""Writes on many contacts at once."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from liaison.contacts.kinds import WEB_SOURCE, Kind
from liaison.kit.sql import Question, execute, rows, statement

NEXT_NUMBER = """
INSERT INTO number_series (code, prefix, digits, last) VALUES (%(code)s, %(prefix)s, %(digits)s, %(count)s)
ON CONFLICT (code) DO UPDATE SET last = number_series.last + %(count)s
RETURNING prefix, digits, last
"""


def take_numbers(code: str, count: int, *, prefix: str, digits: int) -> list[str]:
    """The next `count` numbers of a series, which is made with `prefix` when it does not exist.

    One statement; whoever asks meanwhile waits for the end of the caller's transaction.
    """
    ((prefix, digits, last),) = rows(
        NEXT_NUMBER, {"code": code, "prefix": prefix, "digits": digits, "count": count}
    )
    return [f"{prefix}{number:0{digits}}" for number in range(last - count + 1, last + 1)]


def give_numbers_back(code: str, count: int) -> None:
    """Let the last `count` numbers of a series be the next again; only in the transaction that took them."""
    execute("UPDATE number_series SET last = last - %s WHERE code = %s", (count, code))


def give_back_untaken(code: str, count: int, *, end: str) -> None:
    """Let the last `count` numbers be the next again, unless somebody took one after `end` since."""
    execute(
        """
        UPDATE number_series SET last = last - %s
        WHERE code = %s AND prefix || lpad(last::text, greatest(digits, length(last::text)), '0') = %s""",
        (count, code, end),
    )


def refresh_search(who: Iterable[int] | Question) -> int:
    """Write anew by what words the contacts of `who` (ids, or a question for them) are found.

    Returns how many changed. One statement; it adds new words to the vocabulary as well.
    """
    if not isinstance(who, Question):
        ids = sorted(set(who))
        if not ids:
            return 0
        who = Question("SELECT unnest(%(ids)s::bigint[])", {"ids": ids})
    text = statement("liaison.contacts", "refresh_search").replace("/* who */", who.sql)
    return execute(text, dict(who.params))


def import_matches(lines: Sequence[Mapping[str, Any]], taken: Collection[str]) -> list[tuple[int, int, int]]:
    """The contacts that the lines of a file may stand for: line, by what (1 surest), id. One statement.

    A line has line, no, external_id, type, name, company, company_no, emails.
    Who has one of the numbers `taken` in the file is not found by the name of a line with another one.
    """
    asked = {"lines": json.dumps(lines), "taken": "\n".join(taken)}
    return rows(statement("liaison.contacts", "import_matches"), asked)


def import_companies(named: Sequence[tuple[str, str]]) -> dict[tuple[str, str], dict[int, str]]:
    """The companies named by number or, where that is empty, by name: ids and numbers. One statement."""
    numbers, names = [no for no, _name in named], [name for _no, name in named]
    found = rows(statement("liaison.contacts", "import_companies"), {"numbers": numbers, "names": names})
    companies: dict[tuple[str, str], dict[int, str]] = {}
    for no, name, pk, company_no in found:
        companies.setdefault((no, name), {})[pk] = company_no
    return companies


def write_contacts(values: Sequence[Mapping[str, Any]], *, by: int | None, at: datetime) -> int:
    """Write over many contacts what is given with their ids, in one statement."""
    return execute(
        statement("liaison.contacts", "write_contacts"), {"rows": json.dumps(values), "by": by, "at": at}
    )


@dataclass(frozen=True, slots=True)
class HeldCode:
    """A code that nobody deletes until the caller's transaction ends; others may give it meanwhile."""

    id: int
    code: str
    active: bool


def hold_code(kind: Kind, code: str) -> HeldCode | None:
    """The code of that name, kept from being deleted; None when there is none. One statement."""
    sql = f"SELECT id, code, active FROM {kind.key} WHERE code = %s FOR KEY SHARE"
    found = rows(sql, (code.strip().upper(),))
    return HeldCode(*found[0]) if found else None


def hold_type(contact: int) -> str | None:
    """The type of a contact, which nobody changes until the caller's transaction ends; None without contact.

    As a foreign key holds it: who changes a contact on purpose waits, an import that writes on it does not,
    for it changes no type, and holds the number series while somebody may wait for that. One statement.
    """
    found = rows("SELECT type FROM contact WHERE id = %s FOR KEY SHARE", (contact,))
    return str(found[0][0]) if found else None


def assign_to_all(who: Question, kind: Kind, code: int, *, by: int | None, at: datetime) -> int:
    """Give a code (its id) to the contacts of `who`, in one statement; returns how many are new."""
    if not kind.many:
        return _on_all(statement("liaison.contacts", "set_on_all"), who, kind, code, by=by, at=at)
    columns, values = (", search_word", ", c.name") if kind is WEB_SOURCE else ("", "")
    # Where the type matters, it is held before it is looked at, so that nobody changes it meanwhile.
    hold = "FOR KEY SHARE OF c" if kind.of_one_type else ""
    text = statement("liaison.contacts", "assign_to_all")
    for place, sql in {"{columns}": columns, "{values}": values, "{hold}": hold}.items():
        text = text.replace(place, sql)
    return _on_all(text, who, kind, code, by=by, at=at)


def take_from_all(who: Question, kind: Kind, code: int, *, by: int | None, at: datetime) -> int:
    """Take a code (its id) from the contacts of `who`, in one statement; returns how many had it."""
    if not kind.many:
        return _on_all(statement("liaison.contacts", "clear_on_all"), who, kind, code, by=by, at=at)
    return _on_all(statement("liaison.contacts", "take_from_all"), who, kind, code, by=by, at=at)


def _on_all(text: str, who: Question, kind: Kind, code: int, *, by: int | None, at: datetime) -> int:
    values = {"code": code, "holders": list(kind.holders), "by": by, "at": at}
    # The key of a kind is one of a few written in the code, never something that somebody typed.
    sql = text.replace("{kind}", kind.key).replace("/* who */", who.sql)
    ((count,),) = rows(sql, {**who.params, **values})
    return int(count)
