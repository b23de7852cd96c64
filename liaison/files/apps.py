"""The Django application of `files`."""

from django.apps import AppConfig


class FilesConfig(AppConfig):
    """Loads the domain."""

    name = "liaison.files"
    label = "files"
