"""Measuring letters: those of a segment, made by a worker and bound as one PDF in posting order."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from xml.sax.saxutils import escape, quoteattr

from liaison.contacts.models import CorrespondenceType
from liaison.delivery.actions.letter_files import LetterOptions, queue_letter_files
from liaison.files.queries import stored_file
from liaison.interactions.actions.languages import add_language, put_file
from liaison.interactions.actions.templates import create_template
from liaison.interactions.models import InteractionTemplate
from liaison.interactions.queries.headings import logged_segment
from liaison.interactions.queries.set_up import interaction_template
from liaison.jobs.models import UNFINISHED
from liaison.jobs.queries import job as job_of
from liaison.kit.clock import now
from liaison.letters.converting import office_program
from liaison.letters.sources import FIELDS
from liaison.letters.word_package import package
from liaison.ops.bench.filling import NOW
from liaison.ops.bench.jobs import Results
from liaison.ops.bench.people import People
from liaison.ops.bench.segments import up_to
from liaison.ops.bench.sending import LONGEST, ended, workers
from liaison.ops.bench.serving import resident_mb
from liaison.segments.actions import create_segment, log_segment, select_contacts
from liaison.segments.rules import Selection
from liaison.segments.values import SegmentValues

WORD, WRITTEN = "BENCHWORD", "BENCHWRITTEN"
SUBJECT = "Invitation à nos portes ouvertes"
TEXT = """\
Nous avons le plaisir de vous inviter à nos portes ouvertes, le jeudi 18 juin de 10 à 18 heures. Vous y
verrez nos nouvelles machines au travail, et ceux qui les construisent répondront à vos questions.

Comme les années passées, une petite restauration vous attend dans la halle 2. Le parking de la rue de
la Gare est réservé à nos hôtes; de la gare, une navette part tous les quarts d’heure.

Annoncez-vous s’il vous plaît jusqu’au 10 juin, par téléphone ou par courriel. Si vous ne pouvez pas
venir, nous vous présentons volontiers nos machines chez vous, le jour qui vous convient.

