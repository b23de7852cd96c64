"""What the people of the demonstration company have put aside, and what is about to leave."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from liaison.accounts.models import User
from liaison.delivery.actions import log_and_send
from liaison.interactions.actions.drafts import postpone
from liaison.interactions.draft import Values
from liaison.letters.cleaning import html_of
from liaison.ops.demo.parties import Customer

DRAFTS = (
    ("aline", "AR", 19, "LETTRE", "Lettre de remerciement", "Nous vous remercions de votre accueil"),
    (
        "aline",
        "AR",
        49,
        "VISITE",
        "Compte rendu, visite de l’atelier",
        "Deux machines à remplacer, à compléter",
    ),
    (
        "aline",
        "AR",
        5,
        "E-MAIL",
        "Devis révisé",
        "Voici la version sans maintenance, comme convenu ce matin.",
    ),
    ("marc", "MD", 26, "VISITE", "Compte rendu, salon SIAMS", "Quatre contacts au stand, noms à reporter"),
    ("marc", "MD", 70, "APPEL", "Rappel à propos de la reprise", "Attend notre estimation de la machine"),
    ("sandrine", "SC", 30, "VISIO", "Choix des options", "Contre-broche oui, télémaintenance non"),
    ("julien", "JP", 52, "LETTRE", "Conditions de maintenance", "Conditions à joindre"),
    ("elena", "EM", 8, "E-MAIL", "Documentazione", "In allegato la documentazione"),
    ("urs", "UB", 28, "APPEL", "Nachfassen Offerte", "Entscheid nächste Woche"),
)
"""Who, whose customer, how many hours ago, template, title, text."""


LEAVING = (
    (
        "aline",
        "AR",
        "Confirmation du rendez-vous",
        "Je vous confirme notre rendez-vous de jeudi à 9 h dans vos locaux.",
    ),
    ("marc", "MD", "Documentation demandée", "Comme convenu, voici les cotes d’encombrement de la machine."),
    ("julien", "JP", "Date de livraison", "La livraison est confirmée pour la semaine prochaine."),
)
"""Who, whose customer, title, text."""


def _by_seller(everybody: Sequence[Customer]) -> dict[str, list[str]]:
    """The first person of each customer that can be written to, important customers first."""
    chosen: dict[str, list[str]] = {}
    for customer in sorted(everybody, key=lambda one: -one.weight):
        person = next(iter(customer.people), None)
        if person is not None and person.fields.emails and not person.fields.privacy_blocked:
            chosen.setdefault(customer.seller, []).append(person.no)
    return chosen


def write_leaving(everybody: Sequence[Customer], users: Mapping[str, User], *, at: datetime) -> None:
    """Log some e-mails that wait to be sent; the worker will take them."""
    chosen = _by_seller(everybody)
    for place, (username, seller, title, text) in enumerate(LEAVING):
        then = at - timedelta(minutes=2 * (len(LEAVING) - place))
        log_and_send(
            Values(
                contact=chosen[seller][-1],
                template="E-MAIL",
                salesperson=seller,
                occurred_at=then,
                description=title,
                subject=title,
                body=html_of(text),
                correspondence_type="email",
            ),
            by=users[username],
            at=then,
        )


def write_drafts(everybody: Sequence[Customer], users: Mapping[str, User], *, at: datetime) -> None:
    """Put some interactions aside, each for an important customer of its author."""
    chosen = _by_seller(everybody)
    for username, seller, hours, template, title, text in DRAFTS:
        then = at - timedelta(hours=hours)
        postpone(
            Values(
                contact=chosen[seller].pop(0),
                template=template,
                salesperson=seller,
                occurred_at=then,
                description=title,
                body=html_of(text),
            ),
            by=users[username],
            at=then,
        )
