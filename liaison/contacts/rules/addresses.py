"""Alternative addresses with their periods."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date

from liaison.contacts.rules.codes import check_name
from liaison.contacts.rules.texts import check_email, check_lengths, check_phone
from liaison.kit.errors import Refusal
from liaison.kit.text import gettext_lazy as _

ADDRESS_LIMITS = {
    "code": 20,
    "company_name": 255,
    "address": 255,
    "address_2": 255,
    "post_code": 20,
    "city": 255,
    "region": 255,
    "country": 2,
    "phone": 60,
    "mobile_phone": 60,
    "email": 255,
}


def check_address(values: Mapping[str, str], *, old: str = "") -> Iterator[Refusal]:
    """Everything wrong with the texts of an alternative address; it has at most one e-mail (R-CON-31).

    `old` is the code that it has, which stays even if one like it is given no more.
    """
    yield from check_name(values["code"], old)
    yield from check_lengths(values, ADDRESS_LIMITS)
    if values["country"] and not re.fullmatch("[A-Z]{2}", values["country"]):
        yield Refusal(_("Give the country as two letters, such as CH."), field="country", code="country")
    checks = [check_phone(values[name], field=name) for name in ("phone", "mobile_phone") if values[name]]
    if values["email"]:
        checks.append(check_email(values["email"]))
    yield from (refusal for refusal in checks if refusal is not None)


def check_ranges(
    periods: Sequence[tuple[date, date | None]], *, taken: Collection[date]
) -> Iterator[Refusal]:
    """Periods end after they start, and no two of a contact start on the same day (R-CON-82).

    `taken` are the starting dates of the contact's other addresses.
    """
    seen = set(taken)
    for place, (start, end) in enumerate(periods):
        if end is not None and end < start:
            yield Refusal(
                _("The ending date is before the starting date."),
                field=f"ranges.{place}.ending_date",
                code="alt_address.order",
            )
        if start in seen:
            yield Refusal(
                _("Another period of this contact starts on the same day."),
                field=f"ranges.{place}.starting_date",
                code="alt_address.start_twice",
            )
        seen.add(start)
