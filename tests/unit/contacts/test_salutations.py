"""How letters open."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liaison.contacts.salutations import (
    FORMAL,
    INFORMAL,
    Formula,
    Key,
    NameValues,
    SalutationText,
    assemble,
    choose_salutation,
)

DUBOIS = NameValues(first_name="Claire", surname="Dubois")
FORMULAS: dict[Key, Formula] = {
    ("MS", "fr", FORMAL): Formula("Madame %1 ,", ("surname",)),
    ("MS", "de-CH", FORMAL): Formula("Grüezi Frau %1", ("surname",)),
    ("MS", "", FORMAL): Formula("%1 %2", ("first_name", "surname")),
    ("NEUTRAL", "de", FORMAL): Formula("Guten Tag %1 %2", ("first_name", "surname")),
    ("NEUTRAL", "fr", FORMAL): Formula("Bonjour %1 %2 ,", ("first_name", "surname")),
}


def choose(code: str, language: str, formality: str = FORMAL, values: NameValues = DUBOIS) -> SalutationText:
    return choose_salutation(
        FORMULAS,
        code=code,
        formality=formality,
        language=language,
        organization_language="fr-CH",
        values=values,
    )


@pytest.mark.parametrize(
    ("text", "names", "values", "result"),
    [
        ("Madame %1 %2,", ("job_title", "surname"), DUBOIS, "Madame Dubois,"),
        (
            "Madame %1 %2,",
            ("job_title", "surname"),
            NameValues(job_title="Directrice", surname="Dubois"),
            "Madame Directrice Dubois,",
        ),
        ("Cher %1,", ("first_name",), NameValues(), "Cher,"),
        ("Madame %1 ,", ("surname",), DUBOIS, "Madame Dubois,"),
        ("Madame %1 ,", ("surname",), NameValues(), "Madame,"),
        ("%1 %2 %1", ("first_name", "surname"), NameValues(surname="%1 %2"), "%1 %2"),
        (
            "Chère équipe de %1 !",
            ("company_name",),
            NameValues(company_name="Favre  SA"),
            "Chère équipe de Favre SA!",
        ),
        ("%3%4%5 Bonjour", (), NameValues(), "Bonjour"),
        ("100 %", (), NameValues(), "100 %"),
        ("%1", ("text",), DUBOIS, ""),
    ],
)
def test_formula_is_filled(text: str, names: tuple[str, ...], values: NameValues, result: str) -> None:
    """R-CON-91 R-CON-92 R-CON-93 R-CON-94"""
    assert assemble(Formula(text, names), values) == result


def test_result_is_cut_at_260_characters() -> None:
    """R-CON-93"""
    assert assemble(Formula("%1", ("surname",)), NameValues(surname="x" * 300)) == "x" * 260


@pytest.mark.parametrize(
    ("code", "language", "expected"),
    [
        ("MS", "de-CH", SalutationText("Grüezi Frau Dubois", "de-CH", fallback=False)),
        ("MS", "fr-CH", SalutationText("Madame Dubois,", "fr", fallback=False)),
        ("MS", "it", SalutationText("Claire Dubois", "it", fallback=True)),
        ("MS", "", SalutationText("Claire Dubois", "", fallback=False)),
        ("MR", "de-CH", SalutationText("Guten Tag Claire Dubois", "de", fallback=True)),
        ("MR", "it", SalutationText("Bonjour Claire Dubois,", "fr", fallback=True)),
        ("", "fr", SalutationText("Bonjour Claire Dubois,", "fr", fallback=True)),
        ("NEUTRAL", "fr", SalutationText("Bonjour Claire Dubois,", "fr", fallback=False)),
    ],
)
def test_attempts_are_made_in_order(code: str, language: str, expected: SalutationText) -> None:
    """R-CON-89 R-CON-90 R-CON-95 R-CON-96"""
    assert choose(code, language) == expected


@pytest.mark.parametrize(
    ("language", "values", "text"),
    [
        ("fr-CH", DUBOIS, "Bonjour Claire,"),
        ("de", DUBOIS, "Hallo Claire"),
        ("it", NameValues(), "Buongiorno,"),
        ("pt", DUBOIS, "Bonjour Claire,"),
    ],
)
def test_without_any_formula_the_built_in_neutral_one_is_used(
    language: str, values: NameValues, text: str
) -> None:
    """R-CON-96"""
    found = choose("MS", language, INFORMAL, values)

    assert (found.text, found.fallback) == (text, True)


@given(
    st.text(max_size=10),
    st.text(max_size=10),
    st.sampled_from([FORMAL, INFORMAL, "other"]),
    st.builds(NameValues, surname=st.text(), first_name=st.text()),
)
def test_it_never_stands_in_the_way(code: str, language: str, formality: str, values: NameValues) -> None:
    """R-CON-96"""
    assert choose(code, language, formality, values).text != ""
