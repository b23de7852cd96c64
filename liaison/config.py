"""Every setting: name, type, default and meaning. A wrong one stops the start and says the remedy."""

from __future__ import annotations

import ipaddress
import os
import re
import secrets
import sys
import zoneinfo
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from functools import partial
from pathlib import Path
from typing import Literal
from urllib.parse import SplitResult, unquote, urlsplit

LANGUAGES = ("fr", "de", "it", "en")


class WrongSetting(Exception):
    """A setting cannot be used; the message names it, its value and the remedy."""

    def __init__(self, name: str, value: str, remedy: str) -> None:
        super().__init__(f"{name} = {value!r} cannot be used: {remedy}")
        self.name, self.value, self.remedy = name, value, remedy


@dataclass(frozen=True, slots=True)
class Smtp:
    """The server that takes outgoing mail."""

    host: str
    port: int
    user: str = ""
    password: str = ""
    tls: bool = False
    starttls: bool = False


@dataclass(frozen=True, slots=True)
class Mailbox:
    """The mailbox that is read for what comes back."""

    host: str
    port: int
    user: str
    password: str = ""
    folder: str = "INBOX"
    tls: bool = False
    starttls: bool = False

    @property
    def name(self) -> str:
        """The mailbox in words, without its password; what has been read is kept under it."""
        return f"{self.user}@{self.host}:{self.port}/{self.folder}"


@dataclass(frozen=True, slots=True)
class Config:
    """The checked settings of one installation."""

    home: Path
    """LIAISON_HOME: the folder of everything this installation keeps."""
    port: int
    """LIAISON_PORT: the port of web and API."""
    bind: str
    """LIAISON_BIND: the address web and API listen on."""
    database_url: str
    """DATABASE_URL: a PostgreSQL 15 or newer; empty: the private one."""
    secret_key: str
    """LIAISON_SECRET_KEY: signs sessions; generated and kept in the home folder when absent."""
    public_url: str
    """LIAISON_PUBLIC_URL: how browsers reach the installation."""
    time_zone: str
    """LIAISON_TIME_ZONE: of the company."""
    currency: str
    """LIAISON_CURRENCY: of the company, ISO 4217."""
    language: str
    """LIAISON_LANGUAGE: of the company: fr, de, it or en."""
    smtp: Smtp | None
    """EMAIL_URL: outgoing mail; without it messages become files in the outbox folder."""
    email_from: str
    """LIAISON_EMAIL_FROM: the sender of every message, named as the salesperson, to whom answers go."""
    mailbox: Mailbox | None
    """LIAISON_MAILBOX_URL: where bounces, complaints and answers are read from; without it nothing is."""
    return_address: str
    """LIAISON_RETURN_ADDRESS: of that mailbox, if it takes `name+anything@domain`; else empty."""
    emails_per_minute: int
    """LIAISON_EMAILS_PER_MINUTE: how many messages the account takes a minute; 0: no limit."""
    emails_per_domain: int
    """LIAISON_EMAILS_PER_DOMAIN: how many of a mailing a receiving domain gets a minute; 0: no limit."""
    quiet_hours: tuple[time, time] | None
    """LIAISON_QUIET_HOURS: from when to when no e-mail of a mailing goes out, by the company's clock."""
    address_window: Literal["right", "left"]
    """LIAISON_ADDRESS_WINDOW: on which side the company's envelopes have their window."""
    storage_url: str
    """LIAISON_STORAGE_URL: where files are kept; empty: the home folder."""
    debug: bool
    """LIAISON_DEBUG: error pages for developers; never in production."""

    @property
    def files(self) -> Path:
        """The folder of stored files."""
        if self.storage_url:
            return Path(unquote(urlsplit(self.storage_url).path))
        return self.home / "files"

    @property
    def outbox(self) -> Path:
        """The folder that stands in for a mail server."""
        return self.home / "outbox"

    @property
    def secure(self) -> bool:
        """Whether browsers come over HTTPS."""
        return self.public_url.startswith("https://")


def default_home() -> Path:
    """`./var` in a checkout, else the user's data directory."""
    checkout = Path(__file__).resolve().parent.parent
    if (checkout / "pyproject.toml").is_file():
        return checkout / "var"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "Liaison"
    return Path(os.environ.get("XDG_DATA_HOME", str(Path.home() / ".local" / "share"))) / "liaison"


