"""Messages that come back, as mail programs write them."""

from __future__ import annotations

OURS = "<liaison.7.1772443800000000@liaison.example>"


def report(
    *blocks: str, to: str = "info+7.x@liaison.example", returned: str = OURS, extra: str = ""
) -> bytes:
    """A delivery report (RFC 3464), one block for each recipient."""
    recipients = "\r\n\r\n".join(blocks)
    return (
        "Return-Path: <>\r\nFrom: MAILER-DAEMON@mx.example\r\n"
        f"To: {to}\r\nMessage-ID: <bounce-1@mx.example>\r\nSubject: Undelivered\r\n{extra}"
        "Date: Mon, 02 Mar 2026 09:40:00 +0100\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/plain\r\n\r\nI am sorry.\r\n"
        f"--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example\r\n\r\n{recipients}\r\n"
        "--b\r\nContent-Type: text/rfc822-headers\r\n\r\n"
        f"From: info@liaison.example\r\nMessage-ID: {returned}\r\nSubject: Offre\r\n\r\n--b--\r\n"
    ).encode()


def recipient(
    address: str = "nora@meca.example",
    *,
    action: str = "failed",
    status: str = "5.1.1",
    words: str = "550 5.1.1 no such user",
) -> str:
    """The block of one recipient."""
    return (
        f"Final-Recipient: rfc822; {address}\r\nAction: {action}\r\nStatus: {status}\r\n"
        f"Diagnostic-Code: smtp; {words}"
    )


def complaint(kind: str = "abuse", *, mail_from: str = "info+7.x@liaison.example") -> bytes:
    """A complaint (RFC 5965)."""
    return (
        "From: abuse@provider.example\r\nTo: info@liaison.example\r\nMessage-ID: <c-1@provider.example>\r\n"
        "Subject: complaint\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=feedback-report; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/plain\r\n\r\nThis is a complaint.\r\n"
        f"--b\r\nContent-Type: message/feedback-report\r\n\r\nFeedback-Type: {kind}\r\nUser-Agent: x/1\r\n"
        f"Version: 1\r\nOriginal-Mail-From: <{mail_from}>\r\n\r\n"
        f"--b\r\nContent-Type: message/rfc822\r\n\r\nMessage-ID: {OURS}\r\nSubject: Offre\r\n\r\nText\r\n--b--\r\n"
    ).encode()


def answer(
    text: str = "Oui, volontiers.",
    *,
    headers: str = "",
    sender: str = "Nora <nora@meca.example>",
    to: str = "info@liaison.example",
    about: str = OURS,
    number: str = "<a-1@meca.example>",
    subject: str = "Re: Offre",
) -> bytes:
    """What a person answers."""
    return (
        f"From: {sender}\r\nTo: {to}\r\nMessage-ID: {number}\r\nIn-Reply-To: {about}\r\n"
        f"Subject: {subject}\r\nDate: Mon, 02 Mar 2026 09:45:00 +0100\r\n{headers}"
        f"MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{text}\r\n"
    ).encode()
