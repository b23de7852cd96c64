"""A message of a segment to oneself."""

from __future__ import annotations

import email
from dataclasses import replace
from email.policy import default
from pathlib import Path
from typing import Any

import pytest

from liaison.campaigns.actions import create_campaign
from liaison.campaigns.rules import CampaignValues
from liaison.delivery.models import Item
from liaison.interactions.models import Entry
from liaison.kit.errors import Refused
from liaison.segments.actions import (
    change_segment,
    create_segment,
    enter_line,
    personalize_lines,
    send_trial_of_segment,
    write_language,
)
from liaison.segments.models import Segment
from liaison.segments.queries.segments import NoSuchSegment
from liaison.segments.values import LanguageValues, LineValues, SegmentValues
from tests.db.segments.sample import AT, Sample
from tests.mailserver import mail_server


@pytest.fixture
def outbox(settings: Any, tmp_path: Path) -> Path:
    settings.CONFIG = replace(settings.CONFIG, home=tmp_path, email_from="info@liaison.example", smtp=None)
    settings.FILES_FOLDER = tmp_path / "files"
    return tmp_path / "outbox"


@pytest.fixture
def head(sample: Sample) -> Segment:
    made = create_segment(SegmentValues(description="Open day"), template="INVIT", by=sample.by, at=AT)
    for number in ("CT-000101", "CT-000301"):
        enter_line(made.no, number, by=sample.by, at=AT)
    text = LanguageValues(subject="Invitation, {{ contact.name }}", body="<p>Bonjour {{ contact.name }}</p>")
    write_language(made.no, "fr-CH", text, by=sample.by, at=AT)
    return made


def messages(outbox: Path) -> list[Any]:
    return [
        email.message_from_bytes(file.read_bytes(), policy=default) for file in sorted(outbox.rglob("*.eml"))
    ]


def test_what_a_contact_would_receive_goes_to_oneself_only(
    sample: Sample, head: Segment, outbox: Path
) -> None:
    """B-10: with the fields of the contact, marked as a test; nothing is logged"""
    entries = Entry.objects.count()
    sample.by.name, sample.by.email = "Mireille Favre", "mireille@liaison.example"
    sample.by.save()
    send_trial_of_segment(head.no, by=sample.by, at=AT)
    personalize_lines(head.no, [20_000], LineValues(subject="For you alone"), by=sample.by, at=AT)
    send_trial_of_segment(head.no, 20_000, by=sample.by, at=AT)

    first, second = sorted(messages(outbox), key=lambda one: "alone" in one["subject"])
    assert (first["subject"], second["subject"]) == (
        "[Test] Invitation, Nora Béguelin",
        "[Test] For you alone",
    )
    for one in (first, second):
        assert one["to"].addresses[0].addr_spec == "mireille@liaison.example"
        assert (one["cc"], one["list-unsubscribe"]) == (None, None)
    assert "Bonjour Nora Béguelin" in first.get_body(("plain",)).get_content()
    assert (Entry.objects.count(), Item.objects.count()) == (entries, 0)


def test_the_numbers_of_campaign_and_segment_are_filled(sample: Sample, head: Segment, outbox: Path) -> None:
    """R-INT-138"""
    create_campaign(CampaignValues(description="Salon"), no="CP-012", by=sample.by, at=AT)
    change_segment(head.no, SegmentValues(campaign="CP-012"), by=sample.by, at=AT)
    text = LanguageValues(subject="{{ interaction.campaign_no }}", body="<p>{{ interaction.segment_no }}</p>")
    write_language(head.no, "fr-CH", text, by=sample.by, at=AT)
    sample.by.email = "mireille@liaison.example"
    sample.by.save()

    send_trial_of_segment(head.no, by=sample.by, at=AT)

    (message,) = messages(outbox)
    assert message["Subject"] == "[Test] CP-012"
    assert head.no in message.get_body(("plain",)).get_content()


def test_without_an_address_or_a_line_nothing_is_sent(sample: Sample, head: Segment, outbox: Path) -> None:
    """B-10"""
    with pytest.raises(Refused):
        send_trial_of_segment(head.no, by=sample.by, at=AT)
    sample.by.name, sample.by.email = "Mireille Favre", "mireille@liaison.example"
    sample.by.save()
    with pytest.raises(NoSuchSegment):
        send_trial_of_segment(head.no, 30_000, by=sample.by, at=AT)
    assert messages(outbox) == []


def test_a_server_that_does_not_take_it_is_told(
    sample: Sample, head: Segment, outbox: Path, settings: Any
) -> None:
    """B-10"""
    sample.by.email = "mireille@liaison.example"
    sample.by.save()
    with mail_server(answers={"mireille@liaison.example": "550 5.1.1 no such user"}) as server:
        settings.CONFIG = replace(settings.CONFIG, smtp=server.account)
        with pytest.raises(Refused) as refused:
            send_trial_of_segment(head.no, by=sample.by, at=AT)
    assert "550 5.1.1 no such user" in str(refused.value.message)
    assert server.taken == []