def home_of(environ: Mapping[str, str] = os.environ) -> Path:
    """The folder of everything that the installation of `environ` keeps."""
    given = environ.get("LIAISON_HOME", "").strip()
    try:
        return Path(given or default_home()).expanduser().absolute()
    except RuntimeError:  # `~` of a user whom the system does not know
        raise WrongSetting("LIAISON_HOME", given, "give the whole path of a folder.") from None


def _number(value: Mapping[str, str], name: str, default: str, low: int, high: int) -> int:
    text = value.get(name) or default
    if not re.fullmatch("[0-9]{1,18}", text) or not low <= int(text) <= high:
        raise WrongSetting(name, text, f"give a whole number from {low} to {high}.")
    return int(text)


def _quiet_hours(text: str) -> tuple[time, time] | None:
    if not text:
        return None
    try:
        begins, ends = (time.fromisoformat(one.strip()) for one in text.split("-"))
    except ValueError:
        begins = ends = time()
    if begins == ends or begins.tzinfo is not None or ends.tzinfo is not None:
        raise WrongSetting("LIAISON_QUIET_HOURS", text, "write two times such as 20:00-07:00.")
    return begins, ends


def _address_window(text: str) -> Literal["right", "left"]:
    if text not in {"", "right", "left"}:
        raise WrongSetting("LIAISON_ADDRESS_WINDOW", text, "choose right or left.")
    return "left" if text == "left" else "right"


def _hidden(url: str) -> str:
    """`url` without its password: what stands before the last `@` may be one, however it was written."""
    scheme, slashes, rest = url.partition("://") if "://" in url else ("", "", url)
    said, at, host = rest.rpartition("@")
    user, colon, _password = said.partition(":")
    if at and colon:
        rest = f"{user}:***@{host}"
    return scheme + slashes + re.sub(r"(?i)((?:pass\w*|pwd)=)[^&]*", r"\1***", rest)


def _parts(name: str, url: str, schemes: frozenset[str], remedy: str) -> SplitResult:
    """The parts of the address `url`, which is refused if it cannot be taken apart.

    A `/`, `?` or `#` in a password that is not in percent form would cut the address short unseen.
    """
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018 - raises on a port that is no number
    except ValueError:
        raise WrongSetting(name, _hidden(url), remedy) from None
    cut = parts.netloc and "@" in url and "@" not in parts.netloc
    if cut or parts.fragment or parts.scheme not in schemes:
        raise WrongSetting(name, _hidden(url), remedy)
    return parts


def _server(name: str, url: str, schemes: frozenset[str], remedy: str) -> SplitResult:
    """The parts of the address of a server."""
    parts = _parts(name, url, schemes, remedy)
    if not parts.hostname:
        raise WrongSetting(name, _hidden(url), remedy)
    return parts


_PERCENT = "special characters in percent form, such as %2F for a slash"
_SMTP = frozenset({"smtp", "smtps", "smtp+tls", "smtp+ssl", "smtp+starttls"})
_IMAP = frozenset({"imap", "imaps", "imap+ssl", "imap+tls", "imap+starttls"})
_STARTTLS = frozenset({"starttls=true", "starttls=1", "starttls=yes", "starttls=on"})


def _mail(name: str, url: str, schemes: frozenset[str], remedy: str) -> tuple[SplitResult, dict[str, bool]]:
    """The parts of the address of a mail server, and how it is to be spoken to.

    Whoever writes an option counts on it: one not understood might be what hides the password.
    """
    parts = _server(name, url, schemes, remedy)
    tls, asked = parts.scheme in {"smtps", "smtp+ssl", "imaps", "imap+ssl"}, parts.query.lower()
    if asked and (tls or asked not in _STARTTLS):
        raise WrongSetting(name, _hidden(url), remedy)
    return parts, {"tls": tls, "starttls": bool(asked) or parts.scheme.endswith(("+tls", "+starttls"))}


