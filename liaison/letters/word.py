"""Word files: whether one may be used, which merge fields it names, and merging it with values.

A file is opened with suspicion: its sizes are read before anything is unpacked, links to other files
and programs are refused, and a trial merge at upload shows that it can be merged at all.
"""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from liaison.files.office import inspect_word
from liaison.kit.errors import Refusal, Refused
from liaison.kit.folding import fold
from liaison.letters import rules
from liaison.letters.sources import find_field
from liaison.letters.values import MergeValue, MergeValues

if TYPE_CHECKING:
    from mailmerge import MailMerge

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_OLD_FORMAT = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_STEPPING = frozenset({"NEXT", "NEXTIF", "SKIPIF"})
_FILLED = frozenset({"MERGEFIELD", "IF"})
_LINKING = frozenset(
    {"INCLUDETEXT", "INCLUDEPICTURE", "DDE", "DDEAUTO", "LINK", "DATABASE", "IMPORT", "INCLUDE"}
)
_NOT_IN_XML = dict.fromkeys([*range(9), *range(14, 32), 0xFFFE, 0xFFFF]) | dict.fromkeys([11, 12], " ")
"""What no XML can hold; the line and page breaks that Word itself writes become blanks."""
_HARMLESS_LINKS = ("/hyperlink", "/attachedTemplate")
_FIELD_PARTS = re.compile(r"word/(document|header\d*|footer\d*|footnotes|endnotes)\.xml$")


def fields_of(content: bytes) -> tuple[str, ...]:
    """The merge fields that a Word file names, as they are written there, sorted (R-INT-134).

    Raises `Refused` when the file is no Word file, is damaged, too large, or takes content from elsewhere.
    """
    with opened(content) as word:
        return tuple(sorted(names_in(word), key=fold))


def names_in(word: MailMerge) -> set[str]:
    """Also the names inside of other fields (IF), which the library's own list leaves out."""
    fields = word.merge_data._merge_field_map.values()  # noqa: SLF001 - there is no other way to them
    return {field.name for field in fields if field.name}


def check_document(content: bytes, name: str, *, fields_needed: bool = False) -> tuple[str, ...]:
    """The merge fields of a Word file that can be merged; raises `Refused` with all that is wrong.

    With `fields_needed`, as for document templates, a file without any field is refused (R-INT-134).
    """
    if not content:
        raise Refused(rules.empty())
    if not name.lower().endswith((".docx", ".doc")):
        raise Refused(rules.not_word())
    names = fields_of(content)
    wrong = list(field_objections(names))
    if fields_needed and not names:
        wrong.append(rules.no_merge_field())
    if wrong:
        raise Refused(*wrong)
    merge_document(content, {})
    return names


def field_objections(names: Iterable[str]) -> Iterator[Refusal]:
    """What is wrong with the merge fields of a Word file (E-INT-46)."""
    count = 0
    for name in names:
        count += 1
        if len(name) > rules.LONGEST_FIELD_NAME:
            yield rules.long_merge_field(name)
        elif find_field(name) is None:
            yield rules.unknown_merge_field(name)
    if count > rules.MOST_FIELDS:
        yield rules.many_merge_fields()


def half_known(content: bytes) -> tuple[Refusal, ...]:
    """Why a Word file that somebody attached is not filled though it names merge fields of ours (E-INT-46).

    One that names none of them, or cannot be read, is of any kind and not ours to refuse.
    """
    names = _names_of(content)
    return tuple(field_objections(names)) if any(map(find_field, names)) else ()


@lru_cache(2)
def _names_of(content: bytes) -> tuple[str, ...]:
    """The merge fields of a file of any kind, none of one that cannot be read; the last are remembered.

    A file that many entries have is read once. Only few are kept, for they may be large.
    """
    try:
        return fields_of(content)
    except Refused:
        return ()


def merge_document(content: bytes, values: MergeValues) -> bytes:
    r"""The Word file with its fields filled; a field without value is left empty (R-INT-137, 140).

    Field switches (`\@`, `\#`, `\* Upper`) hold, in headers, footers, tables and notes as well.
    """
    out = io.BytesIO()
    with opened(content) as word, quietly():
        try:
            word.merge(**by_written_name(names_in(word), values))
            word.write(out)
        except Exception as error:
            raise Refused(rules.damaged()) from error
    return out.getvalue()


def by_written_name(names: Iterable[str], values: MergeValues) -> Mapping[str, MergeValue]:
    """The values under the names that a Word file has for them, without the signs that none can hold."""
    found = {name: find_field(name) for name in names}
    return {name: _writable(values.get(field.name, "")) if field else "" for name, field in found.items()}


