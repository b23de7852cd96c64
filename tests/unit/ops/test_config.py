from __future__ import annotations

import sys
from datetime import time
from pathlib import Path

import pytest

from liaison import config
from liaison.config import Mailbox, Smtp, WrongSetting

SECRET = "x" * 32


def read(home: Path, **environ: str) -> config.Config:
    return config.read({"LIAISON_HOME": str(home), "LIAISON_SECRET_KEY": SECRET, **environ})


def test_nothing_given_is_a_sound_installation(tmp_path: Path) -> None:
    found = read(tmp_path)

    assert (found.bind, found.port, found.public_url) == ("127.0.0.1", 8000, "http://127.0.0.1:8000")
    assert (found.time_zone, found.currency, found.language) == ("Europe/Zurich", "CHF", "fr")
    assert (found.database_url, found.smtp, found.debug, found.secure) == ("", None, False, False)
    assert (found.files, found.outbox) == (tmp_path / "files", tmp_path / "outbox")
    assert found.email_from == "liaison@localhost"


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("LIAISON_PORT", "0", "0"),
        ("LIAISON_PORT", "65536", "65536"),
        ("LIAISON_PORT", "8000x", "8000x"),
        ("LIAISON_PORT", "٨٠", "٨٠"),
        ("LIAISON_PORT", "8" * 5000, "8" * 5000),
        ("LIAISON_HOME", "~nobody-of-this-name/x", "~nobody-of-this-name/x"),
        ("LIAISON_TIME_ZONE", "Europe/Renens", "Europe/Renens"),
        ("LIAISON_TIME_ZONE", "../etc/passwd", "../etc/passwd"),
        ("LIAISON_CURRENCY", "chf", "chf"),
        ("LIAISON_CURRENCY", "FRANC", "FRANC"),
        ("LIAISON_LANGUAGE", "rm", "rm"),
        ("LIAISON_PUBLIC_URL", "liaison.example.ch", "liaison.example.ch"),
        ("LIAISON_PUBLIC_URL", "ftp://liaison.example.ch", "ftp://liaison.example.ch"),
        ("LIAISON_PUBLIC_URL", "https://[x", "https://[x"),
        ("LIAISON_PUBLIC_URL", "https://liaison.example.ch/crm", "https://liaison.example.ch/crm"),
        ("LIAISON_PUBLIC_URL", "https://liaison.example.ch/?x=1", "https://liaison.example.ch/?x=1"),
        ("LIAISON_PUBLIC_URL", "https://liaison.example.ch#x", "https://liaison.example.ch#x"),
        ("LIAISON_PUBLIC_URL", "https://u:topsecret@liaison.example.ch", "https://u:***@liaison.example.ch"),
        ("LIAISON_BIND", "every one", "every one"),
        ("LIAISON_BIND", "::x", "::x"),
        ("LIAISON_STORAGE_URL", "s3://bucket", "s3://bucket"),
        ("LIAISON_STORAGE_URL", "s3://key:topsecret@bucket", "s3://key:***@bucket"),
        ("LIAISON_STORAGE_URL", "file:/srv/x", "file:/srv/x"),
        ("LIAISON_STORAGE_URL", "file://srv/x", "file://srv/x"),
        ("LIAISON_STORAGE_URL", "file://", "file://"),
        ("LIAISON_STORAGE_URL", "file:///", "file:///"),
        ("LIAISON_STORAGE_URL", "file:///srv/a#1", "file:///srv/a#1"),
        ("LIAISON_STORAGE_URL", "file:///srv/a?1", "file:///srv/a?1"),
        ("LIAISON_EMAIL_FROM", "Agri SA", "Agri SA"),
        ("LIAISON_EMAIL_FROM", "Agri SA <info@agri.example>", "Agri SA <info@agri.example>"),
        ("LIAISON_DEBUG", "yes", "yes"),
        ("LIAISON_SECRET_KEY", "short", "…"),
        ("DATABASE_URL", "mysql://u:topsecret@host/db", "mysql://u:***@host/db"),
        ("DATABASE_URL", "postgres://u:topsecret@host", "postgres://u:***@host"),
        ("DATABASE_URL", "postgres://u:topsecret@host:x/db", "postgres://u:***@host:x/db"),
        ("DATABASE_URL", "postgres://u:top[secret@host/db", "postgres://u:***@host/db"),
        ("DATABASE_URL", "postgres://u:1/topsecret@host/db", "postgres://u:***@host/db"),
        ("DATABASE_URL", "mysql://host/db?user=u&password=topsecret", "mysql://host/db?user=u&password=***"),
        ("EMAIL_URL", "smtp://u:top[secret@host", "smtp://u:***@host"),
        ("EMAIL_URL", "smtp://u:topsecret/x@host", "smtp://u:***@host"),
        ("EMAIL_URL", "smtp://u:topsecret#x@host", "smtp://u:***@host"),
        ("EMAIL_URL", "smtp://u:1#topsecret@host", "smtp://u:***@host"),
        ("EMAIL_URL", "smtp://u:1?topsecret@host", "smtp://u:***@host"),
        ("EMAIL_URL", "smtp:u:topsecret@host", "smtp:***@host"),
        ("EMAIL_URL", "http://u:topsecret@host", "http://u:***@host"),
        ("EMAIL_URL", "smtp://u:topsecret@host:99999", "smtp://u:***@host:99999"),
        ("EMAIL_URL", "smtp://", "smtp://"),
        ("EMAIL_URL", "smtp://u:topsecret@host?tls=true", "smtp://u:***@host?tls=true"),
        ("EMAIL_URL", "smtp://u:topsecret@host?starttls", "smtp://u:***@host?starttls"),
        ("EMAIL_URL", "smtp://u:topsecret@host?starttls=false", "smtp://u:***@host?starttls=false"),
        ("EMAIL_URL", "smtp://u:topsecret@host?starttls=1&x=1", "smtp://u:***@host?starttls=1&x=1"),
        ("EMAIL_URL", "smtps://u:topsecret@host?starttls=true", "smtps://u:***@host?starttls=true"),
        ("EMAIL_URL", "smtp://u@host?pass=topsecret", "smtp://u@host?pass=***"),
        ("EMAIL_URL", "smtp://u:topsecret@host/starttls", "smtp://u:***@host/starttls"),
        ("EMAIL_URL", "smtp://u:topsecr%C3%A9t@host", "smtp://u:***@host"),
        ("EMAIL_URL", "smtp://ren%C3%A9:topsecret@host", "smtp://ren%C3%A9:***@host"),
        ("EMAIL_URL", "smtp://u:topsecret%E9@host", "smtp://u:***@host"),
        ("LIAISON_MAILBOX_URL", "pop3://u:topsecret@host", "pop3://u:***@host"),
        ("LIAISON_MAILBOX_URL", "imaps://u:topsecret@host:99999", "imaps://u:***@host:99999"),
        ("LIAISON_MAILBOX_URL", "imaps://host", "imaps://host"),
        ("LIAISON_MAILBOX_URL", "imap://u:topsecret@host/x?ssl=1", "imap://u:***@host/x?ssl=1"),
        ("LIAISON_MAILBOX_URL", "imaps://u:topsecret@host?starttls=1", "imaps://u:***@host?starttls=1"),
        ("LIAISON_ADDRESS_WINDOW", "middle", "middle"),
        ("LIAISON_RETURN_ADDRESS", "info", "info"),
        ("LIAISON_RETURN_ADDRESS", "info+x@liaison.example", "info+x@liaison.example"),
        ("LIAISON_RETURN_ADDRESS", f"{'n' * 26}@x.ch", f"{'n' * 26}@x.ch"),
    ],
)
def test_wrong_setting_is_named_with_its_value_and_a_remedy(
    tmp_path: Path, name: str, value: str, told: str
) -> None:
    with pytest.raises(WrongSetting) as caught:
        read(tmp_path, **{name: value})

    assert (caught.value.name, caught.value.value) == (name, told)
    assert str(caught.value) == f"{name} = {told!r} cannot be used: {caught.value.remedy}"
    assert "topsecret" not in str(caught.value)
    assert caught.value.remedy.endswith(".")


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("smtp://localhost", Smtp("localhost", 25)),
        ("smtp://localhost:2525", Smtp("localhost", 2525)),
        ("smtps://u%40x:p%2Fw@mail.example.ch", Smtp("mail.example.ch", 465, "u@x", "p/w", tls=True)),
        ("smtp+starttls://u:p@mail.example.ch", Smtp("mail.example.ch", 587, "u", "p", starttls=True)),
        ("smtp+tls://mail.example.ch/", Smtp("mail.example.ch", 587, starttls=True)),
        ("smtp+ssl://mail.example.ch?", Smtp("mail.example.ch", 465, tls=True)),
        *(
            (f"smtp://mail.example.ch:25?{asked}", Smtp("mail.example.ch", 25, starttls=True))
            for asked in ("starttls=true", "starttls=True", "StartTLS=1", "starttls=yes", "starttls=ON")
        ),
    ],
)
def test_mail_server_is_read_from_its_address(tmp_path: Path, url: str, expected: Smtp) -> None:
    assert read(tmp_path, EMAIL_URL=url).smtp == expected


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("imap://u@localhost", Mailbox("localhost", 143, "u")),
        ("imaps://u%40x:p%2Fw@mail.example.ch", Mailbox("mail.example.ch", 993, "u@x", "p/w", tls=True)),
        (
            "imap+starttls://u:p@mail.example.ch:1143/Retours%20%26%20co",
            Mailbox("mail.example.ch", 1143, "u", "p", "Retours & co", starttls=True),
        ),
        ("imap://u:p@host/INBOX?starttls=True", Mailbox("host", 143, "u", "p", starttls=True)),
        ("imap+ssl://u@host", Mailbox("host", 993, "u", tls=True)),
        ("imap+tls://u@host", Mailbox("host", 143, "u", starttls=True)),
    ],
)
def test_mailbox_is_read_from_its_address(tmp_path: Path, url: str, expected: Mailbox) -> None:
    assert read(tmp_path, LIAISON_MAILBOX_URL=url).mailbox == expected


