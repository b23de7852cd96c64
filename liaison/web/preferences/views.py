"""The preference page: reached by a signed link, changed only by a press of a button (B-6).

Programs that check mails for dangers open every link, so a GET changes nothing whatever it names. A POST
needs no token against forgery: the signature in the address is the authority, no session is used, and
mail programs send theirs without ever having seen the page (RFC 8058).
"""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import translation
from django.utils.cache import add_never_cache_headers
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from liaison.accounts.queries import organization
from liaison.campaigns.actions import subscribe_again, unsubscribe
from liaison.campaigns.models import Agreement, ConsentSource
from liaison.campaigns.preference_link import PreferenceLink, read_token
from liaison.campaigns.queries import own_consents, own_language
from liaison.interactions.queries.set_up import topic_mailings, topic_names
from liaison.kit.clock import now
from liaison.web.shell.answers import answer

ONE_CLICK = ("List-Unsubscribe", "One-Click")
EVERYTHING = "*"
NAMED = 3
"""Up to so many mailings are the name of their topic."""


@dataclass(frozen=True, slots=True)
class Topic:
    """One thing that can be wanted or not; `key` names it in the form."""

    key: str
    name: str
    wanted: bool
    mailings: tuple[str, ...] = ()
    """What is sent under it, where that is too much to be its name."""


@dataclass
class Preferences:
    """What the page shows of the contact whom the link belongs to."""

    link: PreferenceLink
    language: str

    @cached_property
    def said(self) -> dict[str, str]:
        """Its words by topic."""
        return own_consents(self.link.contact, self.link.channel)

    def _wants(self, topic: str) -> bool:
        return self.said.get(topic, Agreement.GIVEN) == Agreement.GIVEN

    @property
    def wants_any(self) -> bool:
        """Whether anything may be sent at all."""
        return self._wants("")

    @property
    def topics(self) -> list[Topic]:
        """What the message was about first, then all that was ever said something about."""
        codes = sorted({*self.said, self.link.topic} - {""}, key=lambda code: (code != self.link.topic, code))
        names, mailings = topic_names(codes, self.language), topic_mailings(codes, self.language)
        return [self._topic(code, names.get(code, code), tuple(mailings.get(code, ()))) for code in codes]

    def _topic(self, code: str, house_name: str, mailings: tuple[str, ...]) -> Topic:
        """What a topic is called is a word of the house; the contact knows it by what it receives."""
        if 0 < len(mailings) <= NAMED:
            return Topic(code, " · ".join(mailings), self._wants(code))
        return Topic(code, house_name, self._wants(code), mailings)

    @property
    def company(self) -> str:
        """Who sends."""
        return organization().name

    def known(self, key: str) -> str | None:
        """The topic a button means; None for one that is not on the page."""
        if key == EVERYTHING:
            return ""
        return key if key in {topic.key for topic in self.topics} else None


@csrf_exempt
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def preferences(request: HttpRequest, token: str) -> HttpResponse:
    """The page, a change made on it, or the one click of a mail program."""
    link = read_token(token)
    language = own_language(link.contact) if link is not None else None
    if link is None or language is None:
        # The same answer whatever is wrong, so that nobody learns which contacts there are.
        response = answer(request, "preferences/invalid.html", status=404)
    else:
        spoken = _spoken(language)
        own = language if spoken == language.partition("-")[0] else spoken
        with translation.override(spoken):
            response = _answer(request, token, Preferences(link, own))
    add_never_cache_headers(response)
    response["Referrer-Policy"] = "no-referrer"
    return response


def _answer(request: HttpRequest, token: str, told: Preferences) -> HttpResponse:
    if request.method != "POST":
        return answer(request, "preferences/page.html", {"told": told, "token": token})
    link = told.link
    name, value = ONE_CLICK
    if request.POST.get(name) == value:
        unsubscribe(
            link.contact, link.channel, link.topic, source=ConsentSource.LINK, entry=link.entry, at=now()
        )
        return HttpResponse(_("You are unsubscribed."), content_type="text/plain; charset=utf-8")
    for field, verb in (("unsubscribe", unsubscribe), ("subscribe", subscribe_again)):
        topic = told.known(request.POST.get(field, ""))
        if topic is not None:
            verb(link.contact, link.channel, topic, source=ConsentSource.PAGE, entry=link.entry, at=now())
    return HttpResponseRedirect(f"{reverse('preferences', args=[token])}?saved=1")


def _spoken(language: str) -> str:
    """The language of the contact as far as the product speaks it, else the company's."""
    spoken = language.partition("-")[0]
    return spoken if spoken in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
