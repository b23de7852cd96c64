"""What people type becomes amounts, minutes and moments, or a word of what is wrong."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from liaison.web.shell.inputs import AmountField, DayField, MinutesField, MomentField, Picker


@pytest.mark.parametrize(
    "text", ["48250.50", "48 250.50", "48'250,50", "48’250.5", "48\u202f250,50", " 48250,5 "]
)
def test_amount_in_every_spelling(text: str) -> None:
    assert AmountField().clean(text) == Decimal("48250.50")


@pytest.mark.parametrize("text", ["x", "1.234", "NaN", "Infinity", "1e400", "--1", "1.2.3", "9" * 20])
def test_amount_that_is_none(text: str) -> None:
    with pytest.raises(ValidationError):
        AmountField().clean(text)


def test_amount_may_have_a_least_value() -> None:
    with pytest.raises(ValidationError):
        AmountField(min_value=0).clean("-1")


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("12", 12), ("12 min", 12), ("0", 0), ("1 h 30", 90), ("1h30", 90), ("1:30", 90), ("2h", 120), ("1 h 05 min", 65),
        ("1 Std. 15", 75), ("7,5", Decimal("7.5")), ("90 minuti", 90), ("1440", 1440),
    ],
)  # fmt: skip
def test_minutes_in_every_spelling(text: str, minutes: int) -> None:
    assert MinutesField().clean(text) == minutes


@pytest.mark.parametrize("text", ["lang", "-5", "1 h 75", "1:2:3", "12345678", "1.234"])
def test_minutes_that_are_none(text: str) -> None:
    with pytest.raises(ValidationError):
        MinutesField().clean(text)


def test_minutes_may_be_left_out() -> None:
    assert MinutesField(required=False).clean("") is None


@pytest.mark.parametrize(
    "text", ["0000-01-01", "0001-01-01", "1899-12-31", "2200-01-01", "9999-12-31", "2026-02-30", "x"]
)
def test_days_without_sense_are_refused(text: str) -> None:
    with pytest.raises(ValidationError):
        DayField().clean(text)


@pytest.mark.parametrize("text", ["2026-11-24", "24.11.2026"])
def test_day_from_browser_and_by_hand(text: str) -> None:
    assert DayField().clean(text) == date(2026, 11, 24)


def test_moment_is_in_the_time_of_the_company() -> None:
    assert MomentField().clean("2026-11-24T09:42") == datetime(2026, 11, 24, 8, 42, tzinfo=UTC)


def test_the_hour_that_clocks_show_twice_is_the_first_one() -> None:
    found = MomentField().clean("2026-10-25T02:30")
    assert found is not None
    assert found.astimezone(UTC) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert MomentField().clean("2026-10-25T03:00") == datetime(2026, 10, 25, 2, 0, tzinfo=UTC)


def test_the_hour_that_clocks_leave_out_is_what_they_show_instead() -> None:
    found = MomentField().clean("2027-03-28T02:30")
    assert found is not None
    assert found == datetime(2027, 3, 28, 1, 30, tzinfo=UTC)
    assert f"{found:%H:%M}" == "03:30"


@pytest.mark.parametrize(
    "text", ["0001-01-01T00:00", "9999-12-31T23:59", "2026-11-24T25:00", "x", "2199-12-31T23:59Z+99"]
)
def test_moments_without_sense_are_refused(text: str) -> None:
    with pytest.raises(ValidationError):
        MomentField().clean(text)


class PickForm(forms.Form):
    contact = forms.CharField(widget=Picker("/pick", lambda key: {"7": "Nora <Béguelin>"}.get(key, key)))


def test_picker_receives_the_key_else_the_words() -> None:
    assert PickForm(QueryDict("contact=7&contact-text=Nora")).fields["contact"].widget.value_from_datadict(
        QueryDict("contact=7&contact-text=Nora"), {}, "contact"
    ) == "7"  # fmt: skip
    form = PickForm(QueryDict("contact=&contact-text=+Nora+"))
    assert form.is_valid()
    assert form.cleaned_data == {"contact": "Nora"}


def test_picker_shows_the_words_of_what_is_chosen() -> None:
    html = str(PickForm(initial={"contact": "7"})["contact"])
    assert 'value="Nora &lt;Béguelin&gt;"' in html
    assert '<input type="hidden" name="contact" value="7">' in html
    typed = str(PickForm(QueryDict("contact=&contact-text=unbekannt"))["contact"])
    assert '<input type="hidden" name="contact">' in typed
    assert 'value="unbekannt"' in typed
