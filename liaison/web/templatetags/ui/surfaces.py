"""Page heads, cards, facts, figures, notes, tabs, steps, progress, dialogs: what holds content."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, pgettext

from liaison.web.shell import formats
from liaison.web.shell.parts import Crumb, Step, Tab
from liaison.web.templatetags.ui.controls import State, avatar
from liaison.web.templatetags.ui.html import EMPTY, classes, element, fresh_id, join
from liaison.web.templatetags.ui.icons import IconName, plain_icon
from liaison.web.templatetags.ui.registry import Components

register = Components()


@register.block
def capture(content: str) -> SafeString:
    """Keep markup for an argument: ``{% capture as line %}…{% endcapture %}{% page_head t line=line %}``."""
    return mark_safe(content.strip())  # noqa: S308 - rendered by the template engine, escaped there


@register.block
def page_head(
    content: str,
    title: object,
    *,
    crumbs: Sequence[Crumb | tuple[str, str]] = (),
    line: object = "",
    lede: object = "",
    avatar_of: str = "",
    company: bool = False,
) -> SafeString:
    """The head of a page; its content are the actions at the right.

    `crumbs` lead here, `line` is the small line of badges under the title (use ``capture``), `lede`
    one sentence of explanation, `avatar_of` the name whose initials stand at the left.
    """
    path = crumb_path(crumbs) if crumbs else EMPTY
    words = element(
        "div",
        join(
            path,
            element("h1", title),
            element("p", line, class_="row small muted") if line else EMPTY,
            element("p", lede, class_="lede") if lede else EMPTY,
        ),
    )
    left = words
    if avatar_of:
        left = element("div", join(avatar(avatar_of, large=True, company=company), words), class_="who")
    acts = mark_safe(content.strip())  # noqa: S308 - rendered and escaped by the template engine
    right = element("div", acts, class_="row") if acts else EMPTY
    return element("div", join(left, right), class_="page-head")


def crumb_path(crumbs: Sequence[Crumb | tuple[str, str]]) -> SafeString:
    """The way from the top to this page."""
    links = join(*(element("a", text, href=url) if url else element("span", text) for text, url in crumbs))
    return element("nav", links, class_="crumbs", aria_label=gettext("Where you are"))


@register.block
def card(  # noqa: PLR0913 - the parts of a card
    content: str,
    title: object = "",
    *,
    aside: object = "",
    actions: object = "",
    footer: object = "",
    flush: bool = False,
    id: str = "",  # noqa: A002 - HTML's word
    css: str = "",
    body: str = "",
    level: Literal[2, 3] = 2,
) -> SafeString:
    """A card: its title, `aside` (muted words after it), `actions` at the right, content, footer.

    `flush` leaves out the padding, for tables; `body` adds classes to the body (``"stack"``,
    ``"row"``); `actions` and `footer` take markup kept by ``capture``.
    """
    heading = fresh_id("card") if title else ""
    head = EMPTY
    if title or actions:
        named = element(f"h{level}", title, id=heading) if title else EMPTY
        left = (
            element("div", join(named, element("span", aside, class_="muted small")), class_="row grow")
            if aside
            else named
        )
        head = element("header", join(left, element("div", actions, class_="row") if actions else EMPTY))
    inside = mark_safe(content)  # noqa: S308 - rendered and escaped by the template engine
    middle = inside if flush else element("div", inside, class_=classes("body", body))
    foot = element("footer", footer) if footer else EMPTY
    return element(
        "section", join(head, middle, foot), class_=classes("card", css), id=id, aria_labelledby=heading
    )


@register.block
def facts(content: str) -> SafeString:
    """A list of names and values; its content are ``fact`` parts."""
    return element("dl", mark_safe(content), class_="facts")  # noqa: S308


@register.block
def fact(content: str, label: object, *, keep: bool = False) -> SafeString:
    """One named value; absent when empty unless `keep` shows a dash."""
    value = content.strip()
    if not value and not keep:
        return EMPTY
    return element(
        "div",
        join(
            element("dt", label),
            element("dd", mark_safe(value) if value else "—"),  # noqa: S308
        ),
    )


@register.block
def stats(content: str, *, tight: bool = False) -> SafeString:
    """A row of figures; its content are ``stat`` parts."""
    return element("div", mark_safe(content), class_=classes("stats", "tight" if tight else ""))  # noqa: S308


@register.part
def stat(
    value: object,
    label: object,
    *,
    delta: object = "",
    good: bool = True,
    note: object = "",
    href: str = "",
) -> SafeString:
    """A figure that matters with its name; `delta` compares it, green when `good`, else amber.

    `note` is a second figure that explains it.
    """
    inner = join(
        element("b", value),
        element("span", label),
        element("span", delta, class_=classes("small delta", "" if good else "less")) if delta else EMPTY,
        element("span", note, class_="small") if note else EMPTY,
    )
    return element("a", inner, class_="stat", href=href) if href else element("div", inner, class_="stat")


_NOTE_ICONS: dict[str, IconName] = {"warn": "warning", "bad": "warning", "good": "good", "brand": "info"}


@register.block
def note(
    content: str, title: object = "", kind: State = "warn", *, icon: IconName = "", live: bool = False
) -> SafeString:
    """Something to know, in a coloured box; `live` reads it out when it appears."""
    inner = mark_safe(content.strip())  # noqa: S308 - rendered and escaped by the template engine
    words = join(
        element("p", title, class_="strong") if title else EMPTY,
        element("div", inner, class_="small muted" if title else "") if inner else EMPTY,
    )
    role = "alert" if live and kind == "bad" else "status" if live else ""
    return element(
        "div",
        join(plain_icon(icon or _NOTE_ICONS.get(kind, "info")), element("div", words)),
        class_=classes("note", "info" if kind == "brand" else kind),
        role=role,
    )


@register.block
def empty(content: str, title: object, *, icon: IconName = "") -> SafeString:
    """An empty list that says how to fill it; its content are the words and the button."""
    return element(
        "div",
        join(
            plain_icon(icon) if icon else EMPTY,
            element("p", title, class_="strong"),
            mark_safe(content),  # noqa: S308
        ),
        class_="empty",
    )


@register.part
def tabs(items: Sequence[Tab], label: str) -> SafeString:
    """Pages of one record as links; the one that is open is marked."""
    links = join(
        *(
            element(
                "a",
                join(tab.text, element("span", tab.count, class_="num") if tab.count is not None else EMPTY),
                href=tab.url,
                aria_current="page" if tab.current else "",
            )
            for tab in items
        )
    )
    return element("nav", links, class_="tabs", aria_label=label)


@register.part
def steps(names: Sequence[object | Step], current: int) -> SafeString:
    """The steps of a guide; `current` counts from 1, those before it are done."""
    done, here = gettext("done"), ""
    items = []
    for place, name in enumerate(names, start=1):
        past = place < current
        words = join(name, element("span", f" ({done})", class_="sr-only") if past else EMPTY)
        here = "step" if place == current else ""
        items.append(element("li", words, class_="done" if past else "", aria_current=here))
    label = pgettext("steps of a guide", "Steps")
    return element("ol", join(*items), class_="steps", aria_label=label)


@register.part
def progress(value: float, maximum: float = 100, *, label: str) -> SafeString:
    """How far something is: `value` of `maximum`, read out as `label`."""
    return element(
        "progress",
        f"{formats.number(value)} / {formats.number(maximum)}",
        class_="progress",
        value=str(value),
        max=str(maximum),
        aria_label=label,
    )
