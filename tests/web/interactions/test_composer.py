from __future__ import annotations

import re
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from liaison.accounts.models import Salesperson, User
from liaison.contacts.bulk import refresh_search
from liaison.contacts.models import Contact
from liaison.interactions.actions.drafts import postpone
from liaison.interactions.actions.seed import seed_set_up
from liaison.interactions.draft import Values
from liaison.interactions.models import Draft, Entry, InteractionTemplate
from liaison.web.interactions.composing import split
from tests import make
from tests.cast import Cast
from tests.conftest import AT
from tests.web.interactions.conftest import HTMX, Log
from tests.web.interactions.test_timeline import words

URL = "/interactions/new/"
DIALOG = HTMX | {"HX-Target": "dialog"}


@pytest.fixture
def templates(cast: Cast) -> None:
    refresh_search([cast.company.pk, cast.nora.pk, cast.yves.pk, cast.lea.pk])
    phone, mail = cast.call.group, make.make_group("E-MAIL")
    make.make_template("APPEL-ENT", phone, description="Appel entrant", information_flow="inbound", initiated_by="them",
                       unit_duration_min=Decimal(8))  # fmt: skip
    make.make_template(
        "E-MAIL", mail, description="E-mail", channel="email", default_correspondence_type="email"
    )
    make.make_template("LETTRE", mail, description="Lettre", channel="letter", wizard_action="open",
                       default_correspondence_type="hard_copy")  # fmt: skip


def sent(**given: Any) -> dict[str, Any]:
    return {"form": str(uuid4()), "contact": "CT-000482", "kind": "phone", "template": "APPEL", **given}


def test_one_line_records_everything_it_says(aline: Client, cast: Cast, templates: None) -> None:
    """Section 10, item 1: date, minutes and failure are understood; the rest is the template's."""
    answer = aline.post(URL, sent(text="Relance du devis, hier 14h20, 20 min, pas répondu"), headers=HTMX)

    assert answer.status_code == 200
    entry = Entry.objects.get()
    assert entry.content.description == "Relance du devis"
    assert f"{entry.occurred_at:%Y-%m-%d %H:%M}" == "2026-03-01 13:20"
    assert (entry.duration_min, entry.attempt_failed, entry.contact, entry.recorded_by) == (
        Decimal(20), True, cast.nora, cast.aline,
    )  # fmt: skip
    assert "interactions-changed" in answer["HX-Trigger-After-Swap"]
    assert f"/interactions/{entry.pk}/cancellation/" in answer["HX-Trigger"]
    html = answer.content.decode()
    assert "data-composer" in html
    assert "Relance" not in html


def test_nothing_typed_is_the_templates_description(aline: Client, templates: None) -> None:
    """Two key strokes for the common case: N, Enter."""
    aline.post(URL, sent(text=""), headers=HTMX)
    assert Entry.objects.get().content.description == "Appel sortant"


def test_sent_twice_is_recorded_once(aline: Client, templates: None) -> None:
    data = sent(text="Relance")
    aline.post(URL, data, headers=HTMX)
    aline.post(URL, data, headers=HTMX)
    assert Entry.objects.count() == 1


def test_a_plain_browser_comes_back_to_the_contact(aline: Client, templates: None) -> None:
    answer = aline.post(URL, sent(text="Relance"))
    assert (answer.status_code, answer["Location"]) == (303, "/contacts/CT-000482/")


def test_further_lines_are_the_text(aline: Client, templates: None) -> None:
    aline.post(URL, sent(text="Relance du devis\nElle hésite.\n\nRappeler <jeudi>"), headers=HTMX)
    content = Entry.objects.get().content
    assert (content.description, content.body_text) == (
        "Relance du devis",
        "Elle hésite.\n\nRappeler <jeudi>",
    )


def test_a_long_line_is_cut_after_its_first_sentence(aline: Client, templates: None) -> None:
    long = "Le client demande une variante. " + "Il faut vérifier la garantie et les pièces. " * 5
    aline.post(URL, sent(text=long), headers=HTMX)
    content = Entry.objects.get().content
    assert content.description == "Le client demande une variante."
    assert content.body_text.startswith("Il faut vérifier")


FURTHER = "pour une variante du devis avec la garantie de trois ans, les pièces de rechange et la formation sur place"


