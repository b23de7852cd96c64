"""Who else took part, as guide and composer send it: each with a role of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from liaison.accounts.models import User
from liaison.interactions.draft import ParticipantValue, usual_role
from liaison.interactions.models import ParticipantRole
from liaison.web.interactions.lookups import meant_person

MOST_PEOPLE = 50
_LONGEST = 200
_ROLES = frozenset(ParticipantRole.values)


class TypedPerson:
    """What stands in the picker of participants although nobody was chosen there (R-INT-57).

    `take` finds whom it means. `key` is that person's field and key, `words` what stays in the picker.
    """

    def __init__(self, data: Mapping[str, Any]) -> None:
        self.words = str(data.get("person-text") or "").replace("\x00", "").strip()[:_LONGEST]
        self.key = ("", "")

    def take(self, viewer: User) -> str:
        """Why the words mean nobody, empty when they do or when there are none."""
        if not self.words:
            return ""
        self.key, why_not = meant_person(viewer, self.words)
        self.words = self.words if why_not else ""
        return why_not


def given_people(
    data: Mapping[str, Any],
    *,
    channel: str,
    before: Sequence[ParticipantValue] = (),
    typed: tuple[str, str] = ("", ""),
) -> tuple[ParticipantValue, ...]:
    """The contacts and colleagues of a form, for an interaction of `channel`.

    `before` are those there were: who comes without a role keeps the one it had. The form says for which
    channel it showed its roles (`roles-for`): a role that was usual there follows the channel of now.
    `typed` is the field and the key of one more, whom words mean.
    """
    shown_for = data.get("roles-for", channel)
    had = {("colleague", one.salesperson) if one.salesperson else ("participant", one.contact): one.role
           for one in before}  # fmt: skip
    found = []
    for field in ("participant", "colleague"):
        colleague = field == "colleague"
        more = [typed[1]] if typed[0] == field else []
        for key in dict.fromkeys([*_list(data, field), *more]):
            role = str(data.get(f"role-{field}-{key}") or had.get((field, key), ""))
            if role not in _ROLES or role == usual_role(shown_for, colleague=colleague):
                role = usual_role(channel, colleague=colleague)
            found.append(
                ParticipantValue(salesperson=key, role=role)
                if colleague
                else ParticipantValue(contact=key, role=role)
            )
    return tuple(found)


def _list(data: Mapping[str, Any], name: str) -> list[str]:
    found = data.getlist(name)[:MOST_PEOPLE] if hasattr(data, "getlist") else []
    return [text for one in found if (text := one.replace("\x00", "").strip()[:_LONGEST])]