def _smtp(url: str) -> Smtp | None:
    if not url:
        return None
    remedy = f"write smtp://user:password@host:port, smtps:// for TLS, or smtp+starttls://, {_PERCENT}."
    parts, spoken = _mail("EMAIL_URL", url, _SMTP, remedy)
    if parts.path.strip("/"):
        raise WrongSetting("EMAIL_URL", _hidden(url), remedy)
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    if not (user + password).isascii():  # Python's smtplib can say no others
        raise WrongSetting("EMAIL_URL", _hidden(url), "user and password may hold ASCII characters only.")
    port = parts.port or (465 if spoken["tls"] else 587 if spoken["starttls"] else 25)
    return Smtp(parts.hostname or "", port, user, password, **spoken)


def _mailbox(url: str) -> Mailbox | None:
    if not url:
        return None
    remedy = f"write imaps://user:password@host:port/folder, imap+starttls:// or imap://, {_PERCENT}."
    parts, spoken = _mail("LIAISON_MAILBOX_URL", url, _IMAP, remedy)
    if not parts.username:
        raise WrongSetting("LIAISON_MAILBOX_URL", _hidden(url), remedy)
    return Mailbox(
        host=parts.hostname or "",
        port=parts.port or (993 if spoken["tls"] else 143),
        user=unquote(parts.username),
        password=unquote(parts.password or ""),
        folder=unquote(parts.path.strip("/")) or "INBOX",
        **spoken,
    )


LONGEST_RETURN_NAME = 25
"""Of a local part of at most 64 characters (RFC 5321), the rest is for the number and its signature."""
_HOST = re.compile(r"[A-Za-z0-9._-]+")
_RETURN_ADDRESS = re.compile(r"[A-Za-z0-9._-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*")


def _return_address(address: str) -> str:
    if address and (not _RETURN_ADDRESS.fullmatch(address) or address.index("@") > LONGEST_RETURN_NAME):
        remedy = f"write name@domain, the name with at most {LONGEST_RETURN_NAME} letters, digits and . _ -."
        raise WrongSetting("LIAISON_RETURN_ADDRESS", address, remedy)
    return address


def _database(url: str) -> str:
    if not url:
        return ""
    remedy = f"write postgres://user:password@host:port/name (PostgreSQL 15 or newer), {_PERCENT}."
    parts = _parts("DATABASE_URL", url, frozenset({"postgres", "postgresql"}), remedy)
    if not parts.path.strip("/"):
        raise WrongSetting("DATABASE_URL", _hidden(url), remedy)
    return url


def _bind(text: str) -> str:
    """An address to listen on, or the name of one; IPv6 with or without brackets."""
    host = text[1:-1] if text.startswith("[") and text.endswith("]") else text
    try:
        ipaddress.ip_address(host)
    except ValueError:
        if not _HOST.fullmatch(host):
            raise WrongSetting("LIAISON_BIND", text, "give one such as 127.0.0.1, 0.0.0.0 or ::.") from None
    return host


def in_url(host: str) -> str:
    """`host` as it stands in an address: IPv6 in brackets."""
    return f"[{host}]" if ":" in host else host


def _public_url(url: str) -> str:
    """The address of the host: Liaison stands at its root, and nowhere below."""
    remedy = "write scheme and host alone: https://liaison.example.ch."
    parts = _server("LIAISON_PUBLIC_URL", url, frozenset({"http", "https"}), remedy)
    if parts.path.strip("/") or parts.query or "@" in parts.netloc:
        raise WrongSetting("LIAISON_PUBLIC_URL", _hidden(url), remedy)
    return parts.scheme + url[len(parts.scheme) :]  # in small letters: whoever asks for https compares it


def _storage(url: str) -> str:
    """The address of a folder: the whole path, for part of one would be a folder that nobody meant."""
    if not url:
        return ""
    remedy = f"write file:///folder with three slashes, {_PERCENT}."
    parts = _parts("LIAISON_STORAGE_URL", url, frozenset({"file"}), remedy)
    folder = unquote(parts.path)
    if not url.startswith("file:///") or parts.query or not folder.strip("/") or "\0" in folder:
        raise WrongSetting("LIAISON_STORAGE_URL", url, remedy)
    return url


def _email_from(address: str, public_url: str) -> str:
    """The sender, by the same measure as every address that a message is written to."""
    if not address:
        return f"liaison@{_mail_domain(public_url)}"
    # Django takes long to load, and what only reads the settings can do without.
    from django.core.exceptions import ValidationError  # noqa: PLC0415
    from django.core.validators import EmailValidator  # noqa: PLC0415

    try:
        EmailValidator()(address)
    except ValidationError:
        remedy = "write the address alone, such as info@liaison.example.ch."
        raise WrongSetting("LIAISON_EMAIL_FROM", address, remedy) from None
    return address


