from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from html import unescape
from typing import Any, ClassVar
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from liaison.accounts.models import Role, Salesperson
from liaison.campaigns.models import Campaign
from liaison.contacts.bulk import refresh_search
from liaison.contacts.models import AddressRange, AlternativeAddress, Contact
from liaison.delivery.actions import complete_written
from liaison.files.actions import store_file
from liaison.interactions.actions.correct import Correction, correct
from liaison.interactions.actions.drafts import postpone
from liaison.interactions.actions.languages import put_file
from liaison.interactions.actions.seed import seed_set_up
from liaison.interactions.draft import NamedFile, Values
from liaison.interactions.models import (
    ContentFile,
    Draft,
    Entry,
    EntryComment,
    InteractionTemplate,
    InteractionTemplateLanguage,
    TemplateSlot,
)
from liaison.interactions.queries.drafts import values_of
from liaison.letters.actions import create_document_template
from tests import make
from tests.cast import Cast
from tests.conftest import AT
from tests.papers import docx, field, lines, paragraph, pdf_pages, run
from tests.web.interactions.conftest import HTMX, Log
from tests.web.interactions.test_timeline import words
from tests.web.posting import as_shown

URL = "/interactions/guide/"
DIALOG = HTMX | {"HX-Target": "dialog"}


@pytest.fixture
def letter(cast: Cast) -> None:
    template = make.make_template(
        "LETTRE", make.make_group("LETTRE"), description="Lettre personnelle", channel="letter",
        wizard_action="open", default_correspondence_type="hard_copy", default_language="fr-CH",
        unit_cost=Decimal("6.50"), unit_duration_min=Decimal(20),
    )  # fmt: skip
    for language, body in (("fr-CH", "<p>Chère {{ contact.name }}</p>"), ("de-CH", "<p>Guten Tag</p>")):
        InteractionTemplateLanguage.objects.create(
            template=template, language=language, subject=f"Sujet {language}", body=body
        )


class Guide:
    """Walks through the guide in the dialog; each post answers with the next part."""

    def __init__(self, client: Client) -> None:
        self.client, self.url, self.html, self.status = client, URL, "", 0
        self.form = str(uuid4())

    def post(self, step: int, go: str = "next", **given: Any) -> str:
        data = {"form": self.form, "step": str(step), "go": go, **given}
        answer = self.client.post(self.url, data, headers=DIALOG)
        self.status, self.html = answer.status_code, answer.content.decode()
        self.trigger = answer.get("HX-Trigger", "")
        if (draft := Draft.objects.order_by("-id").first()) is not None:
            self.url = f"/interactions/drafts/{draft.entry_no}/"
        return self.html

    def what(self, template: str = "APPEL", go: str = "next", **given: Any) -> str:
        return self.post(1, go, contact="CT-000482", template=template, **given)

    def details(self, go: str = "next", **given: Any) -> str:
        data = {"description": "Relance", "occurred_at": "2026-03-02T10:31", "salesperson": "AR", "visibility": "everyone",
                "information_flow": "outbound", "initiated_by": "us", "cost": "1.50", "duration_min": "12"}  # fmt: skip
        return self.post(2, go, **{**data, **given})


@pytest.fixture
def guide(aline: Client) -> Guide:
    return Guide(aline)


def test_a_participant_typed_and_not_chosen_from_the_list_is_kept_or_asked_for(guide: Guide) -> None:
    """R-INT-57: what saves itself meanwhile waits for the words to be finished"""
    refused = guide.what(people="1", **{"person-text": "Nobody Nowhere"})
    assert (guide.status, "No contact matches “Nobody Nowhere”." in refused) == (422, True)
    assert 'name="person-text" value="Nobody Nowhere"' in refused
    draft = Draft.objects.get()
    data = {
        "step": "1",
        "contact": "CT-000482",
        "template": "APPEL",
        "people": "1",
        "person-text": "CT-00048",
    }
    guide.client.post(guide.url, data, headers={"X-Autosave": "1"})
    assert values_of(draft).participants == ()

    guide.what(people="1", **{"person-text": "ct-000483"})

    draft.refresh_from_db()
    assert [one.contact for one in values_of(draft).participants] == ["CT-000483"]
    assert 'name="description"' in guide.html


def test_it_is_not_postponed_without_a_participant_whom_nobody_knows(guide: Guide) -> None:
    """R-INT-57, R-INT-72: else the words would be gone without a word about it"""
    given: dict[str, Any] = {"people": "1", "participant": ["CT-000483"]}
    html = guide.what(go="postpone", **given, **{"person-text": "Nobody Nowhere"})
    assert (guide.status, Draft.objects.get().postponed) == (422, False)
    assert "No contact matches “Nobody Nowhere”." in html
    assert 'name="person-text" value="Nobody Nowhere"' in html

    guide.what(go="postpone", **given, **{"person-text": ""})
    assert (guide.status, Draft.objects.get().postponed) == (204, True)


def test_opened_from_a_contact_it_is_fixed_and_proposals_are_there(aline: Client, guide: Guide) -> None:
    """R-INT-41, R-INT-43 to 46, R-INT-54, R-INT-55"""
    page = aline.get(URL, {"contact": "CT-000482", "lock": "contact"}).content.decode()
    title = "New interaction · CT-000480 Béguelin Mécanique SA · CT-000482 Nora Béguelin"
    assert title in re.findall(r"<title>(.*?)</title>", page)[0]
    assert 'id="id_contact"' not in page

    html = guide.what(lock="contact", **{"opened-contact": "CT-000482"})

    values = dict(re.findall(r'<input[^>]*name="(\w+)"[^>]*value="([^"]*)"', html))
    assert values["description"] == "Appel sortant"
    assert values["occurred_at"] == "2026-03-02T10:31"  # one second later, rounded up to the minute
    assert (values["cost"], values["duration_min"]) == ("1.50", "12")
    assert '<option value="AR" selected>' in html
    assert 'value="outbound" checked' in html.replace(' id="id_information_flow_0"', "")


def test_the_first_step_asks_for_contact_and_template(guide: Guide) -> None:
    """R-INT-61, E-INT-1, E-INT-3"""
    html = guide.post(1, contact="", template="")
    assert guide.status == 422
    assert words(html).count("Choose a contact.") == 1
    assert "Choose an interaction template." in html


@pytest.mark.parametrize("contact", ["Nobody Nowhere", "CT-999999"])
def test_a_name_nobody_has(guide: Guide, contact: str) -> None:
    """E-INT-5"""
    html = guide.post(1, contact=contact, template="APPEL")
    assert guide.status == 422
    assert f"No contact matches “{contact}”." in html


@pytest.mark.parametrize(
    "typed",
    [
        {"contact-text": "nora beguelin"},
        {"contact-text": "nora@beguelin-meca.example"},
        {"contact": "", "contact-text": " ct-000482 "},
        {"contact": "CT-000482"},
    ],
)
def test_typed_words_find_the_contact(guide: Guide, cast: Cast, typed: dict[str, str]) -> None:
    """R-INT-57"""
    refresh_search([cast.company.pk, cast.nora.pk, cast.yves.pk, cast.lea.pk])
    data = {"form": guide.form, "step": "1", "template": "APPEL", **typed}
    guide.client.post(URL, data, headers={"X-Autosave": "1"})

    html = guide.post(1, template="APPEL", **typed)

    assert guide.status == 200
    assert "CT-000482 Nora Béguelin" in html
    assert Draft.objects.get().values["contact"] == "CT-000482"
    assert Draft.objects.get().contact_id == cast.nora.pk


def test_words_that_mean_several_are_not_nobodys(guide: Guide, cast: Cast) -> None:
    refresh_search([cast.nora.pk, make.make_person("Nora Béguelin").pk])
    html = guide.post(1, **{"contact-text": "Nora Béguelin", "template": "APPEL"})
    assert guide.status == 422
    assert "Several match “Nora Béguelin”." in html


def test_half_a_word_is_not_taken_for_somebody(guide: Guide, cast: Cast) -> None:
    refresh_search([cast.nora.pk])
    data = {"form": guide.form, "step": "1", "contact-text": "Nora"}
    guide.client.post(URL, data, headers={"X-Autosave": "1"})
    assert Draft.objects.get().values["contact"] == "Nora"


def test_privacy_blocked(guide: Guide, cast: Cast) -> None:
    """R-INT-42, E-INT-10"""
    Contact.objects.filter(pk=cast.nora.pk).update(privacy_blocked=True)
    opened = guide.client.get(URL, {"contact": "CT-000482"})
    assert opened.status_code == 422
    assert "Contact CT-000482 Nora Béguelin is blocked" in opened.content.decode()
    assert "Contact CT-000482 Nora Béguelin is blocked" in guide.what()
    assert (guide.status, 'value="CT-000482"' in guide.html, Draft.objects.exists()) == (422, True, False)
    data = {"form": guide.form, "step": "1", "contact": "CT-000482"}
    assert guide.client.post(URL, data, headers={"X-Autosave": "1"}).status_code == 422
    assert not Draft.objects.exists()


def test_a_draft_whose_contact_was_blocked_meanwhile_is_kept_but_goes_no_further(
    guide: Guide, cast: Cast
) -> None:
    """R-INT-42"""
    guide.what(go="stay")
    Contact.objects.filter(pk=cast.nora.pk).update(privacy_blocked=True)
    assert "Contact CT-000482 Nora Béguelin is blocked" in guide.what()
    assert (guide.status, Draft.objects.count()) == (422, 1)


def test_a_participant_who_was_blocked_meanwhile_leads_back_to_where_people_are_chosen(
    guide: Guide, cast: Cast
) -> None:
    """R-INT-70, E-INT-10"""
    guide.what(people="1", participant=["CT-000483"])
    Contact.objects.filter(pk=cast.yves.pk).update(privacy_blocked=True)
    html = guide.details()
    assert (guide.status, 'name="step" value="1"' in html) == (422, True)
    assert "Contact CT-000483 Yves Monnier is blocked for privacy reasons." in html


@pytest.mark.parametrize(
    ("happened", "step", "reason"),
    [
        ({"privacy_blocked": True}, 1, "Contact CT-000482 Nora Béguelin is blocked for privacy reasons."),
        ({"privacy_blocked": True}, 3, "Contact CT-000482 Nora Béguelin is blocked for privacy reasons."),
        ({"archived_at": AT}, 3, "The contact of this interaction is archived."),
    ],
)
def test_what_is_wrong_with_a_locked_contact_is_said(
    guide: Guide, cast: Cast, letter: None, happened: dict[str, Any], step: int, reason: str
) -> None:
    """R-INT-54, R-INT-70, E-INT-10: there is no field to mark, so the reason itself stands above"""
    guide.what("LETTRE", lock="contact", **{"opened-contact": "CT-000482"})
    guide.details(lock="contact")
    Contact.objects.filter(pk=cast.nora.pk).update(**happened)
    given = (
        {"template": "LETTRE"} if step == 1 else {"body": "<p>Oui</p>", "correspondence_type": "hard_copy"}
    )
    html = guide.post(step, "next" if step == 1 else "send", lock="contact", **given)
    assert (guide.status, Entry.objects.count()) == (422, 0)
    said = re.findall(r'<div class="note bad" role="alert">(.*?)</div></div>', html, re.DOTALL)
    assert [words(one).strip() for one in said] == [reason]