@pytest.mark.parametrize(
    ("line", "title", "text"),
    [
        (f"Appelé M. Dupont {FURTHER}. Il rappelle.", f"Appelé M. Dupont {FURTHER}.", "Il rappelle."),
        (f"Vu Prof. Weber, inkl. env. {FURTHER}. Il rappelle", f"Vu Prof. Weber, inkl. env. {FURTHER}.",
         "Il rappelle"),
        (f"Appelé M. Dupont {FURTHER}.", f"Appelé M. Dupont {FURTHER}.", ""),
        (f"Appelé Mme. {'x' * 250}. Il rappelle", "Appelé Mme.…", f"Appelé Mme. {'x' * 250}. Il rappelle"),
    ],
)  # fmt: skip
def test_an_abbreviation_ends_no_sentence(line: str, title: str, text: str) -> None:
    assert split(line) == (title, text)


def test_minutes_are_proposed_in_whole_ones_and_recorded_exactly(
    aline: Client, cast: Cast, templates: None
) -> None:
    """R-INT-6"""
    InteractionTemplate.objects.filter(pk=cast.call.pk).update(unit_duration_min=Decimal("7.50"))

    page = aline.get(f"{URL}?contact=CT-000482").content.decode()
    assert 'name="template" value="APPEL" data-minutes="8"' in page
    assert 'placeholder="8"' in page
    aline.post(URL, sent(text="Relance"), headers=HTMX)
    assert Entry.objects.get().duration_min == Decimal("7.50")


def test_what_people_record_by_hand_is_offered(aline: Client, cast: Cast) -> None:
    """interactions.md, 9.2: every template used by hand, and none of the documents recorded by themselves."""
    seed_set_up("fr", by=None, at=AT)

    page = aline.get(f"{URL}?contact=CT-000482").content.decode()

    offered = set(re.findall(r'name="template" value="([^"]+)"', page))
    by_hand = {
        "APPEL", "APPEL-ENT", "E-MAIL", "MAIL-ENT", "VISITE", "ACCUEIL", "VISIO", "REUNION", "LETTRE",
        "BROCHURE", "VOEUX", "BORD-ENVOI", "DOC-RECU", "INFOLETTRE", "INVITATION", "REPONSE", "PARTICIP",
        "FOIRE", "SONDAGE", "RECLAM", "NOTE",
    }  # fmt: skip
    assert offered >= by_hand
    assert "DOC-DEVIS" not in offered


def test_minutes_typed_win_over_words_and_template(aline: Client, templates: None) -> None:
    """R-INT-53"""
    aline.post(URL, sent(text="Relance 20 min", minutes="1 h 30"), headers=HTMX)
    assert Entry.objects.get().duration_min == 90


def test_words_left_alone_stay_words(aline: Client, templates: None) -> None:
    aline.post(URL, sent(text="Relance 20 min", leave="20 min"), headers=HTMX)
    entry = Entry.objects.get()
    assert (entry.content.description, entry.duration_min) == ("Relance 20 min", Decimal(12))


@pytest.mark.parametrize(
    ("given", "code", "flow"),
    [
        ({"template": "", "text": "mail envoyé à Nora"}, "APPEL", "outbound"),
        ({"template": "", "kind": "", "text": "mail envoyé à Nora"}, "E-MAIL", "outbound"),
        ({"template": "", "flow": "inbound"}, "APPEL-ENT", "inbound"),
        ({"template": "APPEL", "kind": "email"}, "E-MAIL", "outbound"),
        ({"template": "APPEL", "flow": "inbound"}, "APPEL", "inbound"),
        ({"template": "", "kind": "nix"}, "APPEL", "outbound"),
        ({"text": "mail envoyé", "flow": "outbound", "untouched": "1"}, "E-MAIL", "outbound"),
        ({"text": "Appel reçu de Nora", "flow": "outbound", "untouched": "1"}, "APPEL-ENT", "inbound"),
        ({"text": "Appel reçu de Nora", "flow": "outbound", "touched": "1"}, "APPEL", "outbound"),
        ({"text": "Relance", "flow": "inbound", "touched": "1"}, "APPEL", "inbound"),
        ({"text": "mail envoyé"}, "APPEL", "outbound"),
    ],
)
def test_which_template_is_meant(
    aline: Client, templates: None, given: dict[str, str], code: str, flow: str
) -> None:
    aline.post(URL, sent(**given), headers=HTMX)
    entry = Entry.objects.get()
    assert (entry.template.code, entry.information_flow) == (code, flow)


