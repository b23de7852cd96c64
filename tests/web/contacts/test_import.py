"""The pages of an import: columns, trial, large files as a job."""

import errno
import re
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.db import IntegrityError
from django.test import Client
from psycopg.errors import UniqueViolation

from liaison.contacts.models import Contact
from liaison.jobs.models import Job, JobState
from liaison.kit.versions import DEPENDS
from liaison.web.contacts import importing
from tests.cast import Cast

CSV = b"Kol1;Kol2;Ort\nAda Rey;ada@rey.example;Nyon\nBob Rey;bob@;Nyon\n"


@pytest.fixture
def aline(cast: Cast) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(cast.aline)
    cast.aline.language = "en"
    cast.aline.save()
    return client


def upload(client: Client, content: bytes = CSV) -> str:
    """The page of an uploaded file."""
    file = BytesIO(content)
    file.name = "adresses.csv"
    return str(client.post("/contacts/import/", {"file": file})["Location"])


def text(response: Any) -> str:
    return str(response.content.decode())


def test_unknown_columns_are_asked_for(aline: Client) -> None:
    page = text(aline.get(upload(aline)))

    assert 'name="column_0"' in page
    assert "ada@rey.example" in page
    assert 'name="do"' not in page
    assert '<option value="city" selected>' in page


def test_cards_have_no_columns_to_choose(aline: Client) -> None:
    lines = ("BEGIN:VCARD", "VERSION:3.0", "FN:Ada Rey", "N:Rey;Ada;;;", "EMAIL:ada@rey.example", "END:VCARD")
    file = BytesIO("\r\n".join(lines).encode())
    file.name = "ada.vcf"
    url = str(aline.post("/contacts/import/", {"file": file})["Location"])

    tried = text(aline.get(url))
    assert ('name="column_0"' in tried, 'name="do"' in tried) == (False, True)
    assert aline.post(url, {"do": "1"}).status_code == 200
    ada = Contact.objects.get(name="Ada Rey")
    assert (ada.type, ada.email) == ("person", "ada@rey.example")


def test_chosen_columns_are_tried_then_taken_in(aline: Client) -> None:
    url = upload(aline)
    chosen = {"column_0": "name", "column_1": "email", "column_2": ""}

    tried = text(aline.post(url, chosen))
    assert 'name="do"' in tried
    assert Contact.objects.filter(name="Ada Rey").count() == 0

    done = aline.post(url, {**chosen, "do": "1"})
    ada = Contact.objects.get(name="Ada Rey")
    assert done.status_code == 200
    assert (ada.email, ada.city, ada.type) == ("ada@rey.example", "", "company")
    assert Contact.objects.filter(name="Bob Rey").count() == 0
    assert "Bob Rey" in text(done)


def test_each_line_is_told_by_what_would_become_of_it(aline: Client, cast: Cast) -> None:
    """The ones that say why, then all others by kind"""
    known = f"{cast.nora.no};Nora;Béguelin\n"
    page = text(aline.get(upload(aline, f"N°;Prénom;Nom\n;Ada;Rey\n;Ida;Noir\n{known}Z-1;;\n".encode())))

    kinds = {
        "".join(re.findall(r">([^<>]+)<", f">{summary}<")).split()[0]: re.findall(
            r'class="name">([^<]+)<', rows
        )
        for summary, rows in re.findall(r"<details><summary>(.*?)</summary>(.*?)</details>", page, re.DOTALL)
    }
    assert kinds == {"created": ["Ada Rey", "Ida Noir"], "updated": ["Nora Béguelin"]}
    assert "All other lines" in page


