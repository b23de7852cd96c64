"""What the people of the demonstration company have begun and put aside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from liaison.accounts.models import User
from liaison.interactions.actions.drafts import postpone
from liaison.interactions.draft import Values
from liaison.letters.cleaning import html_of
from liaison.ops.demo.customers import Customer

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


def write_drafts(everybody: Sequence[Customer], users: Mapping[str, User], *, at: datetime) -> None:
    """Put some interactions aside, each for an important customer of its author."""
    chosen: dict[str, list[str]] = {}
    for customer in sorted(everybody, key=lambda one: -one.weight):
        if customer.people and not customer.people[0].fields.privacy_blocked:
            chosen.setdefault(customer.seller, []).append(customer.people[0].no)
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
