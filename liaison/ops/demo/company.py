"""The dealer itself: its address, teams, salespeople and users."""

from __future__ import annotations

from dataclasses import dataclass

ORGANIZATION = {
    "name": "Jurassienne de Machines SA",
    "name_2": "Machines-outils, service et outillage",
    "address": "Avenue des Sciences 14",
    "post_code": "1400",
    "city": "Yverdon-les-Bains",
    "region": "VD",
    "country": "CH",
    "phone": "+41 24 555 01 11",
    "email": "info@jurassienne.example",
    "home_page": "https://www.jurassienne.example",
    "vat_no": "CHE-555.012.346 TVA",
    "registration_no": "CHE-555.012.346",
    "bank_name": "Banque du Nord vaudois",
    "iban": "CH93 0076 2011 6238 5295 7",
    "swift": "BNVDCH22",
    "language": "fr-CH",
}
TEAMS = {"OUEST": "Ventes Suisse occidentale", "EST": "Ventes Jura et Suisse alémanique"}


@dataclass(frozen=True, slots=True)
class Seller:
    """A salesperson who signs in too."""

    code: str
    first_name: str
    surname: str
    woman: bool
    title: str
    team: str
    phone: str
    language: str = "fr"

    @property
    def name(self) -> str:
        """First name and surname."""
        return f"{self.first_name} {self.surname}"

    @property
    def username(self) -> str:
        """What they sign in with."""
        return self.first_name.lower()

    @property
    def email(self) -> str:
        """Their address at work."""
        return f"{self.username}@jurassienne.example"


SELLERS = (
    Seller("AR", "Aline", "Rochat", True, "Conseillère de vente", "OUEST", "+41 24 555 01 21"),
    Seller("MD", "Marc", "Dubuis", False, "Chef de vente", "OUEST", "+41 24 555 01 22"),
    Seller("EM", "Elena", "Martinoli", True, "Conseillère de vente", "OUEST", "+41 24 555 01 23"),
    Seller("SC", "Sandrine", "Chételat", True, "Conseillère de vente", "EST", "+41 24 555 01 24"),
    Seller("JP", "Julien", "Pittet", False, "Conseiller de vente", "EST", "+41 24 555 01 25"),
    Seller("UB", "Urs", "Bühler", False, "Verkaufsberater", "EST", "+41 24 555 01 26", "de"),
    Seller("LB", "Laura", "Bianchi", True, "Consulente di vendita", "OUEST", "+41 24 555 01 27", "it"),
    Seller("TK", "Thomas", "Keller", False, "Verkaufsberater", "EST", "+41 24 555 01 28", "de"),
)
COLLEAGUES = {
    one.code: [other.code for other in SELLERS if other.team == one.team and other.code != one.code]
    for one in SELLERS
}
TECHNICIANS = ("Fabrice Jaccard", "David Crausaz", "Laurent Bigler", "Toni Ferrari", "Mathieu Gilliéron")
MARKETING = "marie"


def user_of(code: str) -> str:
    """The user name of a salesperson."""
    return next(one.username for one in SELLERS if one.code == code)