def test_a_visit_is_recorded_and_its_result_noted(guide: Guide, cast: Cast) -> None:
    """F1, R-INT-71, R-INT-78, R-INT-95"""
    guide.what(people="1", participant=["CT-000483"], colleague=["MD"])
    html = guide.details(description="Visite de l'atelier", comment="Bien passé", duration_min="75")

    entry = Entry.objects.get()
    assert (entry.content.description, entry.duration_min, entry.salesperson) == (
        "Visite de l'atelier",
        Decimal(75),
        cast.rochat,
    )
    assert [c.comment for c in EntryComment.objects.all()] == ["Bien passé"]
    assert [p.contact for p in entry.participants.all()] == [cast.yves]
    assert not Draft.objects.exists()
    assert f'action="/interactions/{entry.pk}/result/"' in html
    assert "data-guard" in html  # what is typed there is not left without a question
    assert "interactions-changed" in guide.trigger

    result = {"description": "Trois machines à remplacer", "evaluation": "positive", "cost": "120", "duration_min": "80",
              "comment": "Offre jusqu'à jeudi"}  # fmt: skip
    answer = guide.client.post(f"/interactions/{entry.pk}/result/", result, headers=DIALOG)
    assert answer.status_code == 204
    entry.refresh_from_db()
    assert (entry.content.description, entry.evaluation, entry.cost, entry.duration_min) == (
        "Trois machines à remplacer", "positive", Decimal(120), Decimal(80),
    )  # fmt: skip
    assert [c.comment for c in EntryComment.objects.order_by("id")] == ["Bien passé", "Offre jusqu'à jeudi"]


def test_the_result_of_an_entry_is_asked_for_without_all_that_hangs_on_it(
    guide: Guide, log: Log, django_assert_num_queries: Any
) -> None:
    url = f"/interactions/{log()}/result/"
    with django_assert_num_queries(5):  # session, user, salesperson, entry, content
        assert guide.client.get(url, headers=DIALOG).status_code == 200


def test_a_result_sent_twice_is_noted_once(guide: Guide, log: Log) -> None:
    number = log()
    url = f"/interactions/{number}/result/"
    [key] = re.findall(r'name="once" value="([^"]+)"', guide.client.get(url, headers=DIALOG).content.decode())
    data = {"description": "Relance", "evaluation": "positive", "cost": "1",
            "duration_min": "9", "comment": "Offre suit", "once": key}  # fmt: skip
    for _ in range(2):
        assert guide.client.post(url, data, headers=DIALOG).status_code == 204
    assert EntryComment.objects.count() == 1


def test_a_result_needs_no_comment(guide: Guide, log: Log) -> None:
    number = log()
    data = {
        "description": "Relance",
        "evaluation": "positive",
        "cost": "1",
        "duration_min": "80",
        "comment": " ",
    }
    assert guide.client.post(f"/interactions/{number}/result/", data, headers=DIALOG).status_code == 204
    assert (Entry.objects.get(pk=number).evaluation, EntryComment.objects.count()) == ("positive", 0)


def test_a_result_does_not_overwrite_what_a_colleague_changed(guide: Guide, cast: Cast, log: Log) -> None:
    """R-INT-87: the step sends everything that it shows; what is typed stays on the form"""
    number = log()
    url = f"/interactions/{number}/result/"
    html = guide.client.get(url, headers=DIALOG).content.decode()
    [version] = re.findall(r'name="version" value="(\d+)"', html)
    correct(number, Correction(evaluation="negative", cost=Decimal(7)), by=cast.administrator, at=AT)
    data = {"description": "Relance", "evaluation": "none", "cost": "1", "duration_min": "9",
            "comment": "Rappeler", "version": version}  # fmt: skip

    answer = guide.client.post(url, data, headers=DIALOG)

    assert answer.status_code == 422
    assert "Somebody else has changed this entry" in answer.content.decode()
    assert answer.context["form"]["comment"].value() == "Rappeler"
    html = answer.content.decode()
    assert f'<a href="{url}" target="_blank" rel="noopener">look at the other version</a>' in html
    entry = Entry.objects.get(pk=number)
    assert (entry.evaluation, entry.cost, EntryComment.objects.count()) == ("negative", Decimal(7), 0)

    [data["version"]] = re.findall(r'name="version" value="(\d+)"', html)
    assert guide.client.post(url, data, headers=DIALOG).status_code == 204
    assert EntryComment.objects.count() == 1


def test_a_wrong_result_changes_nothing(guide: Guide, log: Log) -> None:
    number = log()
    data = {"description": "", "evaluation": "positive", "cost": "-1", "duration_min": "80", "comment": "x"}
    assert guide.client.post(f"/interactions/{number}/result/", data, headers=DIALOG).status_code == 422
    assert (Entry.objects.get(pk=number).evaluation, EntryComment.objects.count()) == ("none", 0)


def test_sent_twice_it_is_recorded_once(guide: Guide) -> None:
    guide.what()
    url = guide.url
    guide.details()
    guide.url = url
    html = guide.details()
    assert Entry.objects.count() == 1
    assert "/result/" in html


@pytest.mark.parametrize(
    ("given", "field", "words_"),
    [
        ({"description": ""}, "description", "Enter a description."),
        ({"salesperson": ""}, "salesperson", "Enter the salesperson."),
        ({"occurred_at": ""}, "occurred_at", "Enter the date."),
        ({"occurred_at": "9999-12-31T00:00"}, "occurred_at", "Enter a date between 1900 and 2199."),
        ({"cost": "-1"}, "cost", "The value must not be negative."),
        ({"duration_min": "x"}, "duration_min", "Enter minutes"),
        ({"description": "x" * 256}, "description", "at most 255 characters"),
    ],
)
def test_errors_stand_beside_their_field(
    guide: Guide, given: dict[str, str], field: str, words_: str
) -> None:
    """R-INT-70, E-INT-2, E-INT-4, E-INT-9"""
    guide.what()
    html = guide.details(**given)
    assert (guide.status, Entry.objects.count()) == (422, 0)
    error = re.search(rf'id="id_{field}-error">.*?</span></span>', html, re.DOTALL)
    assert error, html
    assert words_ in error[0]


def test_another_template_fills_anew_but_keeps_what_was_typed_first(guide: Guide, letter: None) -> None:
    """R-INT-46, R-INT-47"""
    guide.what()
    guide.details("back", description="Relance", cost="99", duration_min="5")
    html = guide.what("LETTRE")
    values = dict(re.findall(r'<input[^>]*name="(\w+)"[^>]*value="([^"]*)"', html))
    assert (values["description"], values["cost"], values["duration_min"]) == ("Relance", "6.50", "20")


def test_another_template_replaces_the_description_of_the_old_one(guide: Guide, letter: None) -> None:
    """R-INT-47"""
    guide.what()
    guide.details("back", description="Appel sortant")
    assert 'value="Lettre personnelle"' in guide.what("LETTRE")


def test_what_was_written_before_the_contact_was_chosen_is_kept(
    guide: Guide, cast: Cast, letter: None
) -> None:
    """R-INT-68"""
    begun = Values(template="LETTRE", description="Offre", subject="Sujet", body="<p>Écrit</p>")
    kept = postpone(begun, by=cast.aline, at=AT)
    guide.url = f"/interactions/drafts/{kept.entry_no}/"
    guide.what("LETTRE", resumed="1")
    values = values_of(Draft.objects.get())
    assert (values.contact, values.subject, values.body) == ("CT-000482", "Sujet", "<p>Écrit</p>")


@pytest.mark.parametrize(("language", "kept"), [("fr-CH", True), ("de-CH", False)])
def test_another_contact_loads_its_content_only_in_another_language(
    guide: Guide, cast: Cast, letter: None, language: str, *, kept: bool
) -> None:
    """R-INT-68"""
    Contact.objects.filter(pk=cast.yves.pk).update(language=language)
    guide.what("LETTRE")
    guide.details()
    upload = SimpleUploadedFile("offre.pdf", b"%PDF-1.7", content_type="application/pdf")
    guide.post(3, "back", subject="Conditions", body="<p>Écrit</p>", correspondence_type="hard_copy",
               file=upload)  # fmt: skip
    # What saves itself meanwhile, with the choice not finished, changes nothing of that.
    for begun in ("", "Yv"):
        data = {"step": "1", "contact": begun, "template": "LETTRE"}
        assert guide.client.post(guide.url, data, headers={"X-Autosave": "1"}).status_code == 204
    guide.post(1, contact="CT-000483", template="LETTRE")
    values = values_of(Draft.objects.get())
    assert values.contact == "CT-000483"
    written = (values.subject, values.body, [one.name for one in values.files])
    assert written == (("Conditions", "<p>Écrit</p>", ["offre.pdf"]) if kept else (None, None, []))


def test_what_was_written_for_another_is_loaded_anew_though_nobody_was_chosen_in_between(
    guide: Guide, cast: Cast, letter: None
) -> None:
    """R-INT-58, R-INT-68: also when the words in between mean nobody (R-INT-57)"""
    Contact.objects.filter(pk=cast.yves.pk).update(language="de-CH")
    guide.what("LETTRE")
    guide.details()
    for typed in ("", "Nobody Nowhere"):
        guide.post(3, "back", **WRITTEN | {"body": "<p>Chère Nora</p>"})
        guide.post(1, contact=typed, template="LETTRE")
        assert (guide.status, values_of(Draft.objects.get()).body) == (422, "<p>Chère Nora</p>")
        guide.what("LETTRE")
        assert "Chère Nora" in guide.details()
        guide.post(1, contact=typed, template="LETTRE")
        guide.post(1, contact="CT-000483", template="LETTRE")
        html = guide.details(language="de-CH")
        assert ("Chère Nora" in html, "Guten Tag" in html) == (False, True)
        guide.what("LETTRE")
        guide.details(language="fr-CH")


@pytest.mark.parametrize(("chosen", "kept"), [("MD", "MD"), ("AR", None)])
def test_a_salesperson_who_was_chosen_stays_with_another_contact(
    guide: Guide, chosen: str, kept: str | None
) -> None:
    """R-INT-45: what is proposed is proposed anew; without contact there is none (R-INT-58)"""
    guide.what()
    guide.details("back", salesperson=chosen)
    guide.post(1, contact="CT-000483", template="APPEL")
    assert values_of(Draft.objects.get()).salesperson == kept
    guide.post(1, contact="", template="APPEL")
    assert values_of(Draft.objects.get()).salesperson is None


@pytest.mark.parametrize(("typed", "kept"), [("Un\r\n\r\nDeux", ["Un", "Deux"]), ("Un\r\n\r\nTrois", None)])
def test_comments_of_a_program_stay_apart_until_somebody_writes(
    guide: Guide, cast: Cast, typed: str, kept: list[str] | None
) -> None:
    """R-INT-80, R-INT-96"""
    given = Values(contact="CT-000482", template="APPEL", comments=("Un", "Deux"))
    guide.url = f"/interactions/drafts/{postpone(given, by=cast.aline, at=AT).entry_no}/"
    guide.details(comment=typed)
    logged = list(EntryComment.objects.order_by("id").values_list("comment", flat=True))
    assert logged == (kept or [typed])


def test_back_keeps_everything(guide: Guide) -> None:
    """R-INT-79"""
    guide.what()
    html = guide.details("back", description="Relance du devis", cost="x", comment="Note")
    assert 'aria-current="step"' in html
    assert 'name="step" value="1"' in html
    html = guide.what()
    assert 'value="Relance du devis"' in html
    assert ">\nNote</textarea>" in html


def test_language_is_the_contacts_or_says_why_not(guide: Guide, cast: Cast, letter: None) -> None:
    """R-INT-48, section 10 item 10"""
    Contact.objects.filter(pk=cast.nora.pk).update(language="it-CH")
    html = guide.what("LETTRE")
    assert '<option value="fr-CH" selected>' in html
    assert "There is no version in the contact&#x27;s language" in html


