"""Composed messages, read back part by part with the standard parser."""

from __future__ import annotations

import email
from dataclasses import replace
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import default

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liaison.mail.messages import (
    Attachment,
    Mailbox,
    Message,
    comparable,
    compose,
    envelope_address,
    is_address,
    readdressed,
)

PDF = Attachment("Offre – été.pdf", b"%PDF-1.7\n\x00\xff", "application/pdf")
MESSAGE = Message(
    message_id="<liaison.12.1772443800000000@liaison.example>",
    date=datetime(2026, 3, 2, 9, 30, tzinfo=UTC),
    sender=Mailbox("info@liaison.example", "Aline Rochat"),
    reply_to=Mailbox("aline@liaison.example", "Aline Rochat"),
    to=(Mailbox("nora@beguelin-meca.example", "Nora Béguelin"),),
    subject="Offre pour un tour à commande numérique",
    text="Bonjour Nora,\n\nvoici l’offre.\n.\nA.",
    html="<!doctype html><html><body><p>Bonjour Nora,</p><p>voici l’<b>offre</b>.</p></body></html>",
    language="fr-CH",
)


def read(message: Message) -> EmailMessage:
    found = email.message_from_bytes(compose(message), policy=default)
    assert isinstance(found, EmailMessage)
    return found


def test_headers_say_who_and_what() -> None:
    """R-INT-118, 124"""
    headers = {name: str(value) for name, value in read(MESSAGE).items()}
    assert headers.pop("Content-Type").startswith('multipart/alternative; boundary="=_')
    assert headers == {
        "Date": "Mon, 02 Mar 2026 09:30:00 +0000",
        "From": "Aline Rochat <info@liaison.example>",
        "Reply-To": "Aline Rochat <aline@liaison.example>",
        "To": "Nora Béguelin <nora@beguelin-meca.example>",
        "Subject": "Offre pour un tour à commande numérique",
        "Message-ID": "<liaison.12.1772443800000000@liaison.example>",
        "Content-Language": "fr-CH",
        "X-Mailer": "Liaison",
        "MIME-Version": "1.0",
    }


def test_text_and_html_say_the_same() -> None:
    text, html = read(MESSAGE).iter_parts()
    assert isinstance(text, EmailMessage)
    assert isinstance(html, EmailMessage)
    assert (text.get_content_type(), html.get_content_type()) == ("text/plain", "text/html")
    assert text.get_content().splitlines() == ["Bonjour Nora,", "", "voici l’offre.", ".", "A."]
    assert html.get_content().splitlines() == [MESSAGE.html]


def test_files_and_logo_travel_along() -> None:
    """R-INT-117"""
    logo = Attachment("logo.png", b"\x89PNG", "image/png")
    mail = read(
        replace(
            MESSAGE,
            attachments=(PDF, Attachment("m.eml", b"Subject: x\r\n\r\ny", "message/rfc822")),
            logo=logo,
        )
    )
    assert [part.get_content_type() for part in mail.walk()] == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "multipart/related",
        "text/html",
        "image/png",
        "application/pdf",
        "application/octet-stream",
    ]
    files = list(mail.iter_attachments())
    assert [file.get_filename() for file in files] == ["Offre – été.pdf", "m.eml"]
    assert [file.get_content() for file in files] == [b"%PDF-1.7\n\x00\xff", b"Subject: x\r\n\r\ny"]
    picture = next(part for part in mail.walk() if part.get_content_type() == "image/png")
    assert (picture["Content-ID"], picture.get_content()) == ("<logo@liaison>", b"\x89PNG")


def test_without_html_a_message_is_plain_text() -> None:
    mail = read(replace(MESSAGE, html=""))
    assert (mail.get_content_type(), mail.is_multipart()) == ("text/plain", False)


def test_the_same_message_is_the_same_bytes() -> None:
    full = replace(MESSAGE, attachments=(PDF,), logo=Attachment("l.png", b"x", "image/png"))
    assert compose(full) == compose(full)
    assert compose(full) != compose(replace(full, message_id="<other@liaison.example>"))


def test_every_line_ends_properly_and_is_short_and_7_bit() -> None:
    content = compose(replace(MESSAGE, text="é" * 3000 + "\nfin\r\nx\ry", attachments=(PDF,)))
    assert content.isascii()
    lines = content.split(b"\r\n")
    assert max(map(len, lines)) <= 78
    assert not any(b"\n" in line or b"\r" in line for line in lines)


@pytest.mark.parametrize(
    "subject",
    [
        "Réponse à votre demande concernant l’entretien annuel du tour à commande numérique et de ses accessoires "
        * 2,
        "ä" * 250,
        "mot" * 80,
        "日本語の件名です " * 10,
        "=?utf-8?q?Bcc?= :x",
        "",
    ],
)
def test_long_and_foreign_subjects_arrive_as_they_were_written(subject: str) -> None:
    assert read(replace(MESSAGE, subject=subject))["Subject"].strip() == subject.strip()


