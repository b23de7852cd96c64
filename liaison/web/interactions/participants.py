"""Who else took part, as guide and composer send it: each with a role of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from liaison.interactions.draft import ParticipantValue, usual_role
from liaison.interactions.models import ParticipantRole

MOST_PEOPLE = 50
_LONGEST = 200
_ROLES = frozenset(ParticipantRole.values)


def given_people(
    data: Mapping[str, Any], *, channel: str, before: Sequence[ParticipantValue] = ()
) -> tuple[ParticipantValue, ...]:
    """The contacts and colleagues of a form, for an interaction of `channel`.

    `before` are those there were: who comes without a role keeps the one it had. The form says for which
    channel it showed its roles (`roles-for`): a role that was usual there follows the channel of now.
    """
    shown_for = data.get("roles-for", channel)
    had = {("colleague", one.salesperson) if one.salesperson else ("participant", one.contact): one.role
           for one in before}  # fmt: skip
    found = []
    for field in ("participant", "colleague"):
        colleague = field == "colleague"
        for key in _list(data, field):
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
