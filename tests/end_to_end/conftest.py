"""What end-to-end tests have besides browsers: a server that can be killed and started again."""

import pytest

from tests.live_server import LiveServer, own_database


@pytest.fixture
def server(tmp_path):
    """A real server with data of its own, on SQLite or on the kind of database that DATABASE_URL names. Start it yourself."""
    with own_database(tmp_path, prepared=True) as settings:
        made = LiveServer(tmp_path, **settings)
        yield made
        made.kill()
