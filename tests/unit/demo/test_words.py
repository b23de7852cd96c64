"""The texts of the demonstration: the same occasions in each language, and nothing left unfilled."""

from __future__ import annotations

import re
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from liaison.ops.demo.customers import customers
from liaison.ops.demo.events import Event
from liaison.ops.demo.machines import MACHINES
from liaison.ops.demo.phrases import Phrases
from liaison.ops.demo.stories import MINUTES, TEMPLATES
from liaison.ops.demo.words import CHOICE, dice, money, say, speech

LANGUAGES = ("fr", "de", "it", "en")
MOMENT = datetime(2026, 3, 4, 9, 30, tzinfo=ZoneInfo("Europe/Zurich"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_language_knows_every_occasion(language: str) -> None:
    assert TEMPLATES.keys() - speech(language).kinds.keys() == set()
    assert MINUTES.keys() <= TEMPLATES.keys()


def _every_way(text: str) -> list[str]:
    """The text with each choice taken once."""
    choices = CHOICE.findall(text)
    most = max((len(choice.split("|")) for choice in choices), default=1)
    ways = []
    for turn in range(most):

        def chosen(found: re.Match[str], turn: int = turn) -> str:
            options = found[1].split("|")
            return options[turn % len(options)]

        ways.append(CHOICE.sub(chosen, text))
    return ways


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_can_be_filled(language: str) -> None:
    customer = next(one for one in customers(1) if one.language == language and len(one.people) > 2)
    person = next(one for one in customer.people if one.language == language)
    phrases = Phrases(dice("test"))
    for machine in MACHINES:
        event = Event(MOMENT, "visit", customer, person, "AR", machine, 1)
        for name, kind in speech(language).kinds.items():
            if name in {"mailing", "comments", "cancel_reasons"}:
                continue
            for text in (*kind.titles, *kind.texts):
                for way in _every_way(text):
                    said = way.format_map(phrases.values(event))
                    assert not re.search(r"[{}\[\]|]|  ", said), said
                    # Italian says «l’8» and «l’11»: the day of the week stands in front and needs no article.
                    assert language != "it" or not re.search(r"\b(il|al|del|dal) \{date\}", way), way


def test_a_choice_is_taken() -> None:
    said = {say("[un|deux] {what}", {"what": "mots"}, dice(number)) for number in range(20)}
    assert said == {"un mots", "deux mots"}


@pytest.mark.parametrize(
    ("language", "text"),
    [("fr", "CHF 48\u202f250"), ("de", "CHF 48’250"), ("it", "CHF 48’250"), ("en", "CHF 48,250")],
)
def test_money_by_language(language: str, text: str) -> None:
    assert money(48250, language) == text


def test_papers_of_a_story_keep_their_number_and_others_follow() -> None:
    customer = customers(1)[0]
    phrases = Phrases(dice("test"))
    told = [
        phrases.paper(Event(MOMENT, "quote", customer, customer.people[0], "AR", MACHINES[0], story), kind)
        for story, kind in ((1, "quote"), (2, "quote"), (1, "quote"), (1, "order"))
    ]
    assert told == ["DV-2026-0118", "DV-2026-0119", "DV-2026-0118", "CM-2026-0093"]


@pytest.mark.parametrize(
    ("model", "words"),
    [
        ("Veltor T 42", ("un tour CNC", "le tour CNC Veltor T 42", "du tour CNC Veltor T 42")),
        (
            "Borel SR 350",
            ("une scie à ruban", "la scie à ruban Borel SR 350", "de la scie à ruban Borel SR 350"),
        ),
    ],
)
def test_french_articles(model: str, words: tuple[str, str, str]) -> None:
    found = next(machine for machine in MACHINES if machine.model == model).words("fr")
    assert (found["une"], found["le"], found["du"]) == words
