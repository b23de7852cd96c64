"""The Django application of `web`."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Loads the domain."""

    name = "liaison.web"
    label = "web"