def _mail_domain(public_url: str) -> str:
    """The domain of our own address: the host's name; a bare number is none."""
    host = urlsplit(public_url).hostname or "localhost"
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return host
    return "localhost"


def _secret(home: Path, text: str) -> str:
    if text:
        if len(text) < 32:
            raise WrongSetting("LIAISON_SECRET_KEY", "…", "give at least 32 characters.")
        return text
    file, wrong = home / "secret.key", partial(WrongSetting, "LIAISON_HOME", str(home))
    try:
        home.mkdir(parents=True, exist_ok=True)
        if not file.exists():
            part = file.with_suffix(f".{os.getpid()}")
            part.touch(mode=0o600)
            part.write_text(secrets.token_urlsafe(48), encoding="ascii")
            try:
                os.link(part, file)
            except FileExistsError:
                pass
            finally:
                part.unlink()
        found = file.read_text(encoding="ascii", errors="replace").strip()
    except OSError as error:
        raise wrong(f"the folder must be writable ({error.strerror}).") from error
    if not re.fullmatch("[!-~]{32,}", found):
        raise wrong("its secret.key is cut or damaged: bring it from a copy, or delete it for another.")
    return found


def read(environ: Mapping[str, str] = os.environ) -> Config:
    """The settings of `environ`, each checked; raises `WrongSetting` on the first that is wrong."""
    value, home = {key: text.strip() for key, text in environ.items()}, home_of(environ)
    port = _number(value, "LIAISON_PORT", "8000", 1, 65535)
    bind = _bind(value.get("LIAISON_BIND") or "127.0.0.1")
    zone = value.get("LIAISON_TIME_ZONE") or "Europe/Zurich"
    try:
        zoneinfo.ZoneInfo(zone)
    except (ValueError, OSError, zoneinfo.ZoneInfoNotFoundError):
        raise WrongSetting("LIAISON_TIME_ZONE", zone, "give a name such as Europe/Zurich.") from None
    currency = value.get("LIAISON_CURRENCY") or "CHF"
    if len(currency) != 3 or not currency.isascii() or not currency.isalpha() or not currency.isupper():
        raise WrongSetting("LIAISON_CURRENCY", currency, "give three capital letters such as CHF.")
    language = value.get("LIAISON_LANGUAGE") or "fr"
    if language not in LANGUAGES:
        raise WrongSetting("LIAISON_LANGUAGE", language, "choose one of fr, de, it, en.")
    public_url = _public_url((value.get("LIAISON_PUBLIC_URL") or f"http://{in_url(bind)}:{port}").rstrip("/"))
    debug = value.get("LIAISON_DEBUG") or "0"
    if debug not in {"0", "1"}:
        raise WrongSetting("LIAISON_DEBUG", debug, "give 1 or 0.")
    return Config(
        home=home,
        port=port,
        bind=bind,
        database_url=_database(value.get("DATABASE_URL", "")),
        secret_key=_secret(home, value.get("LIAISON_SECRET_KEY", "")),
        public_url=public_url,
        time_zone=zone,
        currency=currency,
        language=language,
        smtp=_smtp(value.get("EMAIL_URL", "")),
        email_from=_email_from(value.get("LIAISON_EMAIL_FROM", ""), public_url),
        mailbox=_mailbox(value.get("LIAISON_MAILBOX_URL", "")),
        return_address=_return_address(value.get("LIAISON_RETURN_ADDRESS", "")),
        emails_per_minute=_number(value, "LIAISON_EMAILS_PER_MINUTE", "0", 0, 1_000_000),
        emails_per_domain=_number(value, "LIAISON_EMAILS_PER_DOMAIN", "0", 0, 1_000_000),
        quiet_hours=_quiet_hours(value.get("LIAISON_QUIET_HOURS", "")),
        address_window=_address_window(value.get("LIAISON_ADDRESS_WINDOW", "")),
        storage_url=_storage(value.get("LIAISON_STORAGE_URL", "")),
        debug=debug == "1",
    )
