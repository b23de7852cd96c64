"""What a segment says in a language: the file and the Word template beside the text."""

from __future__ import annotations

import email
import re
from dataclasses import replace
from decimal import Decimal
from email.policy import default
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from liaison.delivery.actions import deliver_due
from liaison.delivery.models import Item
from liaison.files.queries import read_file
from liaison.interactions.template_rules import no_language
from liaison.kit.clock import now
from liaison.kit.errors import Refused
from liaison.letters import converting
from liaison.letters.actions import create_document_template
from liaison.letters.reading import word_as_html
from liaison.segments.actions import change_segment, personalize_lines, set_template, write_language
from liaison.segments.models import Segment, SegmentLanguage
from liaison.segments.queries.lines import lines
from liaison.segments.values import LanguageValues, LineValues, SegmentValues
from liaison.web.segments import languages
from tests.papers import docx, field, paragraph, run
from tests.web.posting import as_shown
from tests.web.segments.ground import DIALOG, Ground, text

PDF = b"%PDF-1.7 ..."
WORD = docx(paragraph(run("Pour "), field("Contact_Nom")))


@pytest.fixture
def home(settings: Any, tmp_path: Path) -> Path:
    settings.CONFIG = replace(settings.CONFIG, home=tmp_path, email_from="info@liaison.example", smtp=None)
    settings.FILES_FOLDER = tmp_path / "files"
    return tmp_path


@pytest.fixture
def head(ground: Ground, home: Path) -> Segment:
    return ground.make(template="INVIT", add=["OPENDAY"])


def row_of(head: Segment) -> SegmentLanguage:
    return SegmentLanguage.objects.get(segment=head, line=None, language="fr-CH")


def upload(ground: Ground, head: Segment, name: str, content: bytes, **form: str) -> Any:
    url = f"/segments/{head.no}/languages/file/?language=fr-CH"
    return ground.client.post(url, {"file": SimpleUploadedFile(name, content), **form})


def test_a_segment_may_speak_each_language_that_templates_have(ground: Ground, head: Segment) -> None:
    """R-SEG-31: besides the usual ones; what it says already is no further one"""
    ground.sample.templates["LETTER"].languages.create(language="pt-PT")
    url = f"/segments/{head.no}/languages/"
    offered = ground.client.get(url).context["form"].fields["language"].choices
    assert [code for code, _name in offered] == ["it-CH", "en", "pt-PT"]
    given = {"language": "pt-PT", "subject": "Convite"}
    assert ground.client.post(url, given).status_code == 303
    assert SegmentLanguage.objects.filter(segment=head, language="pt-PT", subject="Convite").exists()


def test_a_file_is_put_replaced_fetched_and_taken_away(ground: Ground, head: Segment) -> None:
    """R-SEG-36, R-SEG-37: a browser that has the file is told so, until another one takes its place"""
    url = f"/segments/{head.no}/languages/?language=fr-CH"
    kept = upload(ground, head, "Plan.pdf", PDF)
    assert (kept.status_code, kept.headers["Location"]) == (303, url)
    assert "Plan.pdf" in text(ground.client.get(url))
    place = f"/segments/{head.no}/languages/file/?language=fr-CH"
    got = ground.client.get(place)
    assert b"".join(got.streaming_content) == PDF  # type: ignore[attr-defined]
    has = {"If-None-Match": got["ETag"]}
    same = ground.client.get(place, headers=has)
    assert (same.status_code, same.content, same["ETag"]) == (304, b"", has["If-None-Match"])
    again = upload(ground, head, "Plan 2.pdf", PDF + b"2")
    assert (again.status_code, row_of(head).file_name) == (422, "Plan.pdf")
    assert "There is a file already. Confirm that it is replaced." in text(again)
    assert upload(ground, head, "Plan 2.pdf", PDF + b"2", replace="on").status_code == 303
    got = ground.client.get(place, headers=has)
    assert b"".join(got.streaming_content) == PDF + b"2"  # type: ignore[attr-defined]
    removal = f"/segments/{head.no}/languages/file/removal/?language=fr-CH"
    assert ground.client.post(removal).status_code == 303
    assert (row_of(head).file, row_of(head).file_name) == (None, "")
    empty = ground.client.post(place, {})
    assert "No file was chosen" in text(empty)
    assert ground.client.get(place).status_code == 404
    assert ground.client.get(f"/segments/{head.no}/languages/file/?language=xx").status_code == 404


