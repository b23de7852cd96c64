"""The Django application of `campaigns`."""

from django.apps import AppConfig


class CampaignsConfig(AppConfig):
    """Loads the domain."""

    name = "liaison.campaigns"
    label = "campaigns"

    def ready(self) -> None:
        """Listen to what others announce."""
        from liaison.campaigns import listeners  # noqa: F401, PLC0415 - registers itself
