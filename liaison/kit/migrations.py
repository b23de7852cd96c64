"""A first migration that is through in a moment, and indexes that hold nobody up.

A migration imports nothing else of the product, for that changes and what was released stays as it is.
"""

from __future__ import annotations

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import ProjectState

from liaison.kit.sql import rows


class FirstMigration(migrations.Migration):
    """Makes tables that nobody has yet: each operation works on the models as they are at the end.

    Otherwise all models of the product are built anew after each operation, which takes nine tenths of
    the time. So indexes and constraints belong to the operation that creates their table, and nothing
    is altered here.
    """

    def apply(
        self,
        project_state: ProjectState,
        schema_editor: BaseDatabaseSchemaEditor,
        collect_sql: bool = False,  # noqa: ARG002, FBT001, FBT002 - Django's signature; SQL is collected by the editor
    ) -> ProjectState:
        """Do all operations; returns the models as they are then."""
        before = project_state.clone()
        project_state.__dict__.pop("apps", None)
        for operation in self.operations:
            operation.state_forwards(self.app_label, project_state)
        for operation in self.operations:
            operation.database_forwards(self.app_label, schema_editor, before, project_state)
        return project_state


class AddIndexWhileInUse(AddIndexConcurrently):
    """Adds an index to a big table that is read and written meanwhile; its migration says `atomic = False`.

    A build that was killed leaves an index that answers nothing and is written all the same: it is dropped
    and built again. One that was finished in the moment of the killing is taken as it is.
    """

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        """Build the index, unless it is there."""
        found = None if schema_editor.collect_sql else self._is_valid(schema_editor)
        if found:
            return
        if found is False:
            name = schema_editor.quote_name(self.index.name)
            schema_editor.execute(f"DROP INDEX CONCURRENTLY {name}")
        super().database_forwards(app_label, schema_editor, from_state, to_state)

    def _is_valid(self, schema_editor: BaseDatabaseSchemaEditor) -> bool | None:
        """Whether the index answers; None when there is none."""
        found = rows(
            "SELECT indisvalid FROM pg_index WHERE indexrelid = to_regclass(%s)",
            (schema_editor.quote_name(self.index.name),),
        )
        return bool(found[0][0]) if found else None
