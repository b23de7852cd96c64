from __future__ import annotations

import re
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from django.test import Client

from liaison.accounts.models import DataExport, Salesperson, User
from liaison.campaigns.actions import note_dead_address
from liaison.contacts.actions import create_contact, import_contacts
from liaison.contacts.fields import ContactFields, EmailFields, PhoneFields
from liaison.contacts.imports import Outcome, lines_of, propose_mapping, read_source
from liaison.contacts.models import AlternativeAddress, Contact, Salutation, SalutationFormula, Territory
from liaison.contacts.queries import fields_of
from tests import make
from tests.cast import Cast
from tests.conftest import AT

DIALOG = {"HX-Request": "true", "HX-Target": "dialog"}


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def aline(cast: Cast) -> Client:
    return client_of(cast.aline)


def text(response: Any) -> str:
    return str(response.content.decode())


@pytest.fixture
def of_five(cast: Cast) -> Contact:
    given = ContactFields(
        name="Gut AG",
        phones=tuple(PhoneFields(f"079 555 30 3{n}", "mobile") for n in range(5)),
        emails=tuple(EmailFields(f"a{n}@gut.example") for n in range(5)),
    )
    return create_contact(given, by=cast.administrator, at=AT)


class TestLanguages:
    @pytest.fixture
    def spanish(self, cast: Cast) -> None:
        """A template that speaks Spanish, Portuguese and French, and one that is inactive."""
        for code in ("es", "pt-PT", "fr", "fr-CH", ""):
            cast.call.languages.create(language=code)
        make.make_template("ALT", group=cast.call.group, active=False).languages.create(language="rm")

    def test_those_of_templates_can_be_given(self, cast: Cast, aline: Client, spanish: None) -> None:
        url = "/contacts/CT-000482/edit/"
        form = aline.get(url).context["form"]
        offered = [code for code, _words in form.fields["language"].choices]
        assert offered == ["", "fr-CH", "de-CH", "it-CH", "en", "es", "pt-PT"]
        given = {name: form[name].value() or "" for name in form.fields} | {"language": "pt-PT"}
        assert aline.post(url, given).status_code == 303
        assert Contact.objects.get(no="CT-000482").language == "pt-PT"

    def test_the_list_is_narrowed_to_them(self, cast: Cast, aline: Client, spanish: None) -> None:
        Contact.objects.filter(pk=cast.nora.pk).update(language="pt-PT")
        answer = aline.get("/contacts/?language=pt")
        assert [row.name for row in answer.context["rows"]] == ["Nora Béguelin"]
        offered = next(one.pairs for one in answer.context["listing"].fields if one.filter.key == "language")
        assert [code for code, _words in offered] == ["fr", "de", "it", "en", "es", "pt"]


class TestManyNumbers:
    def filled(self, client: Client, contact: Contact) -> dict[str, Any]:
        form = client.get(f"/contacts/{contact.no}/edit/").context["form"]
        return {name: form[name].value() or "" for name in form.fields}

    def test_each_can_be_changed_and_deleted_and_one_added(self, aline: Client, of_five: Contact) -> None:
        url = f"/contacts/{of_five.no}/edit/"
        form = aline.get(url).context["form"]
        assert [len(list(lines)) for lines in (form.phone_lines(), form.email_lines())] == [6, 6]
        given = self.filled(aline, of_five)
        given |= {
            "phone_4": "079 555 40 40",
            "email_4": "",
            "phone_5": "021 555 50 50",
            "phone_kind_5": "phone",
        }
        assert aline.post(url, given).status_code == 303
        told = fields_of(Contact.objects.get(pk=of_five.pk))
        assert [one.number for one in told.phones][3:] == ["079 555 30 33", "079 555 40 40", "021 555 50 50"]
        assert [one.address for one in told.emails] == [f"a{n}@gut.example" for n in range(4)]

    def test_one_more_beside_four(self, aline: Client, of_five: Contact) -> None:
        url = f"/contacts/{of_five.no}/edit/"
        aline.post(url, self.filled(aline, of_five) | {"phone_4": "", "email_4": ""})
        assert fields_of(Contact.objects.get(pk=of_five.pk)).phones[4:] == ()
        assert len(list(aline.get(url).context["form"].phone_lines())) == 5

    def test_a_wrong_one_is_told_beside_it(self, aline: Client, of_five: Contact) -> None:
        given = self.filled(aline, of_five) | {"email_1": "", "email_4": "no address"}
        answer = aline.post(f"/contacts/{of_five.no}/edit/", given)
        assert (answer.status_code, set(answer.context["form"].errors)) == (422, {"email_4"})


