"""What a message is that came back, and what of it we keep."""

from __future__ import annotations

import base64
import contextlib
import gc
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.utils import getaddresses
from pathlib import Path
from unittest.mock import Mock

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liaison.mail import answers, received
from liaison.mail.answers import as_body, what_was_answered
from liaison.mail.received import Kind, Unreadable, read_received, received_at
from liaison.mail.reports import Failure
from tests.unit.mail.returned import OURS, answer, complaint, recipient, report

SAMPLES = Path(__file__).resolve().parents[3] / "../shared/data/mail"
samples = pytest.mark.skipif(not SAMPLES.is_dir(), reason="the shared samples of real mail are not here")


def test_a_report_names_the_address_the_words_and_the_message() -> None:
    """B-10"""
    found = read_received(report(recipient()))
    assert found.kind is Kind.BOUNCE
    assert found.failures == (
        Failure("nora@meca.example", lost=True, hard=True, words="550 5.1.1 no such user"),
    )
    assert (found.about, found.addresses) == ((OURS, OURS), ("info+7.x@liaison.example",))
    assert found.text == ""


def test_an_odd_address_hides_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    """Python 3.11.10 and Debian's 3.11.2 answer nothing at all where one of several values is no address."""

    def strict(values: list[str]) -> list[tuple[str, str]]:
        read = [getaddresses([value]) for value in values]
        whole = all(address for each in read for _name, address in each)
        return [pair for each in read for pair in each] if whole else [("", "")]

    monkeypatch.setattr(received, "getaddresses", strict)

    found = read_received(report(recipient()))

    assert found.addresses == ("info+7.x@liaison.example",)


@pytest.mark.parametrize(
    ("action", "status", "words", "lost", "hard"),
    [
        ("failed", "5.1.1", "550 5.1.1 no such user", True, True),
        ("failed", "5.2.1", "550 disabled", True, True),
        ("failed", "5.1.2", "no such domain", True, True),
        ("failed", "5.0.0", "550 5.1.1 unknown", True, True),
        ("failed", "5.0.0", "554 5.7.1 spam", True, False),
        ("failed", "5.0.0", "mailbox unavailable", True, True),
        ("failed", "", "550 Requested action not taken: mailbox unavailable", True, True),
        ("failed", "", "550 <nora@meca.example>: Recipient address rejected: User unknown", True, True),
        ("failed", "", "550 mailbox nora@meca.example unknown", True, True),
        ("failed", "", "551 User not local; please try n@y.example", True, True),
        ("failed", "", "553 sorry, that recipient does not exist", True, True),
        ("failed", "5.0.0", "550 unknown user", True, True),
        ("failed", "5.1.0", "550 5.1.0 Address rejected.", True, True),
        ("failed", "5.1.10", "556 5.1.10 Recipient address has null MX", True, True),
        ("failed", "5.4.1", "550 5.4.1 Recipient address rejected: Access denied.", True, True),
        ("failed", "5.4.4", "Host or domain name not found. Name service error for name=x", True, True),
        ("failed", "", "554 Message rejected", True, False),
        ("failed", "5.0.0", "554 delivery error: this user does not exist", True, False),
        ("failed", "5.0.0", "550 mailbox unavailable: 192.0.2.1 is on a block list", True, False),
        ("failed", "5.0.0", "550 Rejected by content filter", True, False),
        ("failed", "5.0.0", "550 Sender address rejected: domain not found", True, False),
        ("failed", "5.0.0", "550 mailbox is full", True, False),
        ("failed", "5.1.0", "550 5.1.0 sender rejected", True, False),
        ("failed", "5.1.8", "553 5.1.8 domain of sender address does not exist", True, False),
        ("failed", "5.3.0", "554 5.3.0 unknown mailer error 1", True, False),
        ("failed", "5.3.2", "554 5.3.2 not accepting messages", True, False),
        ("failed", "5.4.6", "554 5.4.6 mail loop", True, False),
        ("failed", "5.5.2", "554 5.5.2 syntax error", True, False),
        ("failed", "5.6.0", "554 5.6.0 message content rejected", True, False),
        ("failed", "5.6.1", "554 5.6.1 media not supported", True, False),
        ("failed", "5.0.0", "refused", True, False),
        ("failed", "", "450 mailbox unavailable", True, False),
        ("failed", "5.2.2", "552 5.2.2 mailbox full", True, False),
        ("failed", "5.3.4", "552 too large", True, False),
        ("failed", "5.7.1", "554 5.7.1 spam", True, False),
        ("failed", "4.4.7", "expired", True, False),
        ("delayed", "4.2.2", "452 full", False, False),
    ],
)
def test_only_what_blames_the_address_is_hard(
    action: str, status: str, words: str, lost: bool, hard: bool
) -> None:
    """B-10: RFC 3463, RFC 5248; a refusal of the message, its sender or its server blames nobody"""
    (failure,) = read_received(report(recipient(action=action, status=status, words=words))).failures
    assert failure == Failure("nora@meca.example", lost=lost, hard=hard, words=words)