def test_a_mailbox_is_named_without_its_password(tmp_path: Path) -> None:
    found = read(tmp_path, LIAISON_MAILBOX_URL="imaps://u:topsecret@host/x").mailbox
    assert found is not None
    assert found.name == "u@host:993/x"


def test_an_empty_setting_is_one_that_is_not_given(tmp_path: Path) -> None:
    """As a file of settings with every name in it has them."""
    names = [
        "DATABASE_URL", "EMAIL_URL", "LIAISON_ADDRESS_WINDOW", "LIAISON_BIND", "LIAISON_CURRENCY",
        "LIAISON_DEBUG", "LIAISON_EMAILS_PER_DOMAIN", "LIAISON_EMAILS_PER_MINUTE", "LIAISON_EMAIL_FROM",
        "LIAISON_LANGUAGE", "LIAISON_MAILBOX_URL", "LIAISON_PORT", "LIAISON_PUBLIC_URL",
        "LIAISON_QUIET_HOURS", "LIAISON_RETURN_ADDRESS", "LIAISON_STORAGE_URL", "LIAISON_TIME_ZONE",
    ]  # fmt: skip

    assert read(tmp_path, **dict.fromkeys(names, "")) == read(tmp_path)


def test_the_window_of_the_envelopes_is_on_the_right_unless_told(tmp_path: Path) -> None:
    """R-INT-120"""
    assert read(tmp_path).address_window == "right"
    assert read(tmp_path, LIAISON_ADDRESS_WINDOW="right").address_window == "right"
    assert read(tmp_path, LIAISON_ADDRESS_WINDOW="left").address_window == "left"


