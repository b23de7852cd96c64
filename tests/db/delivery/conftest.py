"""A mail template, an outbox in a folder of the test, and a way to log and send."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from liaison.accounts.actions import change_organization
from liaison.config import Smtp
from liaison.contacts.models import Contact
from liaison.delivery.actions import log_and_send
from liaison.delivery.actions.run import queue_run
from liaison.delivery.models import Run
from liaison.interactions.actions.log_many import log_many
from liaison.interactions.draft import ManyValues, Values
from liaison.interactions.models import (
    Channel,
    Entry,
    InteractionTemplate,
    InteractionTemplateLanguage,
    LoggedSegment,
)
from tests import make
from tests.cast import Cast
from tests.conftest import AT

Send = Callable[..., int]
Mailing = Callable[..., Run]


@pytest.fixture
def outbox(settings: Any, tmp_path: Path) -> Path:
    """Where messages become files."""
    folder = tmp_path / "outbox"
    settings.CONFIG = replace(settings.CONFIG, home=tmp_path, email_from="info@liaison.example", smtp=None)
    settings.FILES_FOLDER = tmp_path / "files"
    return folder


@pytest.fixture
def use_server(outbox: Path, settings: Any) -> Callable[[Smtp | None], None]:
    """Let messages go to a server from now on."""

    def use(server: Smtp | None) -> None:
        settings.CONFIG = replace(settings.CONFIG, smtp=server)

    return use


@pytest.fixture
def mail(cast: Cast, outbox: Path) -> InteractionTemplate:
    """A template with a written text in French and German; reasons are told in English."""
    for user in (cast.aline, cast.marc):
        user.language = "en"
        user.save()
    change_organization(
        name="Machines du Léman SA",
        address="Rue du Lac 1",
        post_code="1020",
        city="Renens VD",
        by=None,
        at=AT,
    )
    template = make.make_template(
        "COURRIEL",
        make.make_group("COURRIEL"),
        description="E-mail envoyé",
        channel=Channel.EMAIL,
        default_correspondence_type="email",
        default_language="fr-CH",
    )
    for language, subject, words in (
        ("fr-CH", "Offre pour {{ contact.name }}", "Voici notre offre, {{ contact.first_name }}."),
        ("de-CH", "Angebot", "Hier unser Angebot."),
    ):
        InteractionTemplateLanguage.objects.create(
            template=template, language=language, subject=subject, body=f"<p>{words}</p>"
        )
    return template


@pytest.fixture
def send(cast: Cast, mail: InteractionTemplate) -> Send:
    """Log a mail to Nora by Aline and put it on the list; returns the entry's number."""

    def sent(**given: Any) -> int:
        by, at = given.pop("by", cast.aline), given.pop("at", AT)
        values = {"contact": "CT-000482", "template": "COURRIEL", **given}
        return log_and_send(Values(**values), by=by, at=at)

    return sent


@pytest.fixture
def no_account(settings: Any, tmp_path: Path) -> Callable[[], Any]:
    """A place where no message can go."""

    @contextmanager
    def nowhere() -> Iterator[None]:
        (tmp_path / "file").write_text("x", encoding="utf-8")
        before = settings.CONFIG
        settings.CONFIG = replace(before, home=tmp_path / "file", smtp=None)
        yield
        settings.CONFIG = before

    return nowhere


@pytest.fixture
def mailing(cast: Cast, mail: InteractionTemplate, at: datetime) -> Mailing:
    """A segment of so many new people that was logged by Aline, and its sending."""
    cast.aline.role = "marketing"
    cast.aline.save()

    def logged(count: int, *, starts_at: datetime | None = None, domain: str = "x.example") -> Run:
        last = LoggedSegment.objects.count()
        people = [
            make.make_person(
                f"Person {n}", email=f"p{n}@{domain}", first_name=f"P{n}", salesperson=cast.rochat
            )
            for n in range(count)
        ]
        values = ManyValues(template="COURRIEL", occurred_at=at)
        made = log_many(
            Contact.objects.filter(pk__in=[one.pk for one in people]), values, by=cast.aline, at=at
        )
        segment = LoggedSegment.objects.create(
            entry_no=last + 1,
            segment_no=f"SM-{last + 1:04}",
            created_on=at.date(),
            created_at=at,
            user=cast.aline,
            line_count=count,
            sending=True,
        )
        Entry.objects.filter(content__in=made.contents).update(
            logged_segment=segment, delivery_status="queued"
        )
        run = queue_run(segment.pk, starts_at=starts_at, by=cast.aline, at=at)
        assert run is not None
        return run

    return logged
