"""How far a mailbox was read, and which messages that came back were settled."""

from __future__ import annotations

from django.db import models


class Reading(models.Model):
    """How far the mailbox `name` was read: all up to `last_uid`, as long as its numbers stay `uid_validity`.

    `fault` says why it could not be read the last time, `faulty_since` from when on; empty while it can.
    `not_given_uid` is the message that the server did not give, `not_given_since` from when on; they outlast
    other faults.
    """

    name = models.CharField(max_length=500, unique=True)
    uid_validity = models.BigIntegerField(default=0)
    last_uid = models.BigIntegerField(default=0)
    read_at = models.DateTimeField(null=True)
    fault = models.TextField(blank=True)
    faulty_since = models.DateTimeField(null=True)
    not_given_uid = models.BigIntegerField(null=True)
    not_given_since = models.DateTimeField(null=True)

    class Meta:
        db_table = "mail_reading"

    def __str__(self) -> str:
        return self.name


class ReturnedMessage(models.Model):
    """A message that came back and was about one of ours; others leave no trace.

    `key` is made of its own number, or else of its bytes: seen again, under whatever number of the
    mailbox, it is the same. `entry_no` is the interaction it is about, `answer_no` the one it became.
    """

    key = models.CharField(max_length=64, unique=True)
    kind = models.CharField(max_length=10)
    entry_no = models.BigIntegerField(null=True)
    answer_no = models.BigIntegerField(null=True)
    note = models.TextField(blank=True)
    settled_at = models.DateTimeField()

    class Meta:
        db_table = "mail_returned"

    def __str__(self) -> str:
        return f"{self.kind} {self.entry_no}"
