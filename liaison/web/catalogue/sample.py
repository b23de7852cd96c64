"""Made-up rows and forms, so that the catalogue shows components without touching the database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from django import forms
from django.http import QueryDict

from liaison.web.shell.inputs import AmountField, DayField, MinutesField, MomentField, Picker
from liaison.web.shell.lists import (
    ChoiceFilter,
    DayFilter,
    FlagFilter,
    ListColumn,
    ListSpec,
    TextFilter,
)
from liaison.web.shell.parts import Bar, Tab

NOW = datetime(2026, 11, 24, 9, 42, tzinfo=UTC)
CHANNELS = {"email": "E-mail", "phone": "Téléphone", "meeting": "Réunion", "letter": "Lettre"}
FIGURES = (
    (21, 14, 5, 8), (36, 21, 8, 9), (41, 29, 12, 12),
)  # fmt: skip
WEEKS = tuple(
    Bar(f"Semaine {36 + place}", {"email": email, "phone": phone, "meeting": meeting, "letter": letter})
    for place, (email, phone, meeting, letter) in enumerate(
        FIGURES
    )
)  # fmt: skip
LEVELS = (
    ("brand", "Client"),
    ("good", "Prêt"),
    ("warn", "En préparation"),
    ("bad", "Pas d’e-mail"),
    ("", "Décideuse"),
)


@dataclass(frozen=True, slots=True)
class Person:
    """A row of the sample list."""

    id: int
    no: str
    name: str
    company: str
    language: str
    state: tuple[str, str]
    last: datetime
    cost: Decimal


PEOPLE = tuple(
    Person(
        place,
        f"CT-{place:06}",
        name,
        company,
        language,
        state,
        NOW - timedelta(days=place % 40),
        Decimal(place),
    )
    for place, name, company, language, state in (
        (482, "Nora Béguelin", "Béguelin Mécanique SA", "fr-CH", ("good", "Prêt")),
        (1207, "Luca Bernasconi", "Bernasconi Trasporti SA", "it-CH", ("good", "Prêt")),
        (2044, "Claire Vionnet", "Cave du Lac Sàrl", "fr-CH", ("bad", "Pas d’e-mail")),
    )
)

PEOPLE_LIST: ListSpec[Person] = ListSpec(
    area="catalogue",
    route="catalogue",
    default_sort="name",
    columns=(
        ListColumn("no", "N°", lambda row: row.no, sort="no"),
        ListColumn("name", "Contact", lambda row: row.name, sort="name", fixed=True),
        ListColumn("company", "Société", lambda row: row.company, sort="company"),
        ListColumn("language", "Langue", lambda row: row.language, shown=False),
        ListColumn(
            "last", "Dernière interaction", lambda row: row.last, kind="moment", sort="last", first="desc"
        ),
        ListColumn("cost", "Coût", lambda row: row.cost, kind="money", sort="cost", first="desc"),
        ListColumn("state", "État", lambda row: row.state[1]),
    ),
    filters=(
        TextFilter("q", "Chercher"),
        ChoiceFilter("language", "Langue", choices=(("fr", "Français"), ("de", "Deutsch")), front=True),
        ChoiceFilter("state", "État", choices=(("ready", "Prêt"), ("own", "Personnalisé")), many=True),
        DayFilter("since", "Depuis le"),
        FlagFilter("archived", "Archivé"),
    ),
)


class SampleForm(forms.Form):
    """Every kind of field."""

    template = forms.ChoiceField(
        label="Modèle interaction", choices=(("APPEL", "APPEL – Appel sortant"), ("MAIL", "E-MAIL"))
    )
    moment = MomentField(label="Date et heure", initial=NOW)
    day = DayField(label="Jour", required=False, help_text="Vide : aujourd’hui.")
    subject = forms.CharField(label="Objet", initial="Relance devis DV-2026-0418")
    flow = forms.ChoiceField(
        label="Flux d’information", choices=(("outbound", "Sortant"), ("inbound", "Entrant")),
        initial="outbound", widget=forms.RadioSelect,
    )  # fmt: skip
    visibility = forms.ChoiceField(
        label="Visible pour",
        choices=(("everyone", "Tout le monde"), ("team", "Mon équipe"), ("private", "Moi seulement")),
        initial="everyone", widget=forms.RadioSelect,
    )  # fmt: skip
    languages = forms.MultipleChoiceField(
        label="Langues", choices=(("fr", "Français"), ("de", "Deutsch")), initial=["fr"],
        widget=forms.CheckboxSelectMultiple, required=False,
    )  # fmt: skip
    failed = forms.BooleanField(label="La tentative a échoué", required=False)
    cost = AmountField(label="Coût", initial=Decimal("18.00"))
    duration = MinutesField(label="Durée", initial=Decimal(12))
    contact = forms.CharField(label="Contact", widget=Picker("/catalogue/options"), required=False)
    email = forms.EmailField(label="E-mail du contact", initial="nora@beguelin-meca.example")
    comment = forms.CharField(
        label="Commentaire",
        widget=forms.Textarea,
        required=False,
        initial="Intéressée par la variante à 24 mois.",
    )
    file = forms.FileField(label="Fichier", required=False)


def wrong_form() -> SampleForm:
    """The same form as it comes back with errors."""
    data = QueryDict(
        "template=APPEL&moment=0000-01-01T10:00&subject=&flow=outbound&visibility=&cost=-&duration=lang&email=nora@beguelin"
    )
    form = SampleForm(data, prefix=None, auto_id="wrong_%s")
    form.add_error(None, "Le contact CT-000482 Nora Béguelin est bloqué pour confidentialité.")
    return form


TABS = (
    Tab("Fiche", "#fiche", current=True),
    Tab("Interactions", "#interactions", count="412"),
    Tab("Historique", "#historique"),
)
STEPS = ("Contact et modèle", "Détails", "Envoi et résultat")
CRUMBS = (("Contacts", "#"), ("Béguelin Mécanique SA", "#"))
ICONS = [
    "home",
    "contacts",
    "person",
    "company",
    "interactions",
    "tasks",
    "segments",
    "campaigns",
    "opportunities",
    "reports",
    "setup",
    "email",
    "phone",
    "meeting",
    "letter",
    "document",
    "message",
    "web",
    "note",
    "search",
    "plus",
    "minus",
    "check",
    "close",
    "edit",
    "delete",
    "more",
    "undo",
    "redo",
    "refresh",
    "warning",
    "info",
    "good",
    "blocked",
    "attachment",
    "print",
    "export",
    "import",
    "filter",
    "columns",
    "view",
    "bookmark",
    "up",
    "down",
    "left",
    "right",
    "arrow",
    "open",
    "clock",
    "calendar",
    "place",
    "link",
    "reply",
    "send",
    "comment",
    "star",
    "archive",
    "lock",
    "team",
    "language",
    "day",
    "night",
    "key",
    "keyboard",
    "leave",
    "pause",
    "code",
]