def test_a_file_is_copied_from_another_language(ground: Ground, head: Segment) -> None:
    """R-SEG-36, R-SEG-37: what is there is replaced only when asked, and nothing beside a Word template"""
    own = f"/segments/{head.no}/languages/?language=de-CH"
    copy = f"/segments/{head.no}/languages/file/copy/?language=de-CH"
    upload(ground, head, "Plan.pdf", PDF)
    assert "Copy from another language" not in text(ground.client.get(own.replace("de-CH", "fr-CH")))
    assert copy in text(ground.client.get(own))
    source = str(row_of(head).pk)

    assert "No file was chosen" in text(ground.client.post(copy, {}))
    assert ground.client.post(copy, {"source": source}).headers["Location"] == own
    copied = SegmentLanguage.objects.get(segment=head, line=None, language="de-CH")
    assert (copied.file, copied.file_name, copied.subject) == (row_of(head).file, "Plan.pdf", "INVIT de-CH")

    upload(ground, head, "Plan 2.pdf", PDF + b"2", replace="on")
    again = ground.client.post(copy, {"source": source})
    assert (again.status_code, "There is a file already" in text(again)) == (422, True)
    assert ground.client.post(copy, {"source": source, "replace": "on"}).status_code == 303
    copied.refresh_from_db()
    assert copied.file_name == "Plan 2.pdf"
    assert ground.client.post(copy.replace("de-CH", "xx"), {"source": source}).status_code == 404


def test_a_line_without_a_template_gets_no_file(ground: Ground, home: Path) -> None:
    """R-SEG-36: the template that is chosen later would take it away again"""
    head = ground.make(add=["OPENDAY"])
    url = f"/segments/{head.no}/lines/10000/file/"
    file = {"file": SimpleUploadedFile("Vous.pdf", PDF)}
    refused = ground.client.post(url, file)
    assert (refused.status_code, "Choose an interaction template first" in text(refused)) == (422, True)
    personalize_lines(head.no, [10_000], LineValues(template="VISIT"), by=ground.by, at=now())
    file = {"file": SimpleUploadedFile("Vous.pdf", PDF)}
    assert ground.client.post(url, file).status_code == 303


def test_one_line_gets_a_file_of_its_own(ground: Ground, head: Segment) -> None:
    """R-SEG-32, R-SEG-33, R-SEG-36, R-SEG-39: beside the words it says now, until it is taken away"""
    upload(ground, head, "Plan.pdf", PDF)
    url = f"/segments/{head.no}/lines/20000/file/"
    form = text(ground.client.get(f"/segments/{head.no}/lines/?pk=20000", headers=DIALOG))
    assert f'<a href="{url}" data-dialog>' in form  # asks before what was typed is left

    def put(name: str, **form: str) -> Any:
        version = as_shown(text(ground.client.get(url, headers=DIALOG)), url)["version"][0]
        file = SimpleUploadedFile(name, PDF if name == "Vous.pdf" else PDF + b"% again")
        return ground.client.post(url, {"file": file, "version": version, **form}, headers=DIALOG)

    assert put("Vous.pdf").headers["HX-Redirect"] == f"/segments/{head.no}/"
    own = SegmentLanguage.objects.get(segment=head, line__isnull=False)
    said = row_of(head)
    assert (own.file_name, own.subject, own.body) == ("Vous.pdf", said.subject, said.body)
    told = [(one.attachment, one.subject) for one in lines(ground.by, head).items[:2]]
    assert told == [("inherited", said.subject), ("unique", said.subject)]
    assert "Vous.pdf" in text(ground.client.get(url, headers=DIALOG))
    got = ground.client.get(f"{url}content/")
    assert b"".join(got.streaming_content) == PDF  # type: ignore[attr-defined]

    assert "There is a file already" in text(put("Encore.pdf"))
    late = put("Encore.pdf", replace="on", version="7")
    assert (late.status_code, "Somebody else has changed this" in text(late)) == (422, True)
    assert "No file was chosen" in text(ground.client.post(url, {}))
    assert put("Encore.pdf", replace="on").status_code == 200
    assert ground.client.post(url, {"act": "remove"}).status_code == 303
    assert lines(ground.by, head).items[1].attachment == "inherited"
    assert SegmentLanguage.objects.filter(segment=head, line__isnull=False).count() == 0
    assert ground.client.get(f"{url}content/").status_code == 404
    assert ground.client.get(f"/segments/{head.no}/lines/77/file/").status_code == 404


