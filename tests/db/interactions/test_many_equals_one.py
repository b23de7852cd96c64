"""Logging a set is logging each: whatever contacts, template and wishes there are."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from django.conf import settings as django
from django.db import transaction
from django.db.models import QuerySet
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from liaison.accounts.models import Salesperson, User
from liaison.contacts.models import AddressRange, AlternativeAddress, Contact
from liaison.files.actions import store_file
from liaison.interactions.actions.log import log_interaction
from liaison.interactions.actions.log_many import log_many
from liaison.interactions.draft import (
    ManyValues,
    TemplateFacts,
    Values,
    settle_correspondence_type,
)
from liaison.interactions.models import (
    ContentFile,
    DeliveryStatus,
    Entry,
    InteractionTemplate,
    InteractionTemplateLanguage,
)
from liaison.interactions.queries.look_up import contacts_facts, template_facts
from liaison.interactions.queries.settling import prepare
from liaison.kit.clock import local_date
from liaison.kit.errors import Refused
from tests import make
from tests.cast import Cast
from tests.conftest import AT

OUTCOME = [
    "contact_id", "company_id", "occurred_at", "occurred_on", "template_id", "group_id", "salesperson_id",
    "team_id", "recorded_by_id", "recorded_at", "channel", "information_flow", "initiated_by", "cost",
    "duration_min", "language", "correspondence_type", "evaluation", "attempt_failed", "canceled",
    "campaign_target", "campaign_response", "visibility", "delivery_status", "alternative_address_id",
    "contact_via", "document_template_id", "document_as_attachment", "follow_up_of", "has_comments",
    "has_participants", "version", "content__subject", "content__description", "content__body",
    "content__body_text", "content__occurred_at", "content__language", "content__email_layout",
    "campaign_id", "campaign_entry_id", "logged_segment_id", "segment_no", "delivery_at", "delivery_note",
]  # fmt: skip

contacts = st.lists(
    st.fixed_dictionaries(
        {
            "language": st.sampled_from(["fr-CH", "fr", "de-CH", "it", "en", ""]),
            "email": st.sampled_from(["", "quelqu.un@exemple.example"]),
            "correspondence_type": st.sampled_from(["none", "hard_copy", "email"]),
            "privacy_blocked": st.booleans(),
            "salesperson": st.sampled_from(["AR", "MD"]),
            "alternative": st.sampled_from([None, "", "chalet@exemple.example"]),
        }
    ),
    min_size=1,
    max_size=6,
)
templates = st.fixed_dictionaries(
    {
        "default_correspondence_type": st.sampled_from(["none", "hard_copy", "email"]),
        "ignore_contact_correspondence_type": st.booleans(),
        "languages": st.lists(st.sampled_from(["fr-CH", "fr", "de", "it-CH", ""]), unique=True),
        "default_language": st.sampled_from(["", "fr-CH", "fr"]),
        "with_text": st.booleans(),
        "with_file": st.booleans(),
        "email_layout": st.sampled_from(["", "plain", "newsletter"]),
        "wizard_action": st.sampled_from(["none", "none", "open"]),
    }
)
wishes = st.fixed_dictionaries(
    {
        "salesperson": st.sampled_from([None, "MD"]),
        "description": st.sampled_from([None, "Invitation au salon"]),
        "subject": st.sampled_from([None, "Salon"]),
        "body": st.sampled_from([None, "<p>Bonjour &amp; merci</p>"]),
        "correspondence_type": st.sampled_from([None, "none", "hard_copy", "email"]),
        "delivery": st.sampled_from(["none", "queued"]),
    }
)


def _correspondence_type(template: TemplateFacts, preference: str) -> str:
    """The channel of a bulk or automatic recording (R-INT-51, steps 2 to 5)."""
    if template.ignore_contact_correspondence_type or preference == "none":
        return template.default_correspondence_type
    return preference


def log_each(contacts: QuerySet[Contact], values: ManyValues, *, by: User, at: datetime) -> list[int]:
    """The same as `log_many` through `log_interaction`, one by one."""
    template = template_facts(values.template)
    assert template is not None
    on = local_date(values.occurred_at)
    numbers = []
    chosen_ones = contacts.filter(privacy_blocked=False).values_list("no", flat=True)
    for contact in contacts_facts(chosen_ones, on):
        given = Values(
            contact=contact.no,
            template=values.template,
            occurred_at=values.occurred_at,
            description=values.description,
            subject=values.subject,
            body=values.body,
            correspondence_type=(
                values.correspondence_type or _correspondence_type(template, contact.correspondence_type)
            ),
        )
        filled = prepare(given, by=by, at=at)
        chosen = values.salesperson if values.salesperson is not None else contact.salesperson_id
        if chosen is not None:
            team = Salesperson.objects.values_list("team_id", flat=True).get(pk=chosen)
            filled = filled.changed(salesperson_id=chosen, team_id=team)
        # For a set, one contact without address is no reason to refuse all: nothing is sent to it.
        settled = settle_correspondence_type(filled.correspondence_type, filled.contact)
        filled = filled.changed(correspondence_type=settled)
        numbers.append(log_interaction(filled, by=by, at=at, delivery=DeliveryStatus(values.delivery)))
    return numbers


def _template(shape: dict[str, Any]) -> InteractionTemplate:
    shape = dict(shape)
    languages, with_text = shape.pop("languages"), shape.pop("with_text")
    with_file, layout = shape.pop("with_file"), shape.pop("email_layout")
    template = make.make_template("INVITATION", **shape)
    for language in languages:
        InteractionTemplateLanguage.objects.create(
            template=template,
            language=language,
            subject=f"Sujet {language}",
            body=f"<p>Texte {language}</p>" if with_text or language == "fr" else "",
            email_layout="" if language == "de" else layout,
            file=store_file(f"Offre {language}".encode(), by=None, at=AT) if with_file else None,
            file_name=f"Offre {language}.txt" if with_file else "",
        )
    return template


def _contact(shape: dict[str, Any], cast: Cast) -> Contact:
    shape = dict(shape)
    alternative = shape.pop("alternative")
    shape["salesperson"] = cast.rochat if shape["salesperson"] == "AR" else cast.dubuis
    contact = make.make_person("Ada Rey", cast.company, **shape)
    if alternative is not None:
        address = AlternativeAddress.objects.create(contact=contact, code="A", email=alternative)
        AddressRange.objects.create(
            contact=contact, alternative_address=address, starting_date=date(2026, 1, 1)
        )
    return contact


class _BackAgainError(Exception):
    pass


def _outcome(verb: Any, chosen: Any, values: ManyValues, cast: Cast) -> list[dict[str, Any]] | str:
    """What the verb wrote, or that it refused; everything is undone afterwards."""
    outcome: list[dict[str, Any]] | str = "refused"
    try:
        with transaction.atomic():
            verb(chosen, values, by=cast.aline, at=AT)
            outcome = list(Entry.objects.order_by("contact_id").values(*OUTCOME))
            for row in outcome:
                files = ContentFile.objects.filter(content__entries__contact=row["contact_id"])
                row["files"] = list(files.values_list("file", "name", "from_template"))
            raise _BackAgainError
    except (_BackAgainError, Refused):
        return outcome


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(people=contacts, shape=templates, wish=wishes)
def test_many_equals_each(
    cast: Cast, people: list[dict[str, Any]], shape: dict[str, Any], wish: dict[str, Any]
) -> None:
    """R-INT-48, R-INT-51, R-INT-91, R-INT-116, R-CON-71"""
    with pytest.raises(_BackAgainError), transaction.atomic():
        template = _template(shape)
        ids = [_contact(person, cast).pk for person in people]
        chosen = Contact.objects.filter(pk__in=ids)
        wish = {**wish, "salesperson": cast.dubuis.pk if wish["salesperson"] else None}
        values = ManyValues(template=template.code, occurred_at=AT, **wish)

        expected = _outcome(log_each, chosen, values, cast)
        if isinstance(expected, list):  # a text in no language, which contacts of several languages share
            for row in expected:
                row["content__language"] = row["language"] or django.LANGUAGE_CODE
        assert _outcome(log_many, chosen, values, cast) == expected
        raise _BackAgainError


def test_nothing_waits_for_who_cannot_be_reached(cast: Cast) -> None:
    """R-INT-91, R-INT-116: the type falls back to none, and the delivery with it."""
    unreached = make.make_person("Ada Rey", cast.company, salesperson=cast.rochat, email="")
    values = ManyValues(template="APPEL", occurred_at=AT, correspondence_type="email", delivery="queued",
                        body="<p>Bonjour</p>")  # fmt: skip
    log_many(Contact.objects.filter(pk__in=[unreached.pk, cast.nora.pk]), values, by=cast.aline, at=AT)

    assert dict(Entry.objects.values_list("contact_id", "delivery_status")) == {
        unreached.pk: "none", cast.nora.pk: "queued",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("template", "codes"), [("APPEL", ["E-INT-4"]), ("INCONNU", ["E-INT-29"])], ids=["nobody's", "unknown"]
)
def test_a_set_without_salesperson_or_template_is_refused(
    cast: Cast, template: str, codes: list[str]
) -> None:
    """R-INT-45: Yves has no salesperson, so that one has to be named for all."""
    chosen = Contact.objects.filter(pk__in=[cast.nora.pk, cast.yves.pk])
    with pytest.raises(Refused) as refused:
        log_many(chosen, ManyValues(template=template, occurred_at=AT), by=cast.aline, at=AT)
    assert [one.code for one in refused.value.refusals] == codes
    assert not Entry.objects.exists()


def test_a_template_that_ignores_wishes_keeps_its_type(cast: Cast) -> None:
    """R-INT-51"""
    Contact.objects.filter(pk=cast.nora.pk).update(correspondence_type="hard_copy")
    chosen = Contact.objects.filter(pk=cast.nora.pk)
    for ignore, expected in ((True, "none"), (False, "hard_copy")):
        code = make.make_template(f"SALON-{ignore:d}", ignore_contact_correspondence_type=ignore).code
        for verb in (log_many, log_each):
            verb(chosen, ManyValues(template=code, occurred_at=AT), by=cast.aline, at=AT)
        found = Entry.objects.filter(template__code=code).values_list("correspondence_type", flat=True)
        assert list(found) == [expected] * 2


@pytest.mark.parametrize("number", [1, 30])
def test_the_number_of_statements_is_constant(
    cast: Cast, number: int, django_assert_num_queries: Any
) -> None:
    ids = [make.make_person(f"Ada {n}", cast.company, salesperson=cast.rochat).pk for n in range(number)]
    values = ManyValues(template="APPEL", occurred_at=AT)
    with django_assert_num_queries(9):  # template, two checks, texts, what is known, entries, the transaction
        logged = log_many(Contact.objects.filter(pk__in=ids), values, by=cast.aline, at=AT)

    assert logged.count == number
    assert Entry.objects.filter(content__in=logged.contents).count() == number


def test_entries_of_one_logging_share_their_text(cast: Cast) -> None:
    logged = log_many(
        Contact.objects.filter(type="person", salesperson=cast.rochat).exclude(pk=cast.lea.pk),
        ManyValues(template="APPEL", occurred_at=AT),
        by=cast.aline,
        at=AT,
    )
    assert (logged.count, len(logged.contents)) == (1, 1)
