"""The templates as the guide offers them: by channel, the most used first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from liaison.accounts.models import User
from liaison.interactions.draft import TemplateFacts
from liaison.interactions.models import Channel, InteractionTemplate
from liaison.interactions.queries.offered import OfferedTemplate, offered_templates
from liaison.interactions.queries.set_up import interaction_template
from liaison.kit.text import Words
from liaison.web.shell.codes import described

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


def template_groups(viewer: User, chosen: TemplateFacts | None) -> list[TemplateGroup]:
    """Every active template under its channel, and the `chosen` one, which is pressed (R-INT-18)."""
    templates = offered_templates(viewer)
    left = None if chosen is None or chosen.active else interaction_template(viewer, chosen.code)
    found = {channel: list(_offered(templates, channel, chosen, left)) for channel in ORDER}
    return [TemplateGroup(channel, channel.label, own) for channel, own in found.items() if own]


def _offered(
    templates: Iterable[OfferedTemplate],
    channel: str,
    chosen: TemplateFacts | None,
    left: InteractionTemplate | None,
) -> Iterable[TemplateChoice]:
    """The templates of a channel; `left` is the chosen one where it is no longer offered."""
    if left is not None and left.channel == channel:
        yield TemplateChoice(left.code, described(left), on=True)
    for one in templates:
        if one.channel == channel:
            yield TemplateChoice(one.code, described(one), chosen is not None and one.code == chosen.code)
