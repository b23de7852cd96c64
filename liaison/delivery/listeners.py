"""What delivery does when others tell something."""

from __future__ import annotations

from liaison.accounts.models import User
from liaison.delivery.actions.forget import forget_copies, forget_deliveries
from liaison.delivery.actions.run import keep_reinstated, stop_canceled_runs
from liaison.delivery.actions.stop import stop_canceled_deliveries
from liaison.interactions.facts import EntriesGone, FilesRemoved, HeadingSwitched
from liaison.kit.facts import listen


@listen(EntriesGone)
def on_entries_gone(fact: EntriesGone) -> None:
    """Deleted entries take their deliveries with them."""
    forget_deliveries(fact.entries, fact.contacts)


@listen(FilesRemoved)
def on_files_removed(fact: FilesRemoved) -> None:
    """The copies of what was sent go with the files that are in them (R-INT-148)."""
    forget_copies(fact.entries, fact.contacts)


@listen(HeadingSwitched)
def on_heading_switched(fact: HeadingSwitched) -> None:
    """What waits below a cancelled heading is taken off the list at once, not one by one when it is due.

    Once that is reinstated it can be started again.
    """
    if fact.what == "logged_segment":
        if fact.canceled:
            stop_canceled_runs(fact.heading, by=User.objects.get(pk=fact.by), at=fact.at)
    elif fact.canceled:
        stop_canceled_deliveries(fact.heading, at=fact.at)
    else:
        keep_reinstated(fact.heading, by=User.objects.get(pk=fact.by), at=fact.at)
