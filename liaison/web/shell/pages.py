"""A page of a queryset in the order in which a list asks for it."""

from __future__ import annotations

from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db.models import CharField, F, Field, Model, Q, QuerySet
from django.db.models.expressions import Combinable

from liaison.kit.folding import folded
from liaison.kit.paging import Page, decode_cursor, encode_cursor, refuse_cursor
from liaison.web.shell.lists import Listing

Row = TypeVar("Row")
Record = TypeVar("Record", bound=Model)


def put_in_order(listing: Listing[Row], found: QuerySet[Record]) -> QuerySet[Record]:
    """`found` in the order of `listing`, whose sort keys are fields without NULL; else the newest first.

    Words are put in order without regard to accents and case.
    """
    key, down = listing.order
    if not key:
        return found.order_by("-pk")
    keyed: QuerySet[Any] = found.annotate(sort_key=_sorted_by(found, key))
    return keyed.order_by("-sort_key", "-pk") if down else keyed.order_by("sort_key", "pk")


def page_in_order(listing: Listing[Row], found: QuerySet[Record], *, limit: int) -> Page[Record]:
    """The page of `found` behind the cursor of `listing`; the first costs what the last one costs."""
    key, _down = listing.order
    found = put_in_order(listing, found)
    if listing.cursor:
        found = found.filter(_after(listing, found))
    shown = list(found[: limit + 1])
    if len(shown) <= limit:
        return Page(shown, None)
    last: Any = shown[limit - 1]
    return Page(shown[:limit], encode_cursor(str(last.sort_key) if key else "", last.pk))


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
    return Q(**{f"sort_key__{sign}": value}) | Q(**{"sort_key": value, f"pk__{sign}": pk})


def _sorted_by(found: QuerySet[Record], key: str) -> Combinable:
    return folded(key) if isinstance(_field(found, key), CharField) else F(key)


def _field(found: QuerySet[Record], key: str) -> Field[Any, Any]:
    field = found.model._meta.get_field(key)
    assert isinstance(field, Field)
    return field
