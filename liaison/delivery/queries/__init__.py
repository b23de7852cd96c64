"""Reads of the work list, and of what a delivery is made of."""

from liaison.delivery.queries.items import (
    FailedDelivery,
    Progress,
    failed_deliveries,
    items_of,
    progress,
)
from liaison.delivery.queries.preview import Preview, laid_out, preview

__all__ = [
    "FailedDelivery",
    "Preview",
    "Progress",
    "failed_deliveries",
    "items_of",
    "laid_out",
    "preview",
    "progress",
]
