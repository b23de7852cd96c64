"""The Django application of `jobs`."""

from django.apps import AppConfig


class JobsConfig(AppConfig):
    """Loads the domain."""

    name = "liaison.jobs"
    label = "jobs"
