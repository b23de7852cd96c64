"""A page of a queryset in the order in which a list asks for it."""

from __future__ import annotations

from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db.models import Field, Model, Q, QuerySet

from liaison.kit.paging import Page, decode_cursor, encode_cursor, refuse_cursor
from liaison.web.shell.lists import Listing

Row = TypeVar("Row")
Record = TypeVar("Record", bound=Model)


def in_order(listing: Listing[Row], found: QuerySet[Record]) -> QuerySet[Record]:
    """`found` in the order of `listing`, whose sort keys are fields without NULL; else the newest first."""
    key, down = listing.order
    if not key:
        return found.order_by("-pk")
    sign = "-" if down else ""
    return found.order_by(f"{sign}{key}", f"{sign}pk")


def page_in_order(listing: Listing[Row], found: QuerySet[Record], *, limit: int) -> Page[Record]:
    """The page of `found` behind the cursor of `listing`; the first costs what the last one costs."""
    key, _down = listing.order
    if listing.cursor:
        found = found.filter(_after(listing, found))
    shown = list(in_order(listing, found)[: limit + 1])
    if len(shown) <= limit:
        return Page(shown, None)
    last = shown[limit - 1]
    value = _field(found, key).value_to_string(last) if key else ""
    return Page(shown[:limit], encode_cursor(value, last.pk))


def _field(found: QuerySet[Record], key: str) -> Field[Any, Any]:
    field = found.model._meta.get_field(key)
    assert isinstance(field, Field)
    return field


def _after(listing: Listing[Row], found: QuerySet[Record]) -> Q:
    """What comes behind the last row of the page before."""
    text, pk = decode_cursor(listing.cursor, str, int)
    key, down = listing.order
    if not key:
        return Q(pk__lt=pk)
    try:
        value = _field(found, key).to_python(text)
    except ValidationError:
        refuse_cursor()
    sign = "lt" if down else "gt"
    return Q(**{f"{key}__{sign}": value}) | Q(**{key: value, f"pk__{sign}": pk})