def test_no_language_is_chosen_by_itself(guide: Guide, cast: Cast, letter: None) -> None:
    """R-INT-48, R-INT-60: neither the contact nor the template says which"""
    Contact.objects.filter(pk=cast.nora.pk).update(language="it-CH")
    InteractionTemplate.objects.filter(code="LETTRE").update(default_language="")
    html = guide.what("LETTRE")
    offered = html.partition('name="language"')[2].partition("</select>")[0]
    assert re.findall(r'<option value="([^"]*)"( selected)?>', offered) == [
        ("", " selected"), ("de-CH", ""), ("fr-CH", ""),
    ]  # fmt: skip
    guide.details(language="")
    assert values_of(Draft.objects.get()).language is None
    html = guide.post(3)
    assert (guide.status, "has no content to open" in unescape(html)) == (422, True)
    guide.details(language="de-CH")
    assert "Guten Tag" in guide.html
    guide.post(3)
    assert Entry.objects.get().language == "de-CH"


def test_the_one_language_of_a_template_is_chosen_by_hand_too(guide: Guide, cast: Cast, letter: None) -> None:
    """R-INT-48"""
    InteractionTemplate.objects.filter(code="LETTRE").update(default_language="")
    InteractionTemplateLanguage.objects.filter(language="fr-CH").delete()
    guide.what("LETTRE")
    html = guide.details(language="")
    assert (guide.status, 'name="step" value="3"' in html) == (200, True)


def test_texts_in_no_particular_language_are_called_so(guide: Guide, letter: None) -> None:
    template = InteractionTemplate.objects.get(code="LETTRE")
    InteractionTemplateLanguage.objects.create(template=template, language="", subject="Sujet")
    guide.what("LETTRE")
    assert "No particular language" in words(guide.details("stay"))


def test_another_language_loads_its_content(guide: Guide, letter: None) -> None:
    """R-INT-60, R-INT-68"""
    guide.what("LETTRE")
    html = guide.details(language="de-CH")
    assert "Guten Tag" in html
    assert 'value="Sujet de-CH"' in html


def test_a_letter_is_written_and_recorded_with_its_fields_filled(guide: Guide, letter: None) -> None:
    """F2, R-INT-62, R-INT-64"""
    guide.what("LETTRE")
    html = guide.details()
    assert "Chère {{ contact.name }}" in html
    guide.post(3, subject="Conditions", body="<p>Chère {{ contact.name }}, merci<script>x</script></p>",
               correspondence_type="hard_copy")  # fmt: skip
    content = Entry.objects.get().content
    assert (content.subject, content.body) == ("Conditions", "<p>Chère Nora Béguelin, merci</p>")
    assert Entry.objects.get().delivery_status == "none"


def test_the_letter_of_a_new_installation_is_written_in_the_guide(guide: Guide) -> None:
    """R-INT-64, F2: the letter opens whole in the editor, and what is typed there is the letter."""
    seed_set_up("fr", by=None, at=AT)
    guide.what("LETTRE")
    html = unescape(guide.details(description="Conditions"))
    text = re.findall(r'<textarea name="body"[^>]*>(.*?)</textarea>', html, re.DOTALL)[0]
    assert text.count("[Votre texte]") == 1
    written = text.replace("[Votre texte]", "Voici nos conditions.")
    guide.post(3, "preview", body=written, correspondence_type="hard_copy")
    (page,) = pdf_pages(guide.client.get(f"{guide.url}preview/file/").content)
    assert "[Votre texte]" not in page
    words_of = ["Nora Béguelin", "Conditions", "Bonjour Nora", "notre dernier entretien", "Voici nos conditions.",
                "salutations les meilleures", "Aline Rochat"]  # fmt: skip
    found = [page.find(words) for words in words_of]
    assert -1 not in found, page
    assert found == sorted(found)
    assert page.count("Aline Rochat") == 1

    guide.post(3, "send", body=written, correspondence_type="hard_copy")

    content = Entry.objects.get().content
    assert "Voici nos conditions." in content.body_text
    assert not content.files.exists()


class TestWordLetter:
    """R-INT-64: a Word letter is downloaded filled, changed, and added again; there is no second letter."""

    MERGED = docx(paragraph(field("Contact_Nom"), run(" [Votre texte]")))
    CHANGED = docx(paragraph(run("Chère Nora, voici nos conditions.")))

    @pytest.fixture
    def opened(self, guide: Guide, cast: Cast) -> str:
        """The last step for a template whose letter is a Word file."""
        template = make.make_template(
            "MOT", channel="letter", wizard_action="open", default_correspondence_type="hard_copy",
            default_language="fr-CH",
        )  # fmt: skip
        InteractionTemplateLanguage.objects.create(template=template, language="fr-CH")
        put_file(template, "fr-CH", self.MERGED, "Lettre.docx", by=None, at=AT)
        guide.what("MOT")
        return guide.details()

    def test_it_is_offered_filled_and_there_is_nothing_to_write(self, guide: Guide, opened: str) -> None:
        assert 'name="body"' not in opened
        assert "Download it with the contact's data filled in" in unescape(words(opened))
        links = re.findall(rf'href="({guide.url}files/\d+/)" download>Lettre.docx<', opened)
        answer = guide.client.get(links[0])
        assert lines(answer.content) == ["Nora Béguelin [Votre texte]"]
        assert 'filename="Lettre.docx"' in answer["Content-Disposition"]
        assert guide.client.get(f"{guide.url}files/999999/").status_code == 404
        assert guide.client.get(f"{guide.url}document/").status_code == 404

    def test_the_changed_one_takes_its_place(self, guide: Guide, opened: str) -> None:
        html = guide.post(3, "stay", file=SimpleUploadedFile("Lettre Nora.docx", self.CHANGED))
        assert ('name="body"' in html, "Lettre.docx" in html) == (False, False)
        guide.post(3, "send", correspondence_type="hard_copy")
        content = Entry.objects.get().content
        assert [one.name for one in content.files.all()] == ["Lettre Nora.docx"]
        assert content.body == ""

    def test_by_email_a_text_goes_with_it(self, guide: Guide, opened: str) -> None:
        assert 'name="body"' in guide.post(3, "stay", correspondence_type="email")

    def test_an_email_takes_it_along_where_that_is_ticked(self, guide: Guide, opened: str) -> None:
        """R-INT-117, R-INT-119: as a document template; a step that does not ask leaves the answer"""
        assert "document_as_attachment" not in opened
        assert "document_as_attachment" in guide.post(3, "stay", correspondence_type="email")
        guide.post(3, "stay", correspondence_type="email", document_as_attachment=["", "on"])
        for kind in ("hard_copy", "email"):
            html = guide.post(3, "stay", correspondence_type=kind)
        ticked = r'<input type="checkbox" name="document_as_attachment"[^>]* checked'
        assert re.search(ticked, html)
        html = guide.post(3, "stay", correspondence_type="email", document_as_attachment="")
        assert not re.search(ticked, html)
        guide.post(3, correspondence_type="email", document_as_attachment=["", "on"])
        assert Entry.objects.get().document_as_attachment

    def test_nothing_is_noted_as_attached_once_the_word_file_is_taken_away(
        self, guide: Guide, letter: None
    ) -> None:
        """R-INT-117: an e-mail without a Word document has no such answer, though it was ticked before"""
        guide.what("LETTRE")
        guide.details()
        word = SimpleUploadedFile("Offre.docx", self.CHANGED)
        asked = {"correspondence_type": "email", "body": "<p>Bonjour</p>"}
        html = guide.post(3, "stay", file=word, **asked)
        name = "document_as_attachment"
        assert html.count(f'name="{name}"') == 2
        file = Draft.objects.get().files.get().file_id
        html = guide.post(3, "stay", remove=str(file), document_as_attachment=["", "on"], **asked)
        assert Draft.objects.get().values[name]
        left = dict.fromkeys(re.findall(rf'<input type="hidden" name="({name})">', html), "")
        guide.post(3, **left, **asked)
        assert not Entry.objects.get().document_as_attachment

    def test_that_of_a_document_template_too(self, guide: Guide, opened: str) -> None:
        document = create_document_template("MOT", self.MERGED, "Modèle.docx", by=None, at=AT)
        InteractionTemplateLanguage.objects.update(file=None, file_name="", document_template=document)
        html = guide.post(3, "stay", correspondence_type="hard_copy")
        assert f'href="{guide.url}document/"' in html
        assert lines(guide.client.get(f"{guide.url}document/").content) == ["Nora Béguelin [Votre texte]"]

        html = guide.post(3, "stay", file=SimpleUploadedFile("Lettre Nora.docx", self.CHANGED))

        assert (f'href="{guide.url}document/"' in html, "document_as_attachment" in html) == (False, False)
        file = Draft.objects.get().files.get().file_id
        html = guide.post(3, "stay", remove=str(file))
        assert f'href="{guide.url}document/"' in html
        guide.post(3, "stay", file=SimpleUploadedFile("Lettre Nora.docx", self.CHANGED))
        guide.post(3, "next", correspondence_type="hard_copy")
        assert Entry.objects.get().document_template is None

    @pytest.mark.parametrize("action", ["open", "merge"])
    def test_a_text_that_goes_with_a_document_template_is_shown(
        self, guide: Guide, opened: str, action: str
    ) -> None:
        """R-INT-49: it goes out, too; emptied, only the Word file does"""
        document = create_document_template("MOT", self.MERGED, "Modèle.docx", by=None, at=AT)
        InteractionTemplate.objects.filter(code="MOT").update(wizard_action=action)
        InteractionTemplateLanguage.objects.update(
            file=None, file_name="", document_template=document, body="<p>Remarque interne</p>"
        )
        html = guide.post(3, "stay", correspondence_type="hard_copy")
        assert ("Remarque interne" in html, "beside the Word document" in html) == (True, True)

        html = guide.post(3, "stay", body="", correspondence_type="hard_copy")
        assert 'name="body"' not in html
        guide.post(3, "send", correspondence_type="hard_copy")

        entry = Entry.objects.get()
        assert (entry.content.body, entry.document_template) == ("", document)

    def test_one_that_a_program_chose_is_shown(self, guide: Guide, opened: str) -> None:
        """R-INT-49: for it goes out"""
        document = create_document_template("MOT", self.MERGED, "Modèle.docx", by=None, at=AT)
        InteractionTemplateLanguage.objects.update(file=None, file_name="")
        kept = Draft.objects.get()
        Draft.objects.update(values={**kept.values, "document_template": "MOT"})

        html = guide.post(3, "stay", correspondence_type="hard_copy", document_as_attachment="on")

        assert (f'href="{guide.url}document/"' in html, "document_as_attachment" in html) == (True, True)
        guide.post(3, "next", correspondence_type="hard_copy", document_as_attachment="on")
        entry = Entry.objects.get()
        assert (entry.document_template, entry.document_as_attachment) == (document, True)

    def test_one_that_a_program_declined_stays_so(self, guide: Guide, opened: str) -> None:
        document = create_document_template("MOT", self.MERGED, "Modèle.docx", by=None, at=AT)
        InteractionTemplateLanguage.objects.update(file=None, file_name="", document_template=document)
        kept = Draft.objects.get()
        Draft.objects.update(values={**kept.values, "document_template": ""})

        guide.post(3, "next", correspondence_type="none", body="<p>Bonjour</p>")

        assert Entry.objects.get().document_template is None

    def test_one_that_cannot_be_used_is_taken_off(self, guide: Guide, opened: str) -> None:
        """R-INT-70, E-INT-19: a program chose it"""
        kept = Draft.objects.get()
        Draft.objects.update(values={**kept.values, "document_template": "GONE"})

        html = guide.post(3, correspondence_type="hard_copy")
        assert (guide.status, "cannot be used here" in html) == (422, True)
        assert "Document template GONE" in words(html)
        html = guide.post(3, "stay", remove="document", correspondence_type="hard_copy")
        assert (guide.status, "GONE" in html) == (200, False)
        guide.post(3, correspondence_type="hard_copy")
        assert Entry.objects.get().document_template is None


