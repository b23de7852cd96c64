"""Reads of campaigns, their statuses, and who agreed to be written to."""

from __future__ import annotations

from collections.abc import Collection

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Q, QuerySet

from liaison.accounts.changes import Change, Changes, Foreign, kept_events
from liaison.accounts.models import Salesperson, User
from liaison.accounts.queries import require
from liaison.accounts.rules import Right
from liaison.campaigns.models import Agreement, Campaign, CampaignStatus, Consent, ConsentNote, DeadAddress
from liaison.contacts.models import Contact


class NoSuchCampaign(ObjectDoesNotExist):
    """There is no campaign of that number."""


def campaigns(
    viewer: User, *, archived: bool | None = False, status: str = "", salesperson: str = "", text: str = ""
) -> QuerySet[Campaign]:
    """Campaigns by number, the newest first, with status and salesperson; `archived` None: all."""
    require(viewer, Right.READ_SEGMENTS)
    found = Campaign.objects.select_related("status", "salesperson").order_by("-id")
    if archived is not None:
        found = found.filter(archived_at__isnull=not archived)
    if status:
        found = found.filter(status__code=status)
    if salesperson:
        found = found.filter(salesperson__code=salesperson)
    if text:
        found = found.filter(Q(no__icontains=text) | Q(description__icontains=text))
    return found


def campaign(viewer: User, no: str) -> Campaign:
    """One campaign, archived or not; raises `NoSuchCampaign`."""
    require(viewer, Right.READ_SEGMENTS)
    found = Campaign.objects.select_related("status", "salesperson", "created_by", "changed_by")
    card = found.filter(no=no.upper()).first()
    if card is None:
        raise NoSuchCampaign
    return card


FOREIGN: Foreign = {"status": (CampaignStatus, "code"), "salesperson": (Salesperson, "name")}


def campaign_history(viewer: User, card: Campaign, *, limit: int = 30) -> list[Change]:
    """The changes of a campaign, newest first; four statements at most."""
    require(viewer, Right.READ_SEGMENTS)
    found = Changes()
    found.add_versions(kept_events("campaigns", "CampaignEvent", pgh_obj=card.pk), FOREIGN)
    return found.told(limit=limit)


def campaign_statuses(viewer: User, *, active: bool | None = None) -> QuerySet[CampaignStatus]:
    """The statuses of campaigns by code; `active` None: all."""
    require(viewer, Right.READ_SEGMENTS)
    found = CampaignStatus.objects.order_by("code")
    return found if active is None else found.filter(active=active)


def consents_of(viewer: User, contact: int) -> QuerySet[Consent]:
    """What a contact said on each channel and topic."""
    require(viewer, Right.READ_CONTACTS)
    return Consent.objects.filter(contact=contact).select_related("noted_by").order_by("channel", "topic")


def refuses(contact: int, channel: str, topic: str) -> Consent | None:
    """What holds back a message to `contact` on `topic` now, if anything does; for who is about to send."""
    return (
        Consent.objects.filter(contact=contact, channel=channel, topic__in=["", topic])
        .exclude(agreement=Agreement.GIVEN)
        .order_by("topic")
        .first()
    )


def refused_topics(contacts: Collection[int]) -> dict[tuple[int, str, str], str]:
    """Every no of these contacts by contact, channel and topic, for who is about to send to many.

    A blank topic stands for everything; one statement.
    """
    found = Consent.objects.filter(contact__in=contacts).exclude(agreement=Agreement.GIVEN)
    return {
        (contact, channel, topic): agreement
        for contact, channel, topic, agreement in found.values_list(
            "contact_id", "channel", "topic", "agreement"
        )
    }


def dead_addresses(contacts: Collection[int]) -> frozenset[tuple[int, str]]:
    """Contact and e-mail, in small letters, of alternative addresses that do not work; one statement."""
    found = DeadAddress.objects.filter(contact__in=contacts)
    return frozenset(found.values_list("contact_id", "email"))


def is_dead(dead: Collection[tuple[int, str]], contact: int, email: str) -> bool:
    """Whether an alternative address of the contact is among `dead_addresses`."""
    return (contact, email.strip().lower()) in dead


def consent_history(viewer: User, contact: int) -> QuerySet[ConsentNote]:
    """Every word of a contact as it was said, the newest first."""
    require(viewer, Right.READ_CONTACTS)
    return ConsentNote.objects.filter(contact=contact).select_related("noted_by").order_by("-id")


def own_consents(contact: int, channel: str) -> dict[str, str]:
    """What a contact said by topic, for the contact itself on its preference page."""
    return dict(Consent.objects.filter(contact=contact, channel=channel).values_list("topic", "agreement"))


def own_language(contact: int) -> str | None:
    """The language of a contact, for its preference page; None when there is no such contact."""
    return Contact.objects.filter(pk=contact).values_list("language", flat=True).first()
