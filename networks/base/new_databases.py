"""The tables of a new database are made in a few seconds instead of half a minute.

Django renders every model that is related to the one an operation changes, after each operation, so that no class knows an
older form of another. All our models are related to the network, so each of 300 operations renders them all. To make a table,
a field that was not there, a constraint or an index, the model itself is enough: nothing is asked of the others but the names
and kinds of their keys. Any other operation renders all, as ever. So does a database that holds something already: there a few
operations are to be done, and there is something to lose. tests/test_new_databases.py compares the tables.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db.migrations.state import ProjectState

# What only adds to one model.
ADDING = ("add_model", "add_field", "add_index", "add_constraint", "alter_model_options")


def _only_itself(state: ProjectState, app_label: str, model_name: str) -> None:
    """Instead of `reload_model`: render one model again, where models are rendered already."""
    if "apps" in state.__dict__:
        state._reload({(app_label, model_name)})


def _quick(original):
    def adding(self, *arguments, **named):
        self.reload_model = lambda app_label, model_name, delay=False: _only_itself(
            self, app_label, model_name
        )
        try:
            return original(self, *arguments, **named)
        finally:
            del self.reload_model

    return adding


@contextmanager
def quickly() -> Iterator[None]:
    """Inside, what is added to a model renders this model only."""
    originals = {name: getattr(ProjectState, name) for name in ADDING}
    for name, original in originals.items():
        setattr(ProjectState, name, _quick(original))
    try:
        yield
    finally:
        for name, original in originals.items():
            setattr(ProjectState, name, original)
