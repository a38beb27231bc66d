"""As on a server: an https address behind a proxy, static files with their hash, nothing of one's own machine."""

import os
import subprocess
import sys

import pytest

from tests.prepared_database import give_tables

PROGRAM = """
import os

os.umask(0o077)
import django
from django.core.management import call_command

django.setup()
call_command("check", deploy=False, fail_level="WARNING")
call_command("migrate", verbosity=0)
call_command("collectstatic", interactive=False, verbosity=0)

from django.test import Client

proxied = {"HTTP_X_FORWARDED_PROTO": "https", "HTTP_X_FORWARDED_FOR": "127.0.0.1", "HTTP_HOST": "net.example.org"}
page = Client().get("/", **proxied)
assert page.status_code == 200, page
text = page.content.decode()
assert "Build the demonstration" not in text
assert "founded by those who run it" in text
assert "css/base." in text and "css/base.css" not in text  # named by its content, kept for long
assert page.headers["Strict-Transport-Security"]
assert Client().get("/demonstration/", **proxied).status_code == 404
assert Client().get("/", HTTP_HOST="elsewhere.example", HTTP_X_FORWARDED_PROTO="https").status_code == 400
from django.conf import settings

root = settings.STATIC_ROOT
modes = {path.suffix: path.stat().st_mode & 0o777 for path in root.rglob("*") if path.is_file()}
assert ".gz" in modes and ".css" in modes, modes
assert set(modes.values()) == {0o644}, modes  # the web server reads them; what people upload it does not
assert {path.stat().st_mode & 0o777 for path in root.rglob("*") if path.is_dir()} == {0o755}
print("serves")
"""


@pytest.mark.slow
@pytest.mark.sqlite
def test_a_server_behind_a_proxy(tmp_path):
    give_tables(tmp_path / "networks.sqlite3")
    environment = {
        "PATH": os.environ["PATH"],
        "DJANGO_SETTINGS_MODULE": "networks.web.settings",
        "NETWORKS_DATA": str(tmp_path),
        "SITE_ADDRESS": "https://net.example.org",
        "BEHIND_PROXY": "1",
        "JOBS_IN_SERVER": "0",
        "EMAIL_URL": "smtp+tls://net-works:secret@mail.example.org:587",
    }

    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], env=environment, capture_output=True, text=True, timeout=300
    )

    assert done.stdout.strip().endswith("serves"), done.stdout + done.stderr