@pytest.mark.parametrize("more", [{}, {"more": "1"}, {"untouched": "1"}])
def test_a_template_that_is_out_of_use_by_now_becomes_no_other(
    aline: Client, templates: None, more: dict[str, str]
) -> None:
    """R-INT-18, E-INT-29: somebody inactivated it while the composer stood open"""
    said = sent(template="APPEL-ENT", text="Relance")
    InteractionTemplate.objects.filter(code="APPEL-ENT").update(active=False)

    answer = aline.post(URL, said | more, headers=HTMX)

    assert (answer.status_code, Entry.objects.count(), Draft.objects.count()) == (422, 0, 0)
    html = answer.content.decode()
    assert "This template is no longer in use; choose another one." in html
    assert "Relance" in html
    assert aline.post("/interactions/quick-draft/", said).status_code == 204
    assert "template" not in Draft.objects.get().values
    aline.post(URL, said | {"text": "mail envoyé", "untouched": "1"}, headers=HTMX)
    assert Entry.objects.get().template.code == "E-MAIL"


def test_a_refused_composer_keeps_what_somebody_chose_and_shows_what_the_words_tell(
    aline: Client, templates: None
) -> None:
    """A choice holds when the line is sent again; what stood beside the old template is none."""
    said = sent(text="Appel reçu de Nora", minutes="soon", flow="outbound")

    kept = aline.post(URL, {**said, "touched": "1"}, headers=HTMX).content.decode()
    followed = aline.post(URL, {**said, "untouched": "1"}, headers=HTMX).content.decode()

    assert 'name="touched"' in kept
    assert 'value="outbound" checked' in kept
    assert 'name="touched"' not in followed
    assert 'value="inbound" checked' in followed


def test_an_email_noted_here_travels_nowhere(aline: Client, templates: None) -> None:
    aline.post(URL, sent(kind="email", template="E-MAIL", text="Tarifs"), headers=HTMX)
    entry = Entry.objects.get()
    assert (entry.channel, entry.correspondence_type, entry.delivery_status) == ("email", "none", "none")


def test_participants_stand_beside(aline: Client, cast: Cast, templates: None) -> None:
    """Section 10, item 3"""
    aline.post(URL, sent(text="Visite", participant=["CT-000483"], colleague=["MD"]), headers=HTMX)
    entry = Entry.objects.get()
    assert [p.contact for p in entry.participants.all()] == [cast.yves]
    assert [c.salesperson for c in entry.colleagues.all()] == [cast.dubuis]


@pytest.mark.parametrize(
    ("typed", "contacts", "colleagues"),
    [
        ("Monnier", ["CT-000483"], []),
        ("ct-000100", ["CT-000100"], []),
        ("Marc Dubuis", [], ["MD"]),
        ("md", [], ["MD"]),
        ("dubuis", [], ["MD"]),
        (" ", [], []),
    ],
)
def test_a_participant_typed_and_not_chosen_from_the_list_takes_part(
    aline: Client, templates: None, typed: str, contacts: list[str], colleagues: list[str]
) -> None:
    """R-INT-57: as without scripts, or when Enter is quicker than the list"""
    aline.post(URL, sent(kind="email", template="E-MAIL", text="Tarifs", **{"person-text": typed}))

    entry = Entry.objects.get()
    assert list(entry.participants.values_list("contact__no", "role")) == [(no, "to") for no in contacts]
    found = entry.colleagues.values_list("salesperson__code", "role")
    assert list(found) == [(code, "cc") for code in colleagues]


