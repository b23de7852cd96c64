"""How a stored file is handed to a browser: nothing from outside may run in our pages."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

INLINE_TYPES = frozenset(
    {"application/pdf", "image/png", "image/jpeg", "image/gif", "image/webp", "text/plain"},
)
"""Types a browser may show in place. SVG and HTML are not among them: they can hold scripts."""

NAME_LIMIT = 150
_SEALED = "default-src 'none'; sandbox"
_PDF = "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'self'"


@dataclass(frozen=True, slots=True)
class Disposition:
    """The type to declare and whether the browser may show the file in place."""

    content_type: str
    inline: bool


def choose_disposition(media_type: str) -> Disposition:
    """The safe way to serve a file whose content was found to be `media_type`."""
    essence = media_type.partition(";")[0].strip().lower()
    if essence == "text/plain":
        charset = "" if ";" in media_type else "; charset=utf-8"
        return Disposition(f"{media_type}{charset}", inline=True)
    if essence in INLINE_TYPES:
        return Disposition(essence, inline=True)
    if essence in {"text/html", "image/svg+xml", "text/xml", "application/xml"}:
        return Disposition("application/octet-stream", inline=False)
    return Disposition(media_type, inline=False)


def clean_name(name: str) -> str:
    """`name` as a file name no system trips over: no folders, no control characters, not too long."""
    last = name.replace("\\", "/").rpartition("/")[2]
    plain = "".join(character for character in last if character.isprintable()).strip(" .")
    stem, dot, ending = plain.rpartition(".")
    if dot and len(ending) <= 10:
        return f"{stem[: NAME_LIMIT - len(ending) - 1]}.{ending}" if stem else ending
    return plain[:NAME_LIMIT] or "file"


def headers_for(media_type: str, name: str, sha256: str = "") -> dict[str, str]:
    """The headers that go with the file's bytes when it is served under `name` (RFC 6266).

    Browsers ask each time: most addresses name a record, and another file may have taken the place. The
    hash of a stored file is what they ask with.
    """
    way = choose_disposition(media_type)
    cleaned = clean_name(name)
    ascii_name = cleaned.encode("ascii", "replace").decode().replace('"', "'").replace("?", "_")
    kind = "inline" if way.inline else "attachment"
    exact_name = quote(cleaned, safe="")
    asked_with = {"ETag": f'"{sha256}"'} if sha256 else {}
    return asked_with | {
        "Content-Type": way.content_type,
        "Content-Disposition": f"{kind}; filename=\"{ascii_name}\"; filename*=UTF-8''{exact_name}",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": _PDF if way.content_type == "application/pdf" else _SEALED,
        "X-Frame-Options": "SAMEORIGIN" if way.inline else "DENY",
        "Cache-Control": "private, no-cache",
    }
