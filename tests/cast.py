"""The company everyone in the tests knows."""

from __future__ import annotations

from dataclasses import dataclass

from liaison.accounts.models import Role, Salesperson, User
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
    """Everybody, with nothing recorded yet."""
    west, east = make.make_team("OUEST"), make.make_team("EST")
    rochat = make.make_salesperson("AR", "Aline Rochat", team=west, email="aline@liaison.example")
    dubuis = make.make_salesperson("MD", "Marc Dubuis", team=west, email="marc@liaison.example")
    far = make.make_salesperson("UB", "Urs Bühler", team=east, email="urs@liaison.example")
    company = make.make_company(no="CT-000480", phone="021 555 01 40", city="Renens VD", salesperson=rochat)
    return Cast(
        aline=make.make_user("aline", salesperson=rochat, name="Aline Rochat", email="aline@liaison.example"),
        marc=make.make_user("marc", salesperson=dubuis, name="Marc Dubuis", email="marc@liaison.example"),
        stranger=make.make_user("urs", salesperson=far, name="Urs Bühler", email="urs@liaison.example"),
        administrator=make.make_user("admin", Role.ADMINISTRATOR, name="Anne Martin"),
        viewer=make.make_user("lecteur", Role.VIEWER, name="Luc Lecteur"),
        rochat=rochat,
        dubuis=dubuis,
        company=company,
        nora=make.make_person(
            "Nora Béguelin",
            company,
            no="CT-000482",
            email="nora@beguelin-meca.example",
            phone="+41 21 555 01 42",
            salesperson=rochat,
        ),
        yves=make.make_person("Yves Monnier", company, no="CT-000483", email="yves@beguelin-meca.example"),
        lea=make.make_person("Lea Bernasconi", no="CT-000100", language="it"),
        call=make.make_template(),
    )
