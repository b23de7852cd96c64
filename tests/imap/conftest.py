"""A real Dovecot with one mailbox, in a folder of the test run."""

from __future__ import annotations

import getpass
import grp
import imaplib
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from liaison.config import Mailbox
from tests.needs import program

PASSWORD = "pass/word"
CONFIG = """
base_dir = {home}/run
state_dir = {home}/state
log_path = {home}/log
protocols = imap
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
default_internal_user = {internal}
default_internal_group = {internal_group}
default_login_user = {login}
auth_failure_delay = 0
mail_location = maildir:{home}/mail/%u
first_valid_uid = 1
mail_uid = {mail}
mail_gid = {mail_group}
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={mail} gid={mail_group} home={home}/mail/%u
}}
namespace inbox {{
  inbox = yes
}}
service imap-login {{
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
  {cage}
}}
service anvil {{
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
  {cage}
}}
service stats {{
  {cage}
}}
"""


@dataclass
class ImapServer:
    """The server; each test has a mailbox of its own."""

    port: int
    users: int = field(default=0)

    def new_mailbox(self, folder: str = "INBOX") -> Mailbox:
        self.users += 1
        return Mailbox("127.0.0.1", self.port, f"user{self.users}", PASSWORD, folder)


@pytest.fixture(scope="session")
def imap_server() -> Iterator[ImapServer]:
    home = Path(tempfile.mkdtemp(prefix="liaison-imap-"))
    home.chmod(0o755)
    root = os.geteuid() == 0
    me = getpass.getuser()
    mail = "nobody" if root else me
    for name in ("run", "state", "mail"):
        (home / name).mkdir()
    if root:
        owner = pwd.getpwnam(mail)
        os.chown(home / "mail", owner.pw_uid, owner.pw_gid)
    settings = {
        "home": home,
        "password": PASSWORD,
        "internal": "dovecot" if root else me,
        "internal_group": _group_of("dovecot" if root else me),
        "login": "dovenull" if root else me,
        "mail": mail,
        "mail_group": _group_of(mail),
        "cage": "chroot =" if not root else "",
    }
    try:
        with _dovecot(home, settings) as port:
            yield ImapServer(port)
    finally:
        shutil.rmtree(home, ignore_errors=True)


@contextmanager
def _dovecot(home: Path, settings: Mapping[str, object]) -> Iterator[int]:
    """On a port that is free; where another program was quicker to take it, it ends, and begins on the next."""
    dovecot = program("dovecot")
    assert dovecot is not None
    for _turn in range(3):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        config = home / "dovecot.conf"
        config.write_text(CONFIG.format(port=port, **settings))
        with subprocess.Popen([dovecot, "-F", "-c", str(config)]) as process:
            try:
                if _answers(port, process):
                    yield port
                    return
            finally:
                process.terminate()
                try:
                    process.wait(60)
                except subprocess.TimeoutExpired:
                    process.kill()
    log = home / "log"
    raise AssertionError(log.read_text() if log.exists() else "Dovecot did not start")


def _group_of(user: str) -> str:
    return grp.getgrgid(pwd.getpwnam(user).pw_gid).gr_name


def _answers(port: int, process: subprocess.Popen[bytes]) -> bool:
    """Whether it does, after a while: not before it began, nor when it ended."""
    end = time.monotonic() + 60
    while process.poll() is None and time.monotonic() < end:
        try:
            with imaplib.IMAP4("127.0.0.1", port, timeout=10):
                return True
        except (OSError, imaplib.IMAP4.error):
            time.sleep(0.1)
    return False


Put = Callable[..., None]


@pytest.fixture
def mailbox(imap_server: ImapServer) -> Mailbox:
    """A mailbox nobody else has."""
    return imap_server.new_mailbox()


@pytest.fixture
def put(mailbox: Mailbox) -> Put:
    """Lay messages into the mailbox, as a mail server would."""

    def lay(*contents: bytes, arrived: float | None = None) -> None:
        with imaplib.IMAP4(mailbox.host, mailbox.port) as client:
            client.login(mailbox.user, mailbox.password)
            for content in contents:
                when = imaplib.Time2Internaldate(arrived if arrived is not None else time.time())
                kind, answer = client.append(mailbox.folder, "", when, content)
                assert kind == "OK", answer

    return lay
