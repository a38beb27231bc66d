"""Indexes that one kind of database has and another does not."""

from typing import Any

from django.db import models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.backends.ddl_references import Statement


class OnSQLite(models.Index):
    """An index that SQLite alone keeps.

    One that holds all that a question reads may be as long as what somebody wrote. PostgreSQL takes no entry of an index over 2,704 bytes
    (a third of a page): a record with long names could not be saved.
    """

    def create_sql(
        self,
        model: type[models.Model],
        schema_editor: BaseDatabaseSchemaEditor,
        using: str = "",
        **kwargs: Any,
    ) -> Statement:
        """The statement that makes the index; elsewhere one that does nothing."""
        if schema_editor.connection.vendor == "sqlite":
            return super().create_sql(model, schema_editor, using, **kwargs)
        return Statement("-- %(name)s is kept by SQLite alone", name=self.name)