@pytest.mark.parametrize("action", ["delivered", "relayed", "expanded", "", "nonsense"])
def test_a_report_of_success_is_no_bounce(action: str) -> None:
    found = read_received(report(recipient(action=action, status="2.0.0")))
    assert (found.kind, found.failures) == (Kind.AUTOMATIC, ())


def test_each_recipient_of_a_report_is_told() -> None:
    found = read_received(report(recipient("a@x.example"), recipient("b@x.example", action="delayed")))
    assert [(one.address, one.lost) for one in found.failures] == [
        ("a@x.example", True), ("b@x.example", False),
    ]  # fmt: skip


@pytest.mark.parametrize("encoded", [False, True])
def test_a_report_that_is_encoded_says_the_same(encoded: bool) -> None:
    """B-10: some programs send the fields in base64"""
    fields = (
        "Reporting-MTA: dns; mx.example\r\n\r\n"
        + recipient("a@x.example")
        + "\r\n\r\n"
        + recipient("b@x.example")
    )
    plain = f"Content-Type: message/delivery-status\r\n\r\n{fields}\r\n"
    head = "Content-Type: message/delivery-status\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    message = report(recipient("a@x.example"), recipient("b@x.example")).decode()
    assert plain in message
    if encoded:
        message = message.replace(plain, f"{head}{base64.encodebytes(fields.encode()).decode()}")
    found = read_received(message.encode())
    words = "550 5.1.1 no such user"
    assert found.failures == (
        Failure("a@x.example", lost=True, hard=True, words=words),
        Failure("b@x.example", lost=True, hard=True, words=words),
    )
    assert found.about == (OURS, OURS)


def test_the_address_it_was_sent_to_counts_not_where_it_was_forwarded() -> None:
    block = "Original-Recipient: rfc822;nora@meca.example\r\n" + recipient("n.b@elsewhere.example")
    (failure,) = read_received(report(block)).failures
    assert failure.address == "nora@meca.example"


QMAIL = """Return-Path: <>
From: MAILER-DAEMON@mx.example
To: info+7.x@liaison.example
Subject: failure notice

Hi. This is the qmail-send program at mx.example.
I'm afraid I wasn't able to deliver your message to the following addresses.
This is a permanent error; I've given up. Sorry it didn't work out.

<nora@meca.example>:
192.0.2.1 does not like recipient.
Remote host said: 550 5.1.1 no such user
Giving up on 192.0.2.1.

--- Below this line is a copy of the message.

Message-ID: <liaison.7.1772443800000000@liaison.example>
Subject: Offre
"""
EXIM = """Return-Path: <>
From: Mail Delivery System <Mailer-Daemon@mx.example>
X-Failed-Recipients: nora@meca.example
Auto-Submitted: auto-replied
To: info@liaison.example
Subject: Mail delivery failed

A message that you sent could not be delivered to one or more of its recipients.

  nora@meca.example
    no such mailbox here

------ This is a copy of the message, including all the headers. ------

Message-ID: <liaison.7.1772443800000000@liaison.example>
"""

IN_PARTS = """Return-Path: <>
From: postmaster@mx.example
X-Failed-Recipients: nora@meca.example
In-Reply-To: <liaison.7.1772443800000000@liaison.example>
To: info@liaison.example
Subject: Mail delivery failed
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary="b"

--b
Content-Type: text/plain

That address is unknown.
Please ask for another.
--b--
"""
PICTURE = IN_PARTS.replace("text/plain", "text/html")


