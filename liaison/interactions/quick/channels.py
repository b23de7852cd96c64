"""The words that tell the channel and who turned to whom, as patterns over the folded line."""

from __future__ import annotations

_MAIL = r"(?:e-?mails?|mails?|courriels?|courrier electronique)"
_LETTER = r"(?:lettres?|courrier|briefe?|lettera|lettere|letters?)"
_MESSAGE = r"(?:sms|whatsapp|message|nachricht|messaggio|text message)"
_FORM = (
    r"(?:formulaire (?:web|de contact)|kontaktformular|webformular|modulo (?:web|di contatto)"
    r"|web form|contact form)"
)
_SENT = (
    r"(?:envoye\w{0,2}|ecrite?|geschickt|gesendet|versandt|geschrieben"
    r"|inviat[oaei]|spedit[oaei]|scritt[oa]|sent|written|wrote)"
)
_GOT = r"(?:recue?s?|erhalten|bekommen|eingegangen|ricevut[oaei]|received|got)"
_ONE = r"(?:une? |des |le |la |l'|un'|uno |una |ein(?:e|en|em)? |den |die |an? |the )?"
# "Un appel de relance" says what for, not from whom: such words are told by their endings, and those
# without one by name. A capital letter makes any of them the name of a person (`OF_SOMEBODY`).
_PURPOSE = (
    r"(?:\w{2,}(?:tion|sion|aison|ance|ence|age|ment|ure|toire|ise)|suivi|rappel|prise|service|vente|contact"
    r"|controle|routine|fin|rendez|depart|cadrage|secours|detresse|garde|fond|bienvenue|offres?|prix)"
)
_FROM = (
    rf"(?:de(?! {_PURPOSE}s?\b)|d'|du (?:client|fournisseur)|de la cliente|von"
    r"|da(?! (?:ri)?(?:fare|chiamare))|from(?! home))"
)
OF_SOMEBODY = r"\s(?:de\s|d['’])[A-ZÀ-ÖØ-Ý]"
"""After "appel", "mail" and their like, in the line as it was typed: a name, so it came from there."""

# First who came to us, then whom we turned to, then words that tell the channel alone.
_CALLED_US = (
    rf"{_GOT} {_ONE}(?:appel|anruf|chiamata|telefonata|call)(?: {_FROM})?",
    rf"(?:appel|anruf|call|chiamata|telefonata) (?:recu|entrant|ricevuta|erhalten|{_FROM})",
    r"incoming call|eingehender anruf|chiamata in entrata",
    r"(?:m'|nous |t')a (?:r?appele|telephone)\w{0,2}",
    r"(?<!\bon )a (?:r?appele|telephone)",
    r"hat (?:\w+ ){0,2}?(?:angerufen|telefoniert)",
    r"rief (?:mich |uns )?(?:zuruck|an)",
    r"(?:mi |ci )?ha (?:ri)?(?:chiamato|telefonato)",
    r"(?:called|phoned|rang) (?:me|us|in)",
)
_WE_CALLED = (
    r"(?:j'ai |ai |on a |avons )?(?:r?appelee?s?|telephone)",
    r"appel (?:a|sortant|au)|anruf (?:an|bei)|call (?:to|with)|chiamata a|telefonata a",
    r"angerufen|zuruckgerufen|telefoniert",
    r"(?:ho )?(?:ri)?(?:chiamat[oaie]|telefonato)",
    r"(?:i |we )?(?:called|phoned|rang)",
)
_CALL = (
    r"appel|tel|telephone(?=\W*:)|coup de fil|anruf|telefonat|telefon|chiamata(?=\W*:)|telefonata",
    r"telefono|phone|call(?! back)",
)
_CAME_TO_US = (
    r"est (?:passee?|venue?)|venue? chez nous|passee? au bureau|accueilli\w{0,2}",
    r"bei uns vorbei\w*|kam vorbei|zu besuch bei uns|passat[oa] da noi|venut[oa] da noi|came by|visited us",
)
_WE_VISITED = (
    r"visitee?s?|visite|passee? chez|alle chez|besucht|besuch|war bei|visitat[oa]|visita|visited|visit",
)
_MEETING = (
    r"rdv|rendez-vous|reunion|seance|entretien|rencontree?s?|rencontre|vu|dejeuner|diner|visio(?:conference)?",
    r"teams|zoom|sitzung|treffen|getroffen|besprechung|termin|mittagessen|videokonferenz",
    r"riunione|incontrat[oa]|incontro|pranzo|videoconferenza|met|meeting|lunch|video call",
)


def _written(thing: str) -> tuple[tuple[str, str], ...]:
    """Direction and pattern of something that is sent and received."""
    return (
        ("outbound", rf"{thing} {_SENT}|{_SENT} {_ONE}{thing}"),
        ("inbound", rf"{thing} (?:{_GOT}|{_FROM})|{_GOT} {_ONE}{thing}"),
    )


PATTERNS: tuple[tuple[str, str, str], ...] = (
    *(("phone", "inbound", pattern) for pattern in _CALLED_US),
    *(("phone", "outbound", pattern) for pattern in _WE_CALLED),
    *(("phone", "", pattern) for pattern in _CALL),
    *(("email", direction, pattern) for direction, pattern in _written(_MAIL)),
    ("email", "outbound", r"e-?mailed|gemailt"),
    ("email", "", _MAIL),
    *(("meeting", "inbound", pattern) for pattern in _CAME_TO_US),
    *(("meeting", "outbound", pattern) for pattern in _WE_VISITED),
    *(("meeting", "", pattern) for pattern in _MEETING),
    *(("letter", direction, pattern) for direction, pattern in _written(_LETTER)),
    ("letter", "", _LETTER),
    *(("message", direction, pattern) for direction, pattern in _written(_MESSAGE)),
    ("message", "", r"sms|whatsapp"),
    ("web", "inbound", _FORM),
    ("note", "", r"(?:note(?: interne)?|notiz|nota(?: interna)?|nb|n\.b\.)(?= ?:)"),
)
