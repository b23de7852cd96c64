"""Two people with the same form open: the later one overwrites nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import models
from django.db.models import F
from django.test import Client

from liaison.accounts.queries import organization
from liaison.campaigns.models import CampaignStatus
from liaison.contacts.models import AlternativeAddress, MailingGroup, Salutation, SalutationFormula
from liaison.letters.actions import create_document_template
from tests.cast import Cast
from tests.conftest import AT
from tests.papers import docx, field, paragraph


def _organization(cast: Cast) -> models.Model:
    own = organization()
    own.save()
    return own


def _code(cast: Cast) -> models.Model:
    return MailingGroup.objects.create(code="NEWS", description="Nouvelles")


def _salutation(cast: Cast) -> models.Model:
    return Salutation.objects.get(code="MS")


def _address(cast: Cast) -> models.Model:
    return AlternativeAddress.objects.create(contact=cast.lea, code="CHALET", city="Villars")


def _document(cast: Cast) -> models.Model:
    content = docx(paragraph(field("contact.name")))
    return create_document_template("MOT", content, "Mot.docx", by=None, at=AT)


def _formula(cast: Cast) -> models.Model:
    return SalutationFormula.objects.filter(salutation__code="MS").order_by("id")[0]


def _status(cast: Cast) -> models.Model:
    return CampaignStatus.objects.create(code="4-RUN", description="En cours")


def _shown(response: Any) -> dict[str, Any]:
    """What a browser would send back."""
    form = response.context["form"]
    values = {name: form[name].value() for name in form.fields}
    return {name: value for name, value in values.items() if value not in {None, False}}


@pytest.mark.parametrize(
    ("address", "made", "theirs", "mine"),
    [
        ("/setup/salespeople/AR/", lambda cast: cast.rochat, "job_title", "phone"),
        ("/setup/teams/OUEST/", lambda cast: cast.rochat.team, "active", "name"),
        ("/setup/users/{0.pk}/", lambda cast: cast.marc, "email", "name"),
        ("/setup/company/", _organization, "city", "name"),
        ("/setup/codes/mailing_groups/{0.pk}/", _code, "code", "description"),
        ("/setup/salutations/{0.pk}/properties", _salutation, "active", "description"),
        ("/setup/salutations/{0.salutation.pk}/formulas/{0.pk}/", _formula, "name_5", "text"),
        ("/setup/document-templates/{0.code}/", _document, "active", "name"),
        ("/setup/campaign-statuses/{0.pk}/", _status, "active", "description"),
        ("/contacts/{0.contact.no}/addresses/{0.pk}/", _address, "city", "address"),
    ],
)
def test_older_form_overwrites_nothing(
    admin: Client, cast: Cast, address: str, made: Callable[[Cast], Any], theirs: str, mine: str
) -> None:
    row = made(cast)
    url = address.format(row)
    given = {**_shown(admin.get(url)), mine: "Tapé ici"}
    new = {"active": False, "email": "x@y.ch", "name_5": "initials"}.get(theirs, "NEW")
    counted = {"version": F("version") + 1} if isinstance(row, CampaignStatus) else {}
    type(row).objects.filter(pk=row.pk).update(**{theirs: new}, **counted)

    late = admin.post(url, given)

    assert late.status_code == 422
    assert "Somebody else has changed this in the meantime" in str(late.context["form"].non_field_errors())
    assert "Tapé ici" in late.content.decode()
    row.refresh_from_db()
    assert (getattr(row, theirs), getattr(row, mine) == "Tapé ici") == (new, False)

    assert admin.post(url, {**_shown(admin.get(url)), mine: "Tapé ici"}).status_code == 303
    row.refresh_from_db()
    assert (getattr(row, theirs), getattr(row, mine)) == (new, "Tapé ici")