@pytest.mark.parametrize("more", [{}, {"more": "1"}])
@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("Nobody Nowhere", "No contact matches “Nobody Nowhere”."),
        ("Yves Monier", "No contact matches “Yves Monier”."),
        ("r", "Several match “r”."),
    ],
)
def test_a_participant_whom_nobody_knows_is_asked_for_and_not_dropped(
    aline: Client, cast: Cast, templates: None, typed: str, reason: str, more: dict[str, str]
) -> None:
    """R-INT-57: the picker is there again with its words; an e-mail reaches nobody who was only guessed"""
    data = sent(text="Visite", participant=["CT-000483"], **{"person-text": typed}, **more)

    answer = aline.post(URL, data, headers=HTMX)

    html = answer.content.decode()
    assert (answer.status_code, Entry.objects.count(), Draft.objects.count()) == (422, 0, 0)
    assert reason in html
    assert f'name="person-text" value="{typed}"' in html
    assert 'class="row who">' in html
    assert 'aria-label="Role of Yves Monnier"' in html


def test_a_participant_who_was_found_stands_by_name_when_something_else_is_wrong(
    aline: Client, templates: None
) -> None:
    data = sent(minutes="soon", **{"person-text": "monnier"})
    html = aline.post(URL, data, headers=HTMX).content.decode()
    assert 'aria-label="Role of Yves Monnier"' in html
    assert 'value="monnier"' not in html


@pytest.mark.parametrize(
    ("kind", "code", "given", "roles"),
    [
        ("phone", "APPEL", {}, ("attendee", "attendee")),
        ("email", "E-MAIL", {}, ("to", "cc")),
        ("email", "E-MAIL", {"role-participant-CT-000483": "bcc"}, ("bcc", "cc")),
        ("email", "E-MAIL", {"roles-for": "phone", "role-participant-CT-000483": "attendee"}, ("to", "cc")),
    ],
)
def test_participants_have_the_role_chosen_or_the_usual_one(
    aline: Client, cast: Cast, templates: None, kind: str, code: str, given: dict[str, str],
    roles: tuple[str, str],
) -> None:  # fmt: skip
    people = {"participant": ["CT-000483"], "colleague": ["MD"], **given}
    aline.post(URL, sent(kind=kind, template=code, text="Tarifs", **people), headers=HTMX)
    entry = Entry.objects.get()
    assert (entry.participants.get().role, entry.colleagues.get().role) == roles


def test_participants_stand_by_name_when_something_is_wrong(aline: Client, templates: None) -> None:
    data = sent(minutes="soon", participant=["CT-000483"], **{"role-participant-CT-000483": "caller"})
    page = aline.post(URL, data, headers=HTMX).content.decode()
    assert 'aria-label="Role of Yves Monnier"' in page
    assert '<option value="caller" selected>' in page


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"contact": ""}, "Choose a contact."),
        ({"contact": "Nobody Nowhere"}, "No contact matches “Nobody Nowhere”."),
        ({"minutes": "soon"}, "Enter minutes, for example 12 or 1 h 30."),
        ({"minutes": "-5"}, "Enter minutes"),
        ({"participant": "CT-1"}, "Unknown participant"),
    ],
)
def test_refused_says_why_and_keeps_what_was_typed(
    aline: Client, templates: None, given: dict[str, str], words: str
) -> None:
    """E-INT-3, E-INT-5, E-INT-9"""
    answer = aline.post(URL, sent(text="Relance <b>", **given), headers=HTMX)
    html = answer.content.decode()
    assert (answer.status_code, Entry.objects.count()) == (422, 0)
    assert words in html
    assert "Relance &lt;b&gt;" in html


def test_privacy_blocked_contact_is_refused(aline: Client, cast: Cast, templates: None) -> None:
    """R-INT-42, E-INT-10"""
    Contact.objects.filter(pk=cast.nora.pk).update(privacy_blocked=True)
    answer = aline.post(URL, sent(text="Relance"), headers=HTMX)
    assert answer.status_code == 422
    assert "Contact CT-000482 Nora Béguelin is blocked for privacy reasons." in answer.content.decode()
    assert "data-composer" not in aline.get("/contacts/CT-000482/timeline/").content.decode()


def test_no_draft_is_begun_for_a_privacy_blocked_contact(aline: Client, cast: Cast, templates: None) -> None:
    """R-INT-42, E-INT-10: neither by "More details" nor by what saves itself"""
    Contact.objects.filter(pk=cast.nora.pk).update(privacy_blocked=True)
    for given in ({"text": "Relance", "more": "1"}, {"text": "", "template": "LETTRE"}):
        answer = aline.post(URL, sent(**given), headers=HTMX)
        assert answer.status_code == 422
        assert "Contact CT-000482 Nora Béguelin is blocked" in answer.content.decode()
        assert 'name="contact" value="CT-000482"' in answer.content.decode()
    assert aline.post("/interactions/quick-draft/", sent(text="Relance")).status_code == 422
    assert not Draft.objects.exists()