class TestList:
    def test_companies_and_people_by_name(self, cast: Cast, aline: Client) -> None:
        html = text(aline.get("/contacts/"))
        names = ["Béguelin Mécanique SA", "Lea Bernasconi", "Nora Béguelin", "Yves Monnier"]
        places = [html.index(f">{name}</a>") for name in names]
        assert places == sorted(places)

    def test_narrowed_by_type_and_words(self, cast: Cast, aline: Client) -> None:
        html = text(aline.get("/contacts/?type=company"))
        assert "Béguelin Mécanique SA" in html
        assert "Yves Monnier" not in html

    def test_of_a_former_salesperson(self, cast: Cast) -> None:
        Salesperson.objects.filter(pk=cast.dubuis.pk).update(active=False)
        Contact.objects.filter(pk=cast.yves.pk).update(salesperson=cast.dubuis)
        boss = client_of(cast.administrator)
        html = text(boss.get("/contacts/?salesperson=MD"))
        assert "Yves Monnier" in html
        assert "Nora Béguelin" not in html
        assert "\N{NO-BREAK SPACE}: Marc Dubuis<" in html
        assert '<option value="MD" selected>Marc Dubuis</option>' in html
        given = {"format": "csv", "purpose": "Remise"}
        file = b"".join(boss.post("/contacts/export/?salesperson=MD", given)).decode("utf-8-sig")
        assert ("Yves Monnier" in file, "Nora Béguelin" in file) == (True, False)

    @pytest.mark.parametrize("query", ["salesperson=XY", "type=alien", "language=tlh", "territory=X"])
    def test_what_nobody_has_finds_nobody(self, cast: Cast, aline: Client, query: str) -> None:
        html = text(aline.get(f"/contacts/?{query}"))
        assert "Nora Béguelin" not in html

    def test_as_csv_for_who_may(self, cast: Cast, aline: Client) -> None:
        """R-CON-243, B-20"""
        asked = client_of(cast.administrator).get("/contacts/export/?city=Yverdon-les-Bains")
        assert 'name="purpose"' in text(asked)
        assert 'action="/contacts/export/?city=Yverdon-les-Bains"' in text(asked)
        given = {"format": "csv", "purpose": " Carte de visite "}
        response = client_of(cast.administrator).post("/contacts/export/", given)
        assert response.status_code == 200
        assert "Nora Béguelin" in b"".join(response).decode("utf-8-sig")
        kept = DataExport.objects.get()
        assert (kept.what, kept.purpose, kept.exported_by) == (
            "contacts",
            "Carte de visite",
            cast.administrator,
        )
        assert (kept.file_format, kept.rows) == ("csv", Contact.objects.filter(archived_at=None).count())
        assert client_of(cast.viewer).get("/contacts/export/").status_code == 403
        assert client_of(cast.viewer).post("/contacts/export/", given).status_code == 403

    def test_the_file_is_in_the_order_of_the_list(self, cast: Cast) -> None:
        client = client_of(cast.administrator)
        for sort, down in (("no", False), ("-no", True)):
            page = text(client.get(f"/contacts/?sort={sort}"))
            assert f'href="/contacts/export/?sort={sort}&amp;"' in page
            given = {"format": "csv", "purpose": "x"}
            file = b"".join(client.post(f"/contacts/export/?sort={sort}&column=no", given))
            numbers = re.findall(r"^CT-\d+|(?<=;)CT-\d+", file.decode("utf-8-sig"), re.MULTILINE)
            assert numbers == sorted(numbers, reverse=down)
            assert len(numbers) == Contact.objects.filter(archived_at=None).count()

    def test_file_brought_back_changes_nothing(self, cast: Cast) -> None:
        """No number is under a heading that is not its own, and none that the file leaves out goes away."""
        firm = create_contact(
            ContactFields(name="@ctive Sàrl", name_2="+ Partner", phones=(PhoneFields("+41 21 555 30 30"),)),
            by=cast.administrator,
            at=AT,
        )
        given = ContactFields(
            type="person",
            name="Ada Gut",
            company=firm.pk,
            phones=(PhoneFields("079 555 30 30", "mobile"), PhoneFields("079 555 30 31", "mobile")),
            emails=(EmailFields("ada@gut.example", "private"), EmailFields("ada@office.example")),
        )
        ada = create_contact(given, by=cast.administrator, at=AT)
        before = fields_of(Contact.objects.get(pk=ada.pk))
        client = client_of(cast.administrator)
        for columns in ("", "?column=name&column=phone&column=no&column=email&column=mobile_phone"):
            response = client.post(f"/contacts/export/{columns}", {"format": "csv", "purpose": "x"})
            source = read_source(b"".join(response))
            mapping = propose_mapping(source.header)
            result = import_contacts(lines_of(source, mapping), by=cast.administrator, at=AT)

            row = next(row for _line, row in source.table.rows if row[0] == "Ada Gut") if source.table else ()
            numbers = [row[place] for place in (*mapping["phone"], *mapping["mobile_phone"])]
            assert numbers == ["", "079 555 30 30"]
            assert not result.refused
            outcomes = {one.no: one.outcome for one in result.lines}
            assert (outcomes[firm.no], outcomes[ada.no]) == (Outcome.UNCHANGED, Outcome.UNCHANGED)
            assert fields_of(Contact.objects.get(pk=ada.pk)) == before

    def test_not_without_a_purpose(self, cast: Cast) -> None:
        """B-20"""
        given = {"format": "xlsx", "purpose": "  "}
        assert client_of(cast.administrator).post("/contacts/export/", given).status_code == 422
        assert not DataExport.objects.exists()

    @pytest.mark.parametrize("many", [1, 3])
    def test_statements_do_not_grow(self, cast: Cast, many: int, django_assert_max_num_queries: Any) -> None:
        Contact.objects.filter(type="person").exclude(
            pk__in=Contact.objects.filter(type="person").values("pk")[:many]
        )
        client = client_of(cast.aline)
        with django_assert_max_num_queries(8):
            client.get("/contacts/")


