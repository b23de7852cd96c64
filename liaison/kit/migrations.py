"""A first migration that is through in a moment."""

from __future__ import annotations

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import ProjectState


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
