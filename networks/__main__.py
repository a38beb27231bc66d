"""The command line: `bin/networks COMMAND` or `python -m networks COMMAND` (Django's manage.py)."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "networks.web.settings")
    # One thread for calculations: small ones are quicker so, and large ones do not take the server's processors.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    from django.core.management import execute_from_command_line

    command, *rest = sys.argv[1:] or ["help"]
    execute_from_command_line(
        ["networks", command.replace("-", "_") if command[:1] != "-" else command, *rest]
    )


if __name__ == "__main__":
    main()
