"""References the database does not check, so that many rows can be written at once: do they hold?"""

from __future__ import annotations

from django.apps import apps
from django.db import connection, models

from liaison.kit import sql


def unchecked_references() -> list[models.ForeignKey[models.Model, models.Model]]:
    """Every foreign key of the product that is not a constraint in the database; history apart.

    What history points at may be gone, that is what it is for.
    """
    found = [
        field
        for app in apps.get_app_configs()
        if app.name.startswith("liaison.")
        for model in app.get_models(include_auto_created=True)
        if model._meta.managed and not hasattr(model, "pgh_tracked_model")
        for field in model._meta.local_fields
        if isinstance(field, models.ForeignKey) and not getattr(field, "db_constraint", True)
    ]
    return sorted(found, key=lambda field: (field.model._meta.db_table, field.column))


def count_orphans() -> dict[str, int]:
    """For each such reference, as `table.column`, the rows whose target does not exist; one statement."""
    quote = connection.ops.quote_name
    parts = []
    for field in unchecked_references():
        target = field.related_model._meta
        parts.append(
            f"SELECT '{field.model._meta.db_table}.{field.column}', count(*)"
            f" FROM {quote(field.model._meta.db_table)} r"
            f" WHERE r.{quote(field.column)} <> 0 AND NOT EXISTS"  # 0 says that there is none
            f" (SELECT 1 FROM {quote(target.db_table)} t"
            f" WHERE t.{quote(str(field.target_field.column))} = r.{quote(field.column)})"
        )
    # Large tables are counted side by side, and answer in any order.
    why = "/* on one machine: where tables lie apart their keys are counted by themselves */ "
    found = sorted(sql.rows(why + " UNION ALL ".join(parts))) if parts else []
    return {str(place): int(count) for place, count in found}
