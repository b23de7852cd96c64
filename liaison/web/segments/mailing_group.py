"""The contacts of a segment as members of a mailing group."""

from __future__ import annotations

from django import forms
from django.http import HttpResponse, QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy
from django.views.decorators.http import require_http_methods

from liaison.accounts.queries import require
from liaison.accounts.rules import Right
from liaison.contacts.kinds import MAILING_GROUP
from liaison.contacts.queries import codes
from liaison.kit.clock import now
from liaison.segments.actions import apply_mailing_group
from liaison.web.segments.lookups import segment_or_404, segment_url
from liaison.web.shell import formats
from liaison.web.shell.answers import answer, moved, posted, refusals_in
from liaison.web.shell.codes import described
from liaison.web.shell.decorators import signed_in
from liaison.web.shell.inputs import Pairs, offer
from liaison.web.shell.requests import UserRequest


class MailingGroupForm(forms.Form):
    """The mailing group that all contacts of the segment join (R-SEG-95)."""

    mailing_group = forms.ChoiceField(label=gettext_lazy("Mailing group"))
    delete_old = forms.BooleanField(label=gettext_lazy("Take all present members out first"), required=False)

    def __init__(self, data: QueryDict | None = None, *, groups: Pairs) -> None:
        super().__init__(data)
        offer(self, "mailing_group", groups, pgettext_lazy("mailing group", "None"))


@require_http_methods(["GET", "POST"])
@signed_in
def segment_mailing_group(request: UserRequest, no: str) -> HttpResponse:
    """Make all contacts of the segment members of a mailing group (R-SEG-95)."""
    require(request.user, Right.EDIT_SEGMENTS)
    head = segment_or_404(request.user, no)
    groups = [(row.code, described(row)) for row in codes(request.user, MAILING_GROUP, active=True)]
    form = MailingGroupForm(posted(request), groups=groups)
    if form.is_valid():
        with refusals_in(form):
            given = form.cleaned_data
            count = apply_mailing_group(
                head.no, given["mailing_group"], delete_old=given["delete_old"], by=request.user, at=now()
            )
            words = ngettext("%(n)s new member.", "%(n)s new members.", count)
            return moved(request, segment_url(head.no), toast=words % {"n": formats.number(count)})
    context = {
        "form": form,
        "title": _("Apply a mailing group"),
        "back": segment_url(head.no),
        "action": request.path,
    }
    return answer(request, "shell/dialog.html", context, dialog="segments/_form.html")
