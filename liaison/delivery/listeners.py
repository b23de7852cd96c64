"""What delivery does when others tell something."""

from __future__ import annotations

from liaison.delivery.actions.forget import forget_deliveries
from liaison.interactions.facts import EntriesGone
from liaison.kit.facts import listen


@listen(EntriesGone)
def on_entries_gone(fact: EntriesGone) -> None:
    """Deleted entries take their deliveries with them."""
    forget_deliveries(fact.entries, fact.contacts)
