"""What a typed line says, in four languages (interactions.md, section 10, item 1)."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from liaison.interactions.quick import QuickNote, understand

ZURICH = ZoneInfo("Europe/Zurich")
# A Wednesday afternoon.
NOW = datetime(2026, 11, 25, 16, 10, 30, tzinfo=ZURICH)


def read(text: str, **options: object) -> QuickNote:
    return understand(text, **{"now": NOW, "zone": ZURICH, **options})  # type: ignore[arg-type]


def when(note: QuickNote) -> str:
    """`2026-11-24 14:00`, with a tilde before a time of day that the line does not name."""
    if note.occurred_at is None:
        return ""
    return f"{note.occurred_at:%Y-%m-%d} {'' if note.timed else '~'}{note.occurred_at:%H:%M}"


@pytest.mark.parametrize(
    ("line", "moment", "minutes", "description"),
    [
        ("hier 14h 20 min", "2026-11-24 14:00", 20, ""),
        ("hier 14h20 appelé Nora", "2026-11-24 14:20", None, "appelé Nora"),
        ("Nora, hier à 9 h 05", "2026-11-24 09:05", None, "Nora"),
        ("appelé Nora hier à 14h, 20 minutes", "2026-11-24 14:00", 20, "appelé Nora"),
        ("avant-hier 9h", "2026-11-23 09:00", None, ""),
        ("lundi Nora", "2026-11-23 ~16:10", None, "Nora"),
        ("mercredi Nora", "2026-11-18 ~16:10", None, "Nora"),
        ("vendredi dernier visite de l'atelier", "2026-11-20 ~16:10", None, "visite de l'atelier"),
        ("lundi matin, Nora", "2026-11-23 ~09:00", None, "Nora"),
        ("lundi 23 novembre à 10h, 45 min, budget", "2026-11-23 10:00", 45, "budget"),
        ("le 3.11. visite", "2026-11-03 ~16:10", None, "visite"),
        ("le 3/11 visite", "2026-11-03 ~16:10", None, "visite"),
        ("3 novembre Nora", "2026-11-03 ~16:10", None, "Nora"),
        ("1er novembre 2025 Nora", "2025-11-01 ~16:10", None, "Nora"),
        ("3.11.2026 14:30 Nora", "2026-11-03 14:30", None, "Nora"),
        ("05.11.25 visite", "2025-11-05 ~16:10", None, "visite"),
        ("2026-11-03 9h visite", "2026-11-03 09:00", None, "visite"),
        ("ce matin appelé", "2026-11-25 ~09:00", None, "appelé"),
        ("ce matin à 10h15 appelé", "2026-11-25 10:15", None, "appelé"),
        ("hier soir à 8h souper", "2026-11-24 20:00", None, "souper"),
        ("hier midi avec Nora", "2026-11-24 ~12:00", None, "avec Nora"),
        ("à midi avec Nora", "2026-11-25 12:00", None, "avec Nora"),
        ("il y a 2 jours, mail envoyé", "2026-11-23 ~16:10", None, "mail envoyé"),
        ("il y a une semaine Nora", "2026-11-18 ~16:10", None, "Nora"),
        ("il y a trois mois Nora", "2026-08-25 ~16:10", None, "Nora"),
        ("il y a 20 min Nora", "2026-11-25 15:50", None, "Nora"),
        ("il y a une demi-heure Nora", "2026-11-25 15:40", None, "Nora"),
        ("appelé Nora 1h30", "", 90, "appelé Nora"),
        ("offre 500 fr. hier", "2026-11-24 ~16:10", None, "offre 500 fr."),
        ("appelé Nora 1 h", "", 60, "appelé Nora"),
        ("appelé Nora 90 min", "", 90, "appelé Nora"),
        ("appelé Nora 30'", "", 30, "appelé Nora"),
        ("appelé Nora 1h 20 min", "", 80, "appelé Nora"),
        ("appelé Nora 1,5 h", "", 90, "appelé Nora"),
        ("Nora à 1h30", "2026-11-25 01:30", None, "Nora"),
        ("une heure et demie chez Béguelin", "", 90, "chez Béguelin"),
        ("un quart d'heure avec Nora", "", 15, "avec Nora"),
        ("discussion de 20 min avec Nora", "", 20, "discussion avec Nora"),
        ("8h de formation", "", 480, "formation"),
        ("pendant 8h formation", "", 480, "formation"),
        ("14h-15h30 séance Nora", "2026-11-25 14:00", 90, "séance Nora"),
        ("hier de 14h à 15h séance", "2026-11-24 14:00", 60, "séance"),
        ("hier entre 14h et 15h séance", "2026-11-24 14:00", 60, "séance"),
        ("14-15h visite", "2026-11-25 14:00", 60, "visite"),
        ("visite du 3.11. bien passée", "2026-11-03 ~16:10", None, "visite bien passée"),
        ("appelée hier (20 min)", "2026-11-24 ~16:10", 20, "appelée"),
        ("appelé Nora (20 min), d’accord", "", 20, "appelé Nora, d’accord"),
        ("aujourd’hui 18h visite", "2026-11-25 18:00", None, "visite"),
        ("hier 15h-14h séance, 20 min", "2026-11-24 ~16:10", 20, "15h-14h séance"),
        ("hier de 15h à 14h séance", "2026-11-24 ~16:10", None, "de 15h à 14h séance"),
        ("hier 22h-2h salon", "2026-11-24 ~16:10", None, "22h-2h salon"),
        ("hier 14h - 20 min visite", "2026-11-24 14:00", 20, "visite"),
        ("hier 14h - 1h30 visite", "2026-11-24 14:00", 90, "visite"),
        ("hier 14h - 8 personnes", "2026-11-24 14:00", None, "8 personnes"),
        ("HIER 14H Nora", "2026-11-24 14:00", None, "Nora"),
    ],
)
def test_french_line_is_understood(line: str, moment: str, minutes: int | None, description: str) -> None:
    note = read(line)

    assert (when(note), note.minutes, note.description) == (moment, minutes, description)


@pytest.mark.parametrize(
    ("line", "moment", "minutes", "description"),
    [
        ("gestern 14 Uhr 30 Min. Nora angerufen", "2026-11-24 14:00", 30, "Nora angerufen"),
        ("gestern 14 Uhr 30", "2026-11-24 14:30", None, ""),
        ("gestern um 14.30 Uhr Besuch", "2026-11-24 14:30", None, "Besuch"),
        ("gestern um 14.30 Besuch", "2026-11-24 14:30", None, "Besuch"),
        ("vorgestern Sitzung, 2 Stunden", "2026-11-23 ~16:10", 120, "Sitzung"),
        ("vor 2 Tagen Besuch", "2026-11-23 ~16:10", None, "Besuch"),
        ("vor einer Woche telefoniert", "2026-11-18 ~16:10", None, "telefoniert"),
        ("vor 20 Minuten telefoniert", "2026-11-25 15:50", None, "telefoniert"),
        ("am Montag besucht, 45 Min.", "2026-11-23 ~16:10", 45, "besucht"),
        ("letzten Freitag 9 Uhr Nora", "2026-11-20 09:00", None, "Nora"),
        ("Montagmorgen telefoniert", "2026-11-23 ~09:00", None, "telefoniert"),
        ("gestern Abend um 8 Uhr Essen", "2026-11-24 20:00", None, "Essen"),
        ("heute früh Nora, 15 Min.", "2026-11-25 ~09:00", 15, "Nora"),
        ("am 3. November um 14.30 Uhr Besuch, 1 Stunde 30", "2026-11-03 14:30", 90, "Besuch"),
        ("Di 14 Uhr Besuch", "2026-11-24 14:00", None, "Besuch"),
        ("Mi, 18.11.2026 14:00 Besuch", "2026-11-18 14:00", None, "Besuch"),
        ("gestern von 14 bis 15 Uhr Sitzung", "2026-11-24 14:00", 60, "Sitzung"),
        ("gestern von 15 bis 14 Uhr Sitzung", "2026-11-24 ~16:10", None, "von 15 bis 14 Uhr Sitzung"),
        ("eine Viertelstunde mit Nora", "", 15, "mit Nora"),
        ("anderthalb Stunden bei Nora", "", 90, "bei Nora"),
        ("Besuch vom 3. November", "2026-11-03 ~16:10", None, "Besuch"),
        ("12. Jun. Besuch", "2026-06-12 ~16:10", None, "Besuch"),
        ("am 12. Mrz 2026 Besuch", "2026-03-12 ~16:10", None, "Besuch"),
    ],
)
def test_german_line_is_understood(line: str, moment: str, minutes: int | None, description: str) -> None:
    note = read(line, languages=("de", "fr"))

    assert (when(note), note.minutes, note.description) == (moment, minutes, description)


@pytest.mark.parametrize(
    ("line", "moment", "minutes", "description"),
    [
        ("ieri alle 14 per 20 minuti chiamato Nora", "2026-11-24 14:00", 20, "chiamato Nora"),
        ("ieri alle 14 chiamato Nora", "2026-11-24 14:00", None, "chiamato Nora"),
        ("telefonato alle 14", "2026-11-25 14:00", None, "telefonato"),
        ("lunedì scorso alle 9.30 riunione di 2 ore", "2026-11-23 09:30", 120, "riunione"),
        ("l'altro ieri visita 1h30", "2026-11-23 ~16:10", 90, "visita"),
        ("due giorni fa visita", "2026-11-23 ~16:10", None, "visita"),
        ("un'ora fa telefonata", "2026-11-25 15:10", None, "telefonata"),
        ("stamattina alle 10 chiamato", "2026-11-25 10:00", None, "chiamato"),
        ("ieri sera alle 8 cena", "2026-11-24 20:00", None, "cena"),
        ("ieri mattina, mezz'ora con Nora", "2026-11-24 ~09:00", 30, "con Nora"),
        ("il 3 novembre visita", "2026-11-03 ~16:10", None, "visita"),
        ("visita del 3 novembre, un'ora e mezza", "2026-11-03 ~16:10", 90, "visita"),
        ("ieri dalle 14 alle 15 riunione", "2026-11-24 14:00", 60, "riunione"),
        ("ieri dalle 15 alle 14 riunione", "2026-11-24 ~16:10", None, "dalle 15 alle 14 riunione"),
        ("ven. 9:15 Nora", "2026-11-20 09:15", None, "Nora"),
    ],
)
def test_italian_line_is_understood(line: str, moment: str, minutes: int | None, description: str) -> None:
    note = read(line, languages=("it",))

    assert (when(note), note.minutes, note.description) == (moment, minutes, description)


@pytest.mark.parametrize(
    ("line", "moment", "minutes", "description"),
    [
        (
            "yesterday at 2pm 20 min called Nora, order postponed to May",
            "2026-11-24 14:00",
            20,
            "called Nora, order postponed to May",
        ),
        ("last Friday 10:15am called", "2026-11-20 10:15", None, "called"),
        ("called Nora this morning", "2026-11-25 ~09:00", None, "called Nora"),
        ("2 days ago met Nora", "2026-11-23 ~16:10", None, "met Nora"),
        ("half an hour ago call with Nora", "2026-11-25 15:40", None, "call with Nora"),
        ("November 3rd visit", "2026-11-03 ~16:10", None, "visit"),
        ("on 3 November 2026 at 2:30pm met Nora, 1h 20 min", "2026-11-03 14:30", 80, "met Nora"),
        ("from 2 to 3pm yesterday met Nora", "2026-11-24 14:00", 60, "met Nora"),
        ("yesterday from 3pm to 2pm met Nora", "2026-11-24 ~16:10", None, "from 3pm to 2pm met Nora"),
        ("the day before yesterday, visit", "2026-11-23 ~16:10", None, "visit"),
        ("yesterday 12pm lunch", "2026-11-24 12:00", None, "lunch"),
        ("yesterday 12am mail", "2026-11-24 00:00", None, "mail"),
        ("last night dinner", "2026-11-24 ~19:00", None, "dinner"),
        ("2 hours with Nora", "", 120, "with Nora"),
    ],
)
def test_english_line_is_understood(line: str, moment: str, minutes: int | None, description: str) -> None:
    note = read(line, languages=("en",))

    assert (when(note), note.minutes, note.description) == (moment, minutes, description)


@pytest.mark.parametrize(
    "line",
    [
        "commande de 14 machines",
        "Nora 14",
        "le 3",
        "rappeler demain à 14h",
        "rappeler à 14h",
        "reporté à lundi 9h",
        "rendez-vous lundi prochain",
        "appelé Nora, rdv fixé lundi à 9h",
        "appelé Nora à 18h",
        "ce soir souper",
        "offre du 3.11. acceptée",
        "livraison pour le 3.11.",
        "Nora veut une offre d'ici le 15 décembre",
        "livraison le 15.12.",
        "livraison 3 mai",
        "3.11.2027 salon",
        "l'offre d'hier",
        "depuis lundi en vacances",
        "parlato con Domenica Rossi",
        "Signora Domenica ha chiamato",
        "Frau Sonntag angerufen",
        "Kaffee bei Freitag",
        "vu M. Lundi",
        "vista la sig.ra Domenica",
        "toutes les 20 min",
        "20 min de retard à la livraison",
        "500 pièces à 3.11 francs",
        "bureau 3.11",
        "31.2. Nora",
        "32.1.2026 Nora",
        "1.1.0000 Nora",
        "1.1.9999 Nora",
        "99:99 Nora",
        "25h Nora",
        "13pm Nora",
        "il y a 9999 mois Nora",
        "offre de CHF 48'250 envoyée",
        "20.- parking",
        "elle n'a pas répondu à l'offre",
        "Offerte bis Freitag",
        "in 20 Minuten zurückrufen",
        "alle 14 Tage",
        "consegna entro venerdì",
        "tra 20 minuti",
        "due by Friday",
        "3 sets of may 20",
        "10-12 machines",
        "10.12 machines",
        "ab 14 Uhr",
        "fermé jusqu'à 14h",
        "22h-2h Nora",
        "15h-14h séance",
        "15:00–14:00 Sitzung",
        "dalle 15 alle 14 riunione",
        "2pm-1pm call",
        "5h-3h séance",
        "devis 9.30-10.30 Nora",
        "25h-26h Nora",
        "midi Nora",
        "rappeler dans une heure",
        "appelé Nora 2h75",
        "depuis ce matin Nora",
        "dès ven. 9:15 Nora",
        "21.555.01.40",
    ],
)
def test_what_is_no_report_stays_a_word(line: str) -> None:
    note = read(line)

    assert (note.description, note.occurred_at, note.minutes, note.cost, note.failed) == (
        line,
        None,
        None,
        None,
        False,
    )


@pytest.mark.parametrize(
    ("line", "description"),
    [
        ("Nora pas répondu", "Nora"),
        ("appelé Nora, sans réponse", "appelé Nora"),
        ("appelé Nora, elle n'a pas répondu.", "appelé Nora."),
        ("Nora injoignable", "Nora"),
        ("appelé, répondeur", "appelé"),
        ("Nora nicht erreicht", "Nora"),
        ("Nora angerufen, keine Antwort", "Nora angerufen"),
        ("Nora non risponde", "Nora"),
        ("chiamato, nessuna risposta", "chiamato"),
        ("called Nora, no answer", "called Nora"),
        ("Nora didn't pick up", "Nora"),
    ],
)
def test_failed_attempt_is_understood_and_is_ours(line: str, description: str) -> None:
    note = read(line)

    assert (note.failed, note.direction, note.description) == (True, "outbound", description)


@pytest.mark.parametrize(
    ("line", "channel", "direction"),
    [
        ("appelé Nora", "phone", "outbound"),
        ("on a appelé Nora", "phone", "outbound"),
        ("Nora a appelé", "phone", "inbound"),
        ("elle m'a rappelé", "phone", "inbound"),
        ("reçu un appel de Nora", "phone", "inbound"),
        ("appel de suivi", "phone", ""),
        ("appel de relance, DV-2026-0418", "phone", ""),
        ("appel de démarchage", "phone", ""),
        ("appel de livraison", "phone", ""),
        ("mail de confirmation", "email", ""),
        ("lettre de remerciement", "letter", ""),
        ("appel d'assurance", "phone", ""),
        ("appel de nora", "phone", "inbound"),
        ("appel de Clément", "phone", "inbound"),
        ("Mail de Constance, prix", "email", "inbound"),
        ("appel d'Aline", "phone", "inbound"),
        ("Kontrollanruf", "", ""),
        ("Anruf wegen Lieferung", "phone", ""),
        ("Anruf von der Buchhaltung", "phone", "inbound"),
        ("Brief von Clemens", "letter", "inbound"),
        ("telefonata di cortesia", "phone", ""),
        ("telefonata da Chiara", "phone", "inbound"),
        ("lettera di ringraziamento", "letter", ""),
        ("courtesy call", "phone", ""),
        ("call about the delivery", "phone", ""),
        ("call from Clement", "phone", "inbound"),
        ("telefonata da fare", "phone", ""),
        ("appel du client", "phone", "inbound"),
        ("mail de rappel", "email", ""),
        ("appel entrant", "phone", "inbound"),
        ("coup de fil", "phone", ""),
        ("visite chez Nora", "meeting", "outbound"),
        ("Nora est passée au bureau", "meeting", "inbound"),
        ("séance avec Nora", "meeting", ""),
        ("mail envoyé", "email", "outbound"),
        ("mail de Nora", "email", "inbound"),
        ("lettre envoyée", "letter", "outbound"),
        ("courrier reçu", "letter", "inbound"),
        ("SMS envoyé", "message", "outbound"),
        ("formulaire de contact", "web", "inbound"),
        ("Nora angerufen", "phone", "outbound"),
        ("Nora hat heute angerufen", "phone", "inbound"),
        ("Anruf von Nora", "phone", "inbound"),
        ("Mail von Nora erhalten", "email", "inbound"),
        ("Brief geschickt", "letter", "outbound"),
        ("Nora besucht", "meeting", "outbound"),
        ("chiamato Nora", "phone", "outbound"),
        ("Nora mi ha chiamato", "phone", "inbound"),
        ("ricevuto una mail", "email", "inbound"),
        ("incontrato Nora", "meeting", ""),
        ("called Nora", "phone", "outbound"),
        ("I called Nora", "phone", "outbound"),
        ("Nora called about the invoice", "phone", "inbound"),
        ("got a call from Nora", "phone", "inbound"),
        ("emailed Nora", "email", "outbound"),
        ("sent an e-mail", "email", "outbound"),
        ("rappeler Nora", "", ""),
        ("call back Nora", "", ""),
        ("Nora est contente", "", ""),
    ],
)
def test_channel_and_direction_are_hinted_and_the_words_stay(line: str, channel: str, direction: str) -> None:
    note = read(line)

    assert (note.channel, note.direction) == (channel, direction)
    assert not [span for span in note.spans if span.kind == "channel" and span.cut]


def test_label_of_a_channel_is_cut() -> None:
    assert (read("Tél: Nora d'accord").channel, read("Tél: Nora d'accord").description) == (
        "phone",
        "Nora d'accord",
    )
    assert read("hier, visite : atelier").description == "atelier"


def test_channel_that_no_template_has_is_no_hint() -> None:
    note = read("appelé Nora, mail envoyé", channels={"email", "note"})

    assert (note.channel, note.direction) == ("email", "outbound")


@pytest.mark.parametrize(
    ("line", "cost", "description"),
    [
        ("hier 14h 20 min CHF 20 Nora", "20.00", "Nora"),
        ("visite, 20.-", "20.00", "visite"),
        ("besucht, 45 Min., Fr. 20.50", "20.50", "besucht"),
        ("frais CHF 12.50 parking", "12.50", "parking"),
        ("visita, spese 1'200 franchi", "1200.00", "visita"),
        ("met Nora, cost: 15 CHF", "15.00", "met Nora"),
        ("visite, 20 EUR", None, "visite, 20 EUR"),
    ],
)
def test_cost_is_understood_in_the_company_currency(line: str, cost: str | None, description: str) -> None:
    note = read(line)

    assert (note.cost, note.description) == (cost and Decimal(cost), description)


def test_cost_in_another_company_currency() -> None:
    note = read("visite, 20 euros", currency="EUR")

    assert (note.cost, note.description) == (Decimal("20.00"), "visite")


def test_short_weekday_goes_by_the_reader_language() -> None:
    """`di` is dimanche to a French reader and Dienstag to a German one."""
    assert when(read("di 14h Nora", languages=("fr", "de"))) == "2026-11-22 14:00"
    assert when(read("di 14h Nora", languages=("de", "fr"))) == "2026-11-24 14:00"
    assert when(read("di 14h Nora", languages=("xx", "de"))) == "2026-11-24 14:00"


def test_spans_tell_what_was_understood() -> None:
    note = read("hier 14h 20 min, appelé Nora, pas répondu, CHF 5")

    assert [(span.kind, span.text, span.cut) for span in note.spans] == [
        ("day", "hier", True),
        ("time", "14h", True),
        ("duration", "20 min", True),
        ("channel", "appelé", False),
        ("failed", "pas répondu", True),
        ("cost", "CHF 5", True),
    ]
    assert note.description == "appelé Nora"


def test_span_handed_back_stays_a_word() -> None:
    line = "hier 14h 20 min appelé Nora"

    assert read(line, leave=["20 min"]).minutes is None
    assert read(line, leave=["20 min"]).description == "20 min appelé Nora"
    assert when(read(line, leave=["HIER"])) == "2026-11-25 14:00"
    assert read(line, leave=["appelé"]).channel == ""
    assert read("Nora pas répondu", leave=["pas répondu"]).failed is False
    assert read("visite, CHF 5", leave=["CHF 5"]).cost is None
    assert read(line, leave=["14h"]).timed is False


@pytest.mark.parametrize(
    ("line", "iso"),
    [
        # Clocks go forward on 29.3.2026: 02:30 does not exist and moves on to 03:30.
        ("29.3.2026 02:30 Nora", "2026-03-29T03:30:00+02:00"),
        ("29.3.2026 01:59 Nora", "2026-03-29T01:59:00+01:00"),
        # Clocks go back on 25.10.2026: 02:30 comes twice, the first counts.
        ("25.10.2026 02:30 Nora", "2026-10-25T02:30:00+02:00"),
        ("25.10.2026 03:00 Nora", "2026-10-25T03:00:00+01:00"),
    ],
)
def test_change_of_clock(line: str, iso: str) -> None:
    note = read(line)

    assert note.occurred_at is not None
    assert note.occurred_at.isoformat() == iso


def test_hours_ago_are_counted_on_the_real_clock() -> None:
    after_the_change = datetime(2026, 10, 25, 4, 0, tzinfo=ZURICH)

    note = read("il y a 3 heures", now=after_the_change)

    assert note.occurred_at is not None
    assert note.occurred_at.isoformat() == "2026-10-25T02:00:00+02:00"


def test_day_is_the_one_of_the_company_zone() -> None:
    note = read("hier 9h", now=datetime.fromisoformat("2026-11-24T23:30:00+00:00"))

    assert when(note) == "2026-11-24 09:00"


def test_leap_day_without_year_is_the_last_there_was() -> None:
    march = datetime(2028, 3, 2, 10, 0, tzinfo=ZURICH)

    assert when(read("29.2. Nora", now=march)) == "2028-02-29 ~10:00"
    assert read("29.2. Nora").description == "29.2. Nora"


def test_part_of_day_never_lies_ahead() -> None:
    early = datetime(2026, 11, 25, 8, 15, tzinfo=ZURICH)

    assert when(read("ce matin Nora", now=early)) == "2026-11-25 ~08:15"
    assert read("cet après-midi Nora", now=early).occurred_at is None
