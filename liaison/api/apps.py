"""The Django application of `api`."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """Loads the domain."""

    name = "liaison.api"
    label = "api"

    def ready(self) -> None:
        """Listen to what others announce."""
        from liaison.api import listeners  # noqa: F401, PLC0415 - registers itself
