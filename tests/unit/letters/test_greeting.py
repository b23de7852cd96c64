"""Whether a body greets and signs by itself."""

from __future__ import annotations

import pytest

from liaison.letters.greeting import opens_with_greeting, signs


@pytest.mark.parametrize(
    ("text", "greets"),
    [
        ("Madame Béguelin,\n\nVoici", True),
        ("\n  Chère Nora,\nVoici", True),
        ("Sehr geehrte Frau Béguelin\n\nAnbei", True),
        ("Hi Nora!\nHere", True),
        ("Mesdames, Messieurs,", True),
        ("Voici l'offre promise.", False),
        (
            "Bonjour à tous les clients de la région, nous avons le plaisir de vous présenter notre nouveau tour",
            False,
        ),
        ("", False),
        ("Hier stehen die Preise", False),
        ("Hinweis", False),
        ("Monsieur Favre vous appellera demain.\n\nIl connaît la machine.", False),
        ("Madame, Monsieur.", True),
        ("Bonjour Madame, voici notre offre.", True),
    ],
)
def test_a_short_first_line_that_begins_like_one_is_a_greeting(text: str, greets: bool) -> None:
    assert opens_with_greeting(text) is greets


def test_the_salutation_of_the_contact_is_a_greeting_whatever_it_says() -> None:
    assert opens_with_greeting("Nora Béguelin, voici", ["Nora Béguelin,", ""])
    assert not opens_with_greeting("Nora, voici", ["Nora Béguelin,", ""])


@pytest.mark.parametrize(
    ("text", "signed"),
    [
        ("Voici.\n\nMeilleures salutations\nAline Rochat\nCheffe des ventes", True),
        ("Voici.\n\nMeilleures salutations", False),
        ("Aline Rochat vous écrit.\na\nb\nc\nd", False),
        ("", False),
    ],
)
def test_a_name_at_the_end_is_a_signature(text: str, signed: bool) -> None:
    assert signs(text, "Aline Rochat") is signed
    assert not signs(text, "")
