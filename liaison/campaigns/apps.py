"""The Django application of `campaigns`."""

from django.apps import AppConfig


class CampaignsConfig(AppConfig):
    """Loads the domain."""

    name = "liaison.campaigns"
    label = "campaigns"
