"""Form fields that read what people in Switzerland type: amounts, durations, moments, records."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from liaison.kit.text import Words

_SPACES: Final = str.maketrans("", "", " '’\u00a0\u202f")
_HOURS: Final = re.compile(r"^(\d{1,4})\s*(?:h|:|std\.?|ore?|u)\s*(\d{1,2})?\s*(?:min\.?|m)?$", re.IGNORECASE)
_MINUTES: Final = re.compile(r"^(\d{1,6}(?:[.,]\d{1,2})?)\s*(?:min\.?|minut\w*|m|')?$", re.IGNORECASE)
FIRST_YEAR: Final = 1900
LAST_YEAR: Final = 2199


Pairs = Sequence[tuple[str, Words]]
"""What a choice offers: keys with their words."""


def offer(form: forms.Form, name: str, pairs: Pairs, blank: Words = "—") -> None:
    """Give a choice its pairs; what stands there stays choosable although nobody offers it any more."""
    now = str(form.initial.get(name) or "")
    kept = [] if not now or now in dict(pairs) else [(now, now)]
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = [("", blank), *pairs, *kept]


def figures(text: str) -> str:
    """`text` with a decimal point and without the marks between thousands: 48’250,50 → 48250.50."""
    return text.strip().translate(_SPACES).replace(",", ".")


class AmountField(forms.DecimalField):
    """An amount of money or another decimal: 48 250.00, 48'250,00 and 48250 are the same."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})

    def __init__(self, *, places: int = 2, digits: int = 15, **options: Any) -> None:
        super().__init__(max_digits=digits, decimal_places=places, **options)

    def to_python(self, value: Any) -> Any:
        """The decimal behind what was typed."""
        return super().to_python(figures(value) if isinstance(value, str) else value)

    def prepare_value(self, value: Any) -> Any:
        """With its decimals, in figures that can be typed again."""
        if isinstance(value, Decimal) and value.is_finite():
            return f"{value:.{self.decimal_places}f}"
        return value


class MinutesField(forms.Field):
    """A duration in minutes, also typed as 1 h 30 or 1:30."""

    widget = forms.TextInput(attrs={"inputmode": "text", "autocomplete": "off"})
    default_error_messages = {"invalid": _("Enter minutes, for example 12 or 1 h 30.")}

    def to_python(self, value: Any) -> Decimal | None:
        """The minutes behind what was typed; None when nothing was."""
        if value is None or isinstance(value, Decimal):
            return value
        text = str(value).strip()
        if not text:
            return None
        hours = _HOURS.match(text)
        if hours and int(hours[2] or 0) < 60:
            return Decimal(int(hours[1]) * 60 + int(hours[2] or 0))
        plain = _MINUTES.match(text.translate(_SPACES))
        if plain and not hours:
            return Decimal(plain[1].replace(",", "."))
        raise ValidationError(str(self.error_messages["invalid"]), code="invalid")

    def prepare_value(self, value: Any) -> Any:
        """Whole minutes without decimals."""
        if isinstance(value, Decimal) and value == value.to_integral_value():
            return str(int(value))
        return value


def _within(value: date, message: Words) -> None:
    if not FIRST_YEAR <= value.year <= LAST_YEAR:
        raise ValidationError(str(message), code="out_of_range")


_RANGE = _("Enter a date between 1900 and 2199.")


class DayField(forms.DateField):
    """A calendar day; the browser shows its own calendar."""

    widget = forms.DateInput(
        format="%Y-%m-%d", attrs={"type": "date", "min": "1900-01-01", "max": "2199-12-31"}
    )

    def to_python(self, value: Any) -> date | None:
        """The day, within the years that make sense."""
        found: date | None = super().to_python(value)
        if found is not None:
            _within(found, _RANGE)
        return found


class MomentField(forms.DateTimeField):
    """A day and time in the company's time zone, to the minute."""

    widget = forms.DateTimeInput(
        format="%Y-%m-%dT%H:%M",
        attrs={"type": "datetime-local", "min": "1900-01-01T00:00", "max": "2199-12-31T23:59"},
    )

    def to_python(self, value: Any) -> datetime | None:
        """The moment, aware, within the years that make sense.

        An hour that clocks show twice, in autumn, is the first one; one that they leave out, in spring, is
        what they show instead, an hour later.
        """
        try:
            found: datetime | None = super().to_python(value)
        except OverflowError:
            raise ValidationError(str(_RANGE), code="out_of_range") from None
        except ValidationError as error:
            if error.code != "ambiguous_timezone" or error.params is None:
                raise
            zone = timezone.get_current_timezone()
            found = error.params["datetime"].replace(tzinfo=zone).astimezone(UTC).astimezone(zone)
        if found is not None:
            _within(found, _RANGE)
        return found


class Picker(forms.Widget):
    """Search as you type for one record; the form receives its key.

    `url` answers the options (`answer_options`); `text_of` gives the words of a key that is chosen
    already. Without scripts, or when words were typed and nothing chosen, the typed words themselves are
    received: the field finds the record or says what is wrong.
    """

    def __init__(
        self,
        url: Words | Callable[[], str],
        text_of: Callable[[str], str] | None = None,
        attrs: dict[str, Any] | None = None,
        *,
        empty: bool = True,
    ) -> None:
        super().__init__(attrs)
        self.url, self.text_of, self.empty = url, text_of, empty

    def value_from_datadict(self, data: Any, files: Any, name: str) -> str:  # noqa: ARG002
        """The chosen key, else the typed words."""
        return str(data.get(name) or data.get(f"{name}-text") or "").replace("\x00", "").strip()

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:  # noqa: ARG002
        """Whether the form did not have the picker at all."""
        return name not in data and f"{name}-text" not in data

    def render(
        self,
        name: str,
        value: Any,
        attrs: dict[str, Any] | None = None,
        renderer: Any = None,  # noqa: ARG002
    ) -> SafeString:
        """The input, the hidden key and the list that the answer fills."""
        from liaison.web.templatetags.ui.html import attributes, element, join  # noqa: PLC0415 - parts need shell

        given = self.build_attrs(self.attrs, attrs)
        key = "" if value is None else str(value)
        text = self.text_of(key) if self.text_of and key else key
        own = str(given.pop("id", f"id_{name}"))
        url = self.url() if callable(self.url) else str(self.url)
        hidden = element(
            "input", type="hidden", name=name, value=key if text != key or self.text_of is None else ""
        )
        given |= {"name": f"{name}-text", "value": text, "hx-get": url}
        more = attributes(**{str(word).replace("-", "_"): content for word, content in given.items()})
        box = SafeString(
            f'<input type="text" id="{own}" role="combobox" aria-expanded="false"'
            f' aria-controls="{own}-options" aria-autocomplete="list" autocomplete="off" spellcheck="false"'
            f' maxlength="200" hx-trigger="input changed delay:150ms, focus once, typed"'
            f' hx-target="#{own}-options" hx-swap="innerHTML" hx-sync="this:replace"{more}>'
        )
        found = element(
            "div",
            "",
            id=f"{own}-options",
            role="listbox",
            class_="options",
            hidden=True,
            aria_label=str(_("Results")),
        )
        return element("span", join(hidden, box, found), class_="picker", data_picker=True)
