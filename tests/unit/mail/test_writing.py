"""A plain message written quickly is the message that the standard library writes."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

from hypothesis import example, given
from hypothesis import strategies as st

from liaison.mail.messages import Attachment, Mailbox, Message, _compose_tree, compose, one_line

SENTENCES = st.lists(
    st.sampled_from(["Portes", "ouvertes", "à", "l'été:", "=?utf-8?q?x?=", "Ž" * 13, "é" * 40, "(a)", "_?="]),
    max_size=20,
).map(" ".join)
WORDS = st.text(max_size=90) | SENTENCES
NAMES = st.one_of(
    st.text(max_size=30),
    st.sampled_from(
        ["Nora Béguelin", "O'Neill, Pat", 'A "B" C\\', "x" * 90, "Dr. H. Müller", "é, ü <x@y.z>"]
    ),
    SENTENCES,
)
ADDRESSES = st.sampled_from(
    ["nora@x.example", "a.b+c@y.example", "n@zürich.example", f"{'l' * 60}@x.example"]
)
BOXES = st.builds(Mailbox, ADDRESSES, NAMES)
MESSAGES = st.builds(
    Message,
    message_id=st.just("<liaison.1.2@x.example>"),
    date=st.just(datetime(2026, 3, 2, 9, 30, tzinfo=UTC)),
    sender=BOXES,
    to=st.tuples(BOXES) | st.tuples(BOXES, BOXES),
    subject=WORDS,
    text=st.text(max_size=200) | st.sampled_from(["a\n.\nb ", "x" * 300, "\tTab \n\n", "From me"]),
    html=st.sampled_from(["", "<p>Grüezi &amp; adieu</p>" * 9]),
    cc=st.just(()) | st.tuples(BOXES),
    reply_to=st.none() | BOXES,
    return_address=st.sampled_from(["", "info+1.2@x.example"]),
    references=st.just(()) | st.just(("<a@x>", f"<{'b' * 80}@x>")),
    in_reply_to=st.sampled_from(["", "<a@x>"]),
    language=st.sampled_from(["", "fr-CH"]),
    unsubscribe=st.sampled_from(["", f"https://x.example/{'u' * 90}"]),
)


def read(content: bytes) -> tuple[dict[str, str], list[tuple[str, str]]]:
    """Headers but for those of the parts, and the parts by their type."""
    mail = message_from_bytes(content, policy=default)
    assert isinstance(mail, EmailMessage)
    parts = [(part.get_content_type(), _text(part)) for part in mail.walk() if not part.is_multipart()]
    names = {name.lower() for name in mail.keys()}  # noqa: SIM118 - a message is no mapping
    assert len(names) == len(mail.keys())
    return {name: " ".join(str(mail[name]).split()) for name in names - {"content-type"}}, parts


def _text(part: Any) -> str:
    return str(part.get_content()).replace("\r\n", "\n").rstrip("\n")


@given(MESSAGES)
def test_it_says_the_same(message: Message) -> None:
    assert read(compose(message)) == read(_compose_tree(message))


LOGO = Attachment("logo.png", b"\x89PNG", "image/png")


@given(WORDS, st.sampled_from([(), (LOGO,)]))
@example("00000000 0000" + "é" * 15 + " é", ())
@example("00000000 0000" + "é" * 15 + " é", (LOGO,))
@example("0" * 29 + "éé=??Q?0?=)000:é é", ())
@example("=?utf-8?q?a=0D=0AB:_c?=", (LOGO,))
def test_a_subject_arrives_as_it_was_written(subject: str, attachments: tuple[Attachment, ...]) -> None:
    """The standard library loses blanks between encoded words, and reads what only looks like one."""
    message = Message(
        message_id="<liaison.1.2@x.example>",
        date=datetime(2026, 3, 2, 9, 30, tzinfo=UTC),
        sender=Mailbox("nora@x.example"),
        to=(Mailbox("yves@y.example"),),
        subject=subject,
        text="Bonjour",
        attachments=attachments,
    )
    found, _parts = read(compose(message))
    assert found["subject"] == one_line(subject)


@given(MESSAGES)
def test_it_is_fit_for_every_server(message: Message) -> None:
    """Seven bits, lines ended by CR LF and never longer than a server must take."""
    content = compose(message)
    assert content.isascii()
    assert b"\n" not in content.replace(b"\r\n", b"")
    assert b"\r" not in content.replace(b"\r\n", b"")
    assert max(map(len, content.split(b"\r\n"))) <= 998
    assert compose(replace(message)) == content