class TestCard:
    def test_shows_facts_and_people(self, cast: Cast, aline: Client) -> None:
        html = text(aline.get("/contacts/CT-000482/"))
        for words in ("Nora Béguelin", "nora@beguelin-meca.example", "Béguelin Mécanique SA", "Aline Rochat"):
            assert words in html
        company = text(aline.get("/contacts/CT-000480/"))
        assert "Yves Monnier" in company
        assert "Lea Bernasconi" not in company

    def test_each_formula_of_the_salutation_is_shown_filled(self, cast: Cast, aline: Client) -> None:
        """R-CON-97"""
        cast.aline.language = "en"
        cast.aline.save()
        assert 'href="/contacts/CT-000482/salutation/" data-dialog' in text(aline.get("/contacts/CT-000482/"))
        assert "neutral salutation" in text(aline.get("/contacts/CT-000482/salutation/"))

        cast.nora.salutation = Salutation.objects.get(code="MS")
        cast.nora.save()
        found = aline.get("/contacts/CT-000482/salutation/", headers=DIALOG)
        assert ("French", "Formal", "Madame Béguelin,") in found.context["lines"]
        assert ("German", "Informal", "Liebe Nora") in found.context["lines"]
        assert len(found.context["lines"]) == SalutationFormula.objects.filter(salutation__code="MS").count()
        for words in ("Liebe Nora", "Madame Béguelin,", "Informal", "German"):
            assert words in text(found)

    @pytest.mark.parametrize("no", ["CT-999999", "%00", "é", "CT-000482%00"])
    def test_unknown_is_404(self, cast: Cast, aline: Client, no: str) -> None:
        expected = 200 if no.startswith("CT-000482") else 404
        assert aline.get(f"/contacts/{no}/").status_code == expected

    def test_a_viewer_reads_and_cannot_change(self, cast: Cast) -> None:
        viewer = client_of(cast.viewer)
        html = text(viewer.get("/contacts/CT-000482/"))
        assert "/contacts/CT-000482/edit/" not in html
        assert viewer.get("/contacts/CT-000482/edit/").status_code == 403
        assert viewer.post("/contacts/CT-000482/archive/").status_code == 403

    def test_who_only_reads_finds_the_history(self, cast: Cast) -> None:
        viewer = client_of(cast.viewer)
        html = text(viewer.get("/contacts/CT-000482/"))
        assert 'href="/contacts/CT-000482/history/"' in html
        assert "/contacts/CT-000482/addresses/new/" not in html
        assert 'form="archive"' not in html
        assert viewer.get("/contacts/CT-000482/history/").status_code == 200

    def test_history_is_there(self, cast: Cast, aline: Client) -> None:
        assert aline.get("/contacts/CT-000482/history/").status_code == 200


