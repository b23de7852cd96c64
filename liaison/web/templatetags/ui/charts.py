"""Charts as SVG: figures become attributes, colours stay classes, so no inline style is needed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from liaison.kit.text import Words, colon
from liaison.web.shell import formats
from liaison.web.shell.parts import Bar
from liaison.web.templatetags.ui.html import element, join
from liaison.web.templatetags.ui.registry import Components

register = Components()

GAP: Final = 1.0
"""Pixels between two parts of a column."""


@register.part
def bars(
    columns: Sequence[Bar], label: str, *, channels: Mapping[str, Words], height: int = 132
) -> SafeString:
    """Stacked columns by channel, `height` pixels high and as wide as their place.

    `channels` names the channels in stacking order (``{"email": _("E-mail")}``). Whoever does not
    see the picture gets the same figures as a table.
    """
    tallest = max((sum(column.parts.values()) for column in columns), default=0)
    if not columns or tallest <= 0:
        return element("p", gettext("No figures in this period."), class_="muted small")
    each = 100 / len(columns)
    drawn = []
    for place, column in enumerate(columns):
        drawn.append(
            _column(column, channels, _Slot((place + 0.04) * each, each * 0.92, height / tallest, height))
        )
    picture = format_html(
        '<svg class="bars" width="100%" height="{}" aria-hidden="true" focusable="false">{}</svg>',
        height,
        join(*drawn),
    )
    return format_html(
        '<figure class="chart" role="group" aria-label="{}">{}{}</figure>',
        label,
        picture,
        _table(columns, label, channels),
    )


class _Slot(NamedTuple):
    """Where a column stands: left edge and width in per cent, pixels for one of its units, height."""

    left: float
    width: float
    scale: float
    height: int

    def rect(self, css: str, y: float, height: float) -> SafeString:
        """A rectangle across the slot."""
        return format_html(
            '<rect class="{}" x="{}%" y="{}" width="{}%" height="{}" rx="2"/>',
            css, f"{self.left:.2f}", f"{y:.1f}", f"{self.width:.2f}", f"{height:.1f}",
        )  # fmt: skip


def _column(column: Bar, channels: Mapping[str, Words], slot: _Slot) -> SafeString:
    # The empty rectangle makes the whole height of the column answer to the pointer.
    rects, foot = [slot.rect("reach", 0, slot.height)], float(slot.height)
    said = []
    for channel, name in channels.items():
        value = column.parts.get(channel, 0)
        if value <= 0:
            continue
        tall = max(value * slot.scale, 1.0)
        shown = max(tall - GAP, 0.75)
        rects.append(slot.rect(f"c-{channel}", max(foot - shown, 0), shown))
        foot -= tall
        said.append(f"{name} {formats.number(value)}")
    title = colon(column.label, ", ".join(said)) if said else str(column.label)
    return format_html("<g><title>{}</title>{}</g>", title, join(*rects))


def _table(columns: Sequence[Bar], label: str, channels: Mapping[str, Words]) -> SafeString:
    head = format_html_join("", '<th scope="col">{}</th>', ((name,) for name in channels.values()))
    rows = format_html_join(
        "",
        '<tr><th scope="row">{}</th>{}</tr>',
        (
            (
                column.label,
                format_html_join(
                    "", "<td>{}</td>", ((formats.number(column.parts.get(key, 0)),) for key in channels)
                ),
            )
            for column in columns
        ),
    )
    return format_html(
        # A table itself keeps its width however small it is told to be; its box does not.
        '<div class="sr-only"><table><caption>{}</caption><thead><tr><td></td>{}</tr></thead>'
        "<tbody>{}</tbody></table></div>",
        label,
        head,
        rows,
    )


@register.part
def legend(channels: Mapping[str, Words]) -> SafeString:
    """The names of the channels with their colours."""
    items = join(
        *(element("span", join(element("i", class_=f"dot c-{key}"), name)) for key, name in channels.items())
    )
    return element("div", items, class_="legend", aria_hidden="true")