def test_an_address_that_is_gone_is_asked_for_anew(guide: Guide, cast: Cast, letter: None) -> None:
    """R-INT-59, R-INT-70, E-INT-29: what was meant for it goes nowhere else by itself"""
    AlternativeAddress.objects.create(contact=cast.nora, code="CHALET", address="Route 1", city="Sion")
    guide.what("LETTRE")
    guide.details()
    guide.post(3, "stay", alternative_address="CHALET", **WRITTEN)
    AlternativeAddress.objects.all().delete()

    html = guide.post(3, alternative_address="CHALET", **WRITTEN)

    assert (guide.status, Entry.objects.count()) == (422, 0)
    assert marked(html) == [("alternative_address", "The contact has no such address.")]
    assert '<option value="CHALET" selected>' in html
    guide.post(3, alternative_address="", **WRITTEN)
    assert Entry.objects.get().alternative_address is None


def test_recording_and_sending_queues_the_delivery(guide: Guide, letter: None) -> None:
    """R-INT-116"""
    guide.what("LETTRE")
    guide.details()
    guide.post(3, "send", subject="Conditions", body="<p>Merci</p>", correspondence_type="hard_copy")
    assert (Entry.objects.get().delivery_status, Draft.objects.count()) == ("queued", 0)


def marked(html: str) -> list[tuple[str, str]]:
    """The fields that are marked as wrong, each with what stands beside it."""
    fields = re.findall(r'<(?:input|select|textarea)[^>]*aria-invalid="true"[^>]*>', html)
    names = [re.findall(r'name="(\w+)"', one)[0] for one in fields]
    return [
        (name, words(re.findall(rf'id="id_{name}-error">(.*?)</div>', html, re.DOTALL)[0])) for name in names
    ]


@pytest.mark.parametrize(
    ("email", "reason"),
    [
        ("", "Contact CT-000482 Nora Béguelin has no e-mail address."),
        ("nora chez", "“nora chez” of contact CT-000482 Nora Béguelin is no valid e-mail address."),
    ],
)
@pytest.mark.parametrize("lock", [(), ("contact",)])
def test_an_email_without_address_is_refused_beside_its_type(
    guide: Guide, cast: Cast, letter: None, lock: tuple[str, ...], email: str, reason: str
) -> None:
    """R-INT-91, E-INT-30: nothing is recorded, and the draft is still there."""
    Contact.objects.filter(pk=cast.nora.pk).update(email=email)
    guide.what("LETTRE", lock=lock, **{"opened-contact": "CT-000482"})
    guide.details(lock=lock)
    html = guide.post(
        3, "send", lock=lock, subject="Conditions", body="<p>Merci</p>", correspondence_type="email"
    )
    assert (guide.status, Entry.objects.count(), Draft.objects.count()) == (422, 0, 1)
    ((name, said),) = marked(html)
    assert (name, reason in said) == ("correspondence_type", True)
    assert "&lt;p&gt;Merci&lt;/p&gt;" in html


@pytest.mark.parametrize("body", ["", "<p></p>", "<p><br></p><p></p>"])
def test_an_email_needs_content(guide: Guide, cast: Cast, body: str) -> None:
    """R-INT-70, E-INT-7: a text that was emptied in the editor is none"""
    make.make_template("E-MAIL", channel="email", default_correspondence_type="email")
    guide.what("E-MAIL")
    guide.details()
    html = guide.post(3, subject="Tarifs", body=body, correspondence_type="email")
    assert guide.status == 422
    assert "An e-mail interaction needs content." in html
    assert 'value="Tarifs"' in html


def test_an_unknown_merge_field_is_refused(guide: Guide, letter: None) -> None:
    """E-INT-46"""
    guide.what("LETTRE")
    guide.details()
    html = guide.post(3, body="<p>{{ contact.shoe_size }}</p>", correspondence_type="hard_copy")
    assert (guide.status, Entry.objects.count()) == (422, 0)
    assert "There is no merge field named “contact.shoe_size”." in html


def test_a_file_is_added_and_taken_away(guide: Guide, letter: None) -> None:
    """R-INT-65"""
    guide.what("LETTRE")
    guide.details()
    paper = SimpleUploadedFile("../Offre.pdf", b"%PDF-1.7 x", "text/html")
    html = guide.post(3, "stay", file=paper, correspondence_type="hard_copy")
    assert "Offre.pdf" in html
    file = Draft.objects.get().files.get()
    assert (file.name, file.file.media_type) == ("Offre.pdf", "application/pdf")
    html = guide.post(3, "stay", remove=str(file.file_id), correspondence_type="hard_copy")
    assert Draft.objects.get().files.count() == 0


@pytest.mark.parametrize("added", [True, False])
def test_what_was_received_is_added_or_it_is_said_that_nothing_was(guide: Guide, *, added: bool) -> None:
    """R-INT-65, section 6"""
    make.make_template(
        "RECU", channel="letter", wizard_action="import", information_flow="inbound",
        default_correspondence_type="none",
    )  # fmt: skip
    guide.what("RECU")
    assert "Add the file that was received or sent" in guide.details()
    file: dict[str, Any] = {"file": SimpleUploadedFile("Plan.pdf", b"%PDF-1.7")} if added else {}

    html = guide.post(3, correspondence_type="none", **file)

    assert ("No file was added" in guide.trigger + html) is not added
    assert [one.name for one in Entry.objects.get().content.files.all()] == ["Plan.pdf"] * added


@pytest.mark.parametrize("postponed", [True, False])
def test_the_templates_own_file_is_not_what_was_received(guide: Guide, *, postponed: bool) -> None:
    """R-INT-12, R-INT-65"""
    template = make.make_template(
        "RECU", channel="letter", wizard_action="import", information_flow="inbound",
        default_correspondence_type="none", default_language="fr-CH",
    )  # fmt: skip
    put_file(template, "fr-CH", b"%PDF-1.7 empty", "Formulaire-vide.pdf", by=None, at=AT)
    guide.what("RECU")
    assert "Formulaire-vide.pdf" not in guide.details(go="postpone" if postponed else "next")

    html = guide.post(3, correspondence_type="none")

    assert "No file was added" in guide.trigger + html
    assert not Entry.objects.get().content.files.exists()


def test_comments_are_written_in_every_step(guide: Guide, letter: None) -> None:
    """R-INT-80, R-INT-95"""
    guide.what("LETTRE", comment="Un")
    assert Draft.objects.get().comments == ["Un"]
    assert ">\nUn</textarea>" in guide.html
    assert ">\nUn</textarea>" in guide.details(comment="Un")
    guide.post(3, "stay", comment="Deux", body="<p>Merci</p>", correspondence_type="hard_copy")
    assert Draft.objects.get().comments == ["Deux"]
    assert ">\nDeux</textarea>" in guide.post(3, "back", comment="Deux", body="<p>Merci</p>")
    guide.post(3, comment="Deux", body="<p>Merci</p>", correspondence_type="hard_copy")
    assert [one.comment for one in EntryComment.objects.all()] == ["Deux"]


def test_an_empty_file_is_refused(guide: Guide, letter: None) -> None:
    """E-INT-23"""
    guide.what("LETTRE")
    guide.details()
    html = guide.post(3, "stay", file=SimpleUploadedFile("x.pdf", b""), correspondence_type="hard_copy")
    assert guide.status == 422
    assert "empty" in html


def test_preview_shows_what_goes_out_and_records_nothing(guide: Guide, letter: None) -> None:
    """R-INT-68"""
    guide.what("LETTRE")
    guide.details()
    html = guide.post(
        3, "stay", subject="Pour {{ contact.name }}", body="<p>Merci</p>", correspondence_type="email"
    )
    assert "Reads: Pour Nora Béguelin" in html
    html = guide.post(
        3, "stay", subject="Pour {{ contact.nobody }}", body="<p>Merci</p>", correspondence_type="email"
    )
    assert "Reads:" not in html
    html = guide.post(3, "preview", subject="Conditions", body="<p>Chère {{ contact.name }}</p>",
                      correspondence_type="email")  # fmt: skip
    number = Draft.objects.get().entry_no
    assert "nora@beguelin-meca.example" in html
    mail = guide.client.get(f"/interactions/drafts/{number}/preview/mail/")
    assert "Chère Nora Béguelin" in mail.content.decode()
    assert "sandbox" in mail["Content-Security-Policy"]
    assert Entry.objects.count() == 0
    assert "Conditions" in guide.client.get(f"/interactions/drafts/{number}/preview/").content.decode()
    assert guide.client.get(f"/interactions/drafts/{number}/preview/file/").status_code == 404


def test_a_preview_tells_the_number_the_entry_will_have(guide: Guide, letter: None) -> None:
    guide.what("LETTRE")
    guide.details()
    guide.post(3, "preview", subject="Conditions", body="<p>Réf. {{ interaction.entry_no }}.</p>",
               correspondence_type="email")  # fmt: skip
    number = Draft.objects.get().entry_no
    mail = guide.client.get(f"/interactions/drafts/{number}/preview/mail/").content.decode()
    assert f"Réf. {number}." in mail


def test_a_letter_is_previewed_as_its_file(guide: Guide, letter: None) -> None:
    guide.what("LETTRE")
    guide.details()
    guide.post(3, "preview", body="<p>Merci</p>", correspondence_type="hard_copy")
    number = Draft.objects.get().entry_no
    answer = guide.client.get(f"/interactions/drafts/{number}/preview/file/")
    assert (answer.status_code, answer["Cache-Control"]) == (200, "private, no-store")
    assert answer["Content-Type"] == "application/pdf"


def test_a_plain_browser_sees_the_preview_on_a_page_of_its_own(guide: Guide, letter: None) -> None:
    guide.what("LETTRE")
    guide.details()
    number = Draft.objects.get().entry_no
    answer = guide.client.post(
        guide.url, {"form": guide.form, "step": "3", "go": "preview", "body": "<p>x</p>"}
    )
    assert answer.status_code == 303
    assert answer["Location"].startswith(f"/interactions/drafts/{number}/preview/?step=3&window=")


def test_from_the_preview_one_comes_back_to_the_same_window(guide: Guide, letter: None) -> None:
    guide.what("LETTRE", lock="contact", **{"opened-contact": "CT-000482"})
    window = hidden(guide.details(lock="contact"))
    data = {"step": "3", "go": "preview", "lock": "contact", "body": "<p>x</p>", **window}
    page = guide.client.post(guide.url, data, follow=True).content.decode()
    back = unescape(re.findall(r'href="([^"]*/drafts/\d+/\?[^"]*)"', page)[0])

    html = guide.client.get(back).content.decode()

    assert hidden(html)["window"] == window["window"]
    assert (re.findall(r'name="lock" value="(\w+)"', html), 'name="step" value="3"' in html) == (
        ["contact"],
        True,
    )


def test_a_file_stays_while_another_field_is_wrong(guide: Guide, letter: None) -> None:
    guide.what("LETTRE")
    guide.details()
    paper = SimpleUploadedFile("Offre.txt", b"Offre")

    html = guide.post(3, file=paper, subject="x" * 300, correspondence_type="hard_copy")

    assert guide.status == 422
    assert "Offre.txt" in html
    assert Draft.objects.get().files.get().name == "Offre.txt"


def test_opened_from_nowhere_nothing_is_chosen_and_it_can_be_discarded(guide: Guide) -> None:
    page = guide.client.get(URL).content.decode()
    assert 'name="contact"' in page
    guide.post(1, "discard", contact="CT-000482", template="APPEL")
    assert (guide.status, "Discarded." in guide.trigger) == (204, True)
    assert not Draft.objects.exists()


def test_a_save_that_comes_late_changes_nothing(guide: Guide) -> None:
    guide.what()
    guide.details()
    late = guide.client.post(guide.url, {"step": "2", "description": "Tard"}, headers={"X-Autosave": "1"})
    assert late.status_code == 204
    assert (Entry.objects.get().content.description, Draft.objects.count()) == ("Relance", 0)