def test_the_file_of_a_line_with_another_template_goes_alone(ground: Ground, head: Segment) -> None:
    """R-SEG-36, R-SEG-44: the words are the line's own; R-SEG-37: beside no document template"""
    personalize_lines(head.no, [10_000], LineValues(template="LETTER"), by=ground.by, at=now())
    url = f"/segments/{head.no}/lines/10000/file/"
    assert ground.client.post(url, {"file": SimpleUploadedFile("A.pdf", PDF)}).status_code == 303
    own = SegmentLanguage.objects.filter(segment=head, line__isnull=False)
    assert {one.language: one.file_name for one in own} == {"fr-CH": "A.pdf", "de-CH": "", "it-CH": ""}
    assert ground.client.post(url, {"act": "remove"}).status_code == 303
    assert ground.client.post(url, {"act": "remove"}).status_code == 303
    again = own.get(language="fr-CH")
    assert (again.file, again.subject) == (None, "LETTER fr-CH")

    letter = create_document_template("LETTRE", WORD, "Lettre.docx", language="fr-CH", by=None, at=now())
    personalize_lines(head.no, [10_000], LineValues(document_template=letter.pk), by=ground.by, at=now())
    assert 'type="file"' not in text(ground.client.get(url, headers=DIALOG))
    assert ground.client.post(url, {"file": SimpleUploadedFile("A.pdf", PDF)}).status_code == 422


def test_taking_the_file_of_a_line_away_leaves_it_its_own_words(ground: Ground, head: Segment) -> None:
    """R-SEG-25, R-SEG-33: also where its template is the segment's again, with one row or with several"""
    url = f"/segments/{head.no}/lines/10000/file/"

    def told() -> list[tuple[str, str, bool]]:
        own = SegmentLanguage.objects.filter(segment=head, line__isnull=False).order_by("language")
        return [(one.language, one.subject, one.file is not None) for one in own]

    def put_and_take_away() -> None:
        assert ground.client.post(url, {"file": SimpleUploadedFile("A.pdf", PDF)}).status_code == 303
        assert ("fr-CH", True) in [(language, filed) for language, _subject, filed in told()]
        assert ground.client.post(url, {"act": "remove"}).status_code == 303

    personalize_lines(head.no, [10_000], LineValues(template="LETTER"), by=ground.by, at=now())
    set_template(head.no, "INVIT", by=ground.by, at=now())
    kept = [(language, f"LETTER {language}", False) for language in ("de-CH", "fr-CH", "it-CH")]
    assert told() == kept
    put_and_take_away()
    assert told() == kept
    SegmentLanguage.objects.filter(segment=head, line__isnull=False).exclude(language="fr-CH").delete()
    put_and_take_away()
    assert told() == [("fr-CH", "LETTER fr-CH", False)]
    assert lines(ground.by, head).items[0].subject == "LETTER fr-CH"


