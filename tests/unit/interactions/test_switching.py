from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from liaison.interactions.draft import NamedFile, ParticipantValue, Values
from liaison.interactions.switching import switch_contact, switch_language, switch_template

AT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
PEOPLE = (ParticipantValue(contact="CT-2"),)
FULL = Values(
    contact="CT-1", template="LETTRE", salesperson="AR", occurred_at=AT, description="Conditions",
    subject="Sujet", body="<p>x</p>", language="fr-CH", information_flow="inbound",
    initiated_by="them", cost=Decimal(9), duration_min=Decimal(9), correspondence_type="email",
    evaluation="positive", visibility="team", campaign_target=True, campaign_response=True,
    alternative_address="CHALET", participants=PEOPLE, comments=("Note",), files=(NamedFile(1, "x.pdf"),),
    follow_up_of=7,
)  # fmt: skip


def test_another_template_fills_anew_and_leaves_what_is_not_its_own() -> None:
    """R-INT-46, R-INT-47, R-INT-68"""
    assert switch_template(FULL, "APPEL", proposed="Conditions") == Values(
        contact="CT-1", template="APPEL", salesperson="AR", occurred_at=AT, evaluation="positive",
        alternative_address="CHALET", participants=PEOPLE, comments=("Note",), follow_up_of=7,
    )  # fmt: skip


def test_a_description_that_was_typed_is_kept() -> None:
    """R-INT-47: before the first template was chosen, and after it"""
    assert switch_template(Values(description="Relance"), "APPEL", proposed="").description == "Relance"
    assert switch_template(FULL, "APPEL", proposed="Lettre personnelle").description == "Conditions"
    assert switch_template(FULL, "", proposed="Lettre personnelle").description == "Conditions"


def test_clearing_the_template_clears_what_it_filled() -> None:
    """R-INT-46"""
    cleared = switch_template(FULL, "", proposed="Conditions")
    assert (cleared.template, cleared.description, cleared.cost, cleared.body) == (None, None, None, None)
    assert (cleared.initiated_by, cleared.campaign_target, cleared.campaign_response) == (None, None, None)


def test_another_contact_brings_its_salesperson_and_language() -> None:
    """R-INT-43, R-INT-58"""
    switched = switch_contact(FULL, "CT-9", before="fr-CH", after="de-CH")
    assert (switched.contact, switched.salesperson, switched.language, switched.body) == (
        "CT-9",
        None,
        None,
        None,
    )
    assert (switched.description, switched.cost) == ("Conditions", Decimal(9))
    assert switched.alternative_address is None
    assert switched.files == ()
    emptied = switch_contact(FULL, "", before="fr-CH", after=None)
    assert (emptied.contact, emptied.language, emptied.body) == (None, None, "<p>x</p>")
    assert (emptied.salesperson, emptied.alternative_address) == (None, None)


def test_content_knows_whose_language_it_has_while_there_is_no_contact() -> None:
    """R-INT-58, R-INT-68"""
    emptied = switch_contact(FULL, "", before="fr-CH", after=None)
    same = switch_contact(emptied, "CT-9", before=None, after="fr-CH")
    assert (same.body, same.files, same.written_in) == (FULL.body, FULL.files, None)
    other = switch_contact(emptied, "CT-9", before=None, after="de-CH")
    assert (other.subject, other.body, other.files, other.written_in) == (None, None, (), None)
    chosen = switch_language(emptied, "it", before="")
    assert switch_contact(chosen, "CT-9", before=None, after="de-CH").language == "it"


def test_content_is_kept_for_another_contact_of_the_same_language() -> None:
    """R-INT-68"""
    switched = switch_contact(FULL, "CT-9", before="fr-CH", after="fr-CH")
    assert (switched.subject, switched.body, switched.files) == (FULL.subject, FULL.body, FULL.files)
    assert (switched.salesperson, switched.language) == (None, None)


def test_the_first_contact_chosen_takes_nothing_away() -> None:
    """R-INT-68"""
    begun = replace(FULL, contact=None)
    assert switch_contact(begun, "CT-1", before=None, after="de-CH") == FULL


def test_another_language_loads_its_content() -> None:
    """R-INT-60"""
    switched = switch_language(FULL, "de-CH", before="fr-CH")
    assert (switched.language, switched.subject, switched.body, switched.files) == ("de-CH", None, None, ())


@pytest.mark.parametrize(
    "same",
    [
        switch_contact(FULL, "CT-1", before="fr-CH", after="de-CH"),
        switch_template(FULL, "LETTRE", proposed="Conditions"),
        switch_language(FULL, "fr-CH", before="fr-CH"),
    ],
)
def test_choosing_the_same_again_changes_nothing(same: Values) -> None:
    """R-INT-68: content that is loaded already is kept."""
    assert same == FULL
