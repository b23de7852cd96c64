"""What happens with a customer: stories of a few weeks, each a chain of occasions."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

Step = tuple[str, int, int, float]
"""An occasion, at the earliest and at the latest so many days after the one before, and how likely it is."""

WON: tuple[Step, ...] = (
    ("order_in", 2, 12, 1.0),
    ("document_in", 0, 1, 0.3),
    ("order", 0, 2, 1.0),
    ("letter", 1, 4, 0.3),
    ("delivery_mail", 25, 60, 0.9),
    ("delivery", 4, 9, 1.0),
    ("commissioning", 0, 3, 0.9),
    ("invoice", 1, 5, 1.0),
    ("reminder", 34, 45, 0.18),
    ("call_payment", 3, 9, 0.16),
    ("call_happy", 20, 45, 0.7),
    ("note", 0, 5, 0.1),
)
LOST: tuple[Step, ...] = (("call_lost", 4, 25, 0.9), ("note", 0, 2, 0.15))
SALE: tuple[Step, ...] = (
    ("mail_out", 0, 2, 0.55),
    ("brochure", 0, 3, 0.2),
    ("call_failed", 1, 5, 0.3),
    ("meeting", 1, 4, 0.2),
    ("visit", 3, 14, 0.75),
    ("showroom", 4, 14, 0.3),
    ("video", 2, 9, 0.25),
    ("quote", 2, 9, 1.0),
    ("quote_mail", 0, 1, 0.92),
    ("call_failed", 5, 9, 0.32),
    ("call_follow", 1, 6, 0.95),
    ("mail_question", 1, 5, 0.45),
    ("mail_answer", 0, 1, 0.5),
    ("video", 1, 6, 0.15),
    ("call_follow", 3, 12, 0.6),
    ("call_failed", 3, 8, 0.2),
    ("call_follow", 1, 5, 0.35),
)
REPAIR: tuple[Step, ...] = (
    ("service", 0, 0, 0.9),
    ("service_visit", 0, 4, 0.95),
    ("service_mail", 0, 2, 0.65),
    ("invoice", 2, 8, 0.45),
    ("call_happy", 6, 20, 0.25),
    ("complaint", 9, 30, 0.08),
)
PARTS: tuple[Step, ...] = (
    ("parts_out", 0, 1, 0.95),
    ("order", 0, 3, 0.45),
    ("delivery", 1, 6, 0.6),
    ("invoice", 1, 5, 0.7),
    ("reminder", 34, 45, 0.1),
    ("call_payment", 2, 9, 0.1),
)
CARE: tuple[Step, ...] = (
    ("call_contract", 0, 0, 0.9),
    ("contract", 2, 15, 0.6),
    ("service_visit", 20, 60, 0.5),
)
PROSPECT: tuple[Step, ...] = (
    ("call_failed", 0, 0, 0.5),
    ("call_first", 1, 7, 0.95),
    ("mail_out", 0, 1, 0.5),
    ("brochure", 0, 2, 0.35),
    ("call_failed", 10, 25, 0.35),
    ("visit", 6, 30, 0.25),
)
TOUCH: tuple[Step, ...] = (
    ("call_failed", 0, 0, 0.25),
    ("call_happy", 0, 4, 0.8),
    ("note", 0, 1, 0.25),
    ("visit", 3, 25, 0.3),
)
YEARLY: tuple[Step, ...] = (("service_visit", 0, 0, 1.0), ("service_mail", 0, 2, 0.5), ("invoice", 2, 8, 0.8))

STORIES: tuple[tuple[float, str], ...] = (
    (30, "sale"), (16, "repair"), (24, "parts"), (4, "care"), (12, "prospect"), (22, "touch"), (6, "yearly"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Occasion:
    """Something that happens `days` after the one before."""

    kind: str
    days: int


def tell_story(random: Random, *, known: bool) -> tuple[str, list[Occasion]]:
    """One story, by its name and from its first occasion on; who is `known` needs no first contact."""
    name = random.choices([name for _weight, name in STORIES], [weight for weight, _name in STORIES])[0]
    if name == "prospect" and known:
        name = "touch"
    story = _TELLERS[name](random)  # type: ignore[no-untyped-call]
    if known:
        story = [Occasion("call_in", one.days) if one.kind == "call_first" else one for one in story]
    return name, story


def _chain(steps: tuple[Step, ...], random: Random) -> list[Occasion]:
    return [Occasion(kind, random.randint(low, high)) for kind, low, high, p in steps if random.random() < p]


def _sale(random: Random) -> list[Occasion]:
    first = random.choices(("call_in", "mail_in", "call_first", "fair"), (4, 4, 2, 1))[0]
    story = [Occasion(first, 0), *_chain(SALE, random)]
    return [*story, *_chain(WON if random.random() < 0.42 else LOST, random)]


def _repair(random: Random) -> list[Occasion]:
    return [Occasion("complaint", 0), *_chain(REPAIR, random)]


def _parts(random: Random) -> list[Occasion]:
    return [Occasion("parts_in", 0), *_chain(PARTS, random)]


_TELLERS = {
    "sale": _sale,
    "repair": _repair,
    "parts": _parts,
    "care": lambda random: _chain(CARE, random),
    "prospect": lambda random: _chain(PROSPECT, random),
    "touch": lambda random: _chain(TOUCH, random),
    "yearly": lambda random: _chain(YEARLY, random),
}

TEMPLATES = {
    "call_first": "APPEL", "call_failed": "APPEL", "call_follow": "APPEL", "call_lost": "APPEL",
    "call_payment": "APPEL", "call_happy": "APPEL", "call_contract": "APPEL", "call_in": "APPEL-ENT",
    "mail_in": "MAIL-ENT", "mail_question": "MAIL-ENT", "order_in": "MAIL-ENT", "parts_in": "MAIL-ENT",
    "mail_out": "E-MAIL", "quote_mail": "E-MAIL", "mail_answer": "E-MAIL", "delivery_mail": "E-MAIL",
    "service_mail": "E-MAIL", "parts_out": "E-MAIL", "visit": "VISITE", "commissioning": "VISITE",
    "service_visit": "VISITE", "showroom": "ACCUEIL", "video": "VISIO", "meeting": "REUNION",
    "letter": "LETTRE", "brochure": "BROCHURE", "document_in": "DOC-RECU", "fair": "FOIRE",
    "complaint": "RECLAM", "note": "NOTE", "quote": "DOC-DEVIS", "order": "DOC-CMD",
    "delivery": "DOC-LIVR", "invoice": "DOC-FACT", "reminder": "DOC-RELANC", "service": "DOC-SERV",
    "contract": "DOC-CONTR", "response": "REPONSE", "attended": "PARTICIP", "interest": "REPONSE",
    "unsubscribed": "DESINSCR",
}  # fmt: skip
"""Which interaction template an occasion is recorded with."""

MINUTES = {
    "call_failed": (1, 2), "call_first": (6, 22), "call_follow": (4, 25), "call_lost": (3, 12),
    "call_payment": (2, 8), "call_happy": (4, 18), "call_contract": (5, 20), "call_in": (4, 24),
    "complaint": (5, 30), "visit": (45, 180), "commissioning": (120, 420), "service_visit": (60, 300),
    "showroom": (60, 180), "video": (25, 75), "fair": (5, 40),
}  # fmt: skip
"""How long it takes, where the template's own value would look too even."""

TALKS = frozenset({"visit", "commissioning", "showroom", "video", "meeting"})
"""Where several people sit together."""
