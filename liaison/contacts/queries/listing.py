"""Lists of contacts: filters, order, pages that cost the same wherever they stand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.contrib.postgres.search import SearchQuery
from django.db.models import F, Func, Max, Min, Q, QuerySet, Value

from liaison.accounts.models import User
from liaison.accounts.queries import require
from liaison.accounts.rules import Right
from liaison.contacts.kinds import KINDS
from liaison.contacts.models import ASSIGNMENTS, Contact, ContactEmail
from liaison.contacts.queries.search import meant_words, similar_words
from liaison.contacts.words import SHORT, Asked, WordQuery, begun_words, understand, whole_words
from liaison.kit.errors import Refusal, Refused
from liaison.kit.paging import DEFAULT_LIMIT, Page, decode_cursor, decode_moment, encode_cursor, refuse_cursor
from liaison.kit.sql import rows
from liaison.kit.text import gettext_lazy as _

ORDERS = {"name": "name_key", "no": "no", "changed": "changed_at", "created": "id"}
"""The keys by which a list may be ordered, each with an index behind it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactFilters:
    """What narrows a list; what is empty does not. Codes, numbers and keys as doors know them."""

    text: str = ""
    type: str = ""
    city: str = ""
    country: str = ""
    language: str = ""
    salespeople: tuple[str, ...] = ()
    """Codes of salespeople; an empty code means contacts without one."""
    company: str = ""
    """The number of a company: itself and its people."""
    email: str = ""
    external_id: str = ""
    correspondence_type: str = ""
    salutation: str = ""
    codes: Mapping[str, str] = field(default_factory=dict)
    """A code for each kind that narrows, by the key of the kind; it must stand on the contact itself."""
    privacy_blocked: bool | None = None
    archived: bool | None = False
    """False without those put away, True only those, None both."""
    changed_since: datetime | None = None
    contacts: tuple[int, ...] = ()
    """Ids of those that may be meant at all; empty for everybody."""


def contacts_matching(viewer: User, filters: ContactFilters) -> QuerySet[Contact]:
    """The contacts that pass `filters`, without order: a question for lists, bulk acts and exports.

    Typed words are forgiven their errors when nothing fits them, at one to three statements more. What they
    are taken for is what `find_contacts` takes them for.
    """
    require(viewer, Right.READ_CONTACTS)
    found = Contact.objects.filter(pk__in=filters.contacts) if filters.contacts else Contact.objects.all()
    plain = {
        "type": filters.type,
        "country": filters.country.upper(),
        "external_id": filters.external_id,
        "correspondence_type": filters.correspondence_type,
        "salutation__code": filters.salutation.upper(),
        "company__no": filters.company.upper(),
        "emails__key": filters.email.lower(),
    }
    found = found.filter(**{name: value for name, value in plain.items() if value})
    if filters.city:
        found = found.alias(city_key=Func(F("city"), function="liaison_fold")).filter(
            city_key=Func(Value(filters.city), function="liaison_fold")
        ).exclude(city="")  # fmt: skip
    if filters.language:
        found = found.filter(Q(language=filters.language) | Q(language__startswith=f"{filters.language}-"))
    if filters.salespeople:
        codes = {code.upper() for code in filters.salespeople}
        none = Q(salesperson=None) if "" in codes else Q()
        found = found.filter(Q(salesperson__code__in=codes - {""}) | none)
    for key, code in filters.codes.items():
        found = found.filter(_has_code(key, code.upper()))
    if filters.privacy_blocked is not None:
        found = found.filter(privacy_blocked=filters.privacy_blocked)
    if filters.archived is not None:
        found = found.filter(archived_at__isnull=not filters.archived)
    if filters.changed_since is not None:
        found = found.filter(changed_at__gte=filters.changed_since)
    return _with_text(found, filters.text) if filters.text.strip() else found


def _has_code(key: str, code: str) -> Q:
    """The contacts that have a code themselves, as the counts beside the codes say (R-CON-78)."""
    if not KINDS[key].many:
        return Q(**{f"{key}__code": code})
    table: Any = ASSIGNMENTS[key]
    return Q(pk__in=table.objects.filter(**{f"{key}__code": code}).values("contact"))


def _with_text(found: QuerySet[Contact], text: str) -> QuerySet[Contact]:
    asked = understand(text)
    if not asked.words:
        return found.none()
    if _begins_names(asked):
        return found.filter(name_key__startswith=asked.beginning)
    begun = begun_words(asked)
    narrowed = found.filter(_holds(begun if begun.index else whole_words(asked)) | _is_reached(asked))
    if not asked.may_be_misspelt or _any(narrowed):
        return narrowed
    weights = similar_words(asked.words)
    close, farther = meant_words(weights, ratio=0.9), meant_words(weights, ratio=0.0)
    if not farther:
        return found.none()
    near = found.filter(_holds(whole_words(asked, close)))
    return near if _any(near) else found.filter(_holds(begun_words(asked, farther)))


def _begins_names(asked: Asked) -> bool:
    """Whether so little was typed that it is looked for at the beginning of names only."""
    return asked.letters <= SHORT and not asked.words[0].isdigit()


