"""Page heads, cards, facts, figures, notes, tabs, steps, progress, dialogs: what holds content."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.template import Context
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, pgettext

from liaison.web.shell import formats
from liaison.web.shell.answers import DIALOG, in_dialog
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
    value: object, label: object, *, delta: object = "", good: bool = True, href: str = ""
) -> SafeString:
    """A figure that matters with its name; `delta` compares it, green when `good`, else amber."""
    inner = join(
        element("b", value),
        element("span", label),
        element("span", delta, class_=classes("small delta", "" if good else "less")) if delta else EMPTY,
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
def toast(
    context: Context, text: object, kind: State = "", *, undo: str = "", href: str = "", link: object = ""
) -> SafeString:
    """A short confirmation; `undo` is the address that takes it back by POST, `href`/`link` lead on."""
    more = EMPTY
    if undo:
        more = element(
            "form",
            join(csrf_field(context["request"]), element("button", gettext("Undo"), type="submit")),
            method="post",
            action=undo,
        )
    elif href:
        more = element("a", link or gettext("Show"), href=href)
    close = element(
        "button",
        join(plain_icon("close"), element("span", gettext("Close"), class_="sr-only")),
        type="button",
        class_="close",
        data_close=True,
    )
    return element(
        "div",
        join(element("span", text), more, close),
        class_=classes("toast", kind),
        role="alert" if kind == "bad" else "status",
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


@register.block
def dialog(  # noqa: PLR0913 - the parts of a dialog
    context: Context,
    content: str,
    title: object,
    *,
    footer: object = "",
    head: object = "",
    action: str = "",
    wide: bool = False,
    upload: bool = False,
    id: str = "",  # noqa: A002 - HTML's word
    guard: bool = True,
    autosave: str = "",
    css: str = "",
) -> SafeString:
    """What stands inside a dialog: title, body and the row of actions; works as a page too.

    With `action` (an address) it is a form that posts there; opened in the frame's dialog it posts
    by htmx and the answer takes its place. `head` adds markup under the title (``steps``), `footer`
    the buttons (``capture``). `guard` asks before unsaved input is left, `autosave` is the address
    where the form saves itself.
    """
    request: HttpRequest = context["request"]
    inside = in_dialog(request)
    heading = fresh_id("dialog")
    cross = element(
        "button",
        join(plain_icon("close"), element("span", gettext("Close"), class_="sr-only")),
        type="button",
        class_="btn quiet small square",
        data_dialog_close=True,
    )
    named = element("h2" if inside else "h1", title, id=heading)
    top = element(
        "header", join(element("div", join(named, cross if inside else EMPTY), class_="row apart"), head)
    )
    body = element("div", mark_safe(content), class_="body")  # noqa: S308
    foot = element("footer", footer) if footer else EMPTY
    shared: dict[str, object] = {
        "class_": classes("sheet", "wide" if wide else "", "" if inside else "card", css),
        "id": id,
        "aria_labelledby": heading,
    }
    if not action:
        return element("div", join(top, body, foot), role="group", **shared)
    if inside:
        shared |= {
            "hx_post": action,
            "hx_target": f"#{DIALOG}",
            "hx_swap": "innerHTML",
            "hx_encoding": "multipart/form-data" if upload else "",
        }
    return element(
        "form",
        join(csrf_field(request), top, body, foot),
        method="post",
        action=action,
        novalidate=True,
        data_guard=guard,
        data_autosave=autosave,
        enctype="multipart/form-data" if upload else "",
        **shared,
    )


def csrf_field(request: HttpRequest) -> SafeString:
    """The hidden field that proves the form is ours."""
    token = conditional_escape(get_token(request))
    return mark_safe(f'<input type="hidden" name="csrfmiddlewaretoken" value="{token}">')  # noqa: S308


@register.block
def menu(
    content: str,
    label: object,
    *,
    icon: IconName = "more",
    text: bool = False,
    small: bool = False,
    count: int = 0,
    css: Literal["", "outlined"] = "",
) -> SafeString:
    """A button that opens a list of links and buttons; keyboard and Escape are the platform's.

    `text` shows the label beside the icon, `count` a number after it, ``css="outlined"`` a border.
    """
    target = fresh_id("menu")
    face = join(
        plain_icon(icon) if icon else EMPTY,
        label if text else element("span", label, class_="sr-only"),
        element("span", str(count), class_="badge brand num") if count else EMPTY,
    )
    look = classes("btn", "" if text else "square", "" if css else "quiet", "small" if small else "")
    opener = element(
        "button",
        face,
        type="button",
        popovertarget=target,
        aria_haspopup="true",
        aria_expanded="false",
        title="" if text else label,
        class_=look,
    )
    sheet = element("div", mark_safe(content), class_="menu", id=target, popover="auto", data_menu=True)  # noqa: S308
    return element("span", join(opener, sheet), class_="menu-anchor")
