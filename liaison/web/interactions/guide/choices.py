"""The templates as the guide offers them: by channel, the most used first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from liaison.accounts.models import User
from liaison.interactions.models import Channel
from liaison.interactions.queries.offered import OfferedTemplate, offered_templates
from liaison.web.shell.codes import described
from liaison.web.shell.parts import Words

ORDER = (
    Channel.PHONE, Channel.EMAIL, Channel.MEETING, Channel.LETTER, Channel.MESSAGE, Channel.WEB, Channel.NOTE,
    Channel.DOCUMENT,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class TemplateChoice:
    """A template to choose."""

    code: str
    text: str
    on: bool


@dataclass(frozen=True, slots=True)
class TemplateGroup:
    """The templates of a channel."""

    channel: str
    text: Words
    templates: list[TemplateChoice]


def template_groups(viewer: User, chosen: str) -> list[TemplateGroup]:
    """Every active template under its channel; `chosen` is pressed."""
    templates = offered_templates(viewer)
    return [
        TemplateGroup(channel, channel.label, list(_offered(templates, channel, chosen)))
        for channel in ORDER
        if any(one.channel == channel for one in templates)
    ]


def _offered(templates: Iterable[OfferedTemplate], channel: str, chosen: str) -> Iterable[TemplateChoice]:
    for one in templates:
        if one.channel == channel:
            yield TemplateChoice(one.code, described(one), one.code == chosen)