class TestForm:
    def test_a_new_person_of_a_company(self, cast: Cast, aline: Client) -> None:
        """R-CON-17"""
        form = text(aline.get("/contacts/new-person/?company=CT-000480", headers=DIALOG))
        assert "Béguelin Mécanique SA" in form
        given = {
            "first_name": "Ada", "surname": "Rey", "company": "CT-000480", "phone_0": "021 555 01 43",
            "phone_kind_0": "phone", "email_0": "ada@beguelin-meca.example", "email_kind_0": "work",
            "phone_1": "079 555 11 22", "phone_kind_1": "mobile",
        }  # fmt: skip
        response = aline.post("/contacts/new-person/?company=CT-000480", given)
        made = Contact.objects.get(name="Ada Rey")
        assert response.status_code == 303
        assert response["Location"] == f"/contacts/{made.no}/"
        assert (made.company, made.phone, made.mobile_phone, made.email) == (
            cast.company, "021 555 01 43", "079 555 11 22", "ada@beguelin-meca.example",
        )  # fmt: skip

    def test_a_new_person_takes_no_code_over_that_is_offered_no_more(self, cast: Cast, aline: Client) -> None:
        """R-CON-38, R-CON-76"""
        gone = Territory.objects.create(code="VD", active=False)
        Salesperson.objects.filter(pk=cast.dubuis.pk).update(privacy_blocked=True)
        Contact.objects.filter(pk=cast.company.pk).update(territory=gone, salesperson=cast.dubuis)
        form = aline.get("/contacts/new-person/?company=CT-000480").context["form"]
        given = {name: form[name].value() or "" for name in form.fields} | {"surname": "Rey"}
        assert aline.post("/contacts/new-person/?company=CT-000480", given).status_code == 303
        made = Contact.objects.get(surname="Rey")
        assert (made.territory, made.salesperson) == (None, cast.rochat)

    def test_the_only_company_that_the_words_can_mean_is_taken(self, cast: Cast, aline: Client) -> None:
        """R-CON-245"""
        create_contact(ContactFields(name="Meyer AG"), by=cast.aline, at=AT)
        given = {"first_name": "Ada", "surname": "Rey"}
        for typed, status in (
            ("béguelin mécanique sa", 303),
            ("Beguelin", 303),
            ("Nobody", 422),
            ("Meier AG", 422),
        ):
            response = aline.post("/contacts/new-person/", {**given, "company": typed})
            assert (typed, response.status_code) == (typed, status)
        assert [one.company for one in Contact.objects.filter(surname="Rey")] == [cast.company] * 2

    def test_a_person_without_a_name_is_told_beside_the_surname(self, cast: Cast, aline: Client) -> None:
        response = aline.post("/contacts/new-person/", {"city": "Morges"})
        assert (response.status_code, set(response.context["form"].errors)) == (422, {"surname"})

    def test_a_wrong_address_is_told_beside_it(self, cast: Cast, aline: Client) -> None:
        given = {"first_name": "Ada", "surname": "Rey", "email_0": "ada@", "email_kind_0": "work"}
        response = aline.post("/contacts/new-person/", given)
        assert response.status_code == 422
        assert 'aria-invalid="true"' in text(response)
        assert not Contact.objects.filter(surname="Rey").exists()

    def test_two_people_at_once(self, cast: Cast, aline: Client) -> None:
        form = {"first_name": "Nora", "surname": "Béguelin", "company": "CT-000480", "version": "1"}
        assert aline.post("/contacts/CT-000482/edit/", {**form, "city": "Renens"}).status_code == 303
        second = client_of(cast.marc).post("/contacts/CT-000482/edit/", {**form, "city": "Morges"})
        assert second.status_code == 422
        assert Contact.objects.get(no="CT-000482").city == "Renens"

    def test_a_number_and_what_is_seldom_given_can_be_typed(self, cast: Cast, aline: Client) -> None:
        """R-CON-3, R-CON-21"""
        seldom = {"no": "ab-7", "initials": "A. R.", "search_name": "Reyet", "external_id": "U-7"}
        url, given = "/contacts/new-person/", {"first_name": "Ada", "surname": "Rey", **seldom}
        assert '<details class="more">' in text(aline.get(url))
        assert aline.post(url, given).status_code == 303
        ada = Contact.objects.get(no="AB-7")
        assert (ada.initials, ada.search_name, ada.external_id) == ("A. R.", "REYET", "U-7")

        again = aline.post("/contacts/new-company/", {"name": "Gut AG", "no": "AB-7"})
        assert (again.status_code, set(again.context["form"].errors)) == (422, {"no"})
        assert '<details class="more" open>' in text(again)

        edit = f"/contacts/{ada.no}/edit/"
        form = aline.get(edit).context["form"]
        assert "no" not in form.fields
        shown = {name: form[name].value() or "" for name in form.fields}
        assert aline.post(edit, shown | {"surname": "Roy", "external_id": ""}).status_code == 303
        ada.refresh_from_db()
        assert (ada.name, ada.search_name, ada.external_id) == ("Ada Roy", "REYET", "")
        assert "initials" not in aline.get("/contacts/new-company/").context["form"].fields

    def test_the_search_name_follows_until_it_is_edited(self, cast: Cast, aline: Client) -> None:
        """R-CON-21"""
        made = create_contact(ContactFields(name="Gut AG"), by=cast.aline, at=AT)
        edit = f"/contacts/{made.no}/edit/"
        form = aline.get(edit).context["form"]
        shown = {name: form[name].value() or "" for name in form.fields}
        assert aline.post(edit, shown | {"name": "Besser AG"}).status_code == 303
        assert Contact.objects.get(pk=made.pk).search_name == "BESSER AG"

    def test_archive_and_back_however_often_it_is_asked_for(self, cast: Cast, aline: Client) -> None:
        page, archive, retrieval = (f"/contacts/CT-000480/{way}" for way in ("", "archive/", "retrieval/"))
        assert archive in text(aline.get(page))
        for _twice in range(2):
            assert aline.post(archive).status_code == 303
            away = set(Contact.objects.exclude(archived_at=None).values_list("no", flat=True))
            assert away == {"CT-000480", "CT-000482", "CT-000483"}
            assert "Yves Monnier" not in text(aline.get("/contacts/"))
            assert f'action="{retrieval}"' in text(aline.get(page))
        for _twice in range(2):
            assert aline.post(retrieval).status_code == 303
            assert not Contact.objects.exclude(archived_at=None).exists()
        assert client_of(cast.viewer).post(retrieval).status_code == 403


