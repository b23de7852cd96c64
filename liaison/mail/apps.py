"""The Django application of `mail`."""

from django.apps import AppConfig


class MailConfig(AppConfig):
    """Loads the domain."""

    name = "liaison.mail"
    label = "mail"
