"""The Django application of `interactions`."""

from django.apps import AppConfig


class InteractionsConfig(AppConfig):
    """Loads the domain."""

    name = "liaison.interactions"
    label = "interactions"

    def ready(self) -> None:
        """Listen to what others announce."""
        from liaison.interactions import listeners  # noqa: F401, PLC0415 - registers itself
