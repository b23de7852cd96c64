from __future__ import annotations

import pytest
from django.test import Client

from liaison.accounts.models import User
from liaison.contacts.bulk import refresh_search
from tests.db.segments.sample import make_sample
from tests.web.segments.ground import Ground


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def ground(db: None) -> Ground:
    sample = make_sample()
    for user in (sample.by, sample.member, sample.manager):
        user.language = "en"
        user.save()
    refresh_search([one.pk for one in sample.contacts.values()])
    return Ground(sample, client_of(sample.by), client_of(sample.member), client_of(sample.manager))
