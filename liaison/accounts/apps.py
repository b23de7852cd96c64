"""The Django application of `accounts`."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Loads the domain."""

    name = "liaison.accounts"
    label = "accounts"