@pytest.mark.parametrize(("contact", "salesperson"), [(None, ""), ("CT-000100", ""), ("CT-000482", "AR")])
def test_an_incomplete_one_shows_every_step(
    client: Client, cast: Cast, contact: str | None, salesperson: str
) -> None:
    """R-INT-45, R-INT-73: who is no salesperson is proposed the contact's."""
    draft = postpone(
        Values(contact=contact, template="PERDU", description="À compléter"), by=cast.administrator, at=AT
    )
    client.force_login(cast.administrator)
    url = f"/interactions/drafts/{draft.entry_no}/"
    details = client.get(url, {"step": "2"}).content.decode()
    assert 'value="À compléter"' in details
    assert re.findall(
        r'<option value="(\w+)" selected>',
        details.partition('name="salesperson"')[2].partition("</select>")[0],
    ) == [code for code in [salesperson] if code]
    assert client.get(url, {"step": "3"}).status_code == 200
    for step, given in (
        (2, {"description": "Autre", "cost": "5"}),
        (3, {"subject": "Sujet", "correspondence_type": "email"}),
    ):
        answer = client.post(url, {"step": str(step), "go": "postpone", **given}, headers=DIALOG)
        assert answer.status_code == 204
    kept = Draft.objects.get()
    assert (kept.values["description"], kept.values["subject"]) == ("Autre", "Sujet")


@pytest.mark.parametrize("wanted", ["email", "hard_copy"])
def test_what_brings_no_content_may_be_sent_all_the_same(guide: Guide, cast: Cast, wanted: str) -> None:
    """R-INT-52, R-INT-61: choosing how it travels leads on to what is sent"""
    Contact.objects.filter(pk=cast.nora.pk).update(correspondence_type="email")
    html = guide.what()
    assert "The contact prefers: E-mail" in words(html)
    assert 'name="correspondence_type"' in html
    html = guide.details("stay", correspondence_type=wanted)
    assert 'name="go" value="next">Continue' in html
    assert 'name="body"' in guide.details(correspondence_type=wanted)

    guide.post(3, correspondence_type=wanted, subject="Offre", body="<p>Bonjour</p>")

    entry = Entry.objects.get()
    assert (entry.correspondence_type, entry.content.body) == (wanted, "<p>Bonjour</p>")


def test_what_brings_no_content_is_recorded_without(guide: Guide) -> None:
    """R-INT-62"""
    guide.what()
    assert 'name="go" value="next">Record' in guide.details("stay", correspondence_type="none")
    guide.details(correspondence_type="none")
    assert Entry.objects.get().correspondence_type == "none"


def test_of_a_letter_the_type_stands_beside_its_text(guide: Guide, letter: None) -> None:
    """R-INT-62"""
    assert 'name="correspondence_type"' not in guide.what("LETTRE")


def test_what_the_contact_prefers_stands_beside_the_type(guide: Guide, cast: Cast, letter: None) -> None:
    """R-INT-52"""
    Contact.objects.filter(pk=cast.nora.pk).update(correspondence_type="email")
    guide.what("LETTRE")
    assert "The contact prefers: E-mail" in words(guide.details())


def test_a_campaign_put_away_stays_chosen_in_its_draft(guide: Guide, cast: Cast) -> None:
    """R-INT-92"""
    values = Values(contact="CT-000482", template="APPEL", campaign="CP-9")
    draft = postpone(values, by=cast.aline, at=AT)
    html = guide.client.get(f"/interactions/drafts/{draft.entry_no}/", {"step": "2"}).content.decode()
    assert '<option value="CP-9" selected>CP-9</option>' in html


def test_postponed_it_waits_incomplete_and_delivers_nothing(guide: Guide) -> None:
    """R-INT-72, R-INT-73, Q-INT-1"""
    guide.post(1, "postpone", contact="CT-000482", template="")
    draft = Draft.objects.get()
    assert (guide.status, draft.postponed, Entry.objects.count()) == (204, True, 0)
    assert "dialog-close" in guide.trigger
    page = guide.client.get("/interactions/drafts/").content.decode()
    assert f'href="/interactions/drafts/{draft.entry_no}/"' in page


class TestOfAColleague:
    """R-INT-198: a manager resumes what Aline postponed."""

    @pytest.fixture
    def guide(self, client: Client, cast: Cast) -> Guide:
        client.force_login(make.make_user("chef", Role.MANAGER, salesperson=cast.dubuis, language="en"))
        guide = Guide(client)
        values = Values(contact="CT-000482", template="APPEL", salesperson="AR", description="Relance")
        guide.url = f"/interactions/drafts/{postpone(values, by=cast.aline, at=AT).entry_no}/"
        return guide

    @pytest.mark.parametrize("go", ["next", "stay", "back", "postpone"])
    def test_it_is_not_hidden_from_who_resumes_it(self, guide: Guide, go: str) -> None:
        before = Draft.objects.get().values
        data = {"step": "2", "visibility": "private"}
        assert guide.client.post(guide.url, data, headers={"X-Autosave": "1"}).status_code == 422

        html = guide.details(go, visibility="private")

        assert (guide.status, 'name="step" value="2"' in html) == (422, True)
        assert words(html).count("You would not see this interaction any more yourself.") == 1
        assert '<option value="private" selected>' in html
        assert (Draft.objects.get().values, Entry.objects.count()) == (before, 0)
        guide.details()
        assert (Entry.objects.get().visibility, Draft.objects.count()) == ("everyone", 0)

    def test_it_is_thrown_away_whatever_was_chosen(self, guide: Guide) -> None:
        guide.details("discard", visibility="private")
        assert (guide.status, Draft.objects.count(), Entry.objects.count()) == (204, 0, 0)

    def test_a_template_that_hides_it_stays_on_its_step(self, guide: Guide, cast: Cast) -> None:
        make.make_template("CONFID", cast.call.group, visibility="private")

        html = guide.what("CONFID")

        assert (guide.status, 'name="step" value="1"' in html) == (422, True)
        assert "You would not see this interaction any more yourself." in words(html)
        assert Draft.objects.get().values["template"] == "APPEL"

    def test_it_is_not_hidden_from_who_postponed_it(self, guide: Guide, cast: Cast) -> None:
        cast.dubuis.team = Salesperson.objects.get(code="UB").team
        cast.dubuis.save()

        html = guide.details(salesperson="MD", visibility="team")

        assert (guide.status, 'name="step" value="2"' in html) == (422, True)
        assert "Aline Rochat, who postponed this interaction, would not see it any more." in words(html)
        assert (Draft.objects.count(), Entry.objects.count()) == (1, 0)


@pytest.mark.parametrize("no", ["CT-000482", "CT-000480"])
def test_the_page_of_a_contact_leads_to_what_was_postponed_for_it(guide: Guide, cast: Cast, no: str) -> None:
    """R-INT-41, R-INT-76: of a company also what was for its people"""
    link = f'href="/interactions/drafts/?contact={no}"'
    assert link not in guide.client.get(f"/contacts/{no}/").content.decode()
    postpone(Values(contact="CT-000482", description="Relance"), by=cast.aline, at=AT)

    page = guide.client.get(f"/contacts/{no}/").content.decode()

    assert link in page
    assert "1 postponed interaction" in words(page)
    assert "Relance" in guide.client.get(f"/interactions/drafts/?contact={no}").content.decode()


@pytest.mark.parametrize("many", [1, 3])
def test_the_list_shows_the_files(
    guide: Guide, cast: Cast, client: Client, django_assert_num_queries: Any, many: int
) -> None:
    """R-INT-76"""
    paper = NamedFile(store_file(b"%PDF-1.7", by=cast.aline, at=AT).pk, "offre.pdf")
    numbers = [
        postpone(Values(description="Offre", files=(paper,)), by=cast.aline, at=AT).entry_no
        for _ in range(many)
    ]
    guide.client.get("/interactions/drafts/")
    with django_assert_num_queries(6):
        page = guide.client.get("/interactions/drafts/").content.decode()
    urls = [f"/interactions/drafts/{number}/kept/{paper.file_id}/" for number in numbers]
    assert [url in page for url in urls] == [True] * many
    shown = guide.client.get(urls[0])
    assert b"".join(shown.streaming_content) == b"%PDF-1.7"  # type: ignore[attr-defined]
    assert "offre.pdf" in shown["Content-Disposition"]
    assert guide.client.get(f"/interactions/drafts/{numbers[0]}/kept/0/").status_code == 404
    client.force_login(cast.marc)
    assert client.get(urls[0]).status_code == 404


