"""Run, for each room in turn, all tests that do not need it, without it: `bin/check --rooms` (long; not in CI).

Tests in a room's own folder need it, and those that import from it; others are marked: `@pytest.mark.room("meet.sessions")`.
"""

import os
import subprocess
import sys

from tests.rooms import installed_rooms

MARKS = "not browser and not postgres"  # on SQLite


def main() -> int:
    failed = []
    for room in installed_rooms():
        print(f"── without {room} ──", flush=True)
        environment = {**os.environ, "NETWORKS_WITHOUT_ROOM": room}
        environment.pop("NETWORKS_DATA", None)
        command = [sys.executable, "-m", "pytest", "-q", "-n", "2", "--create-db", "-m", MARKS]
        if subprocess.run([*command, *sys.argv[1:]], env=environment).returncode not in (0, 5):
            failed.append(room)
    print(f"Failed without: {', '.join(failed)}" if failed else "All hold without any one room.")
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main())
