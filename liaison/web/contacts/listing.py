"""The list of contacts, its file, and the companies that a form offers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from django.http import HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from liaison.accounts.actions import take_out
from liaison.accounts.models import User
from liaison.accounts.queries import allowed, require
from liaison.accounts.rules import Right
from liaison.contacts.kinds import KINDS
from liaison.contacts.models import Contact, ContactType
from liaison.contacts.queries import (
    ContactFilters,
    all_codes,
    contacts_by_no,
    export_contacts,
    find_contacts,
    list_contacts,
    salutations,
)
from liaison.contacts.salutations import base_language
from liaison.interactions.queries.set_up import languages_of_contacts
from liaison.kit.clock import now
from liaison.kit.text import Words
from liaison.web.contacts.words import language_name
from liaison.web.interactions.filters import SALESPERSON
from liaison.web.shell.answers import posted
from liaison.web.shell.codes import Described, described
from liaison.web.shell.context import LANGUAGES
from liaison.web.shell.decorators import signed_in
from liaison.web.shell.exports import export_answer
from liaison.web.shell.lists import (
    ChoiceFilter,
    Filter,
    FlagFilter,
    ListColumn,
    Listing,
    ListSpec,
    TextFilter,
    answer_list,
)
from liaison.web.shell.pickers import Option, answer_options, asked_text
from liaison.web.shell.requests import UserRequest
from liaison.web.shell.taking_out import ExportForm, ask_purpose

Column = ListColumn[Contact]
PAGE = 50


def _company_name(row: Contact) -> str:
    return row.company.name if row.company is not None and not row.is_company else ""


def _language(row: Contact) -> str:
    return language_name(row.language) if row.language else ""


def _languages(viewer: User) -> list[tuple[str, Words]]:
    """The languages of the product and what others contacts are offered, each in all of its regions."""
    others = dict.fromkeys(base_language(code) for code in languages_of_contacts(viewer))
    return [
        *LANGUAGES.items(),
        *((code, language_name(code)) for code in others if code not in LANGUAGES),
    ]


def _changed(row: Contact) -> datetime:
    return row.changed_at


@dataclass(frozen=True, slots=True)
class WordFilter(Filter):
    """Words that must be the very ones, typed into the menu of filters."""

    kind = "words"


@dataclass(frozen=True, slots=True)
class CompanyFilter(WordFilter):
    """The number of a company; its chip says the name."""

    def words(self, value: str, viewer: User) -> Words:
        """The name of the company."""
        found = contacts_by_no(viewer, [value]).get(value.upper())
        return found.name if found is not None else value


class Offered(Described, Protocol):
    """A code that may be offered no more."""

    @property
    def active(self) -> bool:
        """Whether it is still offered."""


@dataclass(frozen=True, slots=True)
class CodeFilter(Filter):
    """A code of one kind, called in the reader's language; `codes` are all of the table."""

    codes: tuple[Offered, ...] = ()

    kind = "choice"

    def pairs(self, viewer: User) -> list[tuple[str, Words]]:  # noqa: ARG002 - the same for all
        """The codes that are still offered."""
        return [(row.code, described(row)) for row in self.codes if row.active]

    def words(self, value: str, viewer: User) -> Words:  # noqa: ARG002 - the same for all
        """What the code is called, also when it is offered no more."""
        return next((described(row) for row in self.codes if row.code == value.upper()), value)


TYPE = Column("type", _("Type"), lambda row: row.get_type_display(), shown=False)
MOBILE = Column("mobile_phone", _("Mobile"), lambda row: row.mobile_phone, shown=False)
CONTACTS: ListSpec[Contact] = ListSpec(
    area="contacts",
    personal=True,
    route="contacts",
    default_sort="name",
    columns=(
        Column("name", _("Name"), lambda row: row.name, sort="name", fixed=True),
        Column("company", _("Company"), _company_name),
        Column("city", _("City"), lambda row: row.city),
        Column("phone", _("Phone"), lambda row: row.phone or row.mobile_phone),
        Column("email", _("E-mail"), lambda row: row.email),
        Column("salesperson", _("Salesperson"), lambda row: row.salesperson.name if row.salesperson else ""),
        Column("no", _("No."), lambda row: row.no, "code", sort="no"),
        TYPE,
        Column("job_title", _("Job title"), lambda row: row.job_title, shown=False),
        Column("address", _("Address"), lambda row: row.address, shown=False),
        Column("post_code", _("Post code"), lambda row: row.post_code, shown=False),
        Column("country", _("Country"), lambda row: row.country, shown=False),
        MOBILE,
        Column("language", _("Language"), _language, shown=False),
        Column("changed_at", _("Changed"), _changed, "moment", sort="changed", shown=False, first="desc"),
    ),
    filters=(
        TextFilter("q", _("Search")),
        ChoiceFilter("type", _("Type"), front=True, choices=tuple(ContactType.choices)),
        SALESPERSON,
        WordFilter("city", _("City")),
        CompanyFilter("company", _("Company")),
        ChoiceFilter("language", _("Language"), choices=_languages),
        FlagFilter("blocked", _("Privacy blocked")),
        FlagFilter("archived", _("Archived")),
    ),
)  # fmt: skip


