"""The page of one entry: everything that is known of it, its content, what happened to it since."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from django.conf import settings
from django.http import HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from liaison.accounts.models import User
from liaison.accounts.queries import allowed
from liaison.accounts.rules import Right
from liaison.delivery.models import Item
from liaison.delivery.paper import SentFile
from liaison.delivery.queries import items_of, shown_file
from liaison.interactions.actions.correct import correct
from liaison.interactions.queries.entry import EntryDetail, entry_detail, entry_title, seen_entry
from liaison.kit.clock import now
from liaison.letters.cleaning import clean_for_display
from liaison.web.interactions import history, words
from liaison.web.interactions.acts import changed
from liaison.web.interactions.forms import CorrectionForm
from liaison.web.interactions.present import contact_url, delivery_badge
from liaison.web.shell.answers import answer, or_404, refusals_in
from liaison.web.shell.codes import described
from liaison.web.shell.decorators import signed_in
from liaison.web.shell.files import made_answer, stored_answer
from liaison.web.shell.parts import Crumb
from liaison.web.shell.requests import UserRequest

RESENDABLE = {"sent", "failed", "bounced", "stopped"}


@dataclass(frozen=True)
class EntryPage:
    """An entry as its page shows it."""

    viewer: User
    detail: EntryDetail

    @cached_property
    def title(self) -> str:
        """What the entry is called (R-INT-187)."""
        return entry_title(self.detail.entry)

    @property
    def template(self) -> str:
        """What its template is called in the reader's language."""
        return described(self.detail.entry.template)

    @property
    def way(self) -> str:
        """Direction and initiator in words."""
        entry = self.detail.entry
        second = words.initiative(entry.initiated_by)
        return " · ".join(filter(None, (words.flow(entry.information_flow), second)))

    @property
    def body(self) -> SafeString:
        """What was said or sent, cleaned again for display."""
        body = words.readable(self.detail.entry.content.body, in_html=True)
        return mark_safe(clean_for_display(body))  # noqa: S308 - cleaned

    @property
    def subject(self) -> str:
        """The subject, where it says more than the description."""
        content = self.detail.entry.content
        return words.readable(content.subject) if content.subject != content.description else ""

    @property
    def delivery(self) -> SafeString:
        """Where the sending stands, with time and reason."""
        entry = self.detail.entry
        return delivery_badge(entry.delivery_status, entry.delivery_at, entry.delivery_note)

    @property
    def contact_url(self) -> str:
        """The page of the contact."""
        return contact_url(self.detail.entry.contact.no)

    @property
    def crumbs(self) -> list[Crumb]:
        """The way here: the log, the contact."""
        contact = self.detail.entry.contact
        return [
            Crumb(gettext("Interactions"), reverse("interactions")),
            Crumb(contact.name, self.contact_url),
        ]

    @property
    def language(self) -> str:
        """The language the text was taken in; says so when it is not the one wanted."""
        entry = self.detail.entry
        wanted, found = entry.language, entry.content.language
        if wanted and found and wanted != found:
            return gettext("%(found)s, for want of %(wanted)s") % {"found": found, "wanted": wanted}
        return found or wanted

    @cached_property
    def deliveries(self) -> list[Item]:
        """Every attempt at sending it, the newest first."""
        entry = self.detail.entry
        return [] if entry.delivery_status == "none" else list(items_of(self.viewer, entry.pk))

    @property
    def may_stop(self) -> bool:
        """Whether it still waits and the reader may stop it."""
        return self.detail.entry.delivery_status == "queued" and self._may(Right.RESEND)

    @cached_property
    def changes(self) -> list[history.Change]:
        """What happened since."""
        return history.changes(self.detail.changes)

    def _may(self, right: Right) -> bool:
        return allowed(self.viewer, right)

    @property
    def may_record(self) -> bool:
        """Whether the reader may correct it and follow it up."""
        return self._may(Right.RECORD)

    @property
    def may_evaluate(self) -> bool:
        """Whether the reader may evaluate it."""
        return self._may(Right.EVALUATE)

    @property
    def may_comment(self) -> bool:
        """Whether the reader may comment on it."""
        return self._may(Right.COMMENT)

    @property
    def may_cancel(self) -> bool:
        """Whether the reader may cancel and reinstate it."""
        return self._may(Right.CANCEL)

    @property
    def may_open(self) -> bool:
        """Whether the reader may open its files (R-INT-197)."""
        return self._may(Right.READ_CONTENT)

    @property
    def may_resend(self) -> bool:
        """Whether it can be sent again by the reader (R-INT-157)."""
        entry = self.detail.entry
        return entry.delivery_status in RESENDABLE and not entry.canceled and self._may(Right.RESEND)


@require_GET
@signed_in
def entry(request: UserRequest, number: int) -> HttpResponse:
    """Show an entry (R-INT-162, 163)."""
    with or_404():
        page = EntryPage(request.user, entry_detail(request.user, number))
    found = page.detail.entry
    levels = [(key, words.verdict(key), key == found.evaluation) for key in words.VERDICTS]
    context = {
        "page": page,
        "entry": found,
        "detail": page.detail,
        "levels": levels,
        "number": number,
        "row": found,
    }
    return answer(request, "interactions/entry.html", context)


@require_http_methods(["GET", "POST"])
@signed_in
def correction(request: UserRequest, number: int) -> HttpResponse:
    """Correct what may be corrected on a logged entry, with a reason (R-INT-71, 87)."""
    with or_404():
        found = seen_entry(request.user, number)
    form = CorrectionForm(
        request.POST if request.method == "POST" else None, initial=CorrectionForm.values_of(found)
    )
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            correct(
                number,
                form.correction(),
                version=form.cleaned_data["version"],
                reason=form.cleaned_data["reason"],
                by=request.user,
                at=now(),
            )
            return changed(request, number, _("Interaction corrected."))
    context = {"form": form, "number": number, "entry": found, "currency": settings.CURRENCY}
    return answer(request, "interactions/correction.html", context, dialog="interactions/_correction.html")


@require_GET
@signed_in
def file(request: UserRequest, number: int, pk: int) -> HttpResponseBase:
    """A file of an entry, served so that nothing in it can run in our pages (R-INT-163)."""
    with or_404():
        found = shown_file(request.user, number, pk)
    if isinstance(found, SentFile):
        return made_answer(found.content, found.media_type, found.name)
    return stored_answer(request, found.file, found.name)
