"""The words of the four languages, without accents and in lower case as the patterns see the line."""

from __future__ import annotations

LANGUAGES = ("fr", "de", "it", "en")

WEEKDAYS = {
    "fr": ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"),
    "de": ("montag", "dienstag", "mittwoch", "donnerstag", "freitag", "samstag", "sonntag"),
    "it": ("lunedi", "martedi", "mercoledi", "giovedi", "venerdi", "sabato", "domenica"),
    "en": ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"),
}

# Short forms count only beside a date or a time, in the first language of the reader that has them.
SHORT_WEEKDAYS = {
    "fr": ("lun lu", "mar ma", "mer me", "jeu je", "ven ve", "sam sa", "dim di"),
    "de": ("mo", "di", "mi", "do", "fr", "sa", "so"),
    "it": ("lun lu", "mar ma", "mer me", "gio gi", "ven ve", "sab sa", "dom do"),
    "en": ("mon mo", "tue tu", "wed we", "thu th", "fri fr", "sat sa", "sun su"),
}

_MONTHS = (
    "janvier januar janner gennaio january janv jan genn",
    "fevrier februar febbraio february fevr feb febbr",
    "mars marz maerz mrz marzo march",
    "avril april aprile avr apr",
    "mai maggio magg",
    "juin juni jun giugno june giu",
    "juillet juli luglio july juil jul lug",
    "aout august agosto aug",
    "septembre september settembre sept sep sett",
    "octobre oktober ottobre october oct okt ott",
    "novembre november nov",
    "decembre dezember dicembre december dec dez",
)
MONTHS = {word: number for number, words in enumerate(_MONTHS, 1) for word in words.split()}
# These are common words too: they are months only with a dot or a year behind them.
DOUBTFUL_MONTHS = {"mar": 3, "gen": 1, "may": 5, "mag": 5, "ago": 8, "set": 9, "dic": 12}
ENGLISH_MONTHS = {
    word: MONTHS[word]
    for word in [
        "january",
        "february",
        "april",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
        "jan",
        "feb",
        "apr",
        "jun",
        "jul",
        "aug",
        "sept",
        "sep",
        "oct",
        "nov",
        "dec",
    ]
    if word in MONTHS
}

NUMBERS = {
    word: number
    for number, words in {
        1: "un une ein eine einem einer uno una a an one",
        2: "deux zwei due two",
        3: "trois drei tre three",
        4: "quatre vier quattro four",
        5: "cinq funf fuenf cinque five",
        6: "six sechs sei",
        7: "sept sieben sette seven",
        8: "huit acht otto eight",
        9: "neuf neun nove nine",
        10: "dix zehn dieci ten",
        15: "quinze funfzehn fuenfzehn quindici fifteen",
        20: "vingt zwanzig venti twenty",
        30: "trente dreissig dreißig trenta thirty",
    }.items()
    for word in words.split()
}

# Days by name: how many days ago.
DAY_WORDS = {
    "aujourd'hui": 0,
    "aujourdhui": 0,
    "heute": 0,
    "oggi": 0,
    "today": 0,
    "hier": 1,
    "gestern": 1,
    "ieri": 1,
    "yesterday": 1,
    "avant-hier": 2,
    "avant hier": 2,
    "vorgestern": 2,
    "l'altro ieri": 2,
    "altro ieri": 2,
    "altroieri": 2,
    "ieri l'altro": 2,
    "avantieri": 2,
    "the day before yesterday": 2,
    "day before yesterday": 2,
}

# Parts of a day that may follow a day by name or a weekday.
PARTS = {
    "matin": "morning",
    "dans la matinee": "morning",
    "morgen": "morning",
    "vormittag": "morning",
    "fruh": "morning",
    "frueh": "morning",
    "mattina": "morning",
    "mattino": "morning",
    "morning": "morning",
    "midi": "noon",
    "a midi": "noon",
    "mittag": "noon",
    "a mezzogiorno": "noon",
    "mezzogiorno": "noon",
    "at noon": "noon",
    "noon": "noon",
    "apres-midi": "afternoon",
    "apres midi": "afternoon",
    "nachmittag": "afternoon",
    "pomeriggio": "afternoon",
    "afternoon": "afternoon",
    "soir": "evening",
    "abend": "evening",
    "sera": "evening",
    "evening": "evening",
}