class TestType:
    def test_a_person_becomes_a_company_and_is_told_what_it_loses(self, cast: Cast, aline: Client) -> None:
        """R-CON-44"""
        given = ContactFields(type="person", name="Ada Rey", job_title="CEO", company=cast.company.pk)
        ada = create_contact(given, by=cast.aline, at=AT)
        url = f"/contacts/{ada.no}/type/"
        assert url in text(aline.get(f"/contacts/{ada.no}/"))
        told = aline.get(url)
        assert "CEO (Fonction), Béguelin Mécanique SA (Société)" in text(told)

        assert aline.post(url, {"version": told.context["form"]["version"].value()}).status_code == 303
        ada = Contact.objects.get(pk=ada.pk)
        assert (ada.type, ada.name, ada.job_title, ada.company_id) == ("company", "Ada Rey", "", ada.pk)
        stale = aline.post(url, {"version": "1"})
        assert (stale.status_code, Contact.objects.get(pk=ada.pk).type) == (422, "company")

        assert aline.post(url, {"version": ada.version}).status_code == 303
        back = Contact.objects.get(pk=ada.pk)
        assert (back.type, back.first_name, back.surname, back.company_id) == ("person", "Ada", "Rey", None)

    def test_what_stands_against_it_is_told(self, cast: Cast, aline: Client) -> None:
        """R-CON-45"""
        url = f"/contacts/{cast.company.no}/type/"
        told = aline.post(url, {"version": cast.company.version})
        assert (told.status_code, Contact.objects.get(pk=cast.company.pk).type) == (422, "company")
        assert len(told.context["form"].non_field_errors()) == 1
        assert client_of(cast.viewer).post(url, {"version": "1"}).status_code == 403


