"""The passage of a text in which the words that were looked for stand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liaison.interactions.marking import (
    AFTER,
    ALGORITHMS,
    BEFORE,
    MARK_END,
    MARK_START,
    REMEMBERED,
    lexemes,
    passages,
    stems,
)


def shown(text: str, *wanted: str, language: str = "fr") -> str:
    (found,) = passages([(text, language)], frozenset(wanted))
    return found.replace(MARK_START, "[").replace(MARK_END, "]")


@pytest.mark.parametrize(
    ("text", "wanted", "language", "expected"),
    [
        ("Les garanties, prolongées.", ["garant"], "fr", "Les [garanties], prolongées."),
        ("L’ÉTÉ à Genève", ["ete"], "fr", "L’[ÉTÉ] à Genève"),
        ("Die Straße der Maschinen", ["maschin", "strass"], "de", "Die [Straße] der [Maschinen]"),
        ("macchine nuove", ["macchin"], "it", "[macchine] nuove"),
        ("two deliveries", ["deliveri"], "en", "two [deliveries]"),
        ("Une œuvre", ["oeuvr"], "fr", "Une [œuvre]"),
        ("→ à\u202f12\u202fh le devis", ["dev", "12"], "fr", "→ à\u202f[12]\u202fh le [devis]"),
        ("до Łódź и Москва", ["lodz", "москва"], "fr", "до [Łódź] и [Москва]"),
        ("10 µm, ²", ["μm", "2"], "fr", "10 [µm], [²]"),
        ("sans mot", ["-5", "/chemin"], "fr", ""),
        ("rien de tout cela", ["garant"], "fr", ""),
        ("", ["garant"], "fr", ""),
    ],
)
def test_hits_are_marked(text: str, wanted: list[str], language: str, expected: str) -> None:
    assert shown(text, *wanted, language=language) == expected


@given(
    st.text(st.characters(categories=["L", "Nd"], exclude_characters="ŉẞ"), min_size=1),
    st.sampled_from(sorted(ALGORITHMS)),
)
def test_each_word_is_found_by_its_own_stem(word: str, language: str) -> None:
    text = f"→ {word}, fin"

    assert f"[{word}]" in shown(text, stems(language)[word], language=language)


def test_text_in_another_language_is_tried_in_all() -> None:
    assert shown("as garantias das máquinas", "maquin", language="pt") == "as garantias das [máquinas]"


def test_long_text_gives_two_fragments_around_its_first_hits() -> None:
    filler = " ".join(f"mot{number}" for number in range(60))
    text = f"{filler} devis {filler} devis {filler} devis"

    first, second = shown(text, "dev").split(" … ")

    for fragment in (first, second):
        before, after = fragment.split("[devis]")
        assert (before.split()[0], after.split()[-1]) == ("mot50", "mot24")
        assert BEFORE <= len(before) < BEFORE + 6
        assert AFTER <= len("devis" + after) < AFTER + 6


def test_hits_close_together_share_a_fragment() -> None:
    assert shown("devis, puis devis", "dev") == "[devis], puis [devis]"


def test_fragments_meet_without_showing_anything_twice() -> None:
    text = " ".join(["devis", *["mot"] * 34, "devis", "fin"])
    assert shown(text, "dev") == " ".join(["[devis]", *["mot"] * 34, "…", "[devis]", "fin"])


def test_part_of_a_word_is_no_hit() -> None:
    assert shown("devisé, sousdevis, devis", "dev") == "devisé, sousdevis, [devis]"


def test_words_beyond_those_remembered_are_found_as_well() -> None:
    text = " ".join(f"mot{number}" for number in range(REMEMBERED + 1))

    assert shown(f"{text} devis", "dev").endswith("[devis]")


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("'renouvel' | 'renouvellement'", {"renouvel", "renouvellement"}),
        ("'offr' & !'vent'", {"offr"}),
        ("'bon' <-> 'jour'", {"bon", "jour"}),
        ("'d''accord'", {"d'accord"}),
        ("", set()),
    ],
)
def test_stems_of_a_query(query: str, expected: set[str]) -> None:
    assert lexemes(query) == expected