def test_the_dialog_finds_the_contact_by_its_name(aline: Client, cast: Cast, templates: None) -> None:
    """R-INT-57"""
    part = aline.get(URL, headers=DIALOG)
    assert 'role="combobox"' in part.content.decode()
    answer = aline.post(
        URL, sent(contact="", **{"contact-text": "Monnier"}, text="Relance", dialog="1"), headers=DIALOG
    )
    assert answer.status_code == 204
    assert "dialog-close" in answer["HX-Trigger"]
    assert Entry.objects.get().contact == cast.yves


def test_a_number_of_plain_figures_means_its_contact(aline: Client, templates: None) -> None:
    """R-INT-57: 482 is a number of its own, and that of CT-000482 as long as nobody has it"""
    aline.post(URL, sent(contact="482", text="Relance"), headers=HTMX)
    zoe = make.make_person("Zoé Aubert", no="482")

    aline.post(URL, sent(contact="482", text="Relance"), headers=HTMX)
    aline.post(URL, sent(contact="ct-000482", text="Relance"), headers=HTMX)
    refused = aline.post(URL, sent(contact="482", minutes="soon", dialog="1"), headers=DIALOG)
    in_guide = aline.post(
        "/interactions/guide/", {"form": str(uuid4()), "step": "1", "go": "next", "contact": "482"}
    )

    numbers = Entry.objects.order_by("pk").values_list("contact__no", flat=True)
    assert list(numbers) == ["CT-000482", zoe.no, "CT-000482"]
    for page in (refused, in_guide):
        assert 'name="contact-text" value="Zoé Aubert"' in page.content.decode()


def test_the_picker_offers_contacts_and_colleagues(aline: Client, templates: None) -> None:
    """R-INT-57"""
    contacts = aline.get("/interactions/contacts/", {"contact-text": "beguelin"}).content.decode()
    assert contacts.count('role="option"') == 3
    people = aline.get("/interactions/people/", {"person-text": "dubuis"}).content.decode()
    assert 'data-value="colleague:MD"' in people
    assert "data-value" not in aline.get("/interactions/people/", {"page": "1"}).content.decode()


def test_understood_shows_chips_and_proposes_the_template(aline: Client, templates: None) -> None:
    answer = aline.post(
        "/interactions/understood/", sent(kind="", template="", text="appel reçu hier 20 min"), headers=HTMX
    )
    html = answer.content.decode()
    assert re.findall(r'data-leave="([^"]*)"', html) == ["hier", "20 min"]
    assert answer["X-Template"] == "APPEL-ENT"
    touched = aline.post("/interactions/understood/", sent(text="mail reçu", touched="1"), headers=HTMX)
    assert "X-Template" not in touched


def test_understood_time_cost_and_failure_are_chips_of_their_own(aline: Client, templates: None) -> None:
    answer = aline.post(
        "/interactions/understood/", sent(text="Nora hier 14h20, CHF 12.50, pas répondu"), headers=HTMX
    )
    assert re.findall(r'data-leave="([^"]*)"', answer.content.decode()) == [
        "hier",
        "CHF 12.50",
        "pas répondu",
    ]


def test_the_minutes_of_a_range_are_a_chip_too(aline: Client, templates: None) -> None:
    answer = aline.post("/interactions/understood/", sent(text="hier 14h-15h30 séance"), headers=HTMX)
    html = answer.content.decode()
    assert re.findall(r'data-leave="([^"]*)"', html) == ["hier", "14h-15h30"]
    assert "1 h 30" in words(html)


@pytest.mark.parametrize("headers", [DIALOG, {}])
def test_enter_in_a_field_records_and_does_not_ask_for_details(
    aline: Client, templates: None, headers: dict[str, str]
) -> None:
    """The first button of a form is the one that Enter presses."""
    html = aline.get(f"{URL}?contact=CT-000482", headers=headers).content.decode()
    form = html[html.index("data-autosave=") :]
    first = re.search(r'<button(?![^>]*type="button")[^>]*>', form)
    assert first is not None
    assert "name=" not in first[0]