def _is_reached(asked: Asked) -> Q:
    """Whose number, or whose address, the text is the beginning of."""
    found = Q(no=asked.text.upper())
    if asked.number:
        found |= Q(no__startswith=asked.number)
    if asked.email:
        found |= Q(pk__in=ContactEmail.objects.filter(key__startswith=asked.email).values("contact"))
    return found


def _holds(asked: WordQuery) -> Q:
    query = " & ".join(piece for piece in (asked.index, asked.rest) if piece)
    return Q(search=SearchQuery(query, search_type="raw", config="simple"))


# The server can only guess how many contacts hold a word, and mostly guesses that many do. It then goes
# through all of them until one fits: a million, for a word that nobody has. What stands in a materialized
# part of a statement is planned as if all of it were wanted, so by the index of words, and still read only
# as far as it is asked for.
MATCHING = "WITH matching AS MATERIALIZED ({}) "
SAMPLE, COMMON = 200, 10
"""Of so many contacts so many fit what is common: then whoever comes next in the order is soon found."""


def _any(found: QuerySet[Contact]) -> bool:
    """Whether there is one, by the index of words; one statement."""
    sql, params = found.order_by().values("pk").query.sql_with_params()
    return bool(rows(MATCHING.format(sql) + "SELECT EXISTS (SELECT 1 FROM matching)", params)[0][0])


def _is_common(found: QuerySet[Contact]) -> bool:
    """Whether a twentieth of all contacts fit, as far as a few from all over tell; two statements."""
    ends = Contact.objects.aggregate(first=Min("pk"), last=Max("pk"))
    first, last = ends["first"] or 0, ends["last"] or 0
    sample = range(last, first - 1, -((last - first) // SAMPLE + 1))
    return found.filter(pk__in=sample).count() >= COMMON


def _first(found: QuerySet[Contact], column: str, *, down: bool, most: int) -> list[int]:
    """The first of what is not common: all that fit, by the index of words, and then put in order."""
    sql, params = found.order_by().values(*{"id": 0, column: 0}).query.sql_with_params()
    way = "DESC" if down else "ASC"
    order = f"ORDER BY {column} {way}, id {way} LIMIT {int(most)}"
    return [row[0] for row in rows(f"{MATCHING.format(sql)} SELECT id FROM matching {order}", params)]


def list_contacts(
    viewer: User,
    filters: ContactFilters,
    *,
    order: tuple[str, bool] = ("name", False),
    cursor: str = "",
    limit: int = DEFAULT_LIMIT,
) -> Page[Contact]:
    """A page of contacts with company, salesperson; `order` is a key of `ORDERS` and whether downwards.

    Raises:
        Refused: the cursor belongs to no such list, or the order is unknown.
    """
    key, down = order
    column = _column_of(key)
    found = contacts_matching(viewer, filters)
    if cursor:
        found = found.filter(_after(cursor, key, column, down=down))
    asked = understand(filters.text)
    if asked.words and not _begins_names(asked) and not found.query.is_empty() and not _is_common(found):
        found = Contact.objects.filter(pk__in=_first(found, column, down=down, most=limit + 1))
    found = found.order_by(*_fields_of(column, down=down))
    page = list(found.select_related("company", "salesperson").defer("notes", "search")[: limit + 1])
    if len(page) <= limit:
        return Page(page, None)
    return Page(page[:limit], _cursor(page[limit - 1], key))


def _column_of(key: str) -> str:
    """The column that a key of `ORDERS` stands for."""
    column = ORDERS.get(key)
    if column is None:
        raise Refused(Refusal(_("The list cannot be ordered like this."), field="order", code="order"))
    return column


def _fields_of(column: str, *, down: bool) -> list[str]:
    """What a list is ordered by; turned round, the newest contact comes first among those of one moment."""
    sign = "-" if down else ""
    return [f"{sign}{column}", *([] if column == "id" else [f"{sign}id"])]


def _cursor(row: Contact, key: str) -> str:
    value: Any = {"name": row.name_key, "no": row.no, "changed": row.changed_at.isoformat(), "created": ""}[
        key
    ]
    return encode_cursor(key, value, row.pk)


def _after(cursor: str, key: str, column: str, *, down: bool) -> Q:
    """What comes after the row of `cursor`; one comparison of rows, so that the index leads there."""
    given, value, pk = decode_cursor(cursor, str, str, int)
    if given != key:
        refuse_cursor()
    if column == "id":
        return Q(pk__lt=pk) if down else Q(pk__gt=pk)
    if key == "changed":
        value = decode_moment(value)
    step = "lt" if down else "gt"
    # The plain comparison first lets the index start at the right place.
    return Q(**{f"{column}__{step}e": value}) & (Q(**{f"{column}__{step}": value}) | Q(**{f"pk__{step}": pk}))


def export_contacts(
    viewer: User, filters: ContactFilters, *, order: tuple[str, bool] = ("name", False)
) -> QuerySet[Contact]:
    """All contacts that pass `filters`, in `order` as in a list, to be read in pieces with ``iterator()``."""
    require(viewer, Right.EXPORT)
    key, down = order
    return (
        contacts_matching(viewer, filters)
        .select_related("company", "salesperson", "salutation")
        .defer("search")
        .order_by(*_fields_of(_column_of(key), down=down))
    )