def _in_file(columns: Sequence[Column]) -> list[Column]:
    """The columns of a file that an import reads again as what it is.

    It always tells companies from persons, and no mobile stands under *Phone*.
    """
    found: list[Column] = []
    for column in columns:
        if column.key == "phone":
            found += [replace(column, value=lambda row: row.phone), MOBILE]
        elif column not in found:
            found.append(column)
    return found if TYPE in found else [*found, TYPE]


def contact_list(viewer: User) -> ListSpec[Contact]:
    """The list with the codes of today among its filters; two statements."""
    told = all_codes(viewer)
    by_code = tuple(CodeFilter(kind.key, kind.name, codes=tuple(told[kind.key])) for kind in KINDS.values())
    greeted = CodeFilter("salutation", _("Salutation"), codes=tuple(salutations(viewer, active=None)))
    return replace(CONTACTS, filters=(*CONTACTS.filters[:-2], *by_code, greeted, *CONTACTS.filters[-2:]))


def filters_of(listing: Listing[Contact]) -> ContactFilters:
    """What the address narrows the list to."""
    salesperson = listing.text("salesperson")
    return ContactFilters(
        text=listing.text("q"),
        type=listing.text("type"),
        city=listing.text("city"),
        company=listing.text("company"),
        language=listing.text("language"),
        salutation=listing.text("salutation"),
        salespeople=(salesperson,) if salesperson else (),
        codes={key: code for key in KINDS if (code := listing.text(key))},
        privacy_blocked=True if listing.flag("blocked") else None,
        archived=listing.flag("archived"),
    )


@require_GET
@signed_in
def contacts(request: UserRequest) -> HttpResponse:
    """Companies and people by name; people show their company."""
    listing = contact_list(request.user).read(request)
    page = list_contacts(
        request.user, filters_of(listing), order=listing.order, cursor=listing.cursor, limit=PAGE
    )
    context = {
        # Counting costs more than showing, so the offer says how many only once it is taken.
        "every": gettext("contacts") if page.next is not None else "",
        "may_change": allowed(request.user, Right.CHANGE_CONTACTS),
        "may_record": allowed(request.user, Right.RECORD),
        "may_import": allowed(request.user, Right.IMPORT_CONTACTS),
        "export": reverse("contacts_export") if allowed(request.user, Right.EXPORT) else "",
    }
    return answer_list(request, listing, page, "contacts/list.html", "contacts/_list.html", context)


@require_http_methods(["GET", "POST"])
@signed_in
def contacts_export(request: UserRequest) -> HttpResponseBase:
    """The list as it stands, all of its rows, as CSV or XLSX, once it is said what for (B-20)."""
    require(request.user, Right.EXPORT)
    listing = contact_list(request.user).read(request)
    form = ExportForm(posted(request))
    if not form.is_valid():
        back = contact_list(request.user).state(request.user, request.GET).url()
        return ask_purpose(request, form, back=back)
    found = export_contacts(request.user, filters_of(listing), order=listing.order).iterator(chunk_size=1000)
    ending, purpose = form.cleaned_data["format"], form.cleaned_data["purpose"]
    rows = take_out(
        "contacts", ending, found, purpose=purpose, narrowed=listing.query(), by=request.user, at=now()
    )
    return export_answer("contacts", ending, _in_file(listing.columns), rows)


@require_GET
@signed_in
def companies(request: UserRequest) -> HttpResponse:
    """The companies that what is typed into a form may mean."""
    found = find_contacts(request.user, asked_text(request), kind=ContactType.COMPANY)
    return answer_options(
        request, [Option(one.no, one.name, detail=one.city or one.no, icon="company") for one in found]
    )
