"""Stored files as a set: which of them nothing points at."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from django.apps import apps
from django.db import connection, models

from liaison.files.blobs import Blob
from liaison.files.models import StoredFile
from liaison.kit import sql
from liaison.kit.locks import SWEEPING


def may_sweep() -> bool:
    """Take the sweep's lock until the transaction ends; False while a backup holds it."""
    return bool(sql.rows("SELECT pg_try_advisory_xact_lock(%s)", (SWEEPING,))[0][0])


def references() -> list[tuple[str, str]]:
    """Every table and column, of whichever domain, that points at a stored file."""
    return sorted(
        {
            (model._meta.db_table, field.column)
            for model in apps.get_models(include_auto_created=True)
            for field in model._meta.local_fields
            if isinstance(field, models.ForeignKey) and field.related_model is StoredFile
        }
    )


def adopt(found: Sequence[Blob]) -> None:
    """Give a row to bytes that have none, as old as the bytes."""
    sql.execute(
        """
        INSERT INTO stored_file (sha256, size, media_type, stored_at)
        SELECT * FROM unnest(%s::text[], %s::bigint[], %s::text[], %s::timestamptz[])
            AS found (sha256, size, media_type, stored_at)
        WHERE NOT EXISTS (SELECT 1 FROM stored_file known WHERE known.sha256 = found.sha256)
        ON CONFLICT DO NOTHING
        """,
        (
            [blob.sha256 for blob in found],
            [blob.size for blob in found],
            ["application/octet-stream"] * len(found),
            [datetime.fromtimestamp(blob.written_at, UTC) for blob in found],
        ),
    )


def insert_files(found: Sequence[tuple[str, int, str]], at: datetime) -> list[StoredFile]:
    """The rows of these contents, hash, size and type of each, made or made fresh; one statement.

    In the order of their hashes: two who store the same never wait for each other in a ring.
    """
    return [
        StoredFile(pk=number, sha256=sha256, size=size, media_type=media_type, stored_at=stored_at)
        for number, sha256, size, media_type, stored_at in sql.rows(
            """
            INSERT INTO stored_file (sha256, size, media_type, stored_at)
            SELECT sha256, size, media_type, %s
            FROM unnest(%s::text[], %s::bigint[], %s::text[]) AS found (sha256, size, media_type)
            ORDER BY sha256
            ON CONFLICT (sha256)
                DO UPDATE SET stored_at = excluded.stored_at, media_type = excluded.media_type
            RETURNING id, sha256, size, media_type, stored_at
            """,
            (at, *(list(column) for column in zip(*found, strict=True))),
        )
    ]


def delete_unused(cutoff: datetime) -> list[str]:
    """Delete rows stored before `cutoff` that no foreign key points at; returns their hashes.

    Foreign keys are checked at once, before the caller removes the bytes.
    """
    quote = connection.ops.quote_name
    unused = " AND ".join(
        f"NOT EXISTS (SELECT 1 FROM {quote(table)} r WHERE r.{quote(column)} = stored_file.id)"
        for table, column in references()
    )
    deleted = sql.rows(
        "/* on one machine: each table is asked by itself who points at a file, joined with none */"
        f" DELETE FROM stored_file WHERE stored_at < %s AND {unused} RETURNING sha256",
        (cutoff,),
    )
    sql.execute("SET CONSTRAINTS ALL IMMEDIATE")
    sql.execute("SET CONSTRAINTS ALL DEFERRED")
    return [str(sha256) for (sha256,) in deleted]
