"""What a picker asks and what it is answered."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from liaison.kit.text import Words
from liaison.web.shell.requests import searched


@dataclass(frozen=True, slots=True)
class Option:
    """One record to choose: its key, the words put into the field, what tells it from its like."""

    value: object
    text: Words
    detail: Words = ""
    icon: str = ""


def asked_text(request: HttpRequest) -> str:
    """The words typed into a picker, or those of ``q``."""
    for key in request.GET:
        if key == "q" or key.endswith("-text"):
            return searched(request.GET[key])
    return ""


def answer_options(request: HttpRequest, options: Iterable[Option]) -> HttpResponse:
    """The list below a picker."""
    return HttpResponse(render_to_string("components/_options.html", {"options": list(options)}, request))
