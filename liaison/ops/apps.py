"""The Django application of `ops`."""

from django.apps import AppConfig


class OpsConfig(AppConfig):
    """Loads the domain."""

    name = "liaison.ops"
    label = "ops"
