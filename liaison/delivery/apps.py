"""The Django application of `delivery`."""

from django.apps import AppConfig


class DeliveryConfig(AppConfig):
    """Loads the domain."""

    name = "liaison.delivery"
    label = "delivery"
