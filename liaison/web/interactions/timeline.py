"""The timeline of a contact: as a part of its page, on a page of its own, and kept fresh."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import unquote, urlsplit

from django.http import HttpResponse, QueryDict
from django.urls import reverse
from django.views.decorators.http import require_GET

from liaison.accounts.models import User
from liaison.accounts.queries import allowed
from liaison.accounts.rules import Right
from liaison.contacts.models import Contact
from liaison.interactions.queries.log_list import cursor_keys
from liaison.interactions.queries.timeline import newest_mark, timeline
from liaison.kit.text import Words, colon
from liaison.web.interactions.filters import TIMELINE, narrowed_timeline
from liaison.web.interactions.lookups import contact_or_404
from liaison.web.interactions.present import DayView, Presenter, contact_url
from liaison.web.interactions.words import CHANNELS, local
from liaison.web.shell.answers import answer, wants_part
from liaison.web.shell.decorators import signed_in
from liaison.web.shell.lists import Listing
from liaison.web.shell.requests import UserRequest

PAGE = 50
FRONT = ("email", "phone", "meeting", "letter", "document")
"""The channels that have a chip of their own, as drawn; the others stand among the further filters."""


@dataclass(frozen=True, slots=True)
class ChannelChip:
    """A channel as a chip: pressing it shows only this channel, pressing it again all of them."""

    text: Words
    page: str
    part: str
    on: bool


@dataclass(frozen=True, slots=True)
class TimelineView:
    """A page of a contact's timeline, ready to be written down."""

    contact: Contact
    listing: Listing[object]
    page_path: str
    days: list[DayView]
    next: str | None
    mark: str

    @property
    def url(self) -> str:
        """The address that answers this timeline's parts, with its filters."""
        return self.listing.url()

    @property
    def contact_url(self) -> str:
        """The address of the contact's page."""
        return contact_url(self.contact.no)

    @property
    def empty(self) -> bool:
        """Whether nothing is shown."""
        return not self.days

    def addresses(self, **changes: object) -> tuple[str, str]:
        """The addresses of page and part with some filters changed."""
        query = self.listing.query(**changes)
        return (f"{self.page_path}?{query}" if query else self.page_path, self.listing.url(**changes))

    @property
    def everything(self) -> ChannelChip:
        """The chip that shows all channels."""
        return ChannelChip("", *self.addresses(channel=None), on=not self.listing.many("channel"))

    @property
    def channels(self) -> list[ChannelChip]:
        """The chips of the channels, those that are on among them."""
        now = self.listing.many("channel")
        shown = [*FRONT, *(key for key in now if key not in FRONT)]
        return [
            ChannelChip(
                CHANNELS.get(key, key), *self.addresses(channel=None if key in now else key), on=key in now
            )
            for key in shown
        ]

    @property
    def may_record(self) -> bool:
        """Whether the reader may write something above."""
        return allowed(self.listing.viewer, Right.RECORD) and not self.contact.privacy_blocked

    @property
    def people(self) -> ChannelChip:
        """The chip of a company that shows its people's interactions too."""
        alone = self.listing.flag("alone")
        return ChannelChip("", *self.addresses(alone=None if alone else "1"), on=not alone)

    @property
    def further(self) -> list[ChannelChip]:
        """The other filters that are on, each with the address that takes it away."""
        found = []
        for one in self.listing.spec.filters:
            if one.key in {"channel", "alone"}:
                continue
            for value in self.listing.values[one.key]:
                text = colon(one.label, one.words(value, self.listing.viewer))
                found.append(ChannelChip(text, *self.addresses(**{one.key: None}), on=True))
        return found

    @property
    def filter_url(self) -> str:
        """The address of the dialog with all filters."""
        query = self.listing.query()
        return reverse("timeline_filter", args=[self.contact.no]) + (f"?{query}" if query else "")


def timeline_view(
    viewer: User, contact: Contact, query: QueryDict, *, page_path: str = "", part: bool = False
) -> TimelineView:
    """The timeline of `contact` as the address asks for it; `page_path` is the page it stands on.

    With `part` the page before stands above already, so a day that goes on is not headed again.
    """
    own = timeline_url(contact.no)
    listing = TIMELINE.state(viewer, query, own)
    page = timeline(viewer, contact, narrowed_timeline(listing), limit=PAGE, cursor=listing.cursor)
    after = _day_of(listing.cursor) if listing.cursor and part else None
    days = Presenter(viewer, record=contact.no).days(page.items, after=after)
    mark = "" if listing.cursor else newest_mark(viewer, contact)
    return TimelineView(contact, listing, page_path or own, days, page.next, mark)


def _day_of(cursor: str) -> date:
    return local(datetime.fromisoformat(cursor_keys(cursor)[0])).date()


def _page_of(request: UserRequest, contact: Contact) -> str:
    """The path of the page on which the part stands: the contact's, or the timeline's own."""
    record = contact_url(contact.no)
    path = urlsplit(request.htmx.current_url_abs_path or "").path if wants_part(request) else ""
    return record if unquote(path) == unquote(record) else timeline_url(contact.no)


@require_GET
@signed_in
def contact_timeline(request: UserRequest, no: str) -> HttpResponse:
    """The timeline: its part with filters and entries, the following rows, or what is new.

    With the ``mark`` of an earlier answer nothing comes back (204) as long as nothing has changed.
    """
    contact = contact_or_404(request.user, no)
    part, known = wants_part(request), request.GET.get("mark", "")
    if part and known and known == newest_mark(request.user, contact):
        return HttpResponse(status=204)
    if not part:
        context = {"contact": contact, "contact_url": contact_url(no)}
        return answer(request, "interactions/timeline.html", context)
    view = timeline_view(request.user, contact, request.GET, page_path=_page_of(request, contact), part=part)
    rows_only = bool(view.listing.cursor or known)
    template = "interactions/_rows.html" if rows_only else "interactions/_timeline.html"
    response = answer(request, template, {"timeline": view})
    response["X-Mark"] = view.mark
    if part and not rows_only:
        response["HX-Push-Url"] = view.addresses()[0]
    return response


@require_GET
@signed_in
def timeline_filter(request: UserRequest, no: str) -> HttpResponse:
    """The choices by which a timeline can be narrowed, in a dialog or on a page."""
    contact = contact_or_404(request.user, no)
    listing = TIMELINE.state(request.user, request.GET, _page_of(request, contact))
    context = {"listing": listing, "contact": contact}
    return answer(
        request, "interactions/timeline_filter.html", context, dialog="interactions/_timeline_filter.html"
    )


def timeline_url(no: str) -> str:
    """The address of a contact's timeline."""
    return reverse("contact_timeline", args=[no])
