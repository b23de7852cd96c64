"""Stored files, kept once by the hash of their content."""

from __future__ import annotations

import uuid

from django.db import models


class StoredFile(models.Model):
    """The content of a file, kept once however often it is used; never changed once written.

    Who uses a file keeps a foreign key to it together with the name it had there.
    """

    sha256 = models.CharField(max_length=64, unique=True, editable=False)
    size = models.BigIntegerField()
    media_type = models.CharField(max_length=127)
    stored_at = models.DateTimeField()

    class Meta:
        db_table = "stored_file"
        constraints = [models.CheckConstraint(condition=models.Q(size__gte=0), name="stored_file_size")]

    def __str__(self) -> str:
        return f"{self.sha256[:12]} ({self.media_type})"


class FolderKey(models.Model):
    """What stands in the folder of stored bytes if it belongs to this database; one row."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    key = models.UUIDField(default=uuid.uuid4)

    class Meta:
        db_table = "stored_file_key"
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="stored_file_key_one")]

    def __str__(self) -> str:
        return str(self.key)
