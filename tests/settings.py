"""Settings for tests: strict tenancy, nothing leaves the machine, work in the background is done by hand."""

import os
import tempfile

os.environ["TENANCY_STRICT"] = "1"
os.environ["JOBS_IN_SERVER"] = "0"
os.environ["NETWORKS_EMBEDDED"] = "1"
os.environ["STYLEGUIDE"] = "1"
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
os.environ.setdefault("NETWORKS_DATA", tempfile.mkdtemp(prefix="net-works-test-"))

from networks.web.settings import *  # noqa: F403
from networks.web.settings import DATA, DATABASES

ALLOWED_HOSTS = ["*"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
if "init_command" in DATABASES["default"]["OPTIONS"]:  # SQLite: nobody waits for the disk
    DATABASES["default"]["OPTIONS"]["init_command"] += "PRAGMA synchronous=OFF;"
# Every test client makes its own middleware: none looks through all files first, each finds the one it is asked for.
WHITENOISE_AUTOREFRESH = True
if worker := os.environ.get("PYTEST_XDIST_WORKER"):
    # Each process has files of its own, as it has a database: what tidies up deletes files that its database does not know.
    MEDIA_ROOT = DATA / worker / "files"
    ERASURES = DATA / worker / "erasures.txt"