def test_it_saves_itself_and_is_offered_the_next_time(aline: Client, cast: Cast, templates: None) -> None:
    """R-INT-83"""
    data = sent(text="Relance du devis hier 20 min")
    assert aline.post("/interactions/quick-draft/", data).status_code == 204
    draft = Draft.objects.get()
    assert (draft.name, draft.values["duration_min"]) == ("Relance du devis", "20")
    page = aline.get("/contacts/CT-000482/timeline/").content.decode()
    assert f"/interactions/drafts/{draft.entry_no}/" in page

    aline.post(URL, data, headers=HTMX)
    assert (Draft.objects.count(), Entry.objects.get().pk) == (0, draft.entry_no)
    assert aline.post("/interactions/quick-draft/", data).status_code == 204
    assert Draft.objects.count() == 0


def test_what_was_begun_for_nobody_yet_is_offered_in_the_dialog_and_among_the_postponed(
    aline: Client, templates: None
) -> None:
    """R-INT-83"""
    data = sent(contact="", text="Relance du devis")
    aline.post("/interactions/quick-draft/", data)
    url = f"/interactions/drafts/{Draft.objects.get().entry_no}/"
    assert url in aline.get(URL, headers=DIALOG).content.decode()
    assert url not in aline.get(f"{URL}?contact=CT-000483", headers=DIALOG).content.decode()
    assert url in aline.get("/interactions/drafts/").content.decode()
    refused = aline.post(URL, data | {"dialog": "1"}, headers=DIALOG)
    assert (refused.status_code, url in refused.content.decode()) == (422, False)


def test_what_was_not_finished_is_no_postponed_interaction(
    aline: Client, cast: Cast, templates: None
) -> None:
    """R-INT-76, R-INT-83: it stands under a heading of its own, for the home page does not count it"""
    url = "/interactions/drafts/"
    postpone(Values(contact="CT-000482", template="APPEL", description="Visite"), by=cast.aline, at=AT)
    alone = re.sub(r"\s+", " ", aline.get(url).content.decode())
    aline.post("/interactions/quick-draft/", sent(contact="", text="Relance du devis"))

    both = re.sub(r"\s+", " ", aline.get(url).content.decode())

    regions = [re.findall(r'role="region" aria-label="([^"]*)"', page) for page in (alone, both)]
    assert regions == [["Postponed"], []]  # the heading of a card is not announced twice
    assert "<h2>" not in alone.partition("<main")[2].partition("</main>")[0]
    begun, waiting = both.split("<h2>Begun and not finished</h2>")[1].split("<h2>Postponed</h2>")
    assert ("Relance du devis" in begun, "Visite" in begun) == (True, False)
    assert ("Relance du devis" in waiting, "Visite" in waiting) == (False, True)


def test_an_empty_composer_saves_nothing(aline: Client, templates: None) -> None:
    assert aline.post("/interactions/quick-draft/", sent(text="  ")).status_code == 204
    assert aline.post("/interactions/quick-draft/", {"text": "x"}).status_code == 422
    assert Draft.objects.count() == 0


def test_more_details_go_on_in_the_guide(aline: Client, templates: None) -> None:
    answer = aline.post(URL, sent(text="Relance 20 min", more="1"), headers=HTMX)
    draft = Draft.objects.get()
    assert answer.status_code == 200
    assert f"/interactions/drafts/{draft.entry_no}/?step=2&lock=contact" in answer["HX-Trigger-After-Swap"]
    assert (draft.values["description"], draft.values["duration_min"]) == ("Relance", "20")
    plain = aline.post(URL, sent(text="Relance", more="1"))
    assert plain.status_code == 303
    assert plain["Location"].startswith("/interactions/drafts/")


def key_in(answer: Any) -> str:
    """The key of the form in an answer."""
    found = re.search(r'name="form" value="([^"]+)"', answer.content.decode())
    assert found is not None
    return found[1]


