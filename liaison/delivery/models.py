"""The work list of what must go out, and the runs that send a segment."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from liaison.contacts.models import Contact, CorrespondenceType
from liaison.files.models import StoredFile
from liaison.interactions.models import DeliveryStatus, Entry, LoggedSegment
from liaison.kit.text import gettext_lazy as _


class RunState(models.TextChoices):
    """Where the sending of a segment stands."""

    WAITING = "waiting", _("Waiting")
    RUNNING = "running", _("Running")
    PAUSED = "paused", _("Paused")
    STOPPED = "stopped", _("Stopped")
    FINISHED = "finished", _("Finished")


class Run(models.Model):
    """One sending of a logged segment, or of a list that is sent again as a whole, which has no segment.

    Its counters are written in the transaction that settles an item, so that reading how far it is
    costs one row whatever its size. `total` is the sum of them and of what is not settled yet.
    `mark_at` and `mark_settled` are where the present rate was last told from, `rate` in items a minute.
    """

    logged_segment = models.ForeignKey(LoggedSegment, models.SET_NULL, null=True, related_name="runs")
    state = models.CharField(_("State"), max_length=8, choices=RunState, default=RunState.RUNNING)
    starts_at = models.DateTimeField(_("Start"))
    total = models.PositiveIntegerField(default=0)
    sent = models.PositiveIntegerField(default=0)
    failed = models.PositiveIntegerField(default=0)
    stopped = models.PositiveIntegerField(default=0)
    mark_at = models.DateTimeField(null=True)
    mark_settled = models.PositiveIntegerField(default=0)
    rate = models.FloatField(default=0)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    stopped_at = models.DateTimeField(null=True)
    """When it was stopped; the items it took off the list carry the same moment as their end.

    One that is open has it where only a part can be started again, see `actions.run.keep_reinstated`.
    """
    finished_at = models.DateTimeField(null=True)
    control_addresses = models.JSONField(default=list)
    """E-mail addresses of the house that get its first message when it begins, see `actions.controls`."""
    controls_at = models.DateTimeField(null=True)
    """When a worker took them on; its messages wait until they are handed over, `controls_done_at`."""
    controls_done_at = models.DateTimeField(null=True)
    first_item = models.BigIntegerField(null=True)
    last_item = models.BigIntegerField(null=True)
    """Between which numbers its items are, where it has no logged segment to find its entries by."""

    class Meta:
        db_table = "delivery_run"
        indexes = [
            models.Index(
                fields=["state", "id"],
                name="delivery_run_open",
                condition=Q(state__in=["waiting", "running", "paused"]),
            )
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.state}"

    @property
    def settled(self) -> int:
        """How many came to their end."""
        return self.sent + self.failed + self.stopped

    @property
    def left(self) -> int:
        """How many still wait or are being sent."""
        return max(self.total - self.settled, 0)


class Pace(models.Model):
    """When the next message may go to an account or a receiving domain (`key`); see `bulk.take_slots`."""

    key = models.CharField(primary_key=True, max_length=255)
    next_at = models.DateTimeField()

    class Meta:
        db_table = "delivery_pace"

    def __str__(self) -> str:
        return self.key


class Item(models.Model):
    """One delivery of one entry: its true state, the server's words and when it is due again.

    `attempts` counts the claims and names the present one: whoever claimed an item writes to it only
    while that number stands. `handed_over_at` is written before the text of a message goes out and
    taken back when the server does not have it; see the decision on delivering once.

    The database checks the entries of a statement as a set (whose contacts these are); a check for each
    row would cost a segment of a hundred thousand a seventh of its time. Files are checked where there are
    any.
    """

    entry = models.ForeignKey(Entry, models.CASCADE, related_name="deliveries", db_constraint=False)
    run = models.ForeignKey(
        Run, models.DO_NOTHING, null=True, related_name="items", db_constraint=False, db_index=False
    )
    """The sending of a segment it belongs to; none for what one person sends to one contact."""
    contact = models.ForeignKey(
        Contact, models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    channel = models.CharField(max_length=9, choices=CorrespondenceType)
    state = models.CharField(_("State"), max_length=7, choices=DeliveryStatus, default=DeliveryStatus.QUEUED)
    recipient = models.CharField(_("Recipient"), max_length=255, blank=True)
    message_id = models.CharField(max_length=255, blank=True)
    references = models.TextField(blank=True)
    """The message numbers of the thread before this one, oldest first, separated by blanks."""
    written = models.JSONField(default=dict)
    """Subject and body as written, with their merge fields, where logging filled them in (R-INT-160).

    And the description as it was then, for Word files that name it.
    """
    original = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, related_name="+", db_constraint=False, db_index=False
    )
    """The message to send again as it was, when an entry is sent again without new values (R-INT-159)."""
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField()
    slot_at = models.DateTimeField(null=True)
    """The moment its receiving domain kept for it, see `bulk.take_slots`."""
    claimed_at = models.DateTimeField(null=True)
    worker = models.BigIntegerField(null=True)
    """The worker of the queue that claimed it last; without one nobody's heartbeat speaks for it."""
    handed_over_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    reply = models.TextField(_("Answer of the server"), blank=True)
    copy = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, related_name="+", db_constraint=False, db_index=False
    )
    copy_name = models.CharField(max_length=255, blank=True)
    queued_at = models.DateTimeField()
    queued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )

    class Meta:
        db_table = "delivery_item"
        indexes = [
            models.Index(
                fields=["channel", "due_at", "id"],
                name="delivery_due",
                condition=Q(state="queued", run__isnull=True),
            ),
            models.Index(
                fields=["run", "channel", "due_at", "id"],
                name="delivery_run_due",
                condition=Q(state="queued", run__isnull=False),
            ),
            models.Index(
                fields=["run"],
                name="delivery_run_open_end",
                condition=Q(state__in=["failed", "stopped"], run__isnull=False),
            ),
            models.Index(fields=["claimed_at"], name="delivery_claimed", condition=Q(state="sending")),
            models.Index(fields=["copy"], name="delivery_copy", condition=Q(copy__isnull=False)),
            models.Index(fields=["original"], name="delivery_original", condition=Q(original__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.entry_id} {self.state}"
