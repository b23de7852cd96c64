"""Lists: ``{"items": […], "next": cursor or null}``, counted only when asked."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from operator import itemgetter
from typing import Annotated, Any, TypeVar, Union

from django.db.models import QuerySet
from pydantic import BeforeValidator, Field, create_model

from liaison.api.shapes import Out, QueryFlag, Shape, Text, address_integer
from liaison.kit.paging import DEFAULT_LIMIT, MAX_LIMIT, decode_cursor, encode_cursor

Row = TypeVar("Row")


class Paged(Shape):
    """The parameters of every list."""

    limit: Annotated[int, Field(strict=True, ge=1, le=MAX_LIMIT), BeforeValidator(address_integer)] = (
        DEFAULT_LIMIT
    )
    cursor: Annotated[Text, Field(max_length=1000, description="`next` of the page before.")] = ""
    count: Annotated[QueryFlag, Field(description="Adds `count`, how many there are in all.")] = False


def list_of(*items: type[Out], name: str = "") -> type[Out]:
    """The shape of a page of one of `items`."""
    item: Any = Union[items]  # noqa: UP007 - made from a tuple
    return create_model(
        name or f"{items[0].__name__.removesuffix('Out')}List",
        __base__=Out,
        __doc__="A page of a list.",
        items=(list[item], ...),
        next=(str | None, Field(description="Cursor of the next page; null on the last.")),
        count=(int, Field(default=0, description="Only with `?count=true`.", json_schema_extra=_optional)),
    )


def _optional(schema: dict[str, Any]) -> None:
    """Drop the default: without `count=true` the field is absent."""
    schema.pop("default", None)


def page(
    rows: Iterable[Row],
    show: Callable[[Row], dict[str, Any]],
    *,
    cursor: str | None,
    count: Callable[[], int] | None = None,
) -> dict[str, Any]:
    """The page as a plain dictionary; `count` is asked only when given."""
    shown: dict[str, Any] = {"items": [show(row) for row in rows], "next": cursor}
    if count is not None:
        shown["count"] = count()
    return shown


def by_code(found: QuerySet[Any], query: Paged, show: Callable[[Any], dict[str, Any]]) -> dict[str, Any]:
    """A page of a code table in the order of its codes; one statement, two when counted."""
    after = decode_cursor(query.cursor, str)[0] if query.cursor else ""
    rows = list(found.order_by("code").filter(code__gt=after)[: query.limit + 1])
    more = encode_cursor(rows[query.limit - 1].code) if len(rows) > query.limit else None
    return page(rows[: query.limit], show, cursor=more, count=found.count if query.count else None)


def of_record(
    found: Iterable[Row],
    query: Paged,
    show: Callable[[Row], dict[str, Any]],
    *,
    key: Callable[[Row], str | int],
) -> dict[str, Any]:
    """A page of the few rows that hang on one record, read as a whole, in the order of `key`."""
    keyed = sorted(((key(row), row) for row in found), key=itemgetter(0))
    following = keyed
    if query.cursor and keyed:
        after = decode_cursor(query.cursor, type(keyed[0][0]))[0]
        following = [(at, row) for at, row in keyed if at > after]
    shown = following[: query.limit]
    more = encode_cursor(shown[-1][0]) if len(following) > query.limit else None
    count = (lambda: len(keyed)) if query.count else None
    return page((row for _at, row in shown), show, cursor=more, count=count)


def by_number(found: QuerySet[Any], query: Paged, show: Callable[[Any], dict[str, Any]]) -> dict[str, Any]:
    """A page of numbered records, the newest first; one statement, two when counted."""
    following = found.order_by("-pk")
    if query.cursor:
        following = following.filter(pk__lt=decode_cursor(query.cursor, int)[0])
    rows = list(following[: query.limit + 1])
    more = encode_cursor(rows[query.limit - 1].pk) if len(rows) > query.limit else None
    return page(rows[: query.limit], show, cursor=more, count=found.count if query.count else None)