def test_those_that_the_list_has_no_room_for_are_told(
    guide: Guide, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R-INT-76"""
    monkeypatch.setattr("liaison.web.interactions.postponed.MOST", 1)
    for _ in range(3):
        postpone(Values(contact="CT-000482", template="APPEL"), by=cast.aline, at=AT)
    assert "and 2 more" in guide.client.get("/interactions/drafts/").content.decode()


@pytest.mark.parametrize("go", ["next", "send"])
def test_a_template_in_use_no_more_stays_in_its_draft(guide: Guide, letter: None, go: str) -> None:
    """R-INT-18: previewed, recorded and sent as any other"""
    guide.what("LETTRE", go="stay")
    template = InteractionTemplate.objects.get(code="LETTRE")
    words = {"en": "Personal letter"}
    InteractionTemplate.objects.filter(pk=template.pk).update(active=False, descriptions=words)
    first = guide.client.get(guide.url, {"step": "1"}, headers=DIALOG).content.decode()
    assert '<input type="radio" name="template" value="LETTRE" checked>Personal letter<' in first

    guide.what("LETTRE")
    guide.details()
    preview = guide.post(3, "preview")
    assert "no longer in use" not in preview
    guide.post(3, go)

    assert Entry.objects.get().template == template


def test_a_template_in_use_no_more_is_not_chosen_newly(guide: Guide, letter: None) -> None:
    """R-INT-18"""
    InteractionTemplate.objects.filter(code="LETTRE").update(active=False)
    assert "no longer in use" in guide.what("LETTRE")
    assert (guide.status, Draft.objects.exists()) == (422, False)


def test_resumed_it_is_today_successful_and_locked(guide: Guide, cast: Cast) -> None:
    """R-INT-77"""
    old = Values(contact="CT-000482", template="APPEL", salesperson="MD", description="Relance",
                 occurred_at=AT - timedelta(days=9), attempt_failed=True)  # fmt: skip
    draft = postpone(old, by=cast.aline, at=AT)
    url = f"/interactions/drafts/{draft.entry_no}/"

    page = guide.client.get(url, headers=DIALOG).content.decode()

    assert 'value="2026-03-02T10:31"' in page
    assert 'name="attempt_failed"' in page
    assert "checked" not in re.findall(r'<input[^>]*name="attempt_failed"[^>]*>', page)[0]
    assert re.findall(r'name="lock" value="(\w+)"', page) == ["contact", "salesperson"]
    guide.url = url
    guide.details(
        lock=["contact", "salesperson"], resumed="1", salesperson="AR", occurred_at="2026-03-02T10:31"
    )
    entry = Entry.objects.get()
    assert (entry.pk, entry.salesperson, entry.attempt_failed) == (draft.entry_no, cast.dubuis, False)
    assert entry.occurred_at == datetime(2026, 3, 2, 9, 31, tzinfo=UTC)


@pytest.mark.parametrize("given", [{"contact": "Beguelin Mecan X"}, {"salesperson": "ZZ"}])
def test_who_is_not_known_is_asked_for_when_it_is_resumed(
    guide: Guide, cast: Cast, given: dict[str, Any]
) -> None:
    """R-INT-57, R-INT-73, R-INT-77: locked to words that mean nobody, it could never be finished"""
    values = replace(Values(contact="CT-000482", template="APPEL", salesperson="AR"), **given)
    guide.url = f"/interactions/drafts/{postpone(values, by=cast.aline, at=AT).entry_no}/"

    page = guide.client.get(guide.url, headers=DIALOG).content.decode()

    step, locked = (1, ["salesperson"]) if "contact" in given else (2, ["contact"])
    assert f'name="step" value="{step}"' in page
    assert re.findall(r'name="lock" value="(\w+)"', page) == locked
    if step == 1:
        assert 'name="contact-text" value="Beguelin Mecan X"' in page
        refused = guide.details(lock=locked, resumed="1")
        assert "There is no such contact." in words(refused)
        assert 'name="contact-text"' in refused
        guide.what(lock=locked, resumed="1")
    guide.details(lock=locked)
    entry = Entry.objects.get()
    assert (entry.contact, entry.salesperson) == (cast.nora, cast.rochat)


def test_words_that_mean_nobody_wait_with_what_is_postponed(guide: Guide) -> None:
    """R-INT-57, R-INT-73"""
    guide.post(1, "postpone", template="APPEL", **{"contact-text": "Beguelin Mecan X"})
    assert (guide.status, Draft.objects.get().postponed) == (204, True)
    page = guide.client.get(guide.url, headers=DIALOG).content.decode()
    assert 'name="contact-text" value="Beguelin Mecan X"' in page


WRITTEN = {
    "correspondence_type": "hard_copy",
    "subject": "Sujet fr-CH",
    "body": "<p>Chère {{ contact.name }}</p>",
}
LETTER = {"description": "Lettre personnelle", "cost": "6.50", "duration_min": "20"}


def renew_letter(cast: Cast, file: str) -> None:
    """The administrator gives the template another text, file, cost and what else it proposes."""
    template = InteractionTemplate.objects.get(code="LETTRE")
    InteractionTemplate.objects.filter(pk=template.pk).update(
        description="Lettre nouvelle", unit_cost=9, unit_duration_min=90, information_flow="inbound", initiated_by="them",
        default_correspondence_type="email", visibility="team", campaign_target=True, campaign_response=True,
        default_language="de-CH",
    )  # fmt: skip
    InteractionTemplateLanguage.objects.filter(template=template).update(subject="Neuf", body="<p>Neuf</p>")
    put_file(template, "fr-CH", file.encode(), file, by=cast.administrator, at=AT, replace=True)


@pytest.mark.parametrize("through", ["guide", "resumed and left", "program"])
@pytest.mark.parametrize("filed", [True, False])
def test_a_postponed_one_stays_when_its_template_changes(
    guide: Guide, cast: Cast, letter: None, through: str, *, filed: bool
) -> None:
    """R-INT-19, R-INT-74, R-INT-78: what was read and accepted is what is recorded"""
    template = InteractionTemplate.objects.get(code="LETTRE")
    InteractionTemplate.objects.filter(pk=template.pk).update(
        information_flow="outbound", initiated_by="us", visibility="everyone"
    )
    if filed:
        put_file(template, "fr-CH", b"old", "old.pdf", by=cast.administrator, at=AT)
    guide.what("LETTRE")
    guide.details(**LETTER)
    guide.post(3, "postpone", **WRITTEN)
    renew_letter(cast, "new.pdf")

    number = Draft.objects.get().entry_no
    if through != "program":
        shown = guide.client.get(guide.url, headers=DIALOG).content.decode()
        locks: dict[str, Any] = {"lock": ["contact", "salesperson"]}
        assert ('value="6.50"' in shown, 'value="9.00"' in shown) == (True, False)
        last = guide.details(**LETTER, **locks, resumed="1")
        assert ("Chère" in last, "Neuf" in last, "old.pdf" in last, "new.pdf" in last) == (
            True,
            False,
            filed,
            False,
        )
        assert 'name="remove"' not in last
        guide.post(3, "next" if through == "guide" else "stay", **WRITTEN, **locks)
    if through != "guide":
        complete_written(number, by=cast.aline, at=AT)

    entry = Entry.objects.select_related("content").get()
    assert (entry.pk, entry.cost, entry.duration_min) == (number, Decimal("6.50"), Decimal(20))
    assert (entry.information_flow, entry.initiated_by, entry.correspondence_type) == (
        "outbound",
        "us",
        "hard_copy",
    )
    assert (entry.visibility, entry.campaign_target, entry.campaign_response, entry.language) == (
        "everyone", False, False, "fr-CH",
    )  # fmt: skip
    said = entry.content
    assert (said.description, said.subject) == ("Lettre personnelle", "Sujet fr-CH")
    assert said.body == "<p>Chère Nora Béguelin</p>"
    assert [one.name for one in ContentFile.objects.filter(content=said)] == (["old.pdf"] if filed else [])


@pytest.mark.parametrize("renamed", [True, False])
@pytest.mark.parametrize("through", ["guide", "program"])
def test_a_postponed_one_stays_in_a_language_that_its_template_lost(
    guide: Guide, cast: Cast, letter: None, through: str, *, renamed: bool
) -> None:
    """R-INT-19, R-INT-21, R-INT-74"""
    guide.what("LETTRE")
    guide.details(**LETTER)
    written = WRITTEN | {"body": "<p>Chère Nora, voici notre offre.</p>"}
    guide.post(3, "postpone", **written)
    row = InteractionTemplateLanguage.objects.filter(language="fr-CH")
    if renamed:
        row.update(language="fr", body="<p>Neuf</p>")
    else:
        row.delete()

    if through == "guide":
        locks: dict[str, Any] = {"lock": ["contact", "salesperson"]}
        shown = guide.details("next", **LETTER, **locks, language="fr-CH", resumed="1")
        assert "voici notre offre" in shown
        guide.post(3, **written, **locks)
    else:
        complete_written(Draft.objects.get().entry_no, by=cast.aline, at=AT)

    entry = Entry.objects.select_related("content").get()
    assert (entry.language, entry.content.language) == ("fr-CH", "fr-CH")
    assert (entry.content.subject, entry.content.body) == (written["subject"], written["body"])


def test_what_nothing_was_written_for_follows_another_language_when_its_own_is_lost(
    guide: Guide, cast: Cast, letter: None
) -> None:
    """R-INT-60: what the template says in another language is not taken for what was chosen"""
    given = Values(contact="CT-000482", template="LETTRE", language="fr-CH", salesperson="AR")
    number = postpone(given, by=cast.aline, at=AT).entry_no
    InteractionTemplateLanguage.objects.filter(language="fr-CH").delete()
    guide.url = f"/interactions/drafts/{number}/"
    guide.details(language="fr-CH")
    html = guide.post(3, **WRITTEN | {"body": ""})
    assert (guide.status, 'name="step" value="2"' in html) == (422, True)
    assert "Template LETTRE has no version in fr-CH." in words(html)
    assert "Guten Tag" in guide.details(language="de-CH")
    guide.post(3, **WRITTEN | {"body": "<p>Guten Tag</p>"})
    assert Entry.objects.get().language == "de-CH"


def test_ones_own_file_takes_the_place_of_the_kept_one(guide: Guide, cast: Cast, letter: None) -> None:
    """R-INT-64, R-INT-78"""
    template = InteractionTemplate.objects.get(code="LETTRE")
    put_file(template, "fr-CH", b"old", "old.pdf", by=cast.administrator, at=AT)
    guide.what("LETTRE")
    guide.post(2, "postpone")
    assert "from the template" in guide.client.get(guide.url, {"step": "3"}, headers=DIALOG).content.decode()

    html = guide.post(3, "stay", file=SimpleUploadedFile("mine.pdf", b"%PDF-1.7"))

    assert ("old.pdf" in html, "mine.pdf" in html, 'name="remove"' in html) == (False, True, True)
    assert [one.name for one in values_of(Draft.objects.get()).files] == ["mine.pdf"]


def test_postponed_before_its_contact_is_chosen_the_language_follows_it(
    guide: Guide, cast: Cast, letter: None
) -> None:
    """R-INT-48, R-INT-74"""
    Contact.objects.filter(pk=cast.nora.pk).update(language="de-CH")
    guide.post(1, "postpone", contact="", template="LETTRE")
    renew_letter(cast, "new.pdf")
    guide.what("LETTRE")
    values = values_of(Draft.objects.get())
    assert (values.contact, values.language, values.cost) == ("CT-000482", None, Decimal("6.50"))
    assert '<option value="de-CH" selected>' in guide.html


def test_another_template_fills_a_postponed_one_anew(guide: Guide, letter: None) -> None:
    """R-INT-46"""
    guide.what("LETTRE", go="postpone")
    html = guide.what("APPEL")
    assert ('value="1.50"' in html, 'value="Appel sortant"' in html) == (True, True)
    values = values_of(Draft.objects.get())
    assert (values.body, values.language, values.template_file, values.document_template) == (None,) * 4


def test_postponed_ones_are_found_by_the_proposed_salesperson(guide: Guide, letter: None) -> None:
    """R-INT-45, R-INT-76"""
    guide.what("LETTRE", go="postpone")
    link = f'href="/interactions/drafts/{Draft.objects.get().entry_no}/"'
    for code, there in (("AR", True), ("MD", False)):
        page = guide.client.get("/interactions/drafts/", {"salesperson": code}).content.decode()
        assert (link in page) is there


def test_opened_for_a_salesperson_and_a_campaign_they_stay(
    guide: Guide, cast: Cast, campaign: Campaign
) -> None:
    """R-INT-41, R-INT-50, R-INT-54: whatever contact and template are chosen"""
    query = "salesperson=MD&campaign=CP-012&lock=salesperson&lock=campaign"
    page = guide.client.get(f"{URL}?{query}", headers=DIALOG).content.decode()
    seeds = dict(re.findall(r'name="(opened-\w+)" value="([^"]*)"', page))
    locks = re.findall(r'name="lock" value="(\w+)"', page)
    assert (seeds, locks) == (
        {"opened-salesperson": "MD", "opened-campaign": "CP-012"}, ["campaign", "salesperson"],
    )  # fmt: skip
    other = Campaign.objects.create(no="CP-1", last_modified_on=AT.date(), created_at=AT, changed_at=AT)
    InteractionTemplate.objects.update(campaign=other)

    html = guide.what(lock=locks, **seeds)

    for name in ("campaign", "salesperson"):
        assert "disabled" in re.findall(rf'<select[^>]*name="{name}"[^>]*>', html)[0]
    guide.details(lock=locks, salesperson="AR", campaign="CP-1")
    entry = Entry.objects.get()
    assert (entry.salesperson, entry.campaign) == (cast.dubuis, campaign)


def test_a_campaign_put_away_or_unknown_is_not_opened_for(guide: Guide, campaign: Campaign) -> None:
    """R-INT-41: else it could never be recorded"""
    Campaign.objects.update(archived_at=AT)
    for no in ("CP-012", "CP-9"):
        html = guide.client.get(f"{URL}?campaign={no}&lock=campaign", headers=DIALOG).content.decode()
        assert ('name="opened-campaign"' in html, 'name="lock"' in html) == (False, False)
        assert "untitled" in words(html)


def test_a_locked_salesperson_stays_with_another_contact(guide: Guide) -> None:
    """R-INT-54, R-INT-77"""
    guide.what(lock="salesperson", **{"opened-salesperson": "MD"})
    guide.post(1, contact="CT-000483", template="APPEL", lock="salesperson")
    values = values_of(Draft.objects.get())
    assert (values.contact, values.salesperson) == ("CT-000483", "MD")


def test_resumed_on_pages_what_is_typed_then_is_kept(guide: Guide, cast: Cast, letter: None) -> None:
    """R-INT-77: today's date and "successful" are proposed once, when it is taken up."""
    old = Values(contact="CT-000482", template="LETTRE", occurred_at=AT - timedelta(days=9))
    url = f"/interactions/drafts/{postpone(old, by=cast.aline, at=AT).entry_no}/"
    opened = guide.client.get(url).content.decode()
    assert 'value="2026-03-02T10:31"' in opened
    typed = {"description": "Lettre", "occurred_at": "2026-03-01T09:00", "attempt_failed": "on"}
    data = {"step": "2", "go": "next", "salesperson": "AR", "resumed": "1", **typed, **hidden(opened)}

    page = guide.client.post(url, data, follow=True).content.decode()

    assert 'name="step" value="3"' in page
    assert 'name="resumed"' not in page
    back = guide.client.post(url, {"step": "3", "go": "back", **hidden(page)}, follow=True).content.decode()
    assert 'value="2026-03-01T09:00"' in back
    guide.client.post(url, {"step": "3", "go": "next", "body": "<p>x</p>", **hidden(back)})
    entry = Entry.objects.get()
    assert (entry.occurred_at, entry.attempt_failed) == (datetime(2026, 3, 1, 8, tzinfo=UTC), True)


def test_the_other_version_of_a_resumed_one_is_shown_as_it_was_saved(guide: Guide, cast: Cast) -> None:
    """R-INT-77, R-INT-83"""
    old = Values(contact="CT-000482", template="APPEL", occurred_at=AT - timedelta(days=9))
    guide.url = f"/interactions/drafts/{postpone(old, by=cast.aline, at=AT).entry_no}/"
    first, second = (hidden(guide.client.get(guide.url).content.decode()) for _ in range(2))
    guide.details("stay", resumed="1", occurred_at="2026-03-01T09:00", **first)
    html = guide.details("stay", resumed="1", lock="contact", **second)
    other = unescape(re.findall(r'href="([^"]*/drafts/\d+/\?[^"]*)"', html)[0])

    page = guide.client.get(other).content.decode()

    assert 'value="2026-03-01T09:00"' in page
    assert hidden(page)["window"] not in {first["window"], second["window"]}
    assert re.findall(r'name="lock" value="(\w+)"', page) == ["contact", "salesperson"]


def test_it_saves_itself_without_asking_for_anything(guide: Guide) -> None:
    """R-INT-83"""
    data = {"form": guide.form, "step": "2", "opened-contact": "CT-000482", "opened-template": "APPEL",
            "description": "Rel", "cost": "x"}  # fmt: skip
    for _ in range(2):
        answer = guide.client.post(URL, data, headers={"X-Autosave": "1"})
        assert answer.status_code == 204
    draft = Draft.objects.get()
    assert {"contact": "CT-000482", "template": "APPEL", "description": "Rel"}.items() <= draft.values.items()
    assert "cost" not in draft.values


def hidden(html: str) -> dict[str, str]:
    """Which window a step says it is."""
    return dict(re.findall(r'<input type="hidden" name="(window|seen)" value="([^"]*)"', html))


class TestAddress:
    """R-INT-43, R-INT-59, R-INT-118: which address is taken is shown and can be chosen."""

    @pytest.fixture
    def chalet(self, cast: Cast, letter: None) -> AlternativeAddress:
        address = AlternativeAddress.objects.create(
            contact=cast.nora, code="CHALET", address="Route du Lac 3", post_code="1936", city="Verbier",
            email="nora@chalet.example",
        )  # fmt: skip
        AddressRange.objects.create(
            contact=cast.nora, alternative_address=address, starting_date=AT.date() - timedelta(days=9)
        )
        return address

    def test_the_valid_one_is_shown_and_taken(self, guide: Guide, chalet: AlternativeAddress) -> None:
        guide.what("LETTRE")
        html = guide.details()
        assert '<option value="CHALET" selected>CHALET, Route du Lac 3, 1936 Verbier</option>' in html
        assert "nora@chalet.example" in guide.post(3, "stay", correspondence_type="email")
        guide.post(3, correspondence_type="hard_copy", alternative_address="CHALET", body="<p>Ici</p>")
        assert Entry.objects.get().alternative_address == chalet

    def test_the_own_one_is_chosen(self, guide: Guide, chalet: AlternativeAddress, cast: Cast) -> None:
        guide.what("LETTRE")
        guide.details()
        html = guide.post(3, "stay", correspondence_type="email", alternative_address="")
        assert f"<p>{cast.nora.email}</p>" in html
        assert '<option value="" selected>The contact' in html
        guide.post(3, correspondence_type="hard_copy", alternative_address="", body="<p>Ici</p>")
        assert Entry.objects.get().alternative_address is None

    def test_without_another_there_is_nothing_to_choose(self, guide: Guide, letter: None) -> None:
        guide.what("LETTRE")
        assert 'name="alternative_address"' not in guide.details()


class TestTwoWindows:
    """R-INT-83: two windows of one draft never overwrite each other silently."""

    def test_the_second_is_told_and_keeps_its_words(self, guide: Guide) -> None:
        first = hidden(guide.what())
        second = hidden(guide.client.get(f"{guide.url}?step=2").content.decode())
        guide.details("stay", description="Du premier", **first)
        guide.details("stay", description="Encore du premier", **first)

        html = guide.details("next", description="Du second", **second)

        assert guide.status == 422
        assert "This draft was saved in another window in the meantime." in html
        assert 'value="Du second"' in html
        assert Draft.objects.get().values["description"] == "Encore du premier"

        guide.details("stay", description="Du second", **hidden(html))
        assert Draft.objects.get().values["description"] == "Du second"
        assert "in another window" in guide.details("stay", description="Du premier", **first)

    def test_the_second_keeps_whom_it_chose_and_typed(self, guide: Guide) -> None:
        """R-INT-57"""
        guide.what(go="stay")
        first, second = (
            hidden(guide.client.get(f"{guide.url}?step=1").content.decode()) for _window in range(2)
        )
        guide.what(go="stay", comment="Du premier", **first)

        html = guide.what(people="1", colleague=["MD"], **{"person-text": "ct-000483"}, **second)

        assert guide.status == 422
        assert "in another window" in html
        for name in ("Yves Monnier", "Marc Dubuis"):
            assert f'aria-label="Role of {name}"' in html

    def test_a_file_that_was_not_added_is_chosen_once_more(self, guide: Guide, letter: None) -> None:
        """R-INT-65"""
        guide.what("LETTRE")
        first = hidden(guide.details())
        second = hidden(guide.client.get(f"{guide.url}?step=3").content.decode())
        guide.post(3, "stay", subject="Premier", **first)

        paper = SimpleUploadedFile("Offre.pdf", b"%PDF-1.7 x")
        html = guide.post(3, "stay", file=paper, **second)

        assert "in another window" in html
        assert ("file", "The file was not added. Choose it once more.") in marked(html)
        assert Draft.objects.get().files.count() == 0

    @pytest.mark.parametrize("go", ["next", "postpone", "discard", "preview"])
    def test_nothing_is_done_with_what_one_has_not_seen(self, guide: Guide, go: str) -> None:
        first = hidden(guide.what())
        second = hidden(guide.client.get(f"{guide.url}?step=2").content.decode())
        guide.details("stay", **first)

        assert "in another window" in guide.details(go, **second)
        assert (Entry.objects.count(), Draft.objects.get().postponed) == (0, False)

    def test_a_form_that_saves_itself_says_that_it_could_not(self, guide: Guide) -> None:
        first = hidden(guide.what())
        second = hidden(guide.client.get(f"{guide.url}?step=2").content.decode())
        data = {"step": "2", "description": "Du second", **second}
        assert guide.client.post(guide.url, data, headers={"X-Autosave": "1"}).status_code == 204
        data = {"step": "2", "description": "Du premier", **first}
        assert guide.client.post(guide.url, data, headers={"X-Autosave": "1"}).status_code == 409
        assert Draft.objects.get().values["description"] == "Du second"

    def test_a_form_that_had_no_draft_yet(self, guide: Guide) -> None:
        data = {"contact": "CT-000482", "template": "APPEL"}
        for _ in range(2):
            given = {**data, "form": guide.form, "step": "1"}
            assert guide.client.post(URL, given, headers={"X-Autosave": "1"}).status_code == 204
        other = f"/interactions/drafts/{Draft.objects.get().entry_no}/"
        opened = hidden(guide.client.get(f"{other}?step=1").content.decode())
        guide.client.post(
            other, {**data, **opened, "step": "1", "contact": "CT-000483", "go": "stay"}, headers=DIALOG
        )

        assert "in another window" in guide.post(1, **data)
        assert Draft.objects.get().values["contact"] == "CT-000483"


@pytest.mark.parametrize("step", ["2", "3"])
def test_until_a_template_is_chosen_nothing_after_it_can_be_filled_in(
    guide: Guide, cast: Cast, step: str
) -> None:
    """R-INT-56"""
    draft = postpone(Values(contact="CT-000482"), by=cast.aline, at=AT)
    page = guide.client.get(f"/interactions/drafts/{draft.entry_no}/?step={step}").content.decode()
    assert 'name="template"' in page
    for name in ("description", "occurred_at", "language", "information_flow_0", "initiated_by_0", "cost"):
        assert f'id="id_{name}"' not in page
    guide.url = f"/interactions/drafts/{draft.entry_no}/"
    assert "Choose an interaction template." in guide.post(int(step), description="Trop tôt")
    assert "description" not in Draft.objects.get().values


def test_discarding_leaves_nothing_of_a_form_that_saved_itself(guide: Guide) -> None:
    """R-INT-83"""
    data = {"contact": "CT-000482", "template": "APPEL", "form": guide.form, "step": "1"}
    guide.client.post(URL, data, headers={"X-Autosave": "1"})
    assert Draft.objects.count() == 1

    guide.url = URL
    guide.what(go="discard")

    assert Draft.objects.count() == 0
    assert "interactions-changed" in guide.trigger
    guide.url = URL
    guide.what(go="discard")
    assert guide.status == 204


@pytest.mark.parametrize("go", ["discard", "next", "stay"])
def test_the_first_page_sent_again_after_recording_leads_to_the_result(guide: Guide, go: str) -> None:
    """R-INT-71, R-INT-83"""
    guide.what()
    guide.details()
    number = Entry.objects.get().pk

    guide.url = URL
    again = {"contact": "CT-000482", "template": "APPEL", "form": guide.form, "step": "1"}
    assert "How did it go?" in guide.what(go=go)
    plain = guide.client.post(URL, {**again, "go": go})
    assert (plain.status_code, plain["Location"]) == (303, f"/interactions/{number}/result/")
    assert guide.client.post(URL, again, headers={"X-Autosave": "1"}).status_code == 204
    assert (Entry.objects.get().pk, Draft.objects.count()) == (number, 0)


def test_discarding_leaves_nothing(guide: Guide) -> None:
    guide.what()
    guide.details("discard")
    assert (guide.status, Draft.objects.count(), Entry.objects.count()) == (204, 0, 0)


def test_follow_up_takes_whom_and_what_it_was_for_and_points_back(
    guide: Guide, cast: Cast, campaign: Campaign, log: Log
) -> None:
    """R-INT-55, R-INT-171, R-INT-172, section 10 item 8"""
    number = log(salesperson="MD", description="Ancien", evaluation="positive", campaign="CP-012")
    html = guide.client.get(f"/interactions/{number}/follow-up/", headers=DIALOG).content.decode()
    seeds = dict(re.findall(r'name="(opened-\w+)" value="([^"]*)"', html))
    for opened_for in (
        "CT-000480 Béguelin Mécanique SA",
        "CT-000482 Nora Béguelin",
        "MD Marc Dubuis",
        "CP-012 ",
    ):
        assert opened_for in words(html)
    assert seeds == {
        "opened-contact": "CT-000482",
        "opened-salesperson": "MD",
        "opened-campaign": "CP-012",
        "opened-follow_up_of": str(number),
    }
    assert 'id="id_contact"' in html
    assert '<option value="CP-012" selected>' in guide.what(**seeds)
    guide.details(salesperson="MD", description="Nouveau", campaign="CP-012")
    entry = Entry.objects.exclude(pk=number).get()
    assert (entry.follow_up_of, entry.salesperson, entry.evaluation) == (number, cast.dubuis, "none")
    assert entry.campaign == campaign


def test_what_one_may_not_see_is_not_followed(guide: Guide, cast: Cast, log: Log) -> None:
    number = log(by=cast.stranger, visibility="private")
    guide.what(**{"opened-follow_up_of": str(number)})
    assert Draft.objects.get().values.get("follow_up_of") is None


@pytest.mark.parametrize(("path", "code"), [("write", "E-MAIL"), ("letter", "LETTRE")])
def test_writing_from_a_contact_opens_the_right_template(
    guide: Guide, cast: Cast, letter: None, path: str, code: str
) -> None:
    """R-INT-113"""
    mail = make.make_template("E-MAIL", channel="email", default_correspondence_type="email")
    assert guide.client.get("/contacts/CT-000482/write/").status_code == 422
    TemplateSlot.objects.create(slot="emails", template=mail)
    html = guide.client.get(f"/contacts/CT-000482/{path}/", headers=DIALOG).content.decode()
    assert f'name="opened-template" value="{code}"' in html
    assert 'name="step" value="2"' in html


def test_what_is_written_goes_by_mail_whatever_the_template_says(guide: Guide) -> None:
    """R-INT-113: with a subject and a text, and a way to send it"""
    template = make.make_template("NOTE", channel="note", description="Note")
    TemplateSlot.objects.create(slot="emails", template=template)
    shown = as_shown(guide.client.get("/contacts/CT-000482/write/").content.decode(), URL)
    html = guide.client.post(URL, {**shown, "go": "next"}, headers=DIALOG).content.decode()
    assert values_of(Draft.objects.get()).correspondence_type == "email"
    assert 'name="subject"' in html
    assert 'name="body"' in html


def test_pages_work_without_scripts(guide: Guide) -> None:
    answer = guide.client.post(
        URL, {"form": guide.form, "step": "1", "go": "next", "contact": "CT-000482", "template": "APPEL"}
    )
    draft = Draft.objects.get()
    assert answer.status_code == 303
    assert answer["Location"].startswith(f"/interactions/drafts/{draft.entry_no}/?step=2&window=")
    page = guide.client.get(answer["Location"]).content.decode()
    assert "<html" in page
    data = {
        "step": "2",
        "go": "next",
        "description": "Relance",
        "occurred_at": "2026-03-02T10:31",
        "salesperson": "AR",
    }
    answer = guide.client.post(f"/interactions/drafts/{draft.entry_no}/", data)
    assert (answer.status_code, answer["Location"]) == (303, f"/interactions/{draft.entry_no}/result/")
    assert guide.client.get(answer["Location"]).status_code == 200


def test_others_drafts_do_not_exist(guide: Guide, cast: Cast) -> None:
    draft = postpone(Values(contact="CT-000482"), by=cast.marc, at=AT)
    for url in ("", "preview/", "preview/mail/", "preview/file/"):
        assert guide.client.get(f"/interactions/drafts/{draft.entry_no}/{url}").status_code == 404
    assert guide.client.post(f"/interactions/drafts/{draft.entry_no}/", {"step": "1"}).status_code == 404
    told = guide.client.post("/interactions/drafts/deletion/", {"number": draft.entry_no}, follow=True)
    assert "1 was finished or deleted in the meantime." in told.content.decode()  # as of one that never was
    assert Draft.objects.get() == draft


@pytest.mark.parametrize("headers", [{}, {"X-Autosave": "1"}])
def test_whether_there_is_a_hidden_interaction_is_not_told(
    guide: Guide, cast: Cast, log: Log, headers: dict[str, str]
) -> None:
    """R-INT-198: a save that comes late is answered for what one may see, else as for what there is not"""
    seen, hidden = log(by=cast.marc), log(by=cast.stranger, visibility="private")
    answers = [
        guide.client.post(f"/interactions/drafts/{number}/", {"step": "2"}, headers=headers).status_code
        for number in (seen, hidden, hidden + 1000)
    ]
    assert answers == [204 if headers else 303, 404, 404]


@pytest.mark.parametrize("data", [{}, {"form": "x"}, {"form": str(uuid4()), "step": "9", "go": "?"}])
def test_any_post_is_answered(guide: Guide, data: dict[str, str]) -> None:
    assert guide.client.post(URL, data).status_code in {200, 303, 404, 422}


def test_who_may_not_record(client: Client, cast: Cast, log: Log) -> None:
    """R-INT-195"""
    number = log()
    client.force_login(cast.viewer)
    for url in (
        URL,
        f"/interactions/{number}/follow-up/",
        "/contacts/CT-000482/letter/",
        f"/interactions/{number}/result/",
    ):
        assert client.get(url).status_code == 403
    assert client.post(URL, {"form": str(uuid4()), "contact": "CT-000482"}).status_code == 403
    assert Draft.objects.count() == 0


@pytest.fixture
def campaign(cast: Cast) -> Campaign:
    return Campaign.objects.create(
        no="CP-012", description="Open day", last_modified_on=AT.date(), created_at=AT, changed_at=AT
    )


class TestRoles:
    """Who else takes part has a role: it says who receives an e-mail, openly or not."""

    PEOPLE: ClassVar[dict[str, Any]] = {
        "people": "1",
        "participant": ["CT-000483", "CT-000100"],
        "colleague": ["MD"],
    }

    @pytest.fixture
    def mail(self, cast: Cast) -> InteractionTemplate:
        return make.make_template("E-MAIL", channel="email", default_correspondence_type="email")

    def shown(self, html: str) -> dict[str, str]:
        """The role that is chosen for each, by the name of its field."""
        found = re.findall(r'<select name="role-(\w+-[\w-]+)"(.*?)</select>', html, re.DOTALL)
        return {name: re.findall(r'value="(\w+)" selected', options)[0] for name, options in found}

    @pytest.mark.parametrize(("code", "roles"), [("APPEL", ["attendee"] * 3), ("E-MAIL", ["to", "to", "cc"])])
    def test_what_fits_the_channel_is_proposed(
        self, guide: Guide, mail: InteractionTemplate, code: str, roles: list[str]
    ) -> None:
        guide.what(code, go="stay", **self.PEOPLE)
        html = guide.client.get(f"{guide.url}?step=1").content.decode()
        names = ["participant-CT-000483", "participant-CT-000100", "colleague-MD"]
        assert self.shown(html) == dict(zip(names, roles, strict=True))
        assert 'aria-label="Role of Yves Monnier"' in html

    def test_one_is_put_in_copy_and_receives_the_mail_so(
        self, guide: Guide, mail: InteractionTemplate
    ) -> None:
        given = {"participant": ["CT-000483"], "role-participant-CT-000483": "cc", "role-colleague-MD": "bcc"}
        guide.what("E-MAIL", **self.PEOPLE | given)
        guide.details()
        html = guide.post(3, "preview", body="<p>Bonjour</p>", correspondence_type="email")
        assert "Yves Monnier" in html
        guide.post(3, "send", body="<p>Bonjour</p>", correspondence_type="email")
        entry = Entry.objects.get()
        assert [one.role for one in entry.participants.all()] == ["cc"]
        assert [one.role for one in entry.colleagues.all()] == ["bcc"]

    @pytest.mark.parametrize(("chosen", "then"), [("attendee", "to"), ("caller", "caller")])
    def test_another_template_proposes_anew_unless_one_was_chosen(
        self, guide: Guide, mail: InteractionTemplate, chosen: str, then: str
    ) -> None:
        given = {"participant": ["CT-000483"], "colleague": [], "roles-for": "phone"}
        guide.what("APPEL", go="stay", **self.PEOPLE | given, **{"role-participant-CT-000483": chosen})
        guide.what("E-MAIL", go="stay", **self.PEOPLE | given, **{"role-participant-CT-000483": chosen})
        assert [one[2] for one in Draft.objects.get().values["participants"]] == [then]

    def test_what_was_chosen_on_the_screen_for_the_new_template_stays(
        self, guide: Guide, mail: InteractionTemplate
    ) -> None:
        given = {"participant": ["CT-000483"], "roles-for": "email"}
        guide.what("E-MAIL", **self.PEOPLE | given, **{"role-participant-CT-000483": "attendee"})
        assert [one[2] for one in Draft.objects.get().values["participants"]] == ["attendee", "cc"]

    def test_a_role_nobody_knows_is_the_usual_one(self, guide: Guide, cast: Cast) -> None:
        guide.what(**self.PEOPLE, **{"role-participant-CT-000483": "boss\x00"})
        assert {one[2] for one in Draft.objects.get().values["participants"]} == {"attendee"}


class TestCampaign:
    """R-INT-69, R-INT-92, R-CMP-13: which campaign it is for, and what the contact has to do with it."""

    def test_there_is_nothing_to_choose_without_any(self, guide: Guide) -> None:
        html = guide.what()
        assert not re.findall(r'name="campaign\w*"', html)

    def test_one_is_chosen(self, guide: Guide, campaign: Campaign) -> None:
        assert "CP-012 · Open day" in guide.what()
        guide.details(campaign="CP-012", campaign_target="on")
        entry = Entry.objects.get()
        assert (entry.campaign, entry.campaign_target, entry.campaign_response) == (campaign, True, False)

    def test_it_is_a_response(self, guide: Guide, campaign: Campaign) -> None:
        guide.what()
        guide.details(campaign="CP-012", campaign_response="on")
        entry = Entry.objects.get()
        assert (entry.campaign_target, entry.campaign_response) == (False, True)

    @pytest.fixture
    def mailing(self, cast: Cast, campaign: Campaign) -> InteractionTemplate:
        """A template of the campaign that aims at the contact."""
        return make.make_template("ENVOI", cast.call.group, campaign=campaign, campaign_target=True)

    def test_what_the_template_says_is_proposed(self, guide: Guide, mailing: InteractionTemplate) -> None:
        """R-INT-50"""
        html = guide.what("ENVOI")
        assert '<option value="CP-012" selected>' in html
        assert re.findall(r'<input[^>]*name="(campaign_\w+)"[^>]* checked', html) == ["campaign_target"]
        guide.details("stay", campaign="CP-012", campaign_target="on")
        assert not {"campaign", "campaign_target"} & Draft.objects.get().values.keys()

    def test_what_the_template_says_can_be_taken_off(
        self, guide: Guide, mailing: InteractionTemplate
    ) -> None:
        guide.what("ENVOI")
        html = guide.details("stay", campaign="")
        assert '<option value="CP-012" selected>' not in html
        guide.details(campaign="")
        entry = Entry.objects.get()
        assert (entry.campaign, entry.campaign_target) == (None, False)

    @pytest.mark.parametrize(("chosen", "kept"), [("", "CP-012"), ("CP-007", "CP-007")])
    def test_another_template_proposes_its_own_unless_one_was_chosen(
        self,
        guide: Guide,
        cast: Cast,
        campaign: Campaign,
        mailing: InteractionTemplate,
        chosen: str,
        kept: str,
    ) -> None:
        """R-INT-50"""
        make.make_template("AUTRE", cast.call.group, campaign=campaign)
        Campaign.objects.create(no="CP-007", last_modified_on=AT.date(), created_at=AT, changed_at=AT)
        guide.what("ENVOI")
        guide.details("back", campaign=chosen)
        assert f'<option value="{kept}" selected>' in guide.what("AUTRE")

    def test_one_that_was_put_away_is_not_proposed(
        self, guide: Guide, campaign: Campaign, mailing: InteractionTemplate
    ) -> None:
        Campaign.objects.filter(pk=campaign.pk).update(archived_at=AT)
        assert 'name="campaign"' not in guide.what("ENVOI")
        guide.details()
        assert Entry.objects.get().campaign is None
