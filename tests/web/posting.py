"""What a browser would send back of a page that somebody opens and sends without touching anything."""

from __future__ import annotations

from html.parser import HTMLParser


class _Controls(HTMLParser):
    """The controls of each form that can be sent."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[tuple[str, list[tuple[str, str]]]] = []
        self.select: tuple[str, list[tuple[str, bool]]] | None = None
        self.area: tuple[str, str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append((given.get("action", ""), []))
        elif tag == "option" and self.select is not None:
            self.select[1].append((given.get("value", ""), "selected" in given))
        elif "name" not in given or "disabled" in given:
            return
        elif tag == "select":
            self.select = given["name"], []
        elif tag == "textarea":
            self.area = given["name"], ""
        elif tag == "input":
            kind = given.get("type", "text")
            chosen = "checked" in given if kind in {"checkbox", "radio"} else kind not in {"submit", "file"}
            if chosen:
                self.put(given["name"], given.get("value", "on" if kind == "checkbox" else ""))

    def handle_data(self, data: str) -> None:
        if self.area is not None:
            self.area = self.area[0], self.area[1] + data

    def handle_endtag(self, tag: str) -> None:
        if tag == "select" and self.select is not None:
            name, options = self.select
            self.select = None
            chosen = [value for value, selected in options if selected] or [value for value, _ in options[:1]]
            for value in chosen:
                self.put(name, value)
        elif tag == "textarea" and self.area is not None:
            self.put(self.area[0], self.area[1].lstrip("\r").removeprefix("\n"))
            self.area = None

    def put(self, name: str, value: str) -> None:
        if self.forms:
            self.forms[-1][1].append((name, value))


def as_shown(html: str, action: str) -> dict[str, list[str]]:
    """What the form of `action` in `html` sends when nobody touches it, as a browser reads it."""
    parser = _Controls()
    parser.feed(html)
    (found,) = [controls for target, controls in parser.forms if target == action]
    sent: dict[str, list[str]] = {}
    for name, value in found:
        sent.setdefault(name, []).append(value)
    return sent
