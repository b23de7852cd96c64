"""The codes of a contact on its card and in its form."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from django.test import Client

from liaison.accounts.models import Salesperson, User
from liaison.contacts.actions import assign_code, save_code
from liaison.contacts.fields import CodeFields
from liaison.contacts.kinds import KINDS
from liaison.contacts.models import MailingGroup, Salutation
from liaison.contacts.queries import codes_of, contact
from tests.cast import Cast

NORA, COMPANY = "/contacts/CT-000482/", "/contacts/CT-000480/"
DIALOG = {"HX-Request": "true", "HX-Target": "dialog"}
PART = {"HX-Request": "true", "HX-Target": "codes"}
PERSON = {"first_name": "Nora", "surname": "Béguelin", "company": "CT-000480"}


def client_of(user: User) -> Client:
    user.language = "en"
    user.save()
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def aline(cast: Cast) -> Client:
    return client_of(cast.aline)


@pytest.fixture(autouse=True)
def _codes(cast: Cast, at: datetime) -> None:
    for key, code, words in (
        ("mailing_group", "NEWS", "Newsletter"),
        ("industry_group", "MACHINE", "Machine tools"),
        ("job_responsibility", "PURCH", "Purchasing"),
        ("web_source", "ZEFIX", "Commercial register"),
        ("organizational_level", "CEO", "Chief executive"),
        ("territory", "VD", "Vaud"),
    ):
        url = "https://www.zefix.ch/?name=%1" if key == "web_source" else ""
        save_code(KINDS[key], CodeFields(code=code, description=words, url=url), by=None, at=at)


def text(response: Any) -> str:
    return str(response.content.decode())


def held(cast: Cast, no: str) -> list[str]:
    found = codes_of(cast.viewer, contact(cast.viewer, no))
    return [f"{key}:{row.code}" for key, rows in found.items() for row in rows]


class TestPanel:
    @pytest.mark.parametrize("given", [{"code": "mailing_group:NEWS"}, {"code-text": "newsletter"}])
    def test_code_is_added_by_choice_or_by_its_words(
        self, given: dict[str, str], cast: Cast, aline: Client
    ) -> None:
        """R-CON-74"""
        response = aline.post(f"{NORA}codes/", given, headers=PART)

        assert (response.status_code, held(cast, "CT-000482")) == (200, ["mailing_group:NEWS"])
        assert 'aria-label="Remove Newsletter"' in text(response)
        assert "<html" not in text(response)

    @pytest.mark.parametrize("typed", ["nothing", "", "industry_group:MACHINE", "x:y", "news\x00"])
    def test_what_cannot_be_meant_is_told(self, typed: str, cast: Cast, aline: Client) -> None:
        """R-CON-74: a person is not offered what only companies have."""
        response = aline.post(f"{NORA}codes/", {"code": typed}, headers=PART)

        assert (response.status_code, held(cast, "CT-000482")) == (422, [])
        assert 'aria-invalid="true"' in text(response)

    def test_code_is_taken_away(self, cast: Cast, aline: Client, at: datetime) -> None:
        assign_code(cast.nora, KINDS["mailing_group"], "NEWS", by=None, at=at)

        for _twice in range(2):
            response = aline.post(f"{NORA}codes/removal/", {"code": "mailing_group:NEWS"}, headers=PART)
            assert response.status_code == 200
        assert aline.post(f"{NORA}codes/removal/", {"code": "x:y\x00"}).status_code == 200
        assert held(cast, "CT-000482") == []

    def test_options_are_what_the_type_may_have_and_has_not(
        self, cast: Cast, aline: Client, at: datetime
    ) -> None:
        """R-CON-40 R-CON-41"""
        assign_code(cast.nora, KINDS["mailing_group"], "NEWS", by=None, at=at)

        found = text(aline.get(f"{NORA}codes/options/", {"q": ""}))
        assert "job_responsibility:PURCH" in found
        assert not any(key in found for key in ("NEWS", "MACHINE", "ZEFIX", "CEO", "VD"))
        assert "industry_group:MACHINE" in text(
            aline.get(f"{COMPANY}codes/options/", {"q": "tools industry"})
        )
        assert "Nothing found" in text(aline.get(f"{COMPANY}codes/options/", {"q": "zzz"}))

    def test_person_shows_what_its_company_has_and_says_so(
        self, cast: Cast, aline: Client, at: datetime
    ) -> None:
        """R-CON-75"""
        assign_code(cast.company, KINDS["industry_group"], "MACHINE", by=None, at=at)

        assert 'href="/contacts/?industry_group=MACHINE"' in text(aline.get(NORA))
        panel = text(aline.get(f"{NORA}codes/", headers=PART))
        assert "Machine tools" in panel
        assert "Remove Machine tools" not in panel
        assert f'<a href="{COMPANY}codes/">Béguelin Mécanique SA</a>' in panel
        aline.post(f"{NORA}codes/removal/", {"code": "industry_group:MACHINE"})
        assert held(cast, "CT-000482") == ["industry_group:MACHINE"]

    def test_web_source_opens_its_page(self, cast: Cast, aline: Client, at: datetime) -> None:
        """R-CON-79"""
        assign_code(cast.company, KINDS["web_source"], "ZEFIX", by=None, at=at)

        assert "https://www.zefix.ch/?name=B%C3%A9guelin%20M%C3%A9canique%20SA" in text(aline.get(COMPANY))

    def test_company_is_looked_up_by_the_word_that_is_typed(
        self, cast: Cast, aline: Client, at: datetime
    ) -> None:
        """R-CON-79"""
        assign_code(cast.company, KINDS["web_source"], "ZEFIX", by=None, at=at)
        word = f"{COMPANY}codes/search-word/"
        assert 'value="Béguelin Mécanique SA"' in text(aline.get(f"{COMPANY}codes/", headers=PART))

        for typed, said in (("Béguelin & Cie", "B%C3%A9guelin%20%26%20Cie"), ("", "M%C3%A9canique%20SA")):
            given = {"code": "web_source:ZEFIX", "search_word": typed}
            response = aline.post(word, given, headers=PART)
            assert (response.status_code, "<html" in text(response)) == (200, False)
            assert said in text(aline.get(COMPANY))
        for other in ({"code": "web_source:NONE"}, {"code": "mailing_group:NEWS"}, {}):
            assert aline.post(word, {**other, "search_word": "x"}, headers=PART).status_code == 200
        assert held(cast, "CT-000480") == ["web_source:ZEFIX"]
        long = {"code": "web_source:ZEFIX", "search_word": "x" * 256}
        assert aline.post(word, long, headers=PART).status_code == 422
        assert client_of(cast.viewer).post(word, given).status_code == 403

    def test_reader_sees_and_changes_nothing(self, cast: Cast, at: datetime) -> None:
        assign_code(cast.nora, KINDS["mailing_group"], "NEWS", by=None, at=at)
        viewer = client_of(cast.viewer)

        card = text(viewer.get(NORA))
        assert "Newsletter" in card
        assert f'href="{NORA}codes/"' not in card
        assert viewer.post(f"{NORA}codes/", {"code": "job_responsibility:PURCH"}).status_code == 403
        assert viewer.post(f"{NORA}codes/removal/", {"code": "mailing_group:NEWS"}).status_code == 403
        assert held(cast, "CT-000482") == ["mailing_group:NEWS"]

    def test_works_as_a_page_too(self, cast: Cast, aline: Client) -> None:
        page = text(aline.get(f"{NORA}codes/"))
        assert ("<html" in page, page.count("<h1")) == (True, 1)
        assert f'<a href="{NORA}">CT-000482</a>' in page
        assert "<h1" not in text(aline.get(f"{NORA}codes/", headers=PART))
        assert aline.get("/contacts/CT-999999/codes/").status_code == 404


class TestMany:
    """First how many contacts, then the code."""

    def test_code_is_given_to_those_that_are_ticked_and_may_have_it(self, cast: Cast, aline: Client) -> None:
        """R-CON-74"""
        ticked = {"pk": [cast.nora.pk, cast.company.pk], "act": "give"}
        asked = aline.post("/contacts/bulk/", ticked, headers=DIALOG)
        assert (asked.status_code, "2 contacts" in text(asked)) == (200, True)
        assert held(cast, "CT-000482") == []

        for code, where in (("mailing_group:NEWS", "CT-000480"), ("job_responsibility:PURCH", "CT-000482")):
            given = {**ticked, "confirmed": "1", "code": code}
            assert aline.post("/contacts/bulk/", given, headers=DIALOG)["HX-Refresh"] == "true"
            assert code in held(cast, where)
        assert held(cast, "CT-000480") == ["mailing_group:NEWS"]
        assert held(cast, "CT-000483") == []

    def test_code_the_list_is_narrowed_to_is_taken_from_all_that_have_it(
        self, cast: Cast, aline: Client, at: datetime
    ) -> None:
        """R-CON-74"""
        for one in (cast.nora, cast.company, cast.yves):
            assign_code(one, KINDS["mailing_group"], "NEWS", by=None, at=at)
        chosen = {"all": "1", "filters": "mailing_group=NEWS&type=person", "act": "take"}

        asked = aline.post("/contacts/bulk/", chosen, headers=DIALOG)
        assert "2 contacts" in text(asked)
        assert '<option value="mailing_group:NEWS" selected>' in text(asked)
        given = {**chosen, "code": "mailing_group:NEWS"}
        again = aline.post("/contacts/bulk/", {**given, "confirmed": "3"}, headers=DIALOG)
        assert (again.status_code, "Nothing was changed: check the new number" in text(again)) == (422, True)
        assert held(cast, "CT-000482") == ["mailing_group:NEWS"]
        done = aline.post("/contacts/bulk/", {**given, "confirmed": "2"})
        assert (done.status_code, done["Location"]) == (303, "/contacts/?type=person&mailing_group=NEWS")
        numbers = ("CT-000480", "CT-000482", "CT-000483")
        assert [held(cast, no) for no in numbers] == [["mailing_group:NEWS"], [], []]

    def test_nonsense_is_refused_in_words_and_changes_nothing(self, cast: Cast, aline: Client) -> None:
        unknown = "mailing_group:NONE", "x:y", "", "mailing_group:NEWS\x00"
        ticked = {"pk": cast.nora.pk, "act": "give", "confirmed": "1"}
        for code in unknown:
            response = aline.post("/contacts/bulk/", {**ticked, "code": code}, headers=DIALOG)
            assert (response.status_code, 'aria-invalid="true"' in text(response)) == (422, True)
        for given in ({"act": "give"}, {"pk": cast.nora.pk}, {"pk": cast.nora.pk, "act": "x"}):
            assert aline.post("/contacts/bulk/", given, headers=DIALOG).status_code == 422
        assert held(cast, "CT-000482") == []

    def test_inactive_code_can_only_be_taken_away(self, cast: Cast, aline: Client, at: datetime) -> None:
        """R-CON-76"""
        assign_code(cast.nora, KINDS["mailing_group"], "NEWS", by=None, at=at)
        MailingGroup.objects.update(active=False)

        offered = {
            act: "mailing_group:NEWS" in text(aline.post("/contacts/bulk/", {"pk": cast.nora.pk, "act": act}))
            for act in ("give", "take")
        }
        assert offered == {"give": False, "take": True}

    def test_who_may_not_change_contacts_chooses_none(self, cast: Cast, aline: Client) -> None:
        viewer = client_of(cast.viewer)
        given = {"pk": cast.nora.pk, "act": "give", "confirmed": "1", "code": "mailing_group:NEWS"}

        assert viewer.post("/contacts/bulk/", given).status_code == 403
        assert ['name="pk"' in text(one.get("/contacts/")) for one in (viewer, aline)] == [False, True]
        assert held(cast, "CT-000482") == []


class TestForm:
    def test_level_territory_and_exclusion_are_written(self, cast: Cast, aline: Client) -> None:
        given = {
            **PERSON,
            "version": "1",
            "organizational_level": "CEO",
            "territory": "VD",
            "exclude_from_segment": "on",
        }

        assert aline.post(f"{NORA}edit/", given).status_code == 303
        found = contact(cast.viewer, "CT-000482")
        assert (str(found.organizational_level), str(found.territory), found.exclude_from_segment) == (
            "CEO",
            "VD",
            True,
        )
        card = text(aline.get(NORA))
        for words in ("Chief executive", "Vaud", "Excluded from segments"):
            assert words in card

    def test_minor_is_blocked_and_said_so(self, cast: Cast, aline: Client) -> None:
        """R-CON-64 R-CON-66"""
        assert aline.post(f"{NORA}edit/", {**PERSON, "version": "1", "minor": "on"}).status_code == 303
        found = contact(cast.viewer, "CT-000482")
        assert (found.minor, found.privacy_blocked) == (True, True)

        response = aline.post(f"{NORA}edit/", {**PERSON, "version": "2", "minor": "on"})
        assert (response.status_code, set(response.context["form"].errors)) == (422, {"privacy_blocked"})
        given = {**PERSON, "version": "2", "minor": "on", "parental_consent": "on"}
        assert aline.post(f"{NORA}edit/", given).status_code == 303
        found = contact(cast.viewer, "CT-000482")
        assert (found.parental_consent, found.privacy_blocked) == (True, False)

    def test_company_has_no_level_and_is_no_minor(self, cast: Cast, aline: Client) -> None:
        """R-CON-41"""
        form = aline.get(f"{COMPANY}edit/").context["form"]

        assert {"organizational_level", "minor", "parental_consent"} & set(form.fields) == set()
        assert "territory" in form.fields

    def test_what_is_no_longer_offered_stays_where_it_stands(
        self, cast: Cast, aline: Client, at: datetime
    ) -> None:
        """R-CON-76"""
        given = {**PERSON, "version": "1", "salutation": "MS", "salesperson": cast.rochat.pk}
        assert aline.post(f"{NORA}edit/", given).status_code == 303
        before = contact(cast.viewer, "CT-000482")
        Salutation.objects.filter(code="MS").update(active=False)
        Salesperson.objects.filter(code="AR").update(active=False)

        form = aline.get(f"{NORA}edit/").context["form"]
        shown = {bound.name: bound.value() for bound in form if bound.value() not in (None, False)}
        other = aline.get("/contacts/CT-000483/edit/").context["form"]

        assert (str(before.salutation), before.salesperson) == ("MS", cast.rochat)
        for name in ("salutation", "salesperson"):
            offered, others = (dict(one.fields[name].choices) for one in (form, other))
            assert shown[name] in offered, name
            assert shown[name] not in others, name
        assert aline.post(f"{NORA}edit/", {**shown, "job_title": "Director"}).status_code == 303
        after = contact(cast.viewer, "CT-000482")
        assert (after.job_title, after.salutation, after.salesperson) == (
            "Director", before.salutation, before.salesperson,
        )  # fmt: skip