def test_a_line_whose_file_is_taken_away_says_what_the_segment_says_by_now(
    ground: Ground, head: Segment
) -> None:
    """R-SEG-33: the words beside its file were the segment's, which were mended meanwhile"""
    SegmentLanguage.objects.filter(segment=head).update(description="Invitation")
    url = f"/segments/{head.no}/lines/10000/file/"
    assert ground.client.post(url, {"file": SimpleUploadedFile("A.pdf", PDF)}).status_code == 303
    write_language(head.no, "fr-CH", LanguageValues(subject="Mended"), by=ground.by, at=now())
    assert lines(ground.by, head).items[0].subject != "Mended"
    assert ground.client.post(url, {"act": "remove"}).status_code == 303
    assert lines(ground.by, head).items[0].subject == "Mended"


def test_a_word_file_is_tried_at_once(ground: Ground, head: Segment) -> None:
    """R-SEG-36"""
    assert upload(ground, head, "Lettre.docx", b"no Word file").status_code == 422
    assert upload(ground, head, "Lettre.docx", WORD).status_code == 303


def test_a_word_template_and_a_file_exclude_each_other(ground: Ground, head: Segment) -> None:
    """R-SEG-36, R-SEG-37: E-SEG-4"""
    for code, language in (("LETTRE", "fr-CH"), ("BRIEF", "de-CH")):
        create_document_template(code, WORD, "Lettre.docx", language=language, by=None, at=now())
    url = f"/segments/{head.no}/languages/?language=fr-CH"
    upload(ground, head, "Plan.pdf", PDF)
    shown = text(ground.client.get(url))
    assert ('<option value="LETTRE">' in shown, '<option value="BRIEF">' in shown) == (True, False)
    form = {
        "language": "fr-CH",
        "subject": "S",
        "body": "",
        "email_layout": "",
        "document_template": "LETTRE",
    }
    assert ground.client.post(url, form).status_code == 422
    assert ground.client.post(url, {**form, "replace": "on"}).status_code == 303
    row = row_of(head)
    assert row.document_template is not None
    assert (row.document_template.code, row.file) == ("LETTRE", None)
    assert upload(ground, head, "Plan.pdf", PDF, replace="on").status_code == 422
    assert row_of(head).document_template == row.document_template
    assert ground.client.post(url, {**form, "document_template": ""}).status_code == 303
    assert upload(ground, head, "Plan.pdf", PDF).status_code == 303


def test_what_somebody_else_wrote_meanwhile_is_not_overwritten(ground: Ground, head: Segment) -> None:
    url = f"/segments/{head.no}/languages/?language=fr-CH"
    seen = str(row_of(head).version)
    write_language(head.no, "fr-CH", LanguageValues(subject="Theirs"), by=ground.by, at=now())
    form = {"language": "fr-CH", "subject": "Mine", "body": "", "email_layout": "", "version": seen}
    assert ground.client.post(url, form).status_code == 422
    assert row_of(head).subject == "Theirs"


def test_a_template_does_not_replace_what_somebody_wrote_meanwhile(ground: Ground, head: Segment) -> None:
    """R-SEG-20: who chooses a template replaces the texts that he knew"""
    url = f"/segments/{head.no}/template/"

    def chosen() -> Any:
        form = {"template": "LETTER", "lines": "on"}
        seen = as_shown(text(ground.client.get(url, headers=DIALOG)), url)["seen"][0]
        return lambda: ground.client.post(url, {**form, "seen": seen}, headers=DIALOG)

    late = chosen()
    write_language(head.no, "fr-CH", LanguageValues(subject="Theirs"), by=ground.by, at=now())
    answer = late()
    assert (answer.status_code, "Somebody else has changed" in text(answer)) == (422, True)
    assert row_of(head).subject == "Theirs"
    late = chosen()
    change_segment(head.no, SegmentValues(cost=Decimal(7)), by=ground.by, at=now())
    assert late().status_code == 422
    chosen()()
    head.refresh_from_db()
    assert head.template is not None
    assert head.template.code == "LETTER"


