from __future__ import annotations

import re

from tests.house.tree import PRODUCT, templates

SCRIPT = re.compile(r"<script\b(?![^>]*\b(?:src=|type=[\"']application/json))[^>]*>", re.IGNORECASE)
STYLE = re.compile(r"<style\b|\sstyle\s*=", re.IGNORECASE)
HANDLER = re.compile(r"\son[a-z]+\s*=|\bhx-on\b|javascript:", re.IGNORECASE)
FOREIGN = re.compile(r"""(?:src|href|srcset|action)\s*=\s*["']\s*(?:https?:)?//""", re.IGNORECASE)


def pages() -> list[tuple[str, str]]:
    """Pages for browsers; messages for mail programs need their style in place."""
    found = [(str(path.relative_to(PRODUCT)), path.read_text(encoding="utf-8")) for path in templates()]
    return [(name, text) for name, text in found if "/mail/" not in name and "/letters/" not in name]


def test_there_is_no_script_or_style_in_a_page() -> None:
    found = [
        name for name, text in pages() if SCRIPT.search(text) or STYLE.search(text) or HANDLER.search(text)
    ]

    assert found == []
    assert len(pages()) > 10


def test_pages_take_nothing_from_elsewhere() -> None:
    assert [name for name, text in pages() if FOREIGN.search(text)] == []


def test_nothing_switches_escaping_off_in_a_page() -> None:
    found = [name for name, text in pages() if re.search(r"autoescape off|\|\s*safe\b", text)]

    assert found == []


FORM = re.compile(r"""<form\b[^>]*method="post".*?</form>""", re.DOTALL)
PLACE = re.compile(r"""action="\{(?:% url "(\w+)"|\{ (\w+))""")
LEAVE_THE_SAME = {
    # what is chosen, put away, fetched back or deleted is so, however often it is asked for
    "account_login", "account_logout", "address_revival", "appearance", "campaign_archiving",
    "campaign_deletion", "campaign_entries_deletion", "campaign_entry_cancellation",
    "campaign_entry_reinstatement", "campaign_retrieval", "contact_archive", "contact_code_removal",
    "contact_retrieval", "draft_deletion", "evaluation", "language", "logged_segment_cancellation",
    "logged_segment_reinstatement", "steer", "logged_segment_undo",
    "logged_segments_deletion", "preferences",
    "contact_consent", "logged_segment_resend", "saved_criteria_deletion", "segment_approval", "segment_deletion", "segment_language_deletion",
    "segment_remedy", "segment_reset", "segment_step", "segment_waiver", "setup_event", "setup_language_deletion",
    "setup_template_deletion", "stopping", "view_deletion",
    # what is written over what is there
    "comment", "contact_search_word", "setup_language", "setup_manners", "setup_organization",
    "setup_template", "views",
    # what is tried or chosen again on purpose
    "segment_trial",
    # has a number of its own (R-INT-84)
    "interaction_new",
    # addresses a view hands over: contact codes (a set), deletions, further acts, a file in its place
    "here", "delete", "url", "stop", "file_url", "removal_url", "copy_url",
}  # fmt: skip


def test_a_form_that_makes_a_record_makes_one() -> None:
    """Dialogs for a new record carry a key by themselves; a form by hand says ``once`` or leaves all as it was."""
    forms = [(name, form) for name, text in pages() for form in FORM.findall(text)]
    places = {
        one or two
        for name, form in forms
        if "{% once %}" not in form and "catalogue" not in name
        for one, two in PLACE.findall(form.partition("{% csrf_token %}")[0])
    }

    assert places == LEAVE_THE_SAME
    assert sum("{% once %}" in form for _name, form in forms) == 6
