"""Which files there are, by the occasion they go with; each is stored once and used often."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime

from liaison.accounts.models import User
from liaison.files.actions import store_file
from liaison.interactions.draft import NamedFile
from liaison.ops.demo.machines import MACHINES, Machine
from liaison.ops.demo.papers import make_docx, make_pdf
from liaison.ops.demo.words import money

Paper = tuple[tuple[str, ...], str, bytes]
"""The occasions, the name, the bytes."""


def papers() -> Iterator[Paper]:
    """Every file of the demonstration."""
    for machine in MACHINES:
        yield from _of_machine(machine)
    yield (
        ("letter",),
        "Conditions de maintenance.docx",
        make_docx(
            [
                "Conditions de maintenance",
                "Une visite par an, pièces d’usure en sus, intervention sous 24 heures ouvrables.",
                "Les heures de déplacement sont comprises jusqu’à 80 km d’Yverdon-les-Bains.",
            ]
        ),
    )
    for name, lines in (
        ("Bon de commande signé.pdf", ["Bon pour accord", "Date et signature : lu et approuvé"]),
        ("Plan de la pièce.pdf", ["Matière : selon commande", "Tolérances générales ISO 2768-mK"]),
        ("Rapport de mesure.pdf", ["Géométrie contrôlée", "Écart maximal : 4 µm"]),
    ):
        yield ("document_in",), name, make_pdf(name.removesuffix(".pdf"), lines)


def _of_machine(machine: Machine) -> Iterator[Paper]:
    noun = machine.words("fr")["noun"]
    noun = noun[0].upper() + noun[1:]
    brochure = make_pdf(
        machine.model,
        [
            noun,
            "",
            "Construction rigide en fonte minérale, guidages à rouleaux sur tous les axes.",
            "Commande en quatre langues, apprentissage en deux jours.",
            "Consommation réduite d’un quart par rapport à la génération précédente.",
            "Pièces de rechange en stock à Yverdon, intervention sous 24 heures.",
            "",
            f"Prix indicatif : dès {money(machine.price, 'fr')} hors TVA",
        ],
    )
    yield (
        (f"brochure {machine.model}", f"mail_out {machine.model}"),
        f"Brochure {machine.model}.pdf",
        brochure,
    )
    quote = make_pdf(
        f"Devis – {machine.model}",
        [
            f"1 × {noun} {machine.model}, exécution standard",
            "Livraison, mise en place et mise en service",
            "Formation de deux opérateurs, deux jours",
            "",
            f"Total hors TVA : {money(machine.price, 'fr')}",
            "Valable 60 jours. Garantie 12 mois, pièces et main-d’œuvre.",
        ],
    )
    name = f"Devis {machine.model}.pdf"
    yield (f"quote_mail {machine.model}", f"quote {machine.model}"), name, quote


def store_papers(*, by: User, at: datetime) -> dict[str, list[NamedFile]]:
    """Store every file; what there is by occasion."""
    shelf: dict[str, list[NamedFile]] = defaultdict(list)
    for occasions, name, content in papers():
        stored = store_file(content, by=by, at=at)
        for occasion in occasions:
            shelf[occasion].append(NamedFile(stored.pk, name))
    return dict(shelf)