def test_the_line_after_the_guide_is_an_interaction_of_its_own(aline: Client, templates: None) -> None:
    """The composer comes back empty with a key of its own; the draft stands below it until it is finished."""
    first = sent(text="Relance", more="1")
    answer = aline.post(URL, first, headers=HTMX)
    number = Draft.objects.get().entry_no
    assert "Relance" not in answer.content.decode()
    assert '"drafts-changed"' in answer["HX-Trigger-After-Swap"]
    below = aline.get("/contacts/CT-000482/", headers={**HTMX, "HX-Target": "unfinished"}).content.decode()
    assert f"/interactions/drafts/{number}/" in below
    aline.post(f"/interactions/drafts/{number}/", {"step": "3", "go": "log"})

    aline.post(URL, sent(text="Deuxième appel", form=key_in(answer)), headers=HTMX)

    said = Entry.objects.order_by("pk").values_list("content__description", flat=True)
    assert list(said) == ["Relance", "Deuxième appel"]
    below = aline.get("/contacts/CT-000482/", headers={**HTMX, "HX-Target": "unfinished"}).content.decode()
    assert "/interactions/drafts/" not in below
    assert "hidden" in below


@pytest.mark.parametrize("button", [{}, {"more": "1"}])
def test_a_form_that_was_recorded_and_says_something_else_by_now_is_not_passed_over(
    aline: Client, templates: None, button: dict[str, str]
) -> None:
    """As after the browser's way back: it is told, and pressed again it is recorded."""
    first = sent(text="Relance")
    aline.post(URL, first, headers=HTMX)
    number = Entry.objects.get().pk

    answer = aline.post(URL, {**first, "text": "Deuxième appel", **button}, headers=HTMX)

    assert (answer.status_code, Entry.objects.count(), Draft.objects.count()) == (422, 1, 0)
    html = answer.content.decode()
    assert f"recorded already, as no. {number}" in html
    assert "Deuxième appel" in html
    aline.post(URL, {**first, "text": "Deuxième appel", "form": key_in(answer)}, headers=HTMX)
    said = Entry.objects.order_by("pk").values_list("content__description", flat=True)
    assert list(said) == ["Relance", "Deuxième appel"]


def test_the_same_form_again_is_answered_as_recorded(aline: Client, templates: None) -> None:
    first = sent(text="Relance")
    answers = [
        aline.post(URL, {**first, mark: "1"}, headers=HTMX).status_code for mark in ("touched", "untouched")
    ]
    assert (answers, Entry.objects.count()) == ([200, 200], 1)


@pytest.mark.parametrize("autosaved", [False, True])
def test_an_email_that_goes_on_in_the_guide_can_be_sent(
    aline: Client, templates: None, autosaved: bool
) -> None:
    """R-INT-52: there the type is the template's; only what is recorded at once travels nowhere."""
    data = sent(kind="email", template="E-MAIL", text="Nos tarifs\nLes voici.")
    if autosaved:
        aline.post("/interactions/quick-draft/", data)
    else:
        aline.post(URL, {**data, "more": "1"}, headers=HTMX)
    number = Draft.objects.get().entry_no
    page = aline.get(f"/interactions/drafts/{number}/?step=3").content.decode()
    assert '<option value="email" selected>' in page
    answer = aline.post(
        f"/interactions/drafts/{number}/",
        {"step": "3", "go": "send", "correspondence_type": "email", "body": "<p>Les voici.</p>"},
    )
    entry = Entry.objects.get()
    assert (answer.status_code, entry.correspondence_type) == (303, "email")
    assert entry.delivery_status != "none"


def test_a_template_with_content_goes_through_the_guide(aline: Client, templates: None) -> None:
    """R-INT-62: what a letter says is looked at before it is recorded."""
    answer = aline.post(URL, sent(kind="letter", template="LETTRE", text="Conditions"), headers=HTMX)
    assert (answer.status_code, Entry.objects.count(), Draft.objects.count()) == (200, 0, 1)


def test_who_may_not_record_is_refused(client: Client, cast: Cast, templates: None) -> None:
    """R-INT-195"""
    client.force_login(cast.viewer)
    assert client.get(URL).status_code == 403
    assert client.post(URL, sent(text="x")).status_code == 403
    assert "data-composer" not in client.get("/contacts/CT-000482/timeline/").content.decode()
    assert Entry.objects.count() == 0