class TestAddresses:
    def test_add_change_delete(self, cast: Cast, aline: Client) -> None:
        """R-CON-81"""
        given = {
            "code": "chalet",
            "city": "Les Rasses",
            "starting_date_0": "2026-07-01",
            "ending_date_0": "2026-08-31",
        }
        assert aline.post("/contacts/CT-000100/addresses/new/", given).status_code == 303
        address = AlternativeAddress.objects.get()
        assert (address.code, address.city, address.ranges.count()) == ("CHALET", "Les Rasses", 1)
        url = f"/contacts/CT-000100/addresses/{address.pk}/"
        assert aline.post(url, {**given, "city": "Bullet", "region": "VD"}).status_code == 303
        address.refresh_from_db()
        assert (address.city, address.region) == ("Bullet", "VD")
        assert aline.get(f"/contacts/CT-000482/addresses/{address.pk}/").status_code == 404
        assert 'value="2026-07-01"' in text(aline.get(url, headers=DIALOG))
        late = aline.post(url, {**given, "starting_date_0": ""})
        assert (late.status_code, set(late.context["form"].errors)) == (422, {"starting_date_0"})
        assert aline.post(url, {"code": "chalet", "city": "Bullet"}).status_code == 303
        assert address.ranges.count() == 0
        assert 'value="Bullet"' in text(aline.get(url, headers=DIALOG))
        aline.post(f"{url}deletion/")
        assert not AlternativeAddress.objects.exists()

    def test_each_period_is_shown_changed_and_deleted(self, cast: Cast, aline: Client) -> None:
        """R-CON-82, R-CON-83"""
        address = AlternativeAddress.objects.create(contact=cast.nora, code="CHALET", city="Bullet")
        for start, end in ((date(2026, 7, 1), date(2026, 8, 31)), (date(2026, 2, 1), date(2026, 2, 14))):
            address.ranges.create(contact=cast.nora, starting_date=start, ending_date=end)
        url = f"/contacts/CT-000482/addresses/{address.pk}/"
        form = aline.get(url).context["form"]
        names = ("starting_date", "ending_date")
        given = {f"{name}_{n}": form[f"{name}_{n}"].value() or "" for n in range(3) for name in names}
        assert [str(value) for value in given.values()] == [
            "2026-02-01", "2026-02-14", "2026-07-01", "2026-08-31", "", "",
        ]  # fmt: skip
        given |= {"code": "CHALET", "city": "Bullet"}
        changed = {**given, "starting_date_0": "", "ending_date_0": "", "ending_date_1": "2026-08-15",
                   "starting_date_2": "2026-12-20"}  # fmt: skip
        assert aline.post(url, changed).status_code == 303
        card = text(aline.get("/contacts/CT-000482/"))
        assert card.index("01.07.2026 – 15.08.2026<") < card.index(" 20.12.2026<")
        assert "01.02.2026" not in card
        assert url in card
        assert url not in text(client_of(cast.viewer).get("/contacts/CT-000482/"))

    def test_a_wrong_period_is_told_beside_it(self, cast: Cast, aline: Client) -> None:
        address = AlternativeAddress.objects.create(contact=cast.nora, code="CHALET", city="Bullet")
        address.ranges.create(contact=cast.nora, starting_date=date(2026, 7, 1))
        given = {"code": "CHALET", "starting_date_1": "2026-08-15", "ending_date_1": "2026-08-01"}
        answer = aline.post(f"/contacts/CT-000482/addresses/{address.pk}/", given)
        assert (answer.status_code, set(answer.context["form"].errors)) == (422, {"ending_date_1"})
        given = {"code": "CHALET", "starting_date_1": "x", "ending_date_1": "2026-08-01"}
        answer = aline.post(f"/contacts/CT-000482/addresses/{address.pk}/", given)
        assert set(answer.context["form"].errors) == {"starting_date_1"}

    def test_one_that_does_not_work_says_so_until_it_does(self, cast: Cast, aline: Client) -> None:
        """B-5"""
        address = AlternativeAddress.objects.create(
            contact=cast.nora, code="CHALET", email="N@chalet.example"
        )
        url = f"/contacts/CT-000482/addresses/{address.pk}/revival/"
        assert url not in text(aline.get("/contacts/CT-000482/"))
        note_dead_address(cast.nora.pk, "n@chalet.example", entry=None, at=AT)
        assert "N@chalet.example" in text(aline.get("/contacts/CT-000482/"))
        assert url in text(aline.get("/contacts/CT-000482/"))
        assert url not in text(client_of(cast.viewer).get("/contacts/CT-000482/"))
        assert client_of(cast.viewer).post(url).status_code == 403
        assert client_of(cast.aline).post(url).status_code == 303
        assert url not in text(client_of(cast.aline).get("/contacts/CT-000482/"))