def test_what_was_uploaded_goes_out(
    ground: Ground, head: Segment, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R-SEG-131, R-SEG-132, R-SEG-133: the letter is the Word file merged, the mail carries it"""
    monkeypatch.setattr(converting, "office_program", lambda: None)
    upload(ground, head, "Invitation.docx", WORD)
    words = LanguageValues(subject="Journée", body="<p>Bonjour</p>")
    write_language(head.no, "fr-CH", words, by=ground.by, at=now())
    remedies = [("no_email", "use_hard_copy"), ("no_document", "use_default_language")]
    for problem, remedy in remedies:
        ground.client.post(f"/segments/{head.no}/remedy/", {"problem": problem, "remedy": remedy})
    write_language(head.no, "fr-CH", LanguageValues(body=""), by=ground.by, at=now())
    answer = ground.client.post(f"/segments/{head.no}/log/", {"send": "on"})
    assert answer.status_code == 303, text(answer)
    deliver_due(clock=now)

    (letter,) = (one for one in Item.objects.all() if one.channel == "hard_copy")
    assert letter.copy is not None
    assert "Pour Claire Vionnet" in word_as_html(read_file(letter.copy))
    mails = [email.message_from_bytes(one.read_bytes(), policy=default) for one in home.rglob("*.eml")]
    bodies = [body.get_content() for one in mails if (body := one.get_body(("plain",))) is not None]
    assert sum("Pour Nora Béguelin" in one for one in bodies) == 1


def test_the_first_language_offers_what_the_segment_said_without_one(ground: Ground, home: Path) -> None:
    """R-SEG-31: its subject, and it is the default whatever one ticks; a further one begins empty"""
    letter = create_document_template("MOT", WORD, "Mot.docx", language="de-CH", by=None, at=now())
    head = ground.make()
    Segment.objects.filter(pk=head.pk).update(subject="Said", document_template=letter)
    url = f"/segments/{head.no}/languages/"
    shown = text(ground.client.get(url))
    assert re.search(r'<input type="checkbox" name="default"[^>]* disabled[^>]* checked', shown)
    sent = as_shown(shown, url)
    assert ("default" in sent, sent["subject"]) == (False, ["Said"])
    assert ground.client.post(url, {**sent, "language": "de-CH"}).status_code == 303
    row = SegmentLanguage.objects.get(segment=head)
    assert (row.language, row.subject, row.document_template) == ("de-CH", "Said", letter)
    head.refresh_from_db()
    assert (head.language, head.subject, head.document_template) == ("de-CH", "Said", letter)

    shown = text(ground.client.get(url))
    assert not re.search(r'<input type="checkbox" name="default"[^>]* (disabled|checked)', shown)
    further = as_shown(shown, url)
    assert further["subject"] == [""]
    assert ground.client.post(url, {**further, "language": "fr-CH"}).status_code == 303
    assert set(SegmentLanguage.objects.values_list("language", "subject", "document_template")) == {
        ("de-CH", "Said", letter.pk), ("fr-CH", "", None),
    }  # fmt: skip


def test_another_default_is_ticked_on_a_further_language_only(ground: Ground, head: Segment) -> None:
    """R-SEG-28: where the segment has none yet, it is proposed"""
    Segment.objects.filter(pk=head.pk).update(language="")
    assert re.search(
        r'name="default"(?![^>]* disabled)[^>]* checked',
        text(ground.client.get(f"/segments/{head.no}/languages/")),
    )


def test_a_text_that_cannot_be_the_default_is_not_kept(
    ground: Ground, head: Segment, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R-SEG-28, R-SEG-35: what the form says is written together, or not at all"""
    monkeypatch.setattr(languages, "set_default_language", Mock(side_effect=Refused(no_language())))
    url = f"/segments/{head.no}/languages/"
    shown = as_shown(text(ground.client.get(url)), url)
    sent = {**shown, "language": "en", "subject": "Hello", "default": "on"}
    assert ground.client.post(url, sent).status_code == 422
    assert not SegmentLanguage.objects.filter(segment=head, language="en").exists()