@pytest.mark.parametrize(
    ("text", "words", "hard"),
    [
        (QMAIL, "Remote host said: 550 5.1.1 no such user", True),
        (EXIM, "nora@meca.example no such mailbox here", True),
        (EXIM.replace("no such mailbox here", "550 spam"), "550 spam ---", False),
        (IN_PARTS, "That address is unknown. Please ask for another.", True),
        (PICTURE, "", False),
    ],
)
def test_programs_without_reports_are_understood_too(text: str, words: str, hard: bool) -> None:
    """B-10: the odd ones; who says nothing of the address does not blame it"""
    found = read_received(text.replace("\n", "\r\n").encode())
    assert (found.kind, OURS in found.about) == (Kind.BOUNCE, True)
    (failure,) = found.failures
    assert (failure.address, failure.lost, failure.hard) == ("nora@meca.example", True, hard)
    assert failure.words.startswith(words)
    assert bool(failure.words) == bool(words)


def test_a_person_who_forwards_a_report_does_not_bounce_it() -> None:
    text = QMAIL.replace("Return-Path: <>\n", "").replace("MAILER-DAEMON@mx.example", "marc@meca.example")
    assert read_received(text.replace("\n", "\r\n").encode()).kind is Kind.ANSWER


def test_a_complaint_names_the_message_it_is_about() -> None:
    """B-10: RFC 5965"""
    found = read_received(complaint())
    assert (found.kind, found.about[0]) == (Kind.COMPLAINT, OURS)
    assert "info+7.x@liaison.example" in found.addresses


def test_a_complaint_that_is_encoded_says_the_same() -> None:
    head, kind, rest = complaint().partition(b"Content-Type: message/feedback-report\r\n")
    fields, end, returned = rest.strip(b"\r\n").partition(b"\r\n\r\n--b")
    packed = b"Content-Transfer-Encoding: base64\r\n\r\n" + base64.encodebytes(fields)
    found = read_received(head + kind + packed + end + returned)
    assert (found.kind, found.about[0]) == (Kind.COMPLAINT, OURS)
    assert "info+7.x@liaison.example" in found.addresses


def test_feedback_that_says_nothing_is_a_complaint() -> None:
    """B-10: whoever sends one complains"""
    head, _type, rest = complaint().partition(b"Content-Type: message/feedback-report\r\n\r\n")
    empty = head + _type + rest[rest.index(b"--b") :]
    assert read_received(empty).kind is Kind.COMPLAINT


@pytest.mark.parametrize("kind", ["not-spam", "auth-failure", "virus"])
def test_not_every_feedback_is_a_complaint(kind: str) -> None:
    assert read_received(complaint(kind)).kind is Kind.AUTOMATIC


def test_an_answer_is_read_without_what_it_answers() -> None:
    """B-13"""
    found = read_received(
        answer(
            "Oui, volontiers.\r\nNora\r\n\r\nLe 2 mars 2026 à 09:30, Aline Rochat a écrit :\r\n> Voici notre offre"
        )
    )
    assert (found.kind, found.text) == (Kind.ANSWER, "Oui, volontiers.\nNora")
    assert (found.sender.address, found.sender.name) == ("nora@meca.example", "Nora")
    assert (found.about, found.subject) == ((OURS,), "Re: Offre")
    assert found.date == datetime(2026, 3, 2, 8, 45, tzinfo=UTC)


def test_an_answer_that_is_only_html_is_read_as_words() -> None:
    assert what_was_answered("", "<p>Ja <b>gern</b></p><script>x()</script>") == "Ja gern"


COMPANY = "Gesellschaft für Technik und Handel " * 6


def test_long_line_of_an_answer_is_kept_whole_and_never_searched(monkeypatch: pytest.MonkeyPatch) -> None:
    """The expressions of the parser take a minute for a few lines of 2,000 characters."""
    parser = Mock(wraps=answers._parser())
    monkeypatch.setattr(answers, "_parser", lambda: parser)
    long = ("Am schrieb " + "schrieb " * 1500).strip()
    text = f"Gern.\n{long}\nNora\n\nAm 2. März 2026 schrieb Aline Rochat <aline@liaison.example>:\n> Unser Angebot"
    assert what_was_answered(text, "") == f"Gern.\n{long}\nNora"
    (searched,) = parser.parse_reply.call_args.args
    assert max(map(len, searched.split("\n"))) <= answers.LONGEST_LINE
    assert what_was_answered(f"{long}\n\x000\x00", "") == f"{long}\n0"


