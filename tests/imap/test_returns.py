"""From a message that was sent to what its mailbox brings back, with a real server, killed in between."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as installed
from django.db import connection

from liaison.campaigns.models import ConsentNote
from liaison.config import Mailbox
from liaison.delivery.actions import deliver_due
from liaison.delivery.actions.returns import read_returns
from liaison.delivery.jobs import read_mailbox_again
from liaison.delivery.models import Item, Run
from liaison.interactions.actions.slots import assign_slot
from liaison.interactions.models import Entry, InteractionTemplate, Slot
from liaison.kit.clock import now
from liaison.mail.models import Reading
from liaison.mail.return_address import return_address_for
from tests import make
from tests.cast import Cast
from tests.db.delivery.conftest import *  # noqa: F403 - its fixtures send
from tests.db.delivery.conftest import Mailing
from tests.imap.conftest import Put
from tests.needs import needs
from tests.unit.mail.returned import answer, complaint, recipient, report

pytestmark = needs("dovecot")


@pytest.fixture
def reads(mailbox: Mailbox, outbox: Path, settings: Any) -> None:
    """Our mailbox is the one at the server, and takes plus addresses."""
    settings.CONFIG = replace(settings.CONFIG, mailbox=mailbox, return_address="retour@liaison.example")


@pytest.fixture
def inbound(cast: Cast, at: datetime) -> InteractionTemplate:
    template = make.make_template("MAIL-IN", make.make_group("MAILS"), description="E-mail", channel="email")
    assign_slot(Slot.EMAILS, template, by=None, at=at)
    return template


def returned(items: list[Item]) -> list[bytes]:
    """A third bounces, a third complains or is away, a third answers."""
    found = []
    for number, item in enumerate(items):
        back = return_address_for(item.pk)
        if number % 3 == 0:
            found.append(
                report(recipient(item.recipient), to=back).replace(b"bounce-1@", b"bounce-%d@" % number)
            )
        elif number % 6 == 1:
            found.append(complaint(mail_from=back).replace(b"<c-1@", b"<c-%d@" % number))
        elif number % 6 == 4:
            found.append(
                answer(to=back, headers="Auto-Submitted: auto-replied\r\n", number=f"<x-{number}@m>")
            )
        else:
            found.append(answer(to=back, number=f"<a-{number}@m>"))
    return found


def outcome(run: Run) -> tuple[Any, ...]:
    run.refresh_from_db()
    states = Counter(Item.objects.values_list("state", flat=True))
    assert (run.sent, run.failed) == (states["sent"], states["bounced"])
    noted = Counter(ConsentNote.objects.values_list("agreement", flat=True))
    answers = Entry.objects.filter(information_flow="inbound", follow_up_of__isnull=False)
    return states["bounced"], noted["bounced"], noted["complained"], answers.count()


@pytest.mark.django_db
def test_what_comes_back_from_a_sending_is_settled(
    reads: None, mailing: Mailing, inbound: InteractionTemplate, put: Put, at: datetime
) -> None:
    """B-10, B-13: by the job, from the mailbox"""
    run = mailing(6)
    deliver_due(clock=lambda: at)
    put(*returned(list(Item.objects.order_by("pk"))))
    read_mailbox_again()
    assert outcome(run) == (2, 2, 1, 2)
    read_mailbox_again()
    assert outcome(run) == (2, 2, 1, 2)
    assert Reading.objects.get().last_uid == 6


READER = """
import os, sys, time
from dataclasses import replace
import django
django.setup()
from django.conf import settings
from django.db import connections
from liaison.config import Mailbox
from liaison.kit.clock import now
from liaison.mail import actions
from liaison.delivery.actions import returns
settings.DATABASES["default"]["NAME"] = sys.argv[1]
connections["default"].settings_dict["NAME"] = sys.argv[1]
settings.FILES_FOLDER = sys.argv[2]
box = Mailbox("127.0.0.1", int(sys.argv[3]), sys.argv[4], "pass/word")
settings.CONFIG = replace(settings.CONFIG, mailbox=box, return_address="retour@liaison.example")
before = actions.key_of
def slowly(*given):
    time.sleep(0.05)
    return before(*given)
actions.key_of = slowly
print("ready", flush=True)
returns.read_returns(clock=now)
print("done", flush=True)
"""


@pytest.mark.django_db(transaction=True)
def test_killed_again_and_again_each_is_settled_once(
    reads: None,
    mailing: Mailing,
    inbound: InteractionTemplate,
    put: Put,
    mailbox: Mailbox,
    at: datetime,
    tmp_path: Path,
    settings: Any,
) -> None:
    """B-10, B-13, section 10: kill -9 at any moment; nothing is recorded twice, nothing forgotten"""
    run = mailing(24)
    deliver_due(clock=lambda: at)
    put(*returned(list(Item.objects.order_by("pk"))))
    name = str(connection.settings_dict["NAME"])
    given = [name, str(settings.FILES_FOLDER), str(mailbox.port), mailbox.user]
    environ = {
        **os.environ, "DJANGO_SETTINGS_MODULE": "liaison.settings", "LIAISON_SECRET_KEY": installed.SECRET_KEY,
    }  # fmt: skip
    kills = 0
    for delay in (0.05, 0.12, 0.2, 0.31):
        process = subprocess.Popen(
            [sys.executable, "-W", "ignore", "-c", READER, *given], env=environ, stdout=subprocess.PIPE
        )
        assert process.stdout is not None
        with process, process.stdout:
            assert process.stdout.readline() == b"ready\n"
            time.sleep(delay)
            kills += process.poll() is None
            process.send_signal(signal.SIGKILL)
            process.wait(60)
    assert kills > 0  # who was done before, on a machine that stands still, does no harm
    read_returns(clock=now)
    assert outcome(run) == (8, 8, 4, 8)
    assert Reading.objects.get().last_uid == 24
