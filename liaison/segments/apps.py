"""The Django application of `segments`."""

from django.apps import AppConfig


class SegmentsConfig(AppConfig):
    """Loads the domain."""

    name = "liaison.segments"
    label = "segments"

    def ready(self) -> None:
        """Listen to what others announce."""
        from liaison.segments import listeners  # noqa: F401, PLC0415 - registers itself
