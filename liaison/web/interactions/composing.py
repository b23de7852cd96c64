"""What is typed into the composer becomes the values of an interaction."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django import forms
from django.conf import settings
from django.urls import reverse_lazy
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from liaison.interactions.draft import ParticipantValue, Values, type_when_noted
from liaison.interactions.queries.offered import OfferedTemplate
from liaison.interactions.quick import QuickNote, understand
from liaison.interactions.rules import MAX_TITLE
from liaison.kit.text import Words
from liaison.letters.cleaning import html_of
from liaison.web.interactions.participants import TypedPerson, given_people
from liaison.web.interactions.words import zone
from liaison.web.shell.inputs import MinutesField, Picker

LONG = 120
"""A first line longer than this is cut after its first sentence: the title says what, the text the rest."""
_SENTENCE = re.compile(r"\b(?!(?:[Pp]rof|[Dd]ott|[Dd]ipl)\.)[^\W\d_]{4,}\.(?=\s)")
"""A dot behind a whole word: "M. Dupont" and "Prof. Weber" are in the middle of a sentence."""
MOST_LEFT = 30


def split(text: str) -> tuple[str, str]:
    """Title and further text: the first line, or of a long one its first sentence."""
    first, _line, rest = text.strip().partition("\n")
    first, rest = first.strip(), rest.strip()
    if len(first) > LONG:
        for sentence in _SENTENCE.finditer(first, 0, MAX_TITLE + 1):
            more = first[sentence.end() :].strip()
            if not more[0].islower():  # "inkl. Montage" goes on
                return first[: sentence.end()], "\n".join(filter(None, (more, rest)))
    if len(first) <= MAX_TITLE:
        return first, rest
    return f"{first[: MAX_TITLE - 5].rpartition(' ')[0] or first[: MAX_TITLE - 5]}…", text.strip()


class ComposerForm(forms.Form):
    """The composer: whom, what kind, what was said. Everything else is understood or proposed."""

    form = forms.UUIDField(widget=forms.HiddenInput)
    contact = forms.CharField(label=_("Contact"), max_length=200, required=False)
    kind = forms.CharField(required=False, max_length=10)
    template = forms.CharField(required=False, max_length=20)
    text = forms.CharField(label=_("What was said"), required=False, widget=forms.Textarea)
    flow = forms.ChoiceField(required=False, choices=[("outbound", ""), ("inbound", "")])
    minutes = MinutesField(label=_("Duration"), required=False)
    salesperson = forms.CharField(label=_("Salesperson"), max_length=20, required=False)
    """Asked only where nobody is proposed, see `ask_for_salesperson`; the verb knows whom there is."""

    def __init__(
        self,
        *args: Any,
        templates: Sequence[OfferedTemplate],
        name_of: Callable[[str], str] | None = None,
        **kwargs: Any,
    ) -> None:
        """`templates` are those that are offered; `name_of` is the name of a contact by its number."""
        super().__init__(*args, **kwargs)
        self.templates = templates
        self.person = TypedPerson(self.data)
        self.fields["contact"].widget = Picker(reverse_lazy("whom"), name_of)

    def ask_for_salesperson(self, sellers: Sequence[tuple[str, Words]]) -> None:
        """Let one of `sellers` be chosen, pairs of code and name."""
        own = {"id": f"salesperson-{self['form'].value()}"}  # the guide, which may open above, has one too
        self.fields["salesperson"].widget = forms.Select(own, [("", "—"), *sellers])

    def _list(self, name: str, most: int) -> list[str]:
        found = self.data.getlist(name) if hasattr(self.data, "getlist") else []
        return [text for text in (one.replace("\x00", "").strip()[:200] for one in found[:most]) if text]

    @property
    def leave(self) -> list[str]:
        """Words that look like a date or a duration and shall stay words."""
        return self._list("leave", MOST_LEFT)

    def fitting(self, note: QuickNote) -> OfferedTemplate | None:
        """The template that the words speak of, the most used first; None when they tell no channel."""
        own = [one for one in self.templates if one.channel == note.channel]
        return next((one for one in own if one.information_flow == note.direction), next(iter(own), None))

    @property
    def touched(self) -> bool:
        """Whether somebody chose: what is pressed then holds whatever the words say."""
        return "touched" in self.data

    @property
    def direction(self) -> str:
        """The direction that was chosen; none where what is pressed only stood so beside its template."""
        return "" if "untouched" in self.data else str(self.cleaned_data.get("flow") or "")

    def gone(self, note: QuickNote) -> bool:
        """Whether the template pressed is offered no more, and the words take no other (R-INT-18)."""
        code = self.cleaned_data.get("template")
        if not code or any(one.code == code for one in self.templates):
            return False
        return "untouched" not in self.data or self.fitting(note) is None

    def chosen(self, note: QuickNote) -> OfferedTemplate | None:
        """The template that was pressed, as long as it is of the kind that was; else what fits the words."""
        given = {name: str(self.cleaned_data.get(name) or "") for name in ("kind", "template")}
        if "untouched" in self.data and (spoken := self.fitting(note)) is not None:
            return spoken
        pressed = next((one for one in self.templates if one.code == given["template"]), None)
        if pressed is not None and given["kind"] in {"", pressed.channel}:
            return pressed
        kind = given["kind"] or note.channel
        fitting = [one for one in self.templates if one.channel == kind] or list(self.templates)
        flow = self.direction or note.direction
        return next((one for one in fitting if one.information_flow == flow), fitting[0] if fitting else None)

    def values(self, note: QuickNote) -> Values:
        """What was typed and pressed, as the verbs take it; the type is left to the template (R-INT-52).

        Without a template where the pressed one is `gone`: the guide asks for another then.
        """
        template = None if self.gone(note) else self.chosen(note)
        title, rest = split(note.description)
        flow = self.direction
        other_way = bool(template and flow and flow != template.information_flow)
        minutes: Decimal | None = self.cleaned_data.get("minutes")
        return Values(
            contact=self.cleaned_data.get("contact") or None,
            template=template.code if template else None,
            salesperson=self.cleaned_data.get("salesperson") or None,
            occurred_at=note.occurred_at,
            description=title or None,
            body=html_of(rest) if rest else None,
            information_flow=flow if other_way else None,
            initiated_by={"outbound": "us", "inbound": "them"}[flow] if other_way else None,
            cost=note.cost,
            duration_min=minutes if minutes is not None else note.minutes,
            attempt_failed=True if note.failed else None,
            participants=self.people(template),
        )

    def people(self, template: OfferedTemplate | None) -> tuple[ParticipantValue, ...]:
        """Who else took part, with their roles; nobody as long as nothing was sent."""
        channel = template.channel if template else ""
        return given_people(self.data, channel=channel, typed=self.person.key)

    def recorded(self, note: QuickNote) -> Values:
        """The same, recorded at once: nothing is sent from here."""
        template = self.chosen(note)
        its_type = type_when_noted(template.default_correspondence_type) if template is not None else None
        return replace(self.values(note), correspondence_type=its_type)


def read(text: str, *, at: Any, leave: Sequence[str], channels: Sequence[str]) -> QuickNote:
    """What the typed `text` says, in the reader's language first."""
    return understand(
        text,
        now=at,
        zone=zone(),
        languages=((get_language() or "fr").partition("-")[0],),
        channels=tuple(channels),
        currency=settings.CURRENCY,
        leave=leave,
    )
