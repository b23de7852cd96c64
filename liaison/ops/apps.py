"""The Django application of `ops`."""

from django.apps import AppConfig
from django.db.backends.signals import connection_created

from liaison.kit.sql import read_moments_quickly


class OpsConfig(AppConfig):
    """Loads the domain."""

    name = "liaison.ops"
    label = "ops"

    def ready(self) -> None:
        """Settle how connections read what the server says."""
        connection_created.connect(read_moments_quickly)
