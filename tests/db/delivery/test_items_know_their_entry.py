"""The database itself refuses a delivery without its entry or file, and their end before the delivery's."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from liaison.delivery.models import Item
from liaison.delivery.sets import insert_logged_items
from liaison.files.actions import store_file
from liaison.files.models import StoredFile
from liaison.interactions.models import Entry
from tests.db.delivery.conftest import Mailing, Send


@pytest.mark.django_db
@pytest.mark.parametrize("changed", [{"entry_id": 987654321}, {"contact_id": 987654321}])
def test_a_delivery_belongs_to_an_entry_of_the_contact(send: Send, changed: dict[str, Any]) -> None:
    """R-INT-126"""
    send()
    item = Item.objects.get()
    item.pk = None
    for name, value in changed.items():
        setattr(item, name, value)
    with pytest.raises(IntegrityError, match="does not exist"), transaction.atomic():
        item.save(force_insert=True)
    assert Item.objects.count() == 1


@pytest.mark.django_db
def test_what_follows_the_logging_of_a_segment_is_looked_at_again(mailing: Mailing, at: datetime) -> None:
    """R-INT-126, R-SEG-130"""
    run = mailing(2)
    assert run.logged_segment is not None
    assert insert_logged_items(run.logged_segment.pk, by=None, at=at) == 2
    item = Item.objects.latest("id")
    item.pk, item.entry_id = None, 987654321
    with pytest.raises(IntegrityError, match="does not exist"), transaction.atomic():
        item.save(force_insert=True)
    assert Item.objects.count() == 4


@pytest.mark.django_db
def test_an_entry_with_deliveries_stays(send: Send) -> None:
    """R-INT-126"""
    number = send()
    with (
        pytest.raises(IntegrityError, match="has deliveries"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("DELETE FROM interaction_entry WHERE id = %s AND contact_id IS NOT NULL", [number])
    assert Entry.objects.filter(pk=number).count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["copy_id", "original_id"])
def test_the_files_of_a_delivery_exist(send: Send, name: str) -> None:
    """R-INT-126; noted later or from the start."""
    send()
    item = Item.objects.get()
    setattr(item, name, 987654321)
    with pytest.raises(IntegrityError, match="file 987654321 does not exist"), transaction.atomic():
        item.save(update_fields=[name])
    item.pk = None
    with pytest.raises(IntegrityError, match="file 987654321 does not exist"), transaction.atomic():
        item.save(force_insert=True)
    assert Item.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["copy_id", "original_id"])
def test_a_file_with_deliveries_stays(send: Send, at: datetime, name: str) -> None:
    """R-INT-126"""
    send()
    file = store_file(b"as it went out", by=None, at=at)
    Item.objects.update(**{name: file.pk})
    with (
        pytest.raises(IntegrityError, match=f"{file.pk} has deliveries"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("DELETE FROM stored_file WHERE id = %s", [file.pk])
    assert StoredFile.objects.filter(pk=file.pk).exists()
