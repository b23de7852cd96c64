"""What lies above a page: dialogs, menus, toasts."""

from __future__ import annotations

from typing import Literal

from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.template import Context
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from liaison.web.shell.answers import DIALOG, in_dialog
from liaison.web.shell.once import FIELD, fresh_key, makes_record
from liaison.web.templatetags.ui.controls import State
from liaison.web.templatetags.ui.html import EMPTY, classes, element, fresh_id, join
from liaison.web.templatetags.ui.icons import IconName, plain_icon
from liaison.web.templatetags.ui.registry import Components

register = Components()


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

    With `action` (an address) it is a form that posts there, and on a route for a new record sent twice
    does its work once; opened in the frame's dialog it posts by htmx and the answer takes its place.
    `head` adds markup under the title (``steps``), `footer` the buttons (``capture``). `guard` asks before
    unsaved input is left, `autosave` is the address where the form saves itself.
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
    # What saves itself is sent many times on purpose; it has a number of its own.
    keyed = makes_record(request) and not autosave
    return element(
        "form",
        join(csrf_field(request), once_field() if keyed else EMPTY, top, body, foot),
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


def once_field() -> SafeString:
    """The hidden field with a fresh key: what the form asks for is done once, however often it is sent."""
    return mark_safe(f'<input type="hidden" name="{FIELD}" value="{fresh_key()}">')  # noqa: S308 - letters, digits


@register.part
def once() -> SafeString:
    """The key of a form that makes a record, beside ``csrf_token``; a ``dialog`` for a new record has it."""
    return once_field()


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
