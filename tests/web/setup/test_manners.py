from __future__ import annotations

import re

from django.test import Client

from liaison.contacts.models import MailingGroup
from liaison.segments.models import Policy
from tests.cast import Cast
from tests.web.setup.conftest import SignIn

URL = "/setup/manners/"


def test_the_manners_are_decided_and_taken_back(admin: Client, cast: Cast) -> None:
    """B-5, B-18"""
    group = MailingGroup.objects.create(code="QUIET", description="Quiet")
    given = {"cap_messages": "3", "cap_days": "30", "quiet_group": "QUIET", "approval_above": "500"}
    assert admin.post(URL, given).status_code == 303
    kept = Policy.objects.get()
    assert (kept.cap_messages, kept.cap_days, kept.quiet_group, kept.approval_above) == (3, 30, group, 500)

    assert admin.post(URL, {**given, "cap_days": ""}).status_code == 422
    assert admin.post(URL, {}).status_code == 303
    kept = Policy.objects.get()
    assert (kept.capped, kept.quiet_group, kept.approval_above) == (False, None, None)


def test_control_addresses_are_checked_and_shown(admin: Client, cast: Cast) -> None:
    """B-10"""
    assert admin.post(URL, {"control_addresses": "marie@liaison.example, nobody"}).status_code == 422
    given = {"control_addresses": "marie@liaison.example\nseed@post.example marie@liaison.example"}
    assert admin.post(URL, given).status_code == 303
    assert Policy.objects.get().control_addresses == ["marie@liaison.example", "seed@post.example"]
    assert "marie@liaison.example\nseed@post.example</textarea>" in admin.get(URL).content.decode()
    many = " ".join(f"a{n}@liaison.example" for n in range(21))
    assert admin.post(URL, {"control_addresses": many}).status_code == 422


def test_two_who_decide_overwrite_nothing(admin: Client, cast: Cast) -> None:
    """B-18"""
    seen = re.search(r'name="version" value="(\d+)"', admin.get(URL).content.decode())
    assert seen is not None
    assert admin.post(URL, {"version": seen[1], "approval_above": "500"}).status_code == 303
    late = admin.post(URL, {"version": seen[1], "approval_above": "5"})
    assert (late.status_code, Policy.objects.get().approval_above) == (422, 500)


def test_others_read_them_and_change_nothing(sign_in: SignIn, cast: Cast) -> None:
    """B-18"""
    browser = sign_in(cast.aline)
    assert browser.get(URL).status_code == 200
    assert browser.post(URL, {"approval_above": "1"}).status_code == 403
    assert Policy.objects.count() == 0
