"""The shape of the tables that keeps partitions and many machines open."""

from __future__ import annotations

from django.apps import apps
from django.db import models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations import AddIndex

from liaison.contacts.models import Contact
from liaison.delivery.models import Item
from liaison.interactions.models import Content, Entry
from liaison.kit.migrations import AddIndexWhileInUse
from liaison.segments.models import SegmentLine
from tests.house.tree import LADDER

OWNERS = {"contact", "entry_contact"}
"""The columns that say whose row it is."""


def tables() -> list[type[models.Model]]:
    """Our own tables; what history keeps apart."""
    return [
        model
        for app in apps.get_app_configs()
        if app.name.startswith("liaison.")
        for model in app.get_models(include_auto_created=True)
        if not hasattr(model, "pgh_tracked_model")
    ]


def references(model: type[models.Model]) -> list[models.ForeignKey[models.Model, models.Model]]:
    return [field for field in model._meta.local_fields if isinstance(field, models.ForeignKey)]


def belong_to_a_contact() -> list[type[models.Model]]:
    """Every table that points at a contact or an entry, and what points at those in turn."""
    found: set[type[models.Model]] = {Contact, Entry}
    while True:
        more = {
            model
            for model in tables()
            if any(field.related_model in found for field in references(model)) and model not in found
        }
        if not more:
            return sorted(found - {Contact}, key=lambda model: model._meta.db_table)
        found |= more


def test_what_belongs_to_a_contact_says_to_whom() -> None:
    missing = []
    for model in belong_to_a_contact():
        owner = next((field for field in references(model) if field.name == "contact"), None)
        if owner is None or owner.null or owner.related_model is not Contact:
            missing.append(model.__name__)

    assert missing == []
    assert len(belong_to_a_contact()) > 6


def test_unique_rules_of_such_a_table_hold_the_contact() -> None:
    fields = [
        f"{model.__name__}.{field.name}"
        for model in belong_to_a_contact()
        for field in model._meta.local_fields
        if field.unique and not field.primary_key
    ]
    rules = [
        f"{model.__name__}.{rule.name}"
        for model in belong_to_a_contact()
        for rule in model._meta.constraints
        if isinstance(rule, models.UniqueConstraint) and not OWNERS & set(rule.fields)
    ]

    assert (fields, rules) == ([], [])


def test_numbered_keys_have_room_for_many_machines() -> None:
    """But for what has one row for ever."""
    small = {models.AutoField, models.SmallAutoField, models.SmallIntegerField}

    assert [model.__name__ for model in tables() if type(model._meta.pk) in small] == [
        "FolderKey",
        "Organization",
    ]


def test_history_has_keys_with_room_too() -> None:
    small = [
        model.__name__
        for model in apps.get_models()
        if hasattr(model, "pgh_tracked_model") and not isinstance(model._meta.pk, models.BigAutoField)
    ]

    assert small == []


def test_references_point_down_the_ladder() -> None:
    steps = {step: number for number, step in enumerate(LADDER)}
    upward = []
    for model in tables():
        for field in references(model):
            target = field.related_model._meta.app_label
            if target in steps and steps[target] > steps[model._meta.app_label]:
                upward.append(f"{model.__name__}.{field.name}")

    assert upward == ["Job.created_by"]  # through Django's own name for the user


BIG = (Entry, Content, Item, SegmentLine)


def test_new_indexes_of_big_tables_hold_nobody_up() -> None:
    """Tables that are just made are empty: the first migrations of a domain may index them as they like."""
    big = {(model._meta.app_label, model._meta.model_name) for model in BIG}
    later = [
        (migration, operation)
        for (label, _name), migration in MigrationLoader(None).disk_migrations.items()
        if not migration.initial
        for operation in migration.operations
        if isinstance(operation, AddIndex) and (label, operation.model_name_lower) in big
    ]

    assert [str(one) for one, operation in later if not isinstance(operation, AddIndexWhileInUse)] == []
    assert [str(one) for one, _operation in later if one.atomic] == []
    assert sorted(str(one) for one, _operation in later) == [
        "interactions.0010_calls_know_their_segment",
        "interactions.0013_entries_of_a_contact_by_group",
        "segments.0009_lines_of_a_campaign",
    ]