# Parts of today, and "last night", by a word of their own: days ago and part.
PART_WORDS = {
    "ce matin": (0, "morning"),
    "stamattina": (0, "morning"),
    "stamani": (0, "morning"),
    "questa mattina": (0, "morning"),
    "this morning": (0, "morning"),
    "ce midi": (0, "noon"),
    "cet apres-midi": (0, "afternoon"),
    "cet apres midi": (0, "afternoon"),
    "questo pomeriggio": (0, "afternoon"),
    "this afternoon": (0, "afternoon"),
    "ce soir": (0, "evening"),
    "stasera": (0, "evening"),
    "questa sera": (0, "evening"),
    "this evening": (0, "evening"),
    "tonight": (0, "evening"),
    "last night": (1, "evening"),
}

# The hour a part of a day is given when none is named, and the hour it begins.
PART_HOURS = {"morning": (9, 5), "noon": (12, 11), "afternoon": (15, 12), "evening": (19, 17)}

UNITS = {
    word: unit
    for unit, words in {
        "minute": "minute minutes minuten minuti minuto min mn mins",
        "hour": "heure heures stunde stunden std ora ore hour hours h",
        "day": "jour jours tag tage tagen giorno giorni day days",
        "week": "semaine semaines woche wochen settimana settimane week weeks",
        "month": "mois monat monaten monate mese mesi month months",
    }.items()
    for word in words.split()
}

# Before a day or a time these make it a deadline, a beginning or part of a name: what was said, not when.
POINTING = [
    "a",
    "au",
    "aux",
    "ce",
    "cet",
    "cette",
    "jusqu'a",
    "jusqu'au",
    "jusque",
    "pour",
    "d'ici",
    "dici",
    "avant",
    "apres",
    "des",
    "depuis",
    "du",
    "de",
    "d'",
    "entre",
    "vers",
    "prochain",
    "prochaine",
    "chaque",
    "tous",
    "tout",
    "d'apres",
    "diesen",
    "dieser",
    "dieses",
    "bis",
    "auf",
    "fur",
    "fuer",
    "ab",
    "vor",
    "nach",
    "seit",
    "vom",
    "von",
    "zum",
    "zur",
    "nachsten",
    "nachste",
    "naechsten",
    "kommenden",
    "jeden",
    "questo",
    "questa",
    "per",
    "entro",
    "fino",
    "dal",
    "dalla",
    "dall'",
    "da",
    "del",
    "della",
    "dell'",
    "di",
    "al",
    "alla",
    "dopo",
    "prima",
    "prossimo",
    "prossima",
    "ogni",
    "this",
    "to",
    "until",
    "till",
    "by",
    "for",
    "before",
    "after",
    "from",
    "since",
    "of",
    "next",
    "every",
    "each",
    "than",
    *["avec", "chez", "con", "mit", "bei", "with"],
    # Domenica, Sonntag and Freitag are people's names as well.
    *[
        "monsieur",
        "madame",
        "mademoiselle",
        "m.",
        "mme",
        "mlle",
        "herr",
        "herrn",
        "hr.",
        "frau",
        "fr.",
        "dr",
        "dr.",
    ],
    *["signor", "signora", "signorina", "sig.", "ra", "mr", "mr.", "mrs", "mrs.", "ms", "ms."],
]
# … and behind it.
FORWARD = "prochain prochaine prossimo prossima nachste naechste next"
# Before a number of minutes or hours these make it a moment to come or a rhythm, not a duration.
RHYTHM = [
    "dans",
    "d'ici",
    "toutes",
    "tous",
    "les",
    "in",
    "innert",
    "binnen",
    "alle",
    "jede",
    "tra",
    "fra",
    "entro",
    "ogni",
    "within",
    "every",
    "each",
    "after",
    "apres",
    "nach",
    "dopo",
    "vor",
    "avant",
    "depuis",
    "seit",
    "da",
    "since",
]


def _all(*lines: str) -> tuple[str, ...]:
    return tuple(word for line in lines for word in line.split())


# Before hours these make them a duration.
DURING = frozenset(
    _all(
        "pendant durant duree dure wahrend dauer dauerte fur fuer per durante durata durato for lasted took",
        "duration dauer: duree: durata: duration:",
    )
) | {"a dure", "e durata", "e durato", "duree :", "durata :", "dauer :", "duration :"}
# In a clause with one of these, a time is an appointment or something to do.
COMING = (
    *_all(
        "demain apres-demain ubermorgen morgen domani dopodomani tomorrow prochain prochaine prossimo",
        "prossima nachste nachsten next rappeler recontacter fixe fixee prevu prevue zuruckrufen abgemacht",
        "vereinbart richiamare fissato fissata previsto prevista planned scheduled",
    ),
    "call back",
    *(day for days in WEEKDAYS.values() for day in days),
)
