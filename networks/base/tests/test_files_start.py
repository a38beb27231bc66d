"""Files cost nothing until one is made: the libraries behind them load inside the functions that use them."""

import subprocess
import sys

MODULES = "calendar_files characters document docx errors markdown pdf pictures qr sheets sheets_in uploads"
HEAVY = [
    "typst",
    "docx",
    "openpyxl",
    "xlsxwriter",
    "icalendar",
    "segno",
    "PIL",
    "puremagic",
    "markdown_it",
    "nh3",
    "fontTools",
]


def test_nothing_heavy_is_loaded_before_it_is_needed():
    script = f"import sys\nfor name in {MODULES.split()!r}: __import__('networks.base.files.' + name)\n"
    script += f"print([name for name in {HEAVY!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
