"""The Django application of `letters`."""

from django.apps import AppConfig


class LettersConfig(AppConfig):
    """Loads the domain."""

    name = "liaison.letters"
    label = "letters"
