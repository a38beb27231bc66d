"""Who may open the addresses of notices."""

from tests.security.rules import elsewhere

LOCAL = "networks/notices/tests/test_outbox_page.py: it asks which machine, not who"
MATRIX = {"outbox": elsewhere(LOCAL), "outbox-message": elsewhere(LOCAL)}
