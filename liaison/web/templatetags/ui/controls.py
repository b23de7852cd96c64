"""Icons, buttons, badges, chips and avatars."""

from __future__ import annotations

from typing import Literal

from django.utils.safestring import SafeString
from django.utils.translation import gettext

from liaison.web.templatetags.ui.html import EMPTY, classes, element, fresh_id, join
from liaison.web.templatetags.ui.icons import IconName, icon, plain_icon
from liaison.web.templatetags.ui.registry import Components

register = Components()

_icon = plain_icon
__all__ = ["avatar", "badge", "btn", "chip", "dot", "icon", "initials"]

Channel = Literal["email", "phone", "meeting", "letter", "document", "message", "web", "note", ""]
Kind = Literal["", "primary", "quiet", "danger"]
State = Literal["", "good", "warn", "bad", "brand"]
Swap = Literal[
    "", "innerHTML", "outerHTML", "beforebegin", "afterbegin", "beforeend", "afterend", "delete", "none"
]


@register.part
def btn(  # noqa: PLR0913 - a button is what it can do
    label: object,
    *,
    kind: Kind = "",
    small: bool = False,
    icon: IconName = "",
    icon_only: bool = False,
    key: str = "",
    href: str = "",
    dialog: bool = False,
    type: Literal["submit", "button", "reset"] = "submit",  # noqa: A002 - HTML's word
    name: str = "",
    value: object = "",
    form: str = "",
    formaction: str = "",
    formnovalidate: bool = False,
    id: str = "",  # noqa: A002 - HTML's word
    title: str = "",
    disabled: bool = False,
    current: bool = False,
    popover: str = "",
    download: bool = False,
    blank: bool = False,
    get: str = "",
    post: str = "",
    target: str = "",
    swap: Swap = "",
    include: str = "",
    vals: str = "",
    confirm: str = "",
    push: bool = False,
    shortcut: str = "",
    css: str = "",
) -> SafeString:
    """A button, or with `href` a link that looks like one.

    `kind`: primary (one a page), quiet, danger; `icon_only` hides the label from sight, not from
    screen readers; `key` shows a key cap; `shortcut` lets that key press the button
    (``shortcut="e"``); `dialog` opens the page behind `href` in a dialog; `popover` is the id of
    the popover it opens. `get`, `post`, `target`, `swap`, `include`, `vals`, `confirm`, `push` are
    htmx's. Inside a form it submits unless ``type="button"``.
    """
    text = join(
        plain_icon(icon) if icon else EMPTY,
        element("span", label, class_="sr-only") if icon_only else label,
        element("kbd", key, aria_hidden="true") if key else EMPTY,
    )
    shared: dict[str, object] = {
        "class": classes("btn", kind, "small" if small else "", "square" if icon_only else "", css),
        "id": id,
        "title": title or (label if icon_only else ""),
        "hx_get": get,
        "hx_post": post,
        "hx_target": target,
        "hx_swap": swap,
        "hx_include": include,
        "hx_vals": vals,
        "hx_confirm": confirm,
        "hx_push_url": "true" if push else "",
        "data_shortcut": shortcut,
        "aria_keyshortcuts": shortcut or key,
    }
    if href:
        return element(
            "a",
            text,
            href=href,
            data_dialog=dialog,
            download=download,
            target="_blank" if blank else "",
            rel="noopener" if blank else "",
            aria_current="page" if current else "",
            **shared,
        )
    if popover or ((get or post) and type == "submit" and not form):
        type = "button"  # noqa: A001
    return element(
        "button",
        text,
        type=type,
        name=name,
        value=value if name else "",
        form=form,
        formaction=formaction,
        formnovalidate=formnovalidate,
        disabled=disabled,
        popovertarget=popover,
        aria_pressed="true" if current else "",
        **shared,
    )


register.tags["button"] = register.tags["btn"]


@register.part
def badge(text: object, kind: State = "", *, icon: IconName = "", title: str = "") -> SafeString:
    """A state in a word: ``{% badge _("Ready") "good" %}``; kinds good, warn, bad, brand or none."""
    return element(
        "span", join(plain_icon(icon) if icon else EMPTY, text), class_=classes("badge", kind), title=title
    )


@register.part
def chip(  # noqa: PLR0913 - a chip may be a link, a button or a word
    text: object,
    *,
    href: str = "",
    name: str = "",
    value: object = "",
    pressed: bool | None = None,
    count: object = None,
    icon: IconName = "",
    channel: Channel = "",
    remove: str = "",
    get: str = "",
    post: str = "",
    target: str = "",
    swap: Swap = "",
    push: bool = False,
    form: str = "",
) -> SafeString:
    """A filter or a mark.

    A link with `href`, a button with `name`/`value` or htmx's `get`/`post`, else a word. `pressed` tells
    whether the filter is on; `remove` is the address that takes it away.
    """
    inner = join(
        element("i", class_="dot") if channel else EMPTY,
        plain_icon(icon) if icon else EMPTY,
        text,
        element("span", count, class_="num") if count is not None else EMPTY,
    )
    look = {"class": classes("chip", f"c-{channel}" if channel else "", "removable" if remove else "")}
    hx: dict[str, object] = {
        "hx_get": get,
        "hx_post": post,
        "hx_target": target,
        "hx_swap": swap,
        "hx_push_url": "true" if push else "",
    }
    if remove:
        name_of_act = gettext("Remove %(what)s") % {"what": text}
        cross = element("a", plain_icon("close"), href=remove, aria_label=name_of_act, class_="remove", **hx)
        return element("span", join(inner, cross), **look)
    if href:
        return element("a", inner, href=href, aria_current="true" if pressed else "", **look, **hx)
    if name or get or post:
        state = "" if pressed is None else "true" if pressed else "false"
        return element(
            "button",
            inner,
            type="submit" if name else "button",
            name=name,
            value=value if name else "",
            form=form,
            aria_pressed=state,
            **look,
            **hx,
        )
    return element("span", inner, **look)


@register.part
def avatar(name: str, *, large: bool = False, company: bool = False) -> SafeString:
    """The initials of `name` in a circle; a company gets a rounded square."""
    look = classes("avatar", "large" if large else "", "company" if company else "")
    return element("span", initials(name), class_=look, aria_hidden="true")


def initials(name: str) -> str:
    """The first letters of the first and the last word: "Nora Béguelin" → NB."""
    words = [word for word in str(name).replace("-", " ").split() if word[:1].isalnum()]
    if not words:
        return "?"
    return (words[0][0] + (words[-1][0] if len(words) > 1 else "")).upper()


@register.part
def dot(channel: Channel) -> SafeString:
    """A coloured dot of a channel."""
    return element("i", class_=classes("dot", f"c-{channel}"))


@register.part
def fresh(stem: str) -> str:
    """An id that no other part of the page has: ``{% fresh "option" as key %}``."""
    return fresh_id(stem)
