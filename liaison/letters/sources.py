"""Merge sources: the one catalogue of fields that Word files and written bodies may name.

Every field has a stable name (`contact.city`), which a body writes as `{{ contact.city }}`, and a caption
in each language, which a Word file writes as a merge field (`Contact_Localité`). A name is looked up
whatever its case, accents, blanks and underscores, and in whatever language it is written: a French
field in a German letter is still the same field (R-INT-139). The prefixes of other products' Word
files (CONTA, SALES, COMPA, CALC) are understood too (R-INT-133, 135).
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cache

LANGUAGES = ("fr", "de", "it", "en")

# source → prefix of its fields in a Word file, by language; the interaction's own fields have none.
PREFIXES: dict[str, tuple[str, str, str, str]] = {
    "contact": ("Contact", "Kontakt", "Contatto", "Contact"),
    "company": ("Société_contact", "Kontaktfirma", "Società_contatto", "Contact_company"),
    "salesperson": ("Vendeur", "Verkäufer", "Venditore", "Salesperson"),
    "organization": ("Expéditeur", "Absender", "Mittente", "Sender"),
    "interaction": ("", "", "", ""),
}
SOURCE_CAPTIONS: dict[str, tuple[str, str, str, str]] = {
    "contact": ("Contact", "Kontakt", "Contatto", "Contact"),
    "company": ("Société du contact", "Firma des Kontakts", "Società del contatto", "Contact's company"),
    "salesperson": ("Vendeur", "Verkäufer", "Venditore", "Salesperson"),
    "organization": ("Notre société", "Unsere Firma", "Nostra società", "Our company"),
    "interaction": ("Interaction", "Interaktion", "Interazione", "Interaction"),
}
# Further prefixes understood on reading: those of the reference's document templates and attachments.
_OTHER_PREFIXES: dict[str, tuple[str, ...]] = {
    "contact": ("CONTA",),
    "company": (),
    "salesperson": ("SALES",),
    "organization": ("COMPA", "Company", "Société", "Firma", "Società"),
    "interaction": ("Interaction", "Interaktion", "Interazione"),
}

_PLACE = (
    ("address", "Adresse", "Adresse", "Indirizzo", "Address"),
    ("address_2", "Adresse_2", "Adresse_2", "Indirizzo_2", "Address_2"),
    ("post_code", "Code_postal", "PLZ", "NPA", "Post_code"),
    ("city", "Localité", "Ort", "Località", "City"),
    ("region", "Canton", "Kanton", "Cantone", "County"),
    ("country", "Pays", "Land", "Paese", "Country"),
)
_NAMES = (
    ("name", "Nom", "Name", "Nome", "Name"),
    ("name_2", "Nom_2", "Name_2", "Nome_2", "Name_2"),
)
_NO = ("no", "No", "Nr", "N", "No")
_PHONE = ("phone", "Téléphone", "Telefon", "Telefono", "Phone")
_EMAIL = ("email", "E-mail", "E-Mail", "E-mail", "E-mail")
_VAT = ("vat_no", "No_TVA", "MWST-Nr", "No_IVA", "VAT_No")
_HOME_PAGE = ("home_page", "Site_web", "Website", "Sito_web", "Home_page")
_JOB_TITLE = ("job_title", "Fonction", "Funktion", "Funzione", "Job_title")
_FAX = ("fax", "Fax", "Fax", "Fax", "Fax")

_CATALOGUE: dict[str, tuple[tuple[str, str, str, str, str], ...]] = {
    "contact": (
        ("address_block", "Bloc_adresse", "Adressblock", "Blocco_indirizzo", "Address_block"),
        _NO,
        *_NAMES,
        ("first_name", "Prénom", "Vorname", "Nome_di_battesimo", "First_name"),
        ("surname", "Nom_de_famille", "Nachname", "Cognome", "Surname"),
        _JOB_TITLE,
        *_PLACE,
        _PHONE,
        ("mobile_phone", "Mobile", "Mobil", "Cellulare", "Mobile_phone"),
        _FAX,
        _EMAIL,
        _HOME_PAGE,
        _VAT,
        (
            "formal_salutation",
            "Salutation_formelle",
            "Förmliche_Anrede",
            "Saluto_formale",
            "Formal_salutation",
        ),
        (
            "informal_salutation",
            "Salutation_informelle",
            "Persönliche_Anrede",
            "Saluto_informale",
            "Informal_salutation",
        ),
    ),
    "company": (_NO, *_NAMES, *_PLACE, _PHONE, _EMAIL, _HOME_PAGE, _VAT),
    "salesperson": (("code", "Code", "Code", "Codice", "Code"), _NAMES[0], _JOB_TITLE, _PHONE, _EMAIL),
    "organization": (
        *_NAMES,
        *_PLACE,
        _PHONE,
        _FAX,
        _EMAIL,
        _HOME_PAGE,
        _VAT,
        ("registration_no", "No_registre", "Register-Nr", "No_registro", "Registration_No"),
        ("bank_name", "Banque", "Bank", "Banca", "Bank_name"),
        ("bank_branch", "Succursale_banque", "Bankfiliale", "Filiale_banca", "Bank_branch"),
        ("account_no", "No_compte", "Kontonummer", "No_conto", "Account_No"),
        ("giro_no", "CCP", "Postkonto", "CCP_conto", "Giro_No"),
        ("iban", "IBAN", "IBAN", "IBAN", "IBAN"),
        ("swift", "SWIFT", "SWIFT", "SWIFT", "SWIFT_code"),
    ),
    "interaction": (
        ("entry_no", "No_séquence", "Laufnummer", "No_sequenza", "Entry_No"),
        ("date", "Date", "Datum", "Data", "Date"),
        ("subject", "Sujet", "Betreff", "Oggetto", "Subject"),
        ("description", "Désignation", "Beschreibung", "Descrizione", "Description"),
        ("cost", "Coût", "Kosten", "Costo", "Cost"),
        ("duration_min", "Durée_min", "Dauer_Min", "Durata_min", "Duration_min"),
        ("recipient", "Adresse_destinataire", "Empfängeradresse", "Indirizzo_destinatario", "Recipient"),
        ("campaign_no", "No_campagne", "Kampagnennr", "No_campagna", "Campaign_No"),
        ("segment_no", "No_segment", "Segmentnr", "No_segmento", "Segment_No"),
    ),
}
# What people call a field besides its captions, with any prefix: NPA is Swiss, CAP is said in Italy.
_OTHER_CAPTIONS: dict[str, tuple[str, ...]] = {"post_code": ("NPA", "CAP")}
# Names of the reference that say the same in other words.
_ALIASES: dict[str, tuple[str, ...]] = {
    "company.name": (
        "CONTA_Company_Name",
        "CONTA_Nom_société",
        "CONTA_Firmenname",
        "Contact_Nom_société",
        "Kontakt_Firmenname",
        "Contatto_Nome_società",
    ),
    "contact.address_block": ("Contact_Formatted_Address", "CONTA_Formatted_Address"),
    "contact.email": ("Contact_Email_Address",),
    "contact.region": ("CONTA_Region", "Contact_Region"),
    "contact.formal_salutation": ("CALC_Formal_salutation", "CALC_Salutation_formelle", "Formal_salutation"),
    "contact.informal_salutation": (
        "CALC_Informal_salutation",
        "CALC_Salutation_informelle",
        "Informal_salutation",
    ),
    "interaction.date": ("Document_Date", "Date_document", "Belegdatum", "Data_documento"),
    "interaction.recipient": ("Recipient_Address",),
}
STABLE_ALIASES = {"contact.company_name": "company.name"}


@dataclass(frozen=True, slots=True)
class MergeField:
    """One field of the catalogue."""

    name: str
    """The stable name, `source.key`."""
    captions: tuple[str, str, str, str]
    """In the order of `LANGUAGES`."""

    @property
    def source(self) -> str:
        """The source it belongs to."""
        return self.name.partition(".")[0]

    def word_name(self, language: str) -> str:
        """What a Word file in `language` calls it, e.g. `Contact_Nom` (R-INT-135)."""
        place = _place_of(language)
        prefix = PREFIXES[self.source][place]
        return f"{prefix}_{self.captions[place]}" if prefix else self.captions[place]

    def caption(self, language: str) -> str:
        """What people read in a list, e.g. `Société du contact : Nom`; French spaces the colon."""
        place = _place_of(language)
        words = self.captions[place].replace("_", " ")
        space = "\u00a0" if LANGUAGES[place] == "fr" else ""
        return f"{caption_of(self.source, language)}{space}: {words}"


def caption_of(source: str, language: str) -> str:
    """What people call a source, e.g. `Société du contact`."""
    return SOURCE_CAPTIONS[source][_place_of(language)]


def _place_of(language: str) -> int:
    base = language.partition("-")[0].lower()
    return LANGUAGES.index(base) if base in LANGUAGES else LANGUAGES.index("en")


FIELDS: dict[str, MergeField] = {
    f"{source}.{key}": MergeField(f"{source}.{key}", captions)
    for source, rows in _CATALOGUE.items()
    for key, *captions_ in rows
    for captions in [(captions_[0], captions_[1], captions_[2], captions_[3])]
}


def fold(name: str) -> str:
    """`name` without case, accents, blanks and signs, as it is compared."""
    spread = unicodedata.normalize("NFKD", name.casefold())
    return "".join(letter for letter in spread if letter.isalnum())


def names_of(field: MergeField) -> set[str]:
    """Every way to write `field` in a Word file, folded."""
    names = {fold(alias) for alias in _ALIASES.get(field.name, ())}
    for place, caption in enumerate(field.captions):
        prefixes = (PREFIXES[field.source][place], *_OTHER_PREFIXES[field.source])
        captions = (caption, *_OTHER_CAPTIONS.get(field.name.partition(".")[2], ()))
        names |= {fold(f"{prefix}_{caption}") for prefix in prefixes for caption in captions}
    return names


@cache
def _index() -> dict[str, MergeField]:
    return {name: field for field in FIELDS.values() for name in names_of(field)}


def find_field(name: str) -> MergeField | None:
    """The field called `name`: its stable name first, then its caption in any language."""
    stable = name.strip().lower()
    stable = STABLE_ALIASES.get(stable, stable)
    return FIELDS.get(stable) or _index().get(fold(name))
