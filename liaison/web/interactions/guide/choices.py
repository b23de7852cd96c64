"""The templates as the guide offers them: by channel, the most used first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from liaison.accounts.models import User
from liaison.interactions.models import Channel, InteractionTemplate
from liaison.interactions.queries.set_up import template_chips
from liaison.web.shell.codes import described
from liaison.web.shell.parts import Words

ORDER = (
    Channel.PHONE, Channel.EMAIL, Channel.MEETING, Channel.LETTER, Channel.MESSAGE, Channel.WEB, Channel.NOTE,
    Channel.DOCUMENT,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class OfferedTemplate:
    """A template to choose."""

    code: str
    text: str
    on: bool


@dataclass(frozen=True, slots=True)
class TemplateGroup:
    """The templates of a channel."""

    channel: str
    text: Words
    templates: list[OfferedTemplate]


def template_groups(viewer: User, chosen: str) -> list[TemplateGroup]:
    """Every active template under its channel; `chosen` is pressed."""
    templates = template_chips(viewer)
    return [
        TemplateGroup(channel, channel.label, list(_offered(templates, channel, chosen)))
        for channel in ORDER
        if any(one.channel == channel for one in templates)
    ]


def _offered(
    templates: Iterable[InteractionTemplate], channel: str, chosen: str
) -> Iterable[OfferedTemplate]:
    for one in templates:
        if one.channel == channel:
            yield OfferedTemplate(one.code, described(one), one.code == chosen)