def test_manners_of_mailings_are_read(tmp_path: Path) -> None:
    """B-10"""
    found = read(
        tmp_path,
        LIAISON_EMAILS_PER_MINUTE="600",
        LIAISON_EMAILS_PER_DOMAIN="60",
        LIAISON_QUIET_HOURS="20:00 - 07:30",
    )
    assert (found.emails_per_minute, found.emails_per_domain) == (600, 60)
    assert found.quiet_hours == (time(20), time(7, 30))
    found = read(tmp_path)
    assert (found.emails_per_minute, found.emails_per_domain, found.quiet_hours) == (0, 0, None)


@pytest.mark.parametrize("hours", ["20:00", "20-", "late-early", "20:00-20:00", "20:00+01:00-07:00"])
def test_quiet_hours_that_are_none_stop_the_start(tmp_path: Path, hours: str) -> None:
    with pytest.raises(WrongSetting) as caught:
        read(tmp_path, LIAISON_QUIET_HOURS=hours)
    assert (caught.value.name, caught.value.value) == ("LIAISON_QUIET_HOURS", hours)


def test_secret_is_made_once_and_kept_for_nobody_else(tmp_path: Path) -> None:
    first = config.read({"LIAISON_HOME": str(tmp_path / "home")})
    second = config.read({"LIAISON_HOME": str(tmp_path / "home")})

    assert first.secret_key == second.secret_key
    assert len(first.secret_key) == 64
    assert (tmp_path / "home" / "secret.key").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in (tmp_path / "home").iterdir()] == ["secret.key"]


