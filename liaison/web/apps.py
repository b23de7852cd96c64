"""The Django application of `web`."""

from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in


class WebConfig(AppConfig):
    """Loads the domain."""

    name = "liaison.web"
    label = "web"

    def ready(self) -> None:
        """Note when somebody signs in."""
        from liaison.web.shell.sessions import begun  # noqa: PLC0415 - needs the loaded applications

        user_logged_in.connect(begun, dispatch_uid="liaison.web.sessions")