def _writable(value: MergeValue) -> MergeValue:
    return value.translate(_NOT_IN_XML) if isinstance(value, str) else value


def opened(content: bytes) -> MailMerge:
    """The file, checked and parsed; closes itself in a `with`."""
    from mailmerge import MailMerge, MailMergeOptions  # noqa: PLC0415 - see `letters`

    check_package(content, merged=True)
    try:
        with quietly():
            word = MailMerge(io.BytesIO(content), options=MailMergeOptions(merge_if_fields=True))
            word.get_settings()
    except Exception as error:
        # Whatever the parser meets in a broken file, the reader is told the same.
        raise Refused(rules.damaged()) from error
    return word


def repacked(content: bytes, change: Callable[[str, bytes], bytes], *, squeezed: bool = True) -> bytes:
    """The package with each of its parts as `change` makes it of its name and its content."""
    out = io.BytesIO()
    how = zipfile.ZIP_DEFLATED if squeezed else zipfile.ZIP_STORED
    with zipfile.ZipFile(io.BytesIO(content)) as package, zipfile.ZipFile(out, "w", how) as new:
        for member in package.infolist():
            new.writestr(member.filename, change(member.filename, package.read(member)))
    return out.getvalue()


def quietly() -> warnings.catch_warnings[None]:
    """The merging library warns of odd switches and then writes the value as it is."""
    return warnings.catch_warnings(action="ignore")


def check_package(content: bytes, *, merged: bool = False) -> None:
    """Refuse what is no Word file or not to be trusted, before a parser sees it.

    What is to be `merged` also for fields that Word would fill and we would leave as they are.
    """
    if not content:
        raise Refused(rules.empty())
    if content.startswith(_OLD_FORMAT):
        raise Refused(rules.old_word())
    inspect_word(io.BytesIO(content))
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        _check_parts(package, merged=merged)


def _check_parts(package: zipfile.ZipFile, *, merged: bool) -> None:
    names = set(package.namelist())
    if "word/document.xml" not in names:
        raise Refused(rules.damaged())
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise Refused(rules.with_macros())
    for name in names:
        if name.endswith(".rels"):
            _check_links(parsed(package, name))
        elif _FIELD_PARTS.match(name):
            _check_fields(parsed(package, name), merged=merged)


def written_parts(package: zipfile.ZipFile) -> Iterator[tuple[str, ET.Element]]:
    """The parts of a Word file that hold its words, each with its name. Raises `Refused`."""
    for name in package.namelist():
        if _FIELD_PARTS.match(name):
            yield name, parsed(package, name)


def keywords_in(part: ET.Element) -> set[str]:
    """The keywords of the fields of a part, in capitals; a word of the letter is none."""
    return {_keyword(instruction) for instruction in instructions(part)}


def _keyword(instruction: str) -> str:
    return instruction.split(maxsplit=1)[0].upper() if instruction.strip() else ""


def parsed(package: zipfile.ZipFile, name: str) -> ET.Element:
    """A part of the package; raises `Refused`."""
    try:
        return ET.fromstring(package.read(name))  # noqa: S314 - bounded, and without a document type
    except (ET.ParseError, ValueError):
        raise Refused(rules.damaged()) from None


def _check_links(relations: ET.Element) -> None:
    for relation in relations:
        if relation.get("TargetMode") == "External" and not relation.get("Type", "").endswith(
            _HARMLESS_LINKS
        ):
            raise Refused(rules.linked())


def _check_fields(part: ET.Element, *, merged: bool) -> None:
    for instruction in instructions(part):
        keyword = _keyword(instruction)
        if keyword in _LINKING:
            raise Refused(rules.linked())
        if keyword in _STEPPING:
            raise Refused(rules.field_not_supported(keyword))
        # Word reads them in any letters, the library that merges in capitals only.
        if merged and keyword in _FILLED and not instruction.lstrip().startswith(keyword):
            raise Refused(rules.small_letters(keyword))


def instructions(part: ET.Element) -> Iterator[str]:
    """The instruction of every field of a part; Word spreads one over several runs."""
    open_fields: list[list[str]] = []
    for element in part.iter():
        if element.tag == f"{_W}fldSimple":
            yield element.get(f"{_W}instr", "")
        elif element.tag == f"{_W}fldChar":
            kind = element.get(f"{_W}fldCharType")
            if kind == "begin":
                open_fields.append([])
            elif kind == "end" and open_fields:
                yield "".join(open_fields.pop())
        elif element.tag == f"{_W}instrText" and open_fields:
            open_fields[-1].append(element.text or "")
