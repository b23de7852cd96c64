"""The preference page: reached by a link, changed by a press, deaf to whoever only looks."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from liaison.campaigns.actions import note_consent
from liaison.campaigns.models import Consent, ConsentNote
from liaison.campaigns.preference_link import PreferenceLink, read_token
from liaison.contacts.models import Contact
from liaison.interactions.actions.slots import assign_slot
from liaison.interactions.models import Entry, InteractionGroup, Slot
from tests import make
from tests.cast import Cast


@pytest.fixture
def link(cast: Cast, at: datetime) -> PreferenceLink:
    """Nora's link in a newsletter; she reads English here so that words can be compared."""
    Contact.objects.filter(pk=cast.nora.pk).update(language="en")
    make.make_group("NEWS", description="Newsletter", descriptions={"fr": "Lettre d’information"})
    group = make.make_group("CAMPAGNE")
    template = make.make_template("DESINSCR", group, description="Unsubscription", channel="web")
    assign_slot(Slot.UNSUBSCRIPTION, template, by=None, at=at)
    return PreferenceLink(cast.nora.pk, 1, "email", "NEWS")


@pytest.fixture
def stranger(db: None) -> Client:
    """A browser nobody signed in to, which has never seen a form of ours."""
    return Client(enforce_csrf_checks=True)


def path(link: PreferenceLink) -> str:
    return f"/preferences/{link.token()}/"


def said() -> list[tuple[str, str, str]]:
    return list(Consent.objects.order_by("topic").values_list("topic", "agreement", "source"))


def text(response: Any) -> str:
    return str(response.content.decode())


@pytest.mark.parametrize("asked", ["", "?unsubscribe=NEWS", "?List-Unsubscribe=One-Click"])
@pytest.mark.parametrize("method", ["get", "head"])
def test_a_scanner_that_opens_the_link_changes_nothing(
    stranger: Client, link: PreferenceLink, method: str, asked: str
) -> None:
    """B-6"""
    for _time in range(3):
        assert getattr(stranger, method)(path(link) + asked).status_code == 200
    assert (Consent.objects.count(), ConsentNote.objects.count(), Entry.objects.count()) == (0, 0, 0)


def test_one_click_twice_records_once(stranger: Client, link: PreferenceLink, cast: Cast) -> None:
    """B-6: RFC 8058"""
    answers = [stranger.post(path(link), {"List-Unsubscribe": "One-Click"}) for _time in range(2)]

    assert [(one.status_code, text(one)) for one in answers] == [(200, "You are unsubscribed.")] * 2
    assert said() == [("NEWS", "withdrawn", "link")]
    note = ConsentNote.objects.get()
    assert (note.entry_no, note.noted_by) == (1, None)
    assert [one.contact for one in Entry.objects.select_related("contact")] == [cast.nora]


def test_a_press_unsubscribes_and_another_brings_back(stranger: Client, link: PreferenceLink) -> None:
    """B-6"""
    page = text(stranger.get(path(link)))
    assert "<h2>Newsletter</h2>" in page
    assert "You receive this." in page
    assert "<script" not in page

    for _time in range(2):
        moved = stranger.post(path(link), {"unsubscribe": "NEWS"})
        assert (moved.status_code, moved["Location"]) == (302, f"{path(link)}?saved=1")
    page = text(stranger.get(moved["Location"]))
    assert "Your choice is saved." in page
    assert "You no longer receive this." in page
    assert (said(), Entry.objects.count()) == ([("NEWS", "withdrawn", "page")], 1)

    stranger.post(path(link), {"subscribe": "NEWS"})
    assert said() == [("NEWS", "given", "page")]
    assert ConsentNote.objects.count() == 2


def test_everything_at_once(stranger: Client, link: PreferenceLink) -> None:
    """B-6"""
    stranger.post(path(link), {"unsubscribe": "*"})
    assert said() == [("", "withdrawn", "page")]
    assert "You no longer receive any mailing." in text(stranger.get(path(link)))
    stranger.post(path(link), {"subscribe": "*"})
    assert said() == [("", "given", "page")]


@pytest.mark.parametrize(
    "posted", [{}, {"unsubscribe": ""}, {"unsubscribe": "PRIVATE"}, {"subscribe": "X\x00"}]
)
def test_topics_that_are_not_on_the_page_change_nothing(
    stranger: Client, link: PreferenceLink, posted: dict[str, str]
) -> None:
    """B-6"""
    assert stranger.post(path(link), posted).status_code == 302
    assert said() == []


