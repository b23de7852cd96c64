from __future__ import annotations

import pytest
from django.test import Client

from liaison.interactions.actions.languages import add_language
from liaison.interactions.models import Slot
from liaison.interactions.queries.set_up import slot_template
from tests import make
from tests.cast import Cast
from tests.conftest import AT
from tests.web.setup.conftest import SignIn


def test_event_gets_and_loses_its_template(admin: Client, cast: Cast) -> None:
    """R-INT-102"""
    response = admin.post("/setup/events/outgoing_calls/", {"template": "APPEL"})
    assert (response.status_code, response["Location"]) == (303, "/setup/events/")
    assert slot_template(Slot.OUTGOING_CALLS) == cast.call

    admin.post("/setup/events/outgoing_calls/", {"template": ""})
    assert slot_template(Slot.OUTGOING_CALLS) is None


def test_only_what_fits_is_offered_and_taken(admin: Client, cast: Cast) -> None:
    """R-INT-99: most events take templates without languages."""
    spoken = make.make_template("LETTRE")
    add_language(spoken, "fr-CH", by=None, at=AT)
    make.make_template("VIEUX", active=False)

    offered = {
        row[0]: [code for code, _words in row[3]] for row in admin.get("/setup/events/").context["rows"]
    }

    assert (offered[Slot.EMAILS], offered[Slot.MEETING_INVITATION]) == (["APPEL"], ["APPEL", "LETTRE"])
    assert admin.post("/setup/events/emails/", {"template": "LETTRE"}).status_code == 422
    assert admin.post("/setup/events/emails/", {"template": "VIEUX"}).status_code == 422
    assert slot_template(Slot.EMAILS) is None


@pytest.mark.parametrize(("slot", "code"), [("nothing", "APPEL"), ("emails", "RIEN"), ("emails", "a\x00")])
def test_what_is_not_there_is_not_found(admin: Client, cast: Cast, slot: str, code: str) -> None:
    assert admin.post(f"/setup/events/{slot}/", {"template": code}).status_code == 404


def test_nobody_else_assigns(sign_in: SignIn, cast: Cast) -> None:
    """interactions.md, section 8: the set-up is changed by administrators."""
    assert sign_in(cast.aline).post("/setup/events/emails/", {"template": "APPEL"}).status_code == 403
    assert slot_template(Slot.EMAILS) is None
