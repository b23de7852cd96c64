"""The Django application of `delivery`."""

from django.apps import AppConfig


class DeliveryConfig(AppConfig):
    """Loads the domain."""

    name = "liaison.delivery"
    label = "delivery"

    def ready(self) -> None:
        """Listen to what others announce."""
        from liaison.delivery import listeners  # noqa: F401, PLC0415 - registers itself