@pytest.mark.parametrize("left", [b"", b"short\n", b"\0" * 64, b"\xff" * 64])
def test_secret_that_the_disk_cut_is_told(tmp_path: Path, left: bytes) -> None:
    """Whoever guesses it can sign sessions."""
    (tmp_path / "secret.key").write_bytes(left)

    with pytest.raises(WrongSetting, match=r"its secret\.key is cut or damaged: bring it from a copy"):
        config.read({"LIAISON_HOME": str(tmp_path)})

    assert (tmp_path / "secret.key").read_bytes() == left


def test_public_url_is_of_https_in_large_letters_too(tmp_path: Path) -> None:
    found = read(tmp_path, LIAISON_PUBLIC_URL="HTTPS://Liaison.example.ch/")

    assert (found.public_url, found.secure) == ("https://Liaison.example.ch", True)


def test_home_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    with pytest.raises(WrongSetting) as caught:
        config.read({"LIAISON_HOME": str(tmp_path / "file" / "home")})

    assert caught.value.name == "LIAISON_HOME"


def test_https_address_makes_the_installation_secure(tmp_path: Path) -> None:
    found = read(tmp_path, LIAISON_PUBLIC_URL="https://liaison.example.ch/")

    assert (found.public_url, found.secure) == ("https://liaison.example.ch", True)
    assert found.email_from == "liaison@liaison.example.ch"


def test_storage_folder_may_stand_elsewhere(tmp_path: Path) -> None:
    assert read(tmp_path, LIAISON_STORAGE_URL="file:///srv/les%20fichiers").files == Path("/srv/les fichiers")
    assert read(tmp_path, LIAISON_STORAGE_URL="file:///srv/a@b%23").files == Path("/srv/a@b#")


@pytest.mark.parametrize("bind", ["::1", "[::1]"])
def test_an_address_of_ipv6_stands_in_brackets_where_it_is_shown(tmp_path: Path, bind: str) -> None:
    found = read(tmp_path, LIAISON_BIND=bind)

    assert (found.bind, found.public_url, found.email_from) == (
        "::1",
        "http://[::1]:8000",
        "liaison@localhost",
    )


def test_sender_is_an_address(tmp_path: Path) -> None:
    assert read(tmp_path, LIAISON_EMAIL_FROM="info@bähler.example").email_from == "info@bähler.example"


@pytest.mark.parametrize(
    ("system", "environ", "folder"),
    [
        ("linux", {"XDG_DATA_HOME": "/data"}, "/data/liaison"),
        ("linux", {}, "/people/nora/.local/share/liaison"),
        ("darwin", {}, "/people/nora/Library/Application Support/Liaison"),
    ],
)
def test_default_home_of_an_installed_copy_is_the_users(
    system: str, environ: dict[str, str], folder: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(config, "__file__", str(tmp_path / "liaison" / "config.py"))
    monkeypatch.setattr(sys, "platform", system)
    monkeypatch.delenv("XDG_DATA_HOME", raising=False)
    for name, value in {"HOME": "/people/nora", **environ}.items():
        monkeypatch.setenv(name, value)
    assert config.default_home() == Path(folder)


def test_default_home_stands_in_the_checkout() -> None:
    assert config.default_home() == Path(config.__file__).resolve().parents[1] / "var"
