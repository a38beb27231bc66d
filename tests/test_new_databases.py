"""A new database is made quickly, and its tables are those of the models."""

import re

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import models
from django.db.migrations.state import ModelState, ProjectState

from networks.base.new_databases import quickly
from tests.live_server import LiveServer, own_database

# The list of migrations; and a key that Django makes larger by migrations than its model says.
OF_DJANGO = re.compile("django_migrations|auth_group_permissions")
BY_MIGRATIONS = ""
BY_MODELS = """
from django.apps import apps
from django.conf import settings
settings.MIGRATION_MODULES = {config.label: None for config in apps.get_app_configs()}
"""
TABLES = """
from django.core.management import call_command
from django.db import connection
call_command("migrate", run_syncdb=True, verbosity=0)
queries = ["SELECT type, name, sql FROM sqlite_master WHERE name != 'sqlite_sequence'"] if connection.vendor == "sqlite" else [
    "SELECT table_name, column_name, data_type, character_maximum_length, numeric_precision, numeric_scale, is_nullable, column_default,"
    " is_identity FROM information_schema.columns WHERE table_schema = 'public'",
    "SELECT conrelid::regclass, conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE connamespace = 'public'::regnamespace",
    "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
]
with connection.cursor() as cursor:
    for query in queries:
        cursor.execute(query)
        print(*map(repr, cursor.fetchall()), sep=chr(10))
"""


def tables(folder, how: str) -> list[str]:
    """Everything that a new database consists of, but what Django keeps for itself. Columns may stand in another order."""
    folder.mkdir()
    with own_database(folder) as settings:
        lines = LiveServer(folder, **settings).script(how + TABLES).splitlines()
    return sorted(" ".join(sorted(re.findall(r"\w+", line))) for line in lines if not OF_DJANGO.search(line))


@pytest.mark.slow
def test_the_tables_are_those_of_the_models(tmp_path):
    made, meant = tables(tmp_path / "made", BY_MIGRATIONS), tables(tmp_path / "meant", BY_MODELS)

    assert len(made) > 500
    assert made == meant


def test_what_is_added_renders_one_model_only():
    state = ProjectState.from_apps(apps)
    before = dict(state.apps.all_models["people"])

    with quickly():
        state.add_field("people", "person", "height", models.IntegerField(null=True), preserve_default=True)
        state.add_model(ModelState("people", "Hat", [("id", models.AutoField(primary_key=True))]))

    after = state.apps.all_models["people"]
    assert after["person"]._meta.get_field("height") and after["hat"]
    assert {name for name, model in before.items() if after[name] is not model} == {"person"}


def test_afterwards_all_are_rendered_again_as_ever():
    with quickly():
        pass
    state = ProjectState.from_apps(apps)
    network = state.apps.get_model("people", "network")

    hat = models.ForeignKey("people.Network", models.CASCADE, null=True)
    state.add_field("people", "person", "hat", hat, preserve_default=True)

    assert state.apps.get_model("people", "network") is not network


@pytest.mark.django_db
def test_a_database_that_holds_something_is_brought_up_to_date_as_django_does(monkeypatch):
    monkeypatch.delattr("networks.base.management.commands.migrate.quickly")

    call_command("migrate", verbosity=0)
