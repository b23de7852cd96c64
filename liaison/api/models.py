"""Keys of programs and the first answers to repeated requests."""

from __future__ import annotations

from django.db import models

from liaison.accounts.models import User


class Token(models.Model):
    """A key a program shows; only its hash is kept."""

    user = models.ForeignKey(User, models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=100, blank=True)
    key_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "api_token"

    def __str__(self) -> str:
        return self.name


class FirstAnswer(models.Model):
    """The first answer to a request with an idempotency key; a repeat within a day gets it again."""

    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    key = models.CharField(max_length=255)
    request_hash = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(null=True)
    headers = models.JSONField(default=dict)
    body = models.BinaryField(default=b"")
    created_at = models.DateTimeField()

    class Meta:
        db_table = "api_first_answer"
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="first_answer_key")]
        indexes = [models.Index(fields=["created_at"], name="first_answer_age")]

    def __str__(self) -> str:
        return self.key