def test_number_that_somebody_got_meanwhile_is_told(aline: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def quicker(*_args: object, **_options: object) -> None:
        raise IntegrityError from UniqueViolation()

    url = upload(aline)
    monkeypatch.setattr(importing, "import_contacts", quicker)
    answer = aline.post(url, {"column_0": "name", "do": "1"})

    assert (answer.status_code, str(DEPENDS) in text(answer)) == (422, True)


def test_columns_without_a_name_are_refused(aline: Client) -> None:
    url = upload(aline)

    assert aline.post(url, {"column_0": "", "column_2": "city"}).status_code == 422


def test_large_file_is_checked_by_a_job_before_it_is_taken_in(
    aline: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "AT_ONCE", 1)
    url = upload(aline)
    assert 'name="do"' not in text(aline.get(url))

    to_job = aline.post(f"{url}?kind=person", {"column_0": "name", "column_1": "email", "column_2": ""})

    job = Job.objects.get()
    chosen = "kind=person&column_0=name&column_1=email&column_2="
    assert to_job["Location"] == f"{url}jobs/{job.pk}/?{chosen}"
    assert (job.kind, job.total, job.created_by) == ("contacts.import", 2, cast.aline)
    page = text(aline.get(to_job["Location"]))
    assert 'hx-trigger="every 2s"' in page
    assert 'name="do"' not in page

    counts = {"created": 2, "updated": 0, "unchanged": 0, "refused": 0}
    job.state = JobState.SUCCEEDED
    job.result = {"counts": counts, "companies": 0, "dry_run": True, "lines": [], "more": 0}
    job.save()
    page = text(aline.get(to_job["Location"]))
    assert f'href="{url}?{chosen.replace("&", "&amp;")}"' in page
    back = text(aline.get(f"{url}?{chosen}"))
    assert re.findall(r'value="([a-z]+)" selected', back) == ["name", "email"]
    sent = dict(re.findall(r'<input type="hidden" name="(column_[0-9])" value="([^"]*)">', page))
    assert sent == {"column_0": "name", "column_1": "email", "column_2": ""}
    assert 'name="do" value="1"' in page

    aline.post(f"{url}?{chosen}", {**sent, "do": "1"})
    assert Job.objects.count() == 2
    assert Contact.objects.filter(name="Ada Rey").count() == 0


def test_page_of_a_finished_job_says_what_it_did(aline: Client, cast: Cast) -> None:
    url = upload(aline)
    result = {
        "counts": {"created": 1, "updated": 0, "unchanged": 0, "refused": 1},
        "companies": 0,
        "dry_run": False,
        "lines": [{"line": 3, "outcome": "refused", "no": "", "name": "Bob Rey", "reason": "No domain."}],
        "more": 7,
    }
    job = Job.objects.create(
        kind="contacts.import", state=JobState.SUCCEEDED, result=result, created_by=cast.aline,
        created_at=cast.aline.date_joined, total=2,
    )  # fmt: skip

    page = text(aline.get(f"{url}jobs/{job.pk}/"))

    assert "No domain." in page
    assert "every 2s" not in page


@pytest.mark.parametrize("state", [JobState.FAILED, JobState.STOPPED])
def test_page_of_a_job_that_did_nothing_says_so(aline: Client, cast: Cast, state: JobState) -> None:
    url = upload(aline)
    job = Job.objects.create(
        kind="contacts.import", state=state, created_by=cast.aline, created_at=cast.aline.date_joined
    )

    assert 'class="note bad"' in text(aline.get(f"{url}jobs/{job.pk}/"))


def test_job_can_be_stopped_by_who_began_it(
    aline: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "AT_ONCE", 1)
    url = upload(aline)
    aline.post(url, {"column_0": "name"})
    job = Job.objects.get()
    stranger = Client()
    stranger.force_login(cast.stranger)

    assert stranger.get(f"{url}jobs/{job.pk}/").status_code == 404
    assert stranger.post(f"{url}jobs/{job.pk}/stopping/").status_code == 404
    assert aline.post(f"{url}jobs/{job.pk}/stopping/").status_code == 303
    job.refresh_from_db()
    assert job.state == JobState.STOPPED


def test_a_full_disk_is_told_where_a_large_file_comes(
    client: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is written beside before it is looked at."""

    def full(*_given: object, **_more: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(TemporaryFileUploadHandler, "new_file", full)
    client.force_login(cast.administrator)
    client.raise_request_exception = False
    file = SimpleUploadedFile("clients.csv", b"Nom\n" + b"Ada Rey\n" * 200_000)

    response = client.post("/contacts/import/", {"file": file})

    assert response.status_code == 503
    assert "Le disque est plein. Rien n’a été enregistré" in response.content.decode()
