"""The company everyone in the tests knows."""

from __future__ import annotations

from dataclasses import dataclass

from liaison.accounts.models import Role, Salesperson, Team, User
from liaison.contacts.models import Contact
from liaison.interactions.models import InteractionTemplate
from tests import make


@dataclass(frozen=True)
class Cast:
    """A salesperson, a colleague on the team, a stranger, an administrator; one company, three people."""

    aline: User
    marc: User
    stranger: User
    administrator: User
    viewer: User
    rochat: Salesperson
    dubuis: Salesperson
    company: Contact
    nora: Contact
    yves: Contact
    lea: Contact
    call: InteractionTemplate


def make_cast() -> Cast:
    """Everybody, with nothing recorded yet; in few statements, for most tests begin with it."""
    west, east = Team.objects.bulk_create([Team(code="OUEST", name="Ouest"), Team(code="EST", name="Est")])
    rochat, dubuis, far = Salesperson.objects.bulk_create(
        [
            Salesperson(code="AR", name="Aline Rochat", team=west, email="aline@liaison.example"),
            Salesperson(code="MD", name="Marc Dubuis", team=west, email="marc@liaison.example"),
            Salesperson(code="UB", name="Urs Bühler", team=east, email="urs@liaison.example"),
        ]
    )
    aline, marc, stranger, administrator, viewer = make.make_users(
        make.new_user("aline", salesperson=rochat, name="Aline Rochat", email="aline@liaison.example"),
        make.new_user("marc", salesperson=dubuis, name="Marc Dubuis", email="marc@liaison.example"),
        make.new_user("urs", salesperson=far, name="Urs Bühler", email="urs@liaison.example"),
        make.new_user("admin", Role.ADMINISTRATOR, name="Anne Martin"),
        make.new_user("lecteur", Role.VIEWER, name="Luc Lecteur"),
    )
    company = make.make_company(no="CT-000480", phone="021 555 01 40", city="Renens VD", salesperson=rochat)
    nora, yves, lea = make.make_contacts(
        make.new_person(
            "Nora Béguelin",
            company,
            no="CT-000482",
            email="nora@beguelin-meca.example",
            phone="+41 21 555 01 42",
            salesperson=rochat,
        ),
        make.new_person("Yves Monnier", company, no="CT-000483", email="yves@beguelin-meca.example"),
        make.new_person("Lea Bernasconi", no="CT-000100", language="it"),
    )
    return Cast(
        aline=aline,
        marc=marc,
        stranger=stranger,
        administrator=administrator,
        viewer=viewer,
        rochat=rochat,
        dubuis=dubuis,
        company=company,
        nora=nora,
        yves=yves,
        lea=lea,
        call=make.make_template(),
    )