@pytest.mark.parametrize(
    "quoted",
    [
        f"Am 2. März 2026 um 10:12 schrieb Aline, {COMPANY} <aline@liaison.example>:\n> Unser Angebot",
        f"Von: {COMPANY} <aline@liaison.example>\nGesendet: 2.3.\nAn: {COMPANY}\nBetreff: X\n\nUnser Angebot",
    ],
)
def test_long_line_still_introduces_what_was_answered_to(quoted: str) -> None:
    assert what_was_answered(f"Gern.\n\n{quoted}", "") == "Gern."


def test_the_nearest_message_of_the_conversation_comes_first() -> None:
    found = read_received(answer(about="<x@y>", headers="References: <1@x> <2@x>\r\n"))
    assert found.about == ("<x@y>", "<2@x>", "<1@x>")


@pytest.mark.parametrize(
    "headers",
    [
        "Auto-Submitted: auto-replied\r\n",
        "Auto-Submitted: auto-generated (vacation)\r\n",
        "Precedence: bulk\r\n",
        "Precedence: auto_reply\r\n",
        "X-Autoreply: yes\r\n",
        "List-Id: <news.meca.example>\r\n",
        "Return-Path: <>\r\n",
    ],
)
def test_what_a_program_answers_is_no_answer(headers: str) -> None:
    """B-13: RFC 3834"""
    assert read_received(answer(headers=headers)).kind is Kind.AUTOMATIC


@pytest.mark.parametrize(
    "subject",
    [
        "Automatische Antwort: Angebot",
        "Réponse automatique : Offre",
        "Risposta automatica: Offerta",
        "Automatic reply: Offer",
        "Out of office: Offer",
    ],
)
def test_an_absence_told_by_its_subject_is_no_answer(subject: str) -> None:
    """B-13"""
    assert read_received(answer(subject=subject)).kind is Kind.AUTOMATIC


def test_a_copy_of_our_own_message_is_no_answer() -> None:
    assert read_received(answer(number=OURS)).kind is Kind.AUTOMATIC


def test_auto_submitted_no_is_a_person() -> None:
    assert read_received(answer(headers="Auto-Submitted: no\r\n")).kind is Kind.ANSWER


def test_files_of_an_answer_are_kept_and_pictures_of_the_text_are_not() -> None:
    message = EmailMessage()
    message["From"], message["Subject"] = "nora@meca.example", "Re: Offre"
    message.set_content("Voici.")
    message.add_alternative('<p>Voici. <img src="cid:a%2Blogo@x"></p>', subtype="html")
    _plain, shown = message.iter_parts()
    shown.add_related(b"GIF89a", "image", "gif", filename="logo.gif", disposition="inline", cid="<a+logo@x>")
    message.add_attachment(b"%PDF-1.4", "application", "pdf", filename="../../etc/plan.pdf")
    (file,) = read_received(message.as_bytes()).attachments
    assert (file.name, file.content) == (".._.._etc_plan.pdf", b"%PDF-1.4")


@pytest.mark.parametrize(("kind", "name"), [("application/pdf", "plan.pdf"), ("image/jpeg", "site.jpg")])
@pytest.mark.parametrize("cid", [None, "<f@x>"])
def test_what_is_laid_between_the_lines_is_kept_too(kind: str, name: str, cid: str | None) -> None:
    """B-13: some programs attach files so; only what the text shows stays out"""
    message = EmailMessage()
    message["From"], message["Subject"] = "nora@meca.example", "Re: Offre"
    message.set_content("Voici.")
    message.add_attachment(b"content", *kind.split("/"), filename=name, disposition="inline", cid=cid)
    (file,) = read_received(message.as_bytes()).attachments
    assert (file.name, file.content, file.media_type) == (name, b"content", kind)


def test_the_text_itself_is_no_file() -> None:
    head = b"From: a@x.example\r\nContent-Type: text/plain\r\nContent-ID: <t@x>\r\n"
    content = head + b"Content-Disposition: inline\r\n\r\nOui."
    assert read_received(content).attachments == ()


@pytest.mark.parametrize(
    ("date", "told"),
    [
        (datetime(2026, 3, 2, 8, 0, tzinfo=UTC), datetime(2026, 3, 2, 8, 0, tzinfo=UTC)),
        (datetime(2036, 3, 2, 8, 0, tzinfo=UTC), datetime(2026, 3, 2, 9, 30, tzinfo=UTC)),
        (datetime(1970, 1, 1, tzinfo=UTC), datetime(2026, 3, 2, 9, 30, tzinfo=UTC)),
        (None, datetime(2026, 3, 2, 9, 30, tzinfo=UTC)),
    ],
)
def test_a_date_that_cannot_be_is_not_believed(date: datetime | None, told: datetime) -> None:
    """R-EML-28"""
    found = replace(read_received(answer()), date=date)
    assert received_at(found, datetime(2026, 3, 2, 9, 30, tzinfo=UTC)) == told


