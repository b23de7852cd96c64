"""Logging a segment: a last look at what would be recorded and sent, then all of it at once."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from itertools import groupby

from django import forms
from django.core.exceptions import ObjectDoesNotExist
from django.http import HttpResponse, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from liaison.accounts.queries import require
from liaison.accounts.rules import Right
from liaison.kit.clock import now
from liaison.kit.errors import Refusal, Refused
from liaison.kit.text import Words
from liaison.segments.actions import log_segment, refresh_to_log
from liaison.segments.models import Segment
from liaison.segments.queries.readiness import BY_KEY, LineRefusal, Readiness, readiness
from liaison.segments.rules import look_again
from liaison.web.segments.lookups import lines_url, segment_or_404, segment_url
from liaison.web.segments.worksheet import CHECKED_AT_ONCE
from liaison.web.shell import formats
from liaison.web.shell.answers import answer, moved, posted
from liaison.web.shell.decorators import signed_in
from liaison.web.shell.inputs import MomentField
from liaison.web.shell.requests import UserRequest

SECOND_LOOK = 100
"""More messages than that are confirmed by a tick of their own (B-18)."""


class LogForm(forms.Form):
    """The two switches of R-SEG-109, when the sending begins (at once by default), and the second look."""

    send = forms.BooleanField(label=gettext_lazy("Send letters and e-mails"), required=False)
    follow_up = forms.BooleanField(label=gettext_lazy("Create a follow-up segment"), required=False)
    starts_at = MomentField(label=gettext_lazy("Send at"), required=False)
    looked = forms.BooleanField(required=False)
    messages = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def look_again(self, count: int) -> bool:
        """Whether `count` messages go out that nobody ticked; a tick at another number is taken back."""
        if not count or (self.cleaned_data["looked"] and self.cleaned_data["messages"] == count):
            return False
        data = QueryDict(mutable=True)
        data.update({name: value for name, value in self.data.items() if name != "looked"})
        self.data = data
        return True


def second_look(head: Segment, found: Readiness | None) -> int:
    """How many messages must be ticked before they go out; 0 when they are few.

    Where nobody looked at the lines, each of them may become a message.
    """
    count = head.line_count if found is None else found.emails + found.letters
    return count if count > SECOND_LOOK else 0


def _can_send(found: Readiness) -> bool:
    """Whether a line has something to send; one without its address is refused then (R-SEG-111)."""
    return bool(found.emails or found.letters) or any(one.problem.key == "no_email" for one in found.findings)


def _go_out(count: int) -> str:
    """So many messages, in words."""
    words = ngettext("%(n)s message goes out", "%(n)s messages go out", count)
    return words % {"n": formats.number(count)}


@dataclass(frozen=True, slots=True)
class Standing:
    """What stands in the way of logging; of lines, those of whom and the `url` that lists them to mend."""

    words: Words
    who: tuple[Words, ...] = ()
    url: str = ""


def in_the_way(head: Segment, refusals: Iterable[Refusal]) -> list[Standing]:
    """The refusals of a logging, all lines with the same problem together."""
    told = []
    for problem, group in groupby(refusals, key=lambda one: one.problem):
        if problem in BY_KEY:
            who = tuple(_who(one) for one in group if isinstance(one, LineRefusal))
            told.append(Standing(BY_KEY[problem].words, who, lines_url(head.no, problem)))
        else:
            told += [Standing(one.message) for one in group]
    return told


def _who(refusal: LineRefusal) -> Words:
    if not refusal.more:
        return refusal.who
    words = ngettext("and %(n)s more", "and %(n)s more", refusal.more)
    return words % {"n": formats.number(refusal.more)}


@require_http_methods(["GET", "POST"])
@signed_in
def segment_log(request: UserRequest, no: str) -> HttpResponse:
    """Log the segment: one interaction for each line, and a letter or e-mail where wanted (R-SEG-109)."""
    require(request.user, Right.EDIT_SEGMENTS)
    head, moment = segment_or_404(request.user, no), now()
    if request.method == "POST":
        # The second look is for what goes out, and that is who meets the criteria now.
        refresh_to_log(head.no, by=request.user, at=moment)
        with suppress(ObjectDoesNotExist):  # logged meanwhile, as the logging says
            head.refresh_from_db()
    found = readiness(request.user, head) if head.line_count <= CHECKED_AT_ONCE else None
    sendable = found is None or _can_send(found)
    form = LogForm(posted(request), initial={"send": sendable})
    if not sendable:
        form.fields["send"].disabled = True
    refusals: list[Standing] = []
    many = second_look(head, found)
    if form.is_valid():
        send = bool(form.cleaned_data["send"])
        if send and form.look_again(many):
            form.add_error("looked", str(look_again().message))
        else:
            try:
                done = log_segment(
                    head.no,
                    send=send,
                    starts_at=form.cleaned_data["starts_at"],
                    follow_up=form.cleaned_data["follow_up"],
                    most=many or SECOND_LOOK,
                    by=request.user,
                    at=moment,
                )
            except Refused as refused:
                refusals = in_the_way(head, refused.refusals)
            else:
                toast = ngettext("%(n)s interaction logged.", "%(n)s interactions logged.", done.count)
                return moved(
                    request,
                    reverse("logged_segment", args=[done.entry_no]),
                    toast=toast % {"n": formats.number(done.count)},
                    undo=reverse("logged_segment_undo", args=[done.entry_no]),
                )
    context = {
        "form": form,
        "head": head,
        "found": found,
        "blocking": [(one, lines_url(head.no, one.problem.key)) for one in found.findings if one.stops]
        if found
        else [],
        "refusals": refusals,
        "many": many,
        "second": _go_out(many) if many else "",
        "back": segment_url(head.no),
        "action": request.path,
        "title": _("Log segment %(number)s") % {"number": head.no},
    }
    status = 422 if refusals or form.errors else 200
    return answer(request, "shell/dialog.html", context, dialog="segments/_log.html", status=status)