@pytest.mark.parametrize(
    "evil", ["x\r\nBcc: spy@evil.example", "x\nBcc: spy@evil.example", "x\x00\x0b\u2028y"]
)
def test_nothing_is_injected_through_words(evil: str) -> None:
    mail = read(
        replace(
            MESSAGE,
            subject=evil,
            sender=Mailbox("info@liaison.example", evil),
            to=(Mailbox("nora@beguelin-meca.example", evil),),
            reply_to=Mailbox("aline@liaison.example", evil),
            language=evil,
            attachments=(replace(PDF, name=evil),),
        )
    )
    assert mail["Bcc"] is None
    assert set(mail.keys()) == {
        "Date", "From", "Reply-To", "To", "Subject", "Message-ID", "Content-Language", "X-Mailer",
        "MIME-Version", "Content-Type",
    }  # fmt: skip
    assert [one.addr_spec for one in mail["To"].addresses] == ["nora@beguelin-meca.example"]


def test_blind_copies_are_in_the_envelope_only() -> None:
    message = replace(
        MESSAGE,
        cc=(Mailbox("yves@beguelin-meca.example", 'Yves, Monnier "Y"'),),
        bcc=(Mailbox("marc@liaison.example"), Mailbox("nora@beguelin-meca.example")),
    )
    assert message.recipients == (
        "nora@beguelin-meca.example",
        "yves@beguelin-meca.example",
        "marc@liaison.example",
    )
    mail = read(message)
    assert mail["Cc"].addresses[0].display_name == 'Yves, Monnier "Y"'
    assert b"marc@" not in compose(message)


def test_threads_are_kept_whatever_the_length_of_the_numbers() -> None:
    ids = tuple(f"<{'X' * 90}{number}@eurprd04.prod.outlook.example>" for number in range(8))
    content = compose(replace(MESSAGE, in_reply_to=ids[-1], references=ids))
    mail = email.message_from_bytes(content, policy=default)
    assert mail["In-Reply-To"] == ids[-1]
    assert mail["References"].split() == list(ids)
    assert b"=?" not in content.split(b"\r\n\r\n")[0].split(b"References:")[1]


def test_domains_with_accents_travel_in_ascii() -> None:
    message = replace(MESSAGE, to=(Mailbox("info@bücher.example"),))
    assert message.recipients == ("info@xn--bcher-kva.example",)
    assert read(message)["To"] == "info@xn--bcher-kva.example"


@pytest.mark.parametrize(
    ("text", "good"),
    [
        ("nora@beguelin-meca.example", True),
        ("info@bücher.example", True),
        ("", False),
        ("nora", False),
        ("nora@", False),
        ("nora@meca", False),
        ("nora @meca.example", False),
        ("nora@meca.example\r\nBcc: x@y.example", False),
        ("nörä@meca.example", False),
        ("a" * 250 + "@x.example", False),
        ("a@" + "x" * 64 + ".example", False),
        ("a@b.example, c@d.example", False),
        ("<a@b.example>", False),
    ],
)
def test_addresses_are_told_apart(text: str, good: bool) -> None:
    assert is_address(text) is good


def test_the_envelope_keeps_the_local_part() -> None:
    assert envelope_address("Nora.B+x@Meca.example") == "Nora.B+x@Meca.example"


@given(st.text(max_size=200), st.text(max_size=60))
def test_any_words_make_a_message_with_one_recipient(text: str, name: str) -> None:
    mail = read(
        replace(
            MESSAGE, subject=text, text=text, html="", to=(Mailbox("n@meca.example", name),), language=name
        )
    )
    assert [one.addr_spec for one in mail["To"].addresses] == ["n@meca.example"]


def test_a_message_sent_again_keeps_its_words_and_files_and_gets_new_people() -> None:
    """R-INT-159"""
    old = compose(replace(MESSAGE, attachments=(PDF,), cc=(Mailbox("old@meca.example"),)))
    new = replace(
        MESSAGE,
        message_id="<liaison.13.1@liaison.example>",
        date=datetime(2026, 3, 9, 8, 0, tzinfo=UTC),
        to=(Mailbox("nora@new.example", "Nora Béguelin-Dupont"),),
        subject="Something else",
        text="Something else",
        references=("<1@x>",),
        in_reply_to="<1@x>",
    )
    again = readdressed(old, new)
    assert again.split(b"\r\n\r\n", 1)[1] == old.split(b"\r\n\r\n", 1)[1]
    mail = email.message_from_bytes(again, policy=default)
    assert mail["Subject"] == "Offre pour un tour à commande numérique"
    assert mail["Message-ID"] == "<liaison.13.1@liaison.example>"
    assert mail["Date"] == "Mon, 09 Mar 2026 08:00:00 +0000"
    assert (mail["To"], mail["Cc"]) == ("Nora Béguelin-Dupont <nora@new.example>", None)
    assert (mail["In-Reply-To"], mail["Content-Language"]) == ("<1@x>", "fr-CH")
    assert mail.get_all("Message-ID") == ["<liaison.13.1@liaison.example>"]
    assert [part.get_content_type() for part in mail.walk()] == [
        "multipart/mixed", "multipart/alternative", "text/plain", "text/html", "application/pdf",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("nora@müller-bau.example", "nora@xn--mller-bau-q9a.example"),
        ("Nora@MÜLLER-bau.example ", "nora@xn--MLLER-bau-q9a.EXAMPLE"),
        ("nora@meca.example", "NORA@Meca.example"),
        ("nora@a..b", "NORA@a..b"),
        ("", " "),
    ],
)
def test_an_address_is_the_same_however_it_is_written(one: str, other: str) -> None:
    """B-10: with accents as typed, or as servers write it"""
    assert comparable(one) == comparable(other)
    assert comparable(one) != comparable(f"x{other}")
