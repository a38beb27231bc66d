"""Bring the tables up to date, as Django does; those of a new database quickly."""

from django.core.management.commands.migrate import Command as Migrate
from django.db import connections
from django.db.migrations.recorder import MigrationRecorder

from networks.base.new_databases import quickly


class Command(Migrate):
    def handle(self, *arguments, **options):
        if MigrationRecorder(connections[options["database"]]).applied_migrations():
            return super().handle(*arguments, **options)
        with quickly():
            return super().handle(*arguments, **options)