@pytest.mark.parametrize("text", ["\x00" * 5, "x" * 300_000, "<script>alert(1)</script>", "🙂" * 600])
def test_any_text_is_answered(aline: Client, templates: None, text: str) -> None:
    answer = aline.post(URL, sent(text=text), headers=HTMX)
    assert answer.status_code in {200, 422}
    assert "<script>alert(1)" not in answer.content.decode()


def test_the_undo_of_the_toast_cancels(aline: Client, log: Log) -> None:
    number = log()
    answer = aline.post(f"/interactions/{number}/cancellation/", headers=HTMX)
    assert answer.status_code == 204
    assert Entry.objects.get(pk=number).canceled is True
    assert f"/interactions/{number}/reinstatement/" in answer["HX-Trigger"]


NOBODY = "There is no salesperson yet"


@pytest.fixture
def untied(cast: Cast, templates: None) -> Client:
    """Somebody new whom nobody tied to a salesperson, with a contact who has none either."""
    browser = Client()
    browser.force_login(make.make_user("nouveau", name="Nina Neuve", language="en"))
    return browser


def test_who_is_tied_to_no_salesperson_chooses_one_in_the_line(untied: Client, cast: Cast) -> None:
    """R-INT-45, E-INT-4: nobody is proposed, so it is asked; what was typed stays"""
    for url in ("/contacts/CT-000483/", URL):
        page = untied.get(url).content.decode()
        assert 'name="salesperson"' in page
        assert NOBODY not in page
    given = sent(contact="CT-000483", text="Relance, hier 14h20")
    answer = untied.post(URL, given, headers=HTMX)
    assert (answer.status_code, Entry.objects.count()) == (422, 0)
    for told in ("Enter the salesperson.", "Relance, hier 14h20", 'value="AR">Aline Rochat'):
        assert told in answer.content.decode()

    assert untied.post(URL, {**given, "salesperson": "AR"}, headers=HTMX).status_code == 200
    assert Entry.objects.get().salesperson == cast.rochat


def test_the_salesperson_chosen_stands_when_something_else_is_wrong(untied: Client, cast: Cast) -> None:
    """R-INT-45"""
    given = sent(contact="CT-000483", minutes="soon", salesperson="MD")
    assert '<option value="MD" selected>' in untied.post(URL, given, headers=HTMX).content.decode()
    given = sent(contact="CT-000483", salesperson="XX")
    assert "There is no such salesperson." in untied.post(URL, given, headers=HTMX).content.decode()


def test_who_has_a_salesperson_is_not_asked(untied: Client, aline: Client, cast: Cast) -> None:
    """R-INT-45: one's own, else the contact's"""
    assert 'name="salesperson"' not in untied.get("/contacts/CT-000482/").content.decode()
    for url in ("/contacts/CT-000483/", URL):
        assert 'name="salesperson"' not in aline.get(url).content.decode()


def test_who_is_tied_to_an_inactive_salesperson_is_asked(aline: Client, cast: Cast) -> None:
    """R-INT-45, E-INT-4: nobody inactive is proposed, so the field is there before anything is refused"""
    User.objects.filter(pk=cast.aline.pk).update(email="")
    Salesperson.objects.filter(pk=cast.rochat.pk).update(active=False)
    for url in ("/contacts/CT-000483/", URL):
        assert 'name="salesperson"' in aline.get(url).content.decode()
    make.make_salesperson("A2", email="aline@liaison.example")
    User.objects.filter(pk=cast.aline.pk).update(email="aline@liaison.example")
    Salesperson.objects.filter(pk=cast.rochat.pk).update(email="")
    for url in ("/contacts/CT-000483/", URL):
        assert 'name="salesperson"' not in aline.get(url).content.decode()


def test_without_any_salesperson_it_says_where_to_make_one(untied: Client, cast: Cast) -> None:
    """R-INT-45: as after a first start"""
    Contact.objects.update(salesperson=None)
    User.objects.update(salesperson=None, language="en")
    Salesperson.objects.update(active=False)
    page = untied.get("/contacts/CT-000483/").content.decode()
    assert NOBODY in page
    assert "An administrator adds one in the set-up." in page
    admin = Client()
    admin.force_login(cast.administrator)
    for url in ("/contacts/CT-000483/", URL, "/setup/"):
        page = admin.get(url).content.decode()
        assert NOBODY in page
        assert 'href="/setup/salespeople/new"' in page
