"""A paper for tests: a letter or mail to Nora by Aline, with whatever is given changed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from liaison.contacts.salutations import SalutationText
from liaison.delivery.paper import Paper, SentFile, Thread
from liaison.letters.queries import Merged
from liaison.letters.rendering import Letterhead
from liaison.letters.word import MEDIA_TYPE as WORD
from liaison.mail.messages import Mailbox

AT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
THREAD = Thread(message_id="<liaison.1.2@liaison.example>", date=AT)
MERGED = Merged(
    language="fr-CH",
    values={
        "contact.name": "Nora Béguelin",
        "contact.informal_salutation": "Chère Nora,",
        "organization.address": "Rue du Lac 1",
        "organization.post_code": "1020",
        "organization.city": "Renens VD",
    },
    salutation=SalutationText("Madame Béguelin,", "fr-CH", fallback=False),
    address=("Béguelin Mécanique SA", "Nora Béguelin", "Rue du Simplon 4", "1020 Renens VD"),
    place_and_date="Renens, le 2 mars 2026",
    signature=("Aline Rochat", "Cheffe des ventes"),
)
PAPER = Paper(
    merged=MERGED,
    head=Letterhead(name="Machines du Léman SA"),
    subject="Offre pour {{ contact.name }}",
    body="<p>Voici l’offre pour {{ contact.name }}.</p>",
    on=date(2026, 3, 2),
    sender=Mailbox("info@liaison.example", "Aline Rochat"),
    reply_to=Mailbox("aline@liaison.example", "Aline Rochat"),
    to=(Mailbox("nora@beguelin-meca.example", "Nora Béguelin"),),
)


def paper(**given: Any) -> Paper:
    return replace(PAPER, **given)


def word_file(content: bytes, name: str = "Lettre.docx") -> SentFile:
    return SentFile(name, content, WORD)