class TestImport:
    @pytest.fixture
    def boss(self, cast: Cast) -> Client:
        return client_of(cast.administrator)

    @staticmethod
    def upload(content: bytes) -> dict[str, Any]:
        file = BytesIO(content)
        file.name = "adresses.csv"
        return {"file": file}

    def test_from_file_to_contacts(self, boss: Client) -> None:
        content = "Nom;Société;E-mail\nAda Rey;Rey SA;ada@rey.example\nSans;;pas-une-adresse\n".encode(
            "cp1252"
        )
        first = boss.post("/contacts/import/", self.upload(content))
        trial = boss.get(first["Location"])
        assert trial.status_code == 200
        assert not Contact.objects.filter(name="Ada Rey").exists()

        done = boss.post(first["Location"], {"do": "1"})

        assert done.status_code == 200
        ada = Contact.objects.get(name="Ada Rey")
        assert (ada.company.name if ada.company else "", ada.email) == ("Rey SA", "ada@rey.example")
        assert not Contact.objects.filter(email="pas-une-adresse").exists()

    @pytest.mark.parametrize("content", [b"", b"\x00\x01\x02", b"%PDF-1.7 nothing"])
    def test_bad_files_are_refused_here(self, boss: Client, content: bytes) -> None:
        assert boss.post("/contacts/import/", self.upload(content)).status_code == 422

    def test_a_file_of_somebody_else_is_not_found(self, boss: Client, cast: Cast) -> None:
        first = boss.post("/contacts/import/", self.upload(b"Nom\nAda Rey\n"))
        other = client_of(cast.administrator)
        assert other.get(first["Location"]).status_code == 404

    def test_who_may_not(self, cast: Cast) -> None:
        assert client_of(cast.viewer).get("/contacts/import/").status_code == 403


def test_a_company_with_a_character_that_cannot_be_stored_is_refused_in_words(
    cast: Cast, aline: Client
) -> None:
    for field in ("company", "company-text"):
        given = {"first_name": "Ada", "surname": "Rey", field: "x\0y"}
        response = aline.post("/contacts/new-person/", given)
        assert response.status_code == 422
        assert 'aria-invalid="true"' in text(response)


def test_companies_for_a_picker(cast: Cast, aline: Client) -> None:
    html = text(aline.get("/contacts/companies/", {"company-text": "CT-000480"}))
    assert "Béguelin Mécanique SA" in html