def test_a_forged_link_is_refused_and_tells_nothing(
    stranger: Client, link: PreferenceLink, cast: Cast
) -> None:
    """B-6"""
    good = link.token()
    other = replace(link, contact=cast.nora.pk + 1).token()
    gone = replace(link, contact=999_999_999).token()
    forged = [
        f"{good[:-1]}{'A' if good[-1] != 'A' else 'B'}",
        f"{other.partition('.')[0]}.{good.partition('.')[2]}",
        gone,
        "x",
        good.replace(".", ""),
        "é.é",
    ]
    for method in ("get", "post"):
        found = {
            (answer.status_code, text(answer))
            for answer in (
                getattr(stranger, method)(f"/preferences/{token}/", {"List-Unsubscribe": "One-Click"})
                for token in forged
            )
        }
        assert len(found) == 1
        ((status, words),) = found
        assert (status, "This link does not work" in words or "lien" in words) == (404, True)
    assert (said(), Entry.objects.count()) == ([], 0)


def test_the_page_speaks_the_language_of_the_contact(
    stranger: Client, link: PreferenceLink, cast: Cast
) -> None:
    """B-6"""
    Contact.objects.filter(pk=cast.nora.pk).update(language="fr-CH")
    page = text(stranger.get(path(link), headers={"accept-language": "de"}))
    assert '<html lang="fr-CH"' in page
    assert "<h2>Lettre d’information</h2>" in page
    Contact.objects.filter(pk=cast.nora.pk).update(language="rm-CH")
    with translation.override("de"):
        assert '<html lang="fr-CH"' in text(stranger.get(path(link)))


def test_each_topic_says_what_is_sent_under_it(stranger: Client, link: PreferenceLink, cast: Cast) -> None:
    """B-6: the names of mailings in the language of the contact; calls, answers and old ones are none."""
    group = InteractionGroup.objects.get(code="NEWS")
    words = {"de": "Rundschreiben", "de-CH": "Rundbrief"}
    sent: dict[str, Any] = {"channel": "email", "information_flow": "outbound"}
    make.make_template("NL", group, description="Newsletter", descriptions=words, **sent)
    make.make_template("NL-2", group, description="Newsletter", descriptions=words, **sent)
    make.make_template("INV", group, description="Invitation", **sent)
    make.make_template("OLD", group, description="Old", active=False, **sent)
    make.make_template("CALL", group, description="Call")
    make.make_template("IN", group, description="Answer", channel="email", information_flow="inbound")
    shown = {}
    for language in ("en", "de-CH", "de-AT"):
        Contact.objects.filter(pk=cast.nora.pk).update(language=language)
        shown[language] = re.findall(r"<h2>([^<]*)</h2>", text(stranger.get(path(link))))
    assert shown == {
        "en": ["Newsletter · Invitation"],
        "de-CH": ["Rundbrief · Invitation"],
        "de-AT": ["Rundschreiben · Invitation"],
    }
    for name in ("Fair", "Visit"):
        make.make_template(name.upper(), group, description=name, **sent)
    page = text(stranger.get(path(link)))
    assert re.findall(r"<h2>([^<]*)</h2>\s*<p>([^<]*)</p>", page) == [
        ("Newsletter", "Rundschreiben · Invitation · Fair · Visit")
    ]


def test_nothing_of_the_page_is_kept_or_passed_on(stranger: Client, link: PreferenceLink) -> None:
    """B-6"""
    answer = stranger.get(path(link))
    assert "no-store" in answer["Cache-Control"]
    assert answer["Referrer-Policy"] == "no-referrer"
    assert not answer.cookies
    assert not re.search(r"CT-\d+|Béguelin|@", text(answer))


def test_a_bounced_address_is_no_wish(
    stranger: Client, link: PreferenceLink, cast: Cast, at: datetime
) -> None:
    """B-6: who unsubscribes after a message came back has still said so."""
    note_consent(cast.nora.pk, "email", "bounced", source="bounce", by=None, at=at)
    stranger.post(path(link), {"List-Unsubscribe": "One-Click"})
    assert said() == [("", "bounced", "bounce"), ("NEWS", "withdrawn", "link")]


def test_old_links_open_after_the_key_changed(settings: Any, link: PreferenceLink) -> None:
    """B-6"""
    token, old = link.token(), settings.SECRET_KEY
    settings.SECRET_KEY = "k" * 50
    assert read_token(token) is None
    settings.SECRET_KEY_FALLBACKS = [old]
    assert read_token(token) == link
