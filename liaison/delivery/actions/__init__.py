"""The verbs of delivery: put on the list, deliver, stop, send again.

What reads the mailbox is in `returns`, for only the worker should load a mail client.
"""

from liaison.delivery.actions.deliver import deliver_claimed, deliver_due, deliver_item
from liaison.delivery.actions.forget import forget_deliveries
from liaison.delivery.actions.hold import hold_waiting
from liaison.delivery.actions.queue import (
    complete_and_send,
    log_and_send,
    queue_delivery,
)
from liaison.delivery.actions.recovery import recover
from liaison.delivery.actions.resend import AS_BEFORE, Resent, resend_all, resend_entries, resend_failed
from liaison.delivery.actions.run import pause_run, resume_run, start_run, stop_run
from liaison.delivery.actions.stop import stop_delivery
from liaison.delivery.actions.written import complete_written, log_form, log_written

__all__ = [
    "AS_BEFORE",
    "Resent",
    "complete_and_send",
    "complete_written",
    "deliver_claimed",
    "deliver_due",
    "deliver_item",
    "forget_deliveries",
    "hold_waiting",
    "log_and_send",
    "log_form",
    "log_written",
    "pause_run",
    "queue_delivery",
    "recover",
    "resend_all",
    "resend_entries",
    "resend_failed",
    "resume_run",
    "start_run",
    "stop_delivery",
    "stop_run",
]
