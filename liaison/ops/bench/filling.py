"""The data of a measurement, the same each time and of the same shape as that of the limits.

Made by the database itself, past the verbs and without indexes, for filling is not what is measured.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from liaison.contacts.actions.numbers import CONTACTS, PREFIX
from liaison.kit.sql import execute, rows, statement
from liaison.ops.bench.ground import Sizes

NOW = datetime(2026, 6, 30, 12, 0, tzinfo=UTC)
SPAN = 3 * 365 * 86400
HEAVY, HEAVY_ENTRIES = 20, 1000
STAFF, STAFF_ENTRIES = 50, 400
"""People of the big company, and how many entries each has."""
LIGHT_ENTRIES = 50
FIRST_HEAVY, FIRST_LIGHT = 103, 104
"""The first of the people that have a thousand entries each, and fifty; then each tenth."""
ORDINARY = 300
"""Contacts from this id on have their entries by chance."""
MAILING_GROUPS = 10
RARE, COMMON = "renouvellement", "contrat"
FIRST = "Amélie Aurélie Céline Chloé Claire Élodie Émilie Estelle Fanny Florence Hélène Inès Jeanne Julie Laure Léa Lucie Manon Marie Noémie Pauline Sophie Valérie Zoé Adrien Alain Antoine Benoît Cédric Christophe Damien Étienne Fabien François Frédéric Guillaume Hugo Jérôme Julien Laurent Loïc Mathieu Nicolas Olivier Pascal Quentin Rémi Sébastien Théo Thierry Vincent Yann Yves Beat Reto Urs Heidi Regula Luca Chiara".split()  # noqa: E501, SIM905
LAST = "Martin Bernard Dubois Robert Richard Petit Durand Leroy Moreau Simon Laurent Lefèvre Michel Garcia Roux Vincent Fournier Morel Girard Mercier Dupont Lambert Bonnet Legrand Garnier Faure Rousseau Blanc Guérin Müller Rochat Favre Chappuis Jaquet Bovet Chevalley Corthésy Reymond Monnier Perret Cuendet Pittet Zbinden Gerber Aebischer Wüthrich Bühler Schneider Keller Bianchi Rossi Bernasconi".split()  # noqa: E501, SIM905
CITY = "Lausanne Genève Fribourg Neuchâtel Sion Yverdon Vevey Montreux Nyon Morges Annecy Zürich Bern Basel Lugano Bienne Delémont Martigny".split()  # noqa: E501, SIM905
WORDS = "appel client visite devis relance commande livraison facture rendez-vous salon catalogue produit service équipe direction technique question réponse projet besoin budget délai décision offre remise accord signature copie courrier message envoyé reçu discuté présenté proposé confirmé annulé reporté prochain mois semaine lundi mardi mercredi jeudi vendredi janvier février mars avril juin juillet septembre octobre novembre décembre site bureau téléphone adresse document annexe dossier demande information formation séminaire invitation conférence abonnement revue journal article publication campagne groupe membre comité association soutien partenaire fournisseur concurrent prix marché qualité le la les un une des du de à au et ou avec pour par sur dans chez sans nous vous il elle ils a est sera été suite selon après avant pendant".split()  # noqa: E501, SIM905
DIGITS = 7
"""So many that the numbers of a million contacts stand in their order."""


def fill(sizes: Sizes) -> None:
    """Contacts and entries where there are none, then statistics for the planner."""
    grow(Sizes(0, 0), sizes)


def grow(old: Sizes, new: Sizes) -> None:
    """More contacts, and more entries of them all, of the same shape as those that are there."""
    more = new.contacts - old.contacts
    with without_triggers(), without_indexes("contact", "contact_phone", "contact_email"):
        add_contacts(old.contacts, more)
    add_members(old.contacts, more)
    find_words(old.contacts, more)
    (last,) = rows("""
        SELECT coalesce(greatest((SELECT max(id) FROM interaction_content),
                                 (SELECT max(id) FROM interaction_entry)), 0)""")[0]
    add_entries(last, new.entries - old.entries, new.contacts)
    settle()


def settle() -> None:
    """Let the server finish what it would do by itself in a quiet hour."""
    execute("VACUUM ANALYZE")
    execute("CHECKPOINT")


@contextmanager
def without_triggers() -> Iterator[None]:
    """No history and no checks of references meanwhile."""
    execute("SET session_replication_role = replica")
    try:
        yield
    finally:
        execute("RESET session_replication_role")


@contextmanager
def without_indexes(*tables: str) -> Iterator[None]:
    """Indexes are taken away and built at the end, which is many times quicker."""
    found = rows(
        """
        SELECT i.indexname, i.indexdef FROM pg_indexes i
        WHERE i.tablename = ANY(%(tables)s) AND NOT EXISTS (
            SELECT FROM pg_constraint c WHERE c.conname = i.indexname)""",
        {"tables": list(tables)},
    )
    for name, _definition in found:
        execute(f'DROP INDEX "{name}"')
    try:
        yield
    finally:
        execute("SET maintenance_work_mem = '512MB'")
        for _name, definition in found:
            execute(definition)
        execute("RESET maintenance_work_mem")


def _chance(seed: int, most: str | int) -> str:
    """An expression that picks a number from 0 to `most` - 1 for row `n`, always the same one."""
    return f"((hashint8extended(n, {seed}) & 9223372036854775807) %% {most})"


def _pick(words: list[str], seed: int) -> str:
    listed = ", ".join(f"'{word}'" for word in words)
    return f"(ARRAY[{listed}])[1 + {_chance(seed, len(words))}]"


def add_contacts(first: int, count: int) -> None:
    """People numbered from `first` + 1, one company for each ten; the big company has fifty of them."""
    execute(
        """
        INSERT INTO number_series (code, prefix, digits, last)
        VALUES (%(code)s, %(prefix)s, %(digits)s, %(last)s)
        ON CONFLICT (code) DO UPDATE SET last = excluded.last""",
        {"code": CONTACTS, "prefix": PREFIX, "digits": DIGITS, "last": first + count},
    )
    execute(
        f"""
        INSERT INTO contact (id, no, type, name, name_2, search_name, first_name, middle_name, surname,
            initials, job_title, company_id, address, address_2, post_code, city, region, country, phone,
            mobile_phone, email, home_page, language, salesperson_id, vat_no, correspondence_type,
            privacy_blocked, notes, external_id, created_at, changed_at, version)
        SELECT n, '{PREFIX}' || lpad(n::text, {DIGITS}, '0'),
            CASE WHEN company THEN 'company' ELSE 'person' END,
            CASE WHEN company THEN surname || ' & ' || {_pick(LAST, 3)} || ' SA ' || n
                 ELSE first_name || ' ' || surname END,
            '', '', CASE WHEN company THEN '' ELSE first_name END, '',
            CASE WHEN company THEN '' ELSE surname END, '', '',
            CASE WHEN company THEN n WHEN n <= {STAFF + 1} THEN 1 ELSE 1 + (n - 1) / 10 * 10 END,
            'Rue de la Gare ' || 1 + n %% 90, '', (1000 + {_chance(4, 8000)})::text, {_pick(CITY, 5)}, '',
            'CH', '+41 21 ' || lpad((n / 10000 %% 1000)::text, 3, '5') || ' '
                || lpad((n / 100 %% 100)::text, 2, '0') || ' ' || lpad((n %% 100)::text, 2, '0'),
            '', 'p' || n || '@example.example', '',
            (ARRAY['fr-CH', 'fr-CH', 'fr-CH', 'de-CH', 'it-CH', 'en'])[1 + {_chance(6, 6)}],
            1 + {_chance(7, 25)}, '', 'email', FALSE, '', '', %(now)s, %(now)s, 1
        FROM (
            SELECT n, n %% 10 = 1 AND (n = 1 OR n > {STAFF + 1}) AS company,
                   {_pick(FIRST, 1)} AS first_name, {_pick(LAST, 2)} AS surname
            FROM generate_series(%(first)s::bigint + 1, %(last)s) n
        ) q""",
        {"first": first, "last": first + count, "now": NOW},
    )
    execute(
        """
        INSERT INTO contact_phone (contact_id, kind, number, e164, national, position)
        SELECT id, 'phone', phone, replace(phone, ' ', ''), replace(replace(phone, ' ', ''), '+41', '0'), 0
        FROM contact WHERE id > %(first)s""",
        {"first": first},
    )
    execute(
        "INSERT INTO contact_email (contact_id, kind, address, position)"
        " SELECT id, 'work', email, 0 FROM contact WHERE id > %(first)s",
        {"first": first},
    )
    execute("SELECT setval(pg_get_serial_sequence('contact', 'id'), %(last)s)", {"last": first + count})


def add_members(first: int, count: int) -> None:
    """Ten mailing groups; the first holds a fifth of the contacts, each other one a twelfth."""
    execute(
        f"""
        INSERT INTO mailing_group (code, description, descriptions, active)
        SELECT 'GROUPE' || g, 'Groupe ' || g, '{{}}', TRUE FROM generate_series(1, {MAILING_GROUPS}) g
        ON CONFLICT DO NOTHING"""
    )
    with without_triggers():
        execute(
            """
            INSERT INTO contact_mailing_group (contact_id, mailing_group_id)
            SELECT n, m.id FROM generate_series(%(first)s::bigint + 1, %(last)s) n, mailing_group m
            WHERE (hashint8extended(n * 16 + m.id, 41) & 9223372036854775807) %% 100
                < CASE WHEN m.code = 'GROUPE1' THEN 20 ELSE 8 END""",
            {"first": first, "last": first + count},
        )


def find_words(first: int, count: int) -> None:
    """The words by which contacts are found, a hundred thousand at a time."""
    text = statement("liaison.contacts", "refresh_search")
    for begin in range(first, first + count, 100_000):
        end = min(begin + 100_000, first + count)
        who = f"SELECT id FROM contact WHERE id > {begin} AND id <= {end}"
        with without_triggers():
            execute(text.replace("/* who */", who), {})


def _make_sentences() -> None:
    execute("DROP TABLE IF EXISTS sentence")
    execute("CREATE TEMPORARY TABLE sentence (place bigint PRIMARY KEY, text text)")
    execute(
        f"""
        INSERT INTO sentence
        SELECT s, string_agg({_pick(WORDS, 11)}, ' ' ORDER BY n) || '.'
        FROM generate_series(0, 3999) s, generate_series(s * 100, s * 100 + 5 + s %% 11) n
        GROUP BY s""",
        {},
    )
    execute("ANALYZE sentence")


def add_entries(first: int, count: int, contacts: int) -> None:
    """One entry with a text of its own for each number from `first` + 1; some contacts have very many."""
    _make_sentences()
    with without_triggers(), without_indexes("interaction_content", "interaction_entry"):
        _write_entries(first, first + count, contacts)


def _write_entries(first: int, last: int, contacts: int) -> None:
    execute(
        f"""
        INSERT INTO interaction_content (id, occurred_at, language, subject, description, body, body_text)
        SELECT n, %(now)s - make_interval(secs => {_chance(21, SPAN)}), 'fr-CH', left(a.text, 60),
               'Appel de suivi', '<p>' || body || '</p>', body
        FROM generate_series(%(first)s::bigint + 1, %(last)s) n
        JOIN sentence a ON a.place = {_chance(22, 4000)}
        JOIN sentence b ON b.place = {_chance(23, 4000)}
        JOIN sentence c ON c.place = {_chance(24, 4000)}
        CROSS JOIN LATERAL (
            SELECT b.text || ' ' || c.text
                || CASE WHEN n %% 1000 = 7 THEN ' Proposition de {RARE} acceptée.' ELSE '' END
                || CASE WHEN n %% 10 = 3 THEN ' Le {COMMON} est signé.' ELSE '' END AS body) d
        ORDER BY n""",
        {"now": NOW, "first": first, "last": last},
    )
    staff = STAFF * STAFF_ENTRIES
    heavy = staff + HEAVY * HEAVY_ENTRIES
    light = heavy + HEAVY * LIGHT_ENTRIES
    execute(
        f"""
        INSERT INTO interaction_entry (id, contact_id, company_id, occurred_at, occurred_on, content_id,
            template_id, group_id, salesperson_id, team_id, recorded_by_id, recorded_at, channel,
            information_flow, initiated_by, cost, duration_min, language, correspondence_type, evaluation,
            attempt_failed, canceled, campaign_target, campaign_response, visibility, delivery_status,
            delivery_note, contact_via, document_as_attachment, has_comments, has_participants, version)
        SELECT t.id, c.id, c.company_id, t.occurred_at, (t.occurred_at AT TIME ZONE 'Europe/Zurich')::date,
            t.id, m.id, m.group_id, c.salesperson_id, 1 + c.salesperson_id %% 2, 1, t.occurred_at, m.channel,
            m.information_flow, m.initiated_by, (t.id %% 4000) / 100.0, t.id %% 90, 'fr-CH', 'none', 'none',
            FALSE, t.id %% 50 = 0, FALSE, FALSE, 'everyone', 'none', '', '', FALSE, FALSE, FALSE, 1
        FROM interaction_content t
        CROSS JOIN LATERAL (SELECT t.id AS n) x
        JOIN (SELECT id, row_number() OVER (ORDER BY id) - 1 AS place, count(*) OVER () AS all_of_them,
                     group_id, channel, information_flow, initiated_by
              FROM interaction_template) m ON m.place = {_chance(31, "m.all_of_them")}
        JOIN contact c ON c.id = CASE
            WHEN t.id <= {staff} THEN 2 + (t.id - 1) %% {STAFF}
            WHEN t.id <= {heavy} THEN {FIRST_HEAVY} + 10 * ((t.id - 1) %% {HEAVY})
            WHEN t.id <= {light} THEN {FIRST_LIGHT} + 10 * ((t.id - 1) %% {HEAVY})
            ELSE %(rest)s + {_chance(32, "%(others)s")} END
        WHERE t.id > %(first)s
        ORDER BY t.id""",
        {"first": first, "rest": ORDINARY, "others": contacts - ORDINARY},
    )
    for table in ("interaction_content", "interaction_entry"):
        execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), %(last)s)", {"last": last})


def contact_no(pk: int) -> str:
    """The number of the contact with this id."""
    return f"{PREFIX}{pk:0{DIGITS}}"


def heavy_contact(number: int) -> str:
    """The number of one of the people that have a thousand entries each."""
    return contact_no(FIRST_HEAVY + 10 * (number % HEAVY))


def light_contact(number: int) -> str:
    """The number of one of the people that have fifty entries each."""
    return contact_no(FIRST_LIGHT + 10 * (number % HEAVY))