@pytest.mark.parametrize(
    ("text", "body"),
    [
        ("Oui", "<p>Oui</p>"),
        ("a\nb\n\nc", "<p>a<br>b</p><p>c</p>"),
        ("<script>alert(1)</script> & Co", "<p>&lt;script&gt;alert(1)&lt;/script&gt; &amp; Co</p>"),
    ],
)
def test_an_answer_becomes_harmless_paragraphs(text: str, body: str) -> None:
    assert as_body(text) == body


HOSTILE = {
    "nothing": b"",
    "zeros": b"\x00" * 1000,
    "no headers": b"\r\n\r\nonly text",
    "deep": b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in range(3000)
    ),
    "unknown charset": b"Content-Type: text/plain; charset=klingon-7\r\n\r\n\xff\xfe",
    "broken base64": b"Content-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n\r\n!!!!",
    "long header": b"Subject: " + b"x" * 1_000_000 + b"\r\n\r\n",
    "long sender": b"From: " + b"x" * 200_000 + b"\r\n\r\n",
    "long address": b"X-Failed-Recipients: " + b"x" * 200_000 + b"\r\n\r\n",
    "many ats": b"X-Failed-Recipients: " + b"@" * 200_000 + b"\r\n\r\n",
    "long words": report(recipient(status="5.0.0", words="user " * 40_000)),
    "many references": b"References: " + b"<a@b> " * 50_000 + b"\r\n\r\n",
    "many quotes": b"Subject: x\r\n\r\n" + b"> " * 400_000,
    "many froms": b"Subject: x\r\n\r\n" + b"From: a\nSent: b\nOn a wrote:\n" * 20_000,
    "odd ends": b"Subject: x\r\n\r\n" + b"Le 1 a 1, " * 60_000,
    "many wrote": b"Subject: x\r\n\r\n" + (b"Am " + b"schrieb " * 250 + b"\n") * 25,
    "short wrote": b"Subject: x\r\n\r\n" + (b"Am " + b"schrieb " * 24 + b"\n") * 250,
    "report of nothing": report(),
    "report that never ends": report(*(recipient(f"a{n}@x.example") for n in range(20_000))),
    "injected": b"From: =?utf-8?q?a=0ABcc:_x@y.example?= <a@b.example>\r\nSubject: =?utf-8?q?a=0D=0Ab?=\r\n\r\nx",
}


@pytest.fixture
def _uncollected() -> Iterator[None]:
    """What other tests left behind is not looked through at our expense."""
    gc.disable()
    yield
    gc.enable()


@pytest.mark.usefixtures("_uncollected")
@pytest.mark.parametrize("content", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_messages_end_quickly_and_bounded(content: bytes) -> None:
    """B-10: the bytes come from anybody."""
    started = time.thread_time()
    try:
        found = read_received(content)
    except Unreadable:
        found = None
    assert time.thread_time() - started < 10
    if found is not None:
        assert len(found.failures) <= 100
        assert len(found.addresses) <= 200
        assert len(found.text) <= 50_000
        assert "\n" not in found.subject + found.sender.name


@given(st.binary(max_size=2000))
def test_any_bytes_are_a_message_or_unreadable(content: bytes) -> None:
    with contextlib.suppress(Unreadable):
        read_received(content)


@samples
def test_the_bounces_among_real_messages_are_found() -> None:
    """B-10"""
    folder = SAMPLES / "eml"
    found = {path.stem: read_received(path.read_bytes()) for path in folder.iterdir()}
    bounces = {
        name: [(one.lost, one.hard) for one in message.failures]
        for name, message in found.items()
        if message.failures
    }
    assert bounces == {
        "multipart_report_emails-multi_address_bounce2": [(True, True)] * 5,
        "multipart_report_emails-report_422": [(False, False)],
    }
    assert {name for name, message in found.items() if message.kind is Kind.BOUNCE} == set(bounces)


def test_a_message_from_the_future_is_dated_today() -> None:
    at = datetime(2026, 3, 2, 8, 44, tzinfo=UTC)
    assert received_at(read_received(answer()), at) == at
    assert received_at(read_received(answer()), at + timedelta(hours=1)) == at + timedelta(minutes=1)
