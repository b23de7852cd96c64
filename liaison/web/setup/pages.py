"""What the pages of the set-up share: the way back, lists, forms in dialogs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from django.forms import Form
from django.http import HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from liaison.accounts.models import User
from liaison.accounts.queries import allowed
from liaison.accounts.rules import Right
from liaison.kit.paging import Page
from liaison.kit.text import Words
from liaison.web.setup.columns import has_state
from liaison.web.shell.answers import answer
from liaison.web.shell.exports import export_answer, file_asked
from liaison.web.shell.lists import Listing, ListSpec, answer_list, in_order
from liaison.web.shell.parts import Crumb
from liaison.web.shell.requests import UserRequest

Row = TypeVar("Row")
SAVE = _("Save")
SET_UP = pgettext_lazy("navigation", "Set-up")


def crumbs(viewer: User, *further: Crumb) -> list[Crumb]:
    """The way from the set-up to a page; its overview is no way for who may only read templates."""
    return [Crumb(SET_UP, reverse("setup") if allowed(viewer, Right.READ_SETUP) else ""), *further]


@dataclass(frozen=True, slots=True, kw_only=True)
class FormPage:
    """What stands around a form: where it goes, the way back, what else can be done with the record.

    `delete` is the address that deletes it; `doors` are words and addresses of further acts; `links` lead on.
    """

    title: Words
    action: str
    back: str
    way: Sequence[Crumb] = ()
    lede: Words = ""
    delete: str = ""
    save: Words = SAVE
    doors: Sequence[tuple[Words, str]] = ()
    links: Sequence[tuple[Words, str]] = ()
    upload: bool = False


def answer_form(request: UserRequest, form: Form, page: FormPage) -> HttpResponse:
    """A form as a dialog, or as a page of its own."""
    given = {
        "form": form,
        "crumbs": crumbs(request.user, *page.way),
        **{name: getattr(page, name) for name in FormPage.__dataclass_fields__},
    }
    return answer(request, "setup/form.html", given, part="setup/_form.html")


@dataclass(frozen=True, slots=True, kw_only=True)
class ListPage:
    """What stands around a list: its words, the name of its files, and the way to a new record."""

    title: Words
    name: str
    lede: Words
    add: Words
    add_url: str
    may_add: Right = Right.CHANGE_SETUP


def answer_lines(
    request: UserRequest, spec: ListSpec[Row], read: Callable[[Listing[Row]], Iterable[Row]], page: ListPage
) -> HttpResponseBase:
    """A list of the set-up with its filters, as a page, a part, or with ``?format=`` as a file (R-INT-186).

    Such lists are short: `read` hands over all lines, which are put in order here.
    """
    listing = spec.read(request)
    lines = in_order(read(listing), listing) if has_state(listing) else []
    if ending := file_asked(request):
        return export_answer(page.name, ending, listing.columns, lines)
    context = {
        "title": page.title,
        "lede": page.lede,
        "crumbs": crumbs(request.user),
        "add": page.add,
        "add_url": page.add_url if allowed(request.user, page.may_add) else "",
        "export": listing.path if allowed(request.user, Right.EXPORT) else "",
    }
    return answer_list(request, listing, Page(lines, None), "setup/list.html", "setup/_list.html", context)
