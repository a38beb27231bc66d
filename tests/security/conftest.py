"""What thousands of requests to all addresses do without."""

import pytest
from django.template.base import Template


@pytest.fixture(scope="module", autouse=True)
def unwatched():
    """Nobody is told of each template that is rendered, with a copy of all it knew: here only answers are looked at."""
    before, Template._render = Template._render, lambda self, context: self.nodelist.render(context)
    yield
    Template._render = before
