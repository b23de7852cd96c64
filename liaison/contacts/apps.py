"""The Django application of `contacts`."""

from django.apps import AppConfig


class ContactsConfig(AppConfig):
    """Loads the domain."""

    name = "liaison.contacts"
    label = "contacts"
