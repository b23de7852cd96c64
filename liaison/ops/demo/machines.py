"""What the demonstration company sells: invented machines, named in four languages."""

from __future__ import annotations

from dataclasses import dataclass

FRENCH = {"m": ("un", "le", "du", "au"), "f": ("une", "la", "de la", "à la")}
ITALIAN = {"m": ("un", "il", "del", "al"), "f": ("una", "la", "della", "alla")}
GERMAN = {"m": "einen", "f": "eine", "n": "ein"}


@dataclass(frozen=True, slots=True)
class Machine:
    """A machine: its name, price in CHF, and its kind as noun with gender in fr, de, it and en."""

    model: str
    price: int
    fr: tuple[str, str]
    de: tuple[str, str]
    it: tuple[str, str]
    en: str

    def words(self, language: str) -> dict[str, str]:
        """The machine as the sentences of `language` need it."""
        if language == "fr":
            noun, gender = self.fr
            one, the, of, to = FRENCH[gender]
            found = {"noun": noun, "une": f"{one} {noun}"}
            for name, article in (("le", the), ("du", of), ("au", to)):
                found[name] = f"{article} {noun} {self.model}"
        elif language == "de":
            noun, gender = self.de
            found = {"noun": noun, "eine": f"{GERMAN[gender]} {noun}"}
        elif language == "it":
            noun, gender = self.it
            one, the, of, to = ITALIAN[gender]
            found = {"noun": noun, "una": f"{one} {noun}"}
            for name, article in (("la", the), ("della", of), ("alla", to)):
                found[name] = f"{article} {noun} {self.model}"
        else:
            found = {"noun": self.en, "a": f"{'an' if self.en[0] in 'aeiou' else 'a'} {self.en}"}
        return {**found, "model": self.model}


TOUR, DREHEN, TORNIO = ("tour CNC", "m"), ("CNC-Drehmaschine", "f"), ("tornio CNC", "m")
MACHINES = (
    Machine("Veltor T 42", 96_500, TOUR, DREHEN, TORNIO, "CNC lathe"),
    Machine("Veltor T 65", 148_000, TOUR, DREHEN, TORNIO, "CNC lathe"),
    Machine(
        "Arolle S 20", 212_000, ("tour à poupée mobile", "m"), ("Langdrehmaschine", "f"),
        ("tornio a fantina mobile", "m"), "sliding-head lathe",
    ),
    Machine(
        "Kaltmann X5-400", 289_000, ("centre d’usinage à cinq axes", "m"), ("Fünfachsmaschine", "f"),
        ("centro di lavoro a cinque assi", "m"), "five-axis machining centre",
    ),
    Machine(
        "Kaltmann V 800", 124_000, ("centre d’usinage vertical", "m"), ("Vertikalfräsmaschine", "f"),
        ("centro di lavoro verticale", "m"), "vertical machining centre",
    ),
    Machine(
        "Perrolux R 200", 176_000, ("rectifieuse cylindrique", "f"), ("Rundschleifmaschine", "f"),
        ("rettificatrice cilindrica", "f"), "cylindrical grinder",
    ),
    Machine(
        "Sparka W 300", 158_000, ("machine d’électroérosion à fil", "f"), ("Drahterodiermaschine", "f"),
        ("macchina per elettroerosione a filo", "f"), "wire erosion machine",
    ),
    Machine(
        "Borel SR 350", 18_900, ("scie à ruban", "f"), ("Bandsäge", "f"), ("sega a nastro", "f"), "band saw",
    ),
    Machine(
        "Plioma 130", 119_000, ("presse plieuse", "f"), ("Abkantpresse", "f"), ("pressa piegatrice", "f"),
        "press brake",
    ),
    Machine(
        "Fibra 3015", 342_000, ("machine de découpe laser", "f"), ("Laserschneidanlage", "f"),
        ("macchina per taglio laser", "f"), "laser cutting machine",
    ),
    Machine(
        "Airnova 22", 24_600, ("centrale d’air comprimé", "f"), ("Druckluftstation", "f"),
        ("centrale d’aria compressa", "f"), "compressed-air station",
    ),
    Machine(
        "Manus 12", 84_000, ("cellule de chargement", "f"), ("Ladezelle", "f"), ("cella di caricamento", "f"),
        "loading cell",
    ),
)  # fmt: skip
