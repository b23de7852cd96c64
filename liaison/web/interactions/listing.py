"""The log as a list: what can be shown, by what it is narrowed and ordered (R-INT-182, 183)."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from liaison.accounts.models import User
from liaison.contacts.models import CorrespondenceType
from liaison.interactions.models import (
    Channel,
    DeliveryStatus,
    Evaluation,
    InformationFlow,
    InitiatedBy,
    Visibility,
)
from liaison.interactions.queries.log_list import LogFilter, log_list
from liaison.interactions.queries.rows import EntryRow, Order
from liaison.web.interactions.filters import CHANNEL, GROUP, SALESPERSON, SINCE, TEAM, TEMPLATE, UNTIL
from liaison.web.interactions.words import readable
from liaison.web.shell.lists import (
    ChoiceFilter,
    Filter,
    FlagFilter,
    ListColumn,
    Listing,
    ListSpec,
    TextFilter,
)

Column = ListColumn[EntryRow]
AREA = "interactions"
EXPORT_PAGE = 500
MINE = "mine"


Enumeration = type[
    Channel | CorrespondenceType | DeliveryStatus | Evaluation | InformationFlow | InitiatedBy | Visibility
]


def _label(choices: Enumeration, key: str) -> str:
    return "" if key == "none" else str(choices(key).label) if key in choices.values else key


COLUMNS: tuple[Column, ...] = (
    Column("canceled", _("Cancelled"), lambda row: row.canceled, within="description"),
    Column("attempt_failed", _("Failed"), lambda row: row.attempt_failed, within="description"),
    Column(
        "occurred_at", _("Date"), lambda row: row.occurred_at, kind="moment", sort="occurred_at", first="desc"
    ),
    Column("channel", _("Channel"), lambda row: _label(Channel, row.channel), within="description"),
    Column("template", _("Template"), lambda row: row.template_code, kind="code", within="description"),
    Column("description", _("Description"), lambda row: row.description, fixed=True),
    Column("subject", _("Subject"), lambda row: readable(row.subject), shown=False),
    Column(
        "files",
        _("Files"),
        lambda row: ", ".join(name for _file, name in row.files),
        within="description",
    ),
    Column("contact_no", _("Contact no."), lambda row: row.contact_no, kind="code", within="contact"),
    Column("contact", _("Contact"), lambda row: row.contact_name),
    Column("company", _("Company"), lambda row: row.company_name, within="contact"),
    Column("evaluation", _("Evaluation"), lambda row: _label(Evaluation, row.evaluation)),
    Column("cost", _("Cost"), lambda row: row.cost, kind="money", sort="cost", first="desc"),
    Column(
        "duration_min",
        _("Minutes"),
        lambda row: row.duration_min,
        kind="minutes",
        sort="duration_min",
        first="desc",
    ),
    Column("salesperson", _("Salesperson"), lambda row: row.salesperson_name),
    Column("campaign", _("Campaign"), lambda row: row.campaign_no, kind="code", within="description"),
    Column("campaign_target", _("Campaign target"), lambda row: row.campaign_target, shown=False),
    Column("campaign_response", _("Campaign response"), lambda row: row.campaign_response, shown=False),
    Column("entry_no", _("No."), lambda row: row.entry_no, kind="number", sort="entry_no", first="desc"),
    Column("comments", _("Comments"), lambda row: row.has_comments, within="description"),
    Column("group", _("Group"), lambda row: row.group_code, kind="code", shown=False),
    Column("segment", _("Segment"), lambda row: row.segment_no, kind="code", shown=False),
    Column(
        "information_flow",
        _("Information flow"),
        lambda row: _label(InformationFlow, row.information_flow),
        shown=False,
    ),
    Column("initiated_by", _("Initiated by"), lambda row: _label(InitiatedBy, row.initiated_by), shown=False),
    Column("language", _("Language"), lambda row: row.language, shown=False),
    Column(
        "correspondence_type",
        _("Correspondence type"),
        lambda row: _label(CorrespondenceType, row.correspondence_type),
        shown=False,
    ),
    Column("alternative_address", _("Alternative address"), lambda row: row.alternative_address, shown=False),
    Column(
        "document_template",
        _("Document template"),
        lambda row: row.document_template,
        kind="code",
        shown=False,
    ),
    Column(
        "document_as_attachment",
        _("Document as attachment"),
        lambda row: row.document_as_attachment,
        shown=False,
    ),
    Column("delivery", _("Delivery"), lambda row: _label(DeliveryStatus, row.delivery_status), shown=False),
    Column("delivery_note", _("Reason of the delivery's state"), lambda row: row.delivery_note, shown=False),
    Column("contact_via", _("Reached via"), lambda row: row.contact_via, shown=False),
    Column("visibility", _("Visible for"), lambda row: _label(Visibility, row.visibility), shown=False),
    Column("follow_up_of", _("Follow-up of"), lambda row: row.follow_up_of, kind="number", shown=False),
    Column("user", _("User"), lambda row: row.user, shown=False),
    Column(
        "recorded_at",
        _("Recorded"),
        lambda row: row.recorded_at,
        kind="moment",
        sort="recorded_at",
        shown=False,
        first="desc",
    ),
)
"""All that can be shown. The opportunity takes its place when its domain comes."""


NO_ENTRY = (0,)
"""What a state that there is not narrows to: a number that no entry has."""


class NumberFilter(Filter):
    """The number of one contact, campaign or segment, among the further filters."""

    kind = "number"


def _states(viewer: User) -> Iterator[tuple[str, object]]:
    del viewer
    yield from (("active", _("Not cancelled")), ("canceled", _("Cancelled")), ("failed", _("Attempt failed")))


LOG: ListSpec[EntryRow] = ListSpec(
    area=AREA,
    personal=True,
    route="interactions",
    default_sort="-occurred_at",
    columns=COLUMNS,
    filters=(
        TextFilter("q", _("Search")),
        CHANNEL,
        GROUP,
        TEMPLATE,
        SALESPERSON,
        TEAM,
        SINCE,
        UNTIL,
        NumberFilter("contact", _("Contact no.")),
        NumberFilter("campaign", _("Campaign")),
        NumberFilter("segment", _("Segment")),
        ChoiceFilter("state", _("State"), choices=_states),  # type: ignore[arg-type]
        ChoiceFilter("evaluation", _("Evaluation"), choices=Evaluation.choices),
        ChoiceFilter(
            "delivery", _("Delivery"), many=True,
            choices=[choice for choice in DeliveryStatus.choices if choice[0] != "none"],
        ),
        ChoiceFilter("flow", _("Information flow"), choices=InformationFlow.choices),
        ChoiceFilter("correspondence", _("Correspondence type"), choices=CorrespondenceType.choices),
        FlagFilter(MINE, _("Recorded by me")),
    ),
)  # fmt: skip


def narrowed_log(listing: Listing[EntryRow]) -> LogFilter:
    """What the list's filters ask of the log."""
    state = listing.text("state")
    known = state in {"", *(key for key, _words in _states(listing.viewer))}
    return LogFilter(
        entries=() if known else NO_ENTRY,
        contact=listing.text("contact").upper() or None,
        channels=listing.many("channel"),
        group=listing.text("group") or None,
        template=listing.text("template") or None,
        salesperson=listing.text("salesperson") or None,
        campaign=listing.text("campaign").upper() or None,
        segment=listing.text("segment").upper() or None,
        team=listing.text("team") or None,
        since=listing.day("since"),
        until=listing.day("until"),
        evaluation=listing.text("evaluation") or None,
        canceled={"active": False, "canceled": True}.get(state),
        attempt_failed=True if state == "failed" else None,
        delivery_status=listing.many("delivery"),
        information_flow=listing.text("flow") or None,
        correspondence_type=listing.text("correspondence") or None,
        recorded_by=listing.viewer.pk if listing.flag(MINE) else None,
        q=listing.text("q"),
    )


def order_of(listing: Listing[EntryRow]) -> Order:
    """The order of the list."""
    column, descending = listing.order
    return Order(column, descending)


def shows_beside(listing: Listing[EntryRow]) -> bool:
    """Whether a column is shown that the entry itself does not hold."""
    return not listing.shows.isdisjoint({"user", "alternative_address", "document_template"})


def all_rows(viewer: User, listing: Listing[EntryRow]) -> Iterator[EntryRow]:
    """Every entry that matches, page by page: memory does not grow with the list."""
    narrowed, order, beside, cursor = narrowed_log(listing), order_of(listing), shows_beside(listing), ""
    while True:
        page = log_list(viewer, narrowed, limit=EXPORT_PAGE, cursor=cursor, order=order, beside=beside)
        yield from page.items
        if page.next is None:
            return
        cursor = page.next
