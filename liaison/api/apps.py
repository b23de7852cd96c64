"""The Django application of `api`."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """Loads the domain."""

    name = "liaison.api"
    label = "api"