Nous nous réjouissons de votre visite et vous adressons nos meilleures salutations."""
PARAGRAPHS = tuple(paragraph.replace("\n", " ") for paragraph in TEXT.split("\n\n"))
"""A letter of one page."""
LATENT = (
    "Normal", "heading 1", "heading 2", "index 1", "toc 1", "toc 2", "footnote text", "header", "footer",
    "caption", "table of figures", "page number", "table of authorities", "toa heading", "List Bullet",
    "List Number", "Title", "Closing", "Signature", "Salutation", "Date", "Note Heading", "Table Grid",
    "Placeholder Text", "No Spacing", "Bibliography", "TOC Heading", "Mention", "Hashtag",
)  # fmt: skip
"""Of the styles that Word has and a file does not use; it names them all in each file it writes."""
_NAMESPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
LOOKS = 0.1
"""Seconds between two looks at the memory."""


def measure_letters(results: Results, people: People, size: int, *, tell: Callable[[str], object]) -> None:
    """Letters a second, from the first that is made to one file of all, and the memory meanwhile."""
    peaks = {WRITTEN: _measure(results, "letters.written", _written_template(people), people, size)}
    if office_program() is None:
        tell("LibreOffice is not installed: no Word letters")
    else:
        peaks[WORD] = _measure(results, "letters.word", _word_template(people), people, size)
    results.add("memory.letters", "MB", [max(peaks.values())], rows=size)


def _measure(results: Results, key: str, template: InteractionTemplate, people: People, size: int) -> float:
    """Log a segment of letters with a worker at hand, bind them; returns the most memory in MB."""
    number = create_segment(
        SegmentValues(description="Mesure"), template=template.code, by=people.marketer, at=NOW
    ).no
    select_contacts(number, Selection(action="add", filters=up_to(size)), by=people.marketer, at=NOW)
    with workers(1) as (worker,), _watched(worker) as peak:
        time.sleep(2)  # it has loaded the product
        logged = log_segment(number, send=True, by=people.marketer, at=now())
        made = _made(logged.entry_no, size)
        bound = _bound(people, logged.entry_no, size)
    notes = {"rows": size, "made_s": round(made, 2), "bound_s": round(bound, 2), "mb": round(max(peak))}
    results.add(key, "letters/s", [size / (made + bound)], **notes)
    return max(peak)


def _made(entry_no: int, size: int) -> float:
    """Seconds in which all letters were made."""
    sent, failed, took = ended(entry_no)
    if (sent, failed) != (size, 0):
        raise RuntimeError(f"{sent} of {size} letters were made, {failed} not")
    return took


def _bound(people: People, entry_no: int, size: int) -> float:
    """Seconds in which they became one PDF."""
    logged = logged_segment(people.marketer, entry_no)
    assert logged is not None
    queued = queue_letter_files(logged, LetterOptions(), by=people.marketer, at=now())
    begin = time.perf_counter()
    while (job := job_of(people.marketer, queued.pk)).state in UNFINISHED:
        if time.perf_counter() - begin > LONGEST:
            raise RuntimeError("The binding does not end.")
        time.sleep(0.05)
    file = stored_file(int(job.result.get("file", 0)))
    if file is None or job.result["letters"] != size:
        raise RuntimeError(f"{job.state}: {job.result}")
    assert job.started_at is not None
    assert job.finished_at is not None
    return (job.finished_at - job.started_at).total_seconds()


@contextmanager
def _watched(pid: int) -> Iterator[list[float]]:
    """What a process and all below it hold in memory at one time, in MB, one figure for each look."""
    found: list[float] = [resident_mb(pid)]
    over = threading.Event()

    def look() -> None:
        while not over.wait(LOOKS):
            found.append(resident_mb(pid))

    watcher = threading.Thread(target=look)
    watcher.start()
    try:
        yield found
    finally:
        over.set()
        watcher.join()


def _new_template(people: People, code: str) -> InteractionTemplate:
    mailing = interaction_template(people.marketer, "INFOLETTRE")
    assert mailing is not None
    return create_template(
        code,
        mailing.group,
        description="Lettre",
        default_correspondence_type=CorrespondenceType.HARD_COPY,
        ignore_contact_correspondence_type=True,
        by=None,
        at=NOW,
    )


def _written_template(people: People) -> InteractionTemplate:
    """A letter that was written in the browser."""
    made = _new_template(people, WRITTEN)
    body = "".join(f"<p>{escape(words)}</p>" for words in PARAGRAPHS)
    add_language(made, "", subject=SUBJECT, body=body, by=None, at=NOW)
    return made


def _word_template(people: People) -> InteractionTemplate:
    """The same letter as a Word file with merge fields."""
    made = _new_template(people, WORD)
    put_file(made, "", word_letter(), "Invitation.docx", by=None, at=NOW)
    return made


def word_letter() -> bytes:
    """A Word file with address, date, salutation and some paragraphs, on one page."""
    fields = ("contact.address_block", "interaction.date", "contact.formal_salutation")
    address, date, salutation = (_field(FIELDS[name].word_name("fr")) for name in fields)
    lines = [address, date, _words(SUBJECT), salutation, *map(_words, PARAGRAPHS)]
    space = '<w:pPr><w:spacing w:after="280"/></w:pPr>'
    body = "".join(f"<w:p>{space}{line}</w:p>" for line in lines)
    page = '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/></w:sectPr>'
    document = f"<w:document {_NAMESPACE}><w:body>{body}{page}</w:body></w:document>"
    return package(document, word_styles())


def word_styles() -> str:
    """The styles as Word writes them: what holds for all, the ones in use, and the names of all others."""
    latent = "".join(
        f'<w:lsdException w:name="{name}" w:semiHidden="1" w:unhideWhenUsed="1"/>' for name in LATENT
    )
    return (
        f"<w:styles {_NAMESPACE}><w:docDefaults><w:rPrDefault><w:rPr>"
        '<w:rFonts w:ascii="Liberation Sans" w:hAnsi="Liberation Sans"/><w:sz w:val="22"/>'
        "</w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>"
        f'<w:latentStyles w:defLockedState="0" w:defUIPriority="99" w:count="376">{latent}</w:latentStyles>'
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>'
        "</w:styles>"
    )


def _words(text: str) -> str:
    return f"<w:r><w:t>{escape(text)}</w:t></w:r>"


def _field(name: str) -> str:
    instruction = quoteattr(f' MERGEFIELD "{name}" ')
    return f"<w:fldSimple w:instr={instruction}>{_words(f'«{name}»')}</w:fldSimple>"
