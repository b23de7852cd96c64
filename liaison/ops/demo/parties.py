"""Whom the demonstration company deals with, before they are written."""

from __future__ import annotations

from dataclasses import dataclass

from liaison.contacts.fields import ContactFields


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody to talk to; `fields.company` is set when it is written."""

    no: str
    fields: ContactFields
    woman: bool

    @property
    def language(self) -> str:
        """Without the country: fr, de, it or en."""
        return self.fields.language[:2]


@dataclass(frozen=True, slots=True)
class Customer:
    """A company with its people, or one private person; `weight` tells how much goes on with it."""

    no: str
    fields: ContactFields
    people: tuple[Person, ...]
    seller: str
    weight: float
    city: str

    @property
    def language(self) -> str:
        """Without the country: fr, de, it or en."""
        return self.fields.language[:2]
