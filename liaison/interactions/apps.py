"""The Django application of `interactions`."""

from django.apps import AppConfig


class InteractionsConfig(AppConfig):
    """Loads the domain."""

    name = "liaison.interactions"
    label = "interactions"
