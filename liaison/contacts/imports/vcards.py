"""vCard 2.1, 3.0 and 4.0 as real programs write them.

A card is lines ``group.NAME;parameters:value``. Long lines are folded: what begins with a blank
continues the line before. In 2.1 a value may be quoted-printable, and then a line that ends with ``=``
goes on in the next without any blank; its bytes are in the encoding that CHARSET names. Values of 3.0
and 4.0 escape commas, semicolons, colons and line ends with a backslash. Parameters of 2.1 stand without
their name (``TEL;WORK;FAX``). Unknown properties are passed over, so is a card inside a card.
"""

from __future__ import annotations

import codecs
import quopri
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from liaison.contacts.imports.texts import decode
from liaison.kit.errors import Refusal, Refused
from liaison.kit.text import gettext_lazy as _

MOST_CARDS = 200_000
_HEAD = re.compile(r"^(?:[A-Za-z0-9-]+\.)?([A-Za-z0-9-]+)((?:;(?:[^\":;]|\"[^\"]*\")*)*):", re.DOTALL)
_PARAMETER = re.compile(r';((?:[^";]|"[^"]*")*)')
_ENCODINGS = {"QUOTED-PRINTABLE", "BASE64", "B", "8BIT", "7BIT"}


@dataclass(frozen=True, slots=True)
class Property:
    """One line of a card: its name in capitals, the types, the raw value (decoded, still escaped)."""

    name: str
    types: frozenset[str]
    value: str
    uri: bool = False

    @property
    def text(self) -> str:
        """The value as people read it."""
        return unescape(self.value)

    @property
    def parts(self) -> list[str]:
        """The components between semicolons, as people read them."""
        return [unescape(part) for part in split_escaped(self.value)]


@dataclass(slots=True)
class Card:
    """One card and the line of the file where it begins."""

    line: int
    properties: list[Property] = field(default_factory=list)

    def all(self, name: str) -> list[Property]:
        """The properties called `name`, preferred ones first."""
        found = [one for one in self.properties if one.name == name and one.value.strip(" ;")]
        return sorted(found, key=lambda one: "PREF" not in one.types)

    def text(self, name: str) -> str:
        """The text of the first property called `name`; empty for none."""
        return next((one.text.strip() for one in self.all(name)), "")


def is_vcard(content: bytes) -> bool:
    """Whether `content` begins like an address book, in whatever encoding."""
    start = content[:200].replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe\r\n\t ")
    return start[:11].upper() == b"BEGIN:VCARD"


def read_vcards(content: bytes) -> list[Card]:
    """Every card in `content`.

    Raises:
        Refused: no text, or a card without end.
    """
    cards: list[Card] = []
    depth = 0
    for number, line in unfolded(decode(content)):
        mark = line.strip().upper()
        if mark == "BEGIN:VCARD":
            depth += 1
            if depth == 1:
                cards.append(Card(number))
        elif mark == "END:VCARD":
            depth = max(depth - 1, 0)
        elif depth == 1:
            found = read_property(line)
            if found is not None:
                cards[-1].properties.append(found)
        if len(cards) > MOST_CARDS:
            raise Refused(
                Refusal(_("The file has more than 200 000 cards."), field="file", code="file_too_large")
            )
    if depth or not cards:
        message = _("The card that begins in line %(line)d has no end.") % {
            "line": cards[-1].line if cards else 1
        }
        raise Refused(Refusal(message, field="file", code="file"))
    return cards


def unfolded(text: str) -> Iterator[tuple[int, str]]:
    """The lines of `text`, whole again, each with the number it begins at."""
    pieces: list[str] = []
    begun, quoted = 1, False
    for number, line in enumerate(re.split("\r\n|\r|\n", text), 1):
        if pieces and quoted and pieces[-1].endswith("="):
            pieces[-1] = pieces[-1][:-1]
            pieces.append(line)
        elif pieces and line[:1] in {" ", "\t"}:
            pieces.append(line[1:])
        else:
            if pieces:
                yield begun, "".join(pieces)
            pieces, begun, quoted = [line], number, _is_quoted(line)
    yield begun, "".join(pieces)


def _is_quoted(line: str) -> bool:
    """Whether the value that begins on `line` is quoted-printable."""
    head = _HEAD.match(line)
    return head is not None and "QUOTED-PRINTABLE" in head[2].upper()


def read_property(line: str) -> Property | None:
    """The property on an unfolded `line`; None when it is none."""
    head = _HEAD.match(line)
    if head is None:
        return None
    types: set[str] = set()
    charset, quoted, uri = "", False, False
    for parameter in _PARAMETER.findall(head[2]):
        name, given, value = parameter.partition("=")
        name, value = name.strip().upper(), value.strip().strip('"')
        if not given:
            name, value = ("ENCODING", name) if name in _ENCODINGS else ("TYPE", name)
        if name == "TYPE":
            types |= {piece.strip().upper() for piece in value.split(",")}
        elif name == "ENCODING":
            quoted = value.upper() == "QUOTED-PRINTABLE"
        elif name == "CHARSET":
            charset = value
        elif name == "PREF" and value == "1":
            types.add("PREF")
        elif name == "VALUE":
            uri = value.lower() == "uri"
    value = line[head.end() :]
    if quoted:
        value = _unquoted(value, charset)
    return Property(head[1].upper(), frozenset(types), value, uri)


def _unquoted(value: str, charset: str) -> str:
    """A quoted-printable value as text, its line ends escaped as later versions do."""
    raw = quopri.decodestring(value.encode("utf-8", "surrogatepass"))
    try:
        codec = codecs.lookup(charset or "utf-8").name
        text = raw.decode(codec)
    except (LookupError, UnicodeError):
        text = (
            raw.decode("utf-8", "replace") if charset.lower() == "utf-8" else raw.decode("cp1252", "replace")
        )
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\\n")


def split_escaped(value: str, sign: str = ";") -> list[str]:
    """`value` cut at every `sign` that no backslash protects; the pieces are still escaped."""
    pieces, piece, place = [], [], 0
    while place < len(value):
        if value[place] == "\\" and place + 1 < len(value):
            piece.append(value[place : place + 2])
            place += 2
            continue
        if value[place] == sign:
            pieces.append("".join(piece))
            piece = []
        else:
            piece.append(value[place])
        place += 1
    return [*pieces, "".join(piece)]


def unescape(value: str) -> str:
    """`value` with its escaped signs as they are."""
    return re.sub(r"\\(.)", lambda found: "\n" if found[1] in "nN" else found[1], value, flags=re.DOTALL)
