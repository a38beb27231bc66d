"""Which rooms there are, and which tests need which room."""

import os
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def installed_rooms() -> list[str]:
    """The apps that are rooms, such as `networks.meet.sessions`, whether or not one is taken away now."""
    return sorted(
        ".".join(path.parent.relative_to(ROOT).parts)
        for area in ("meet", "learn", "together", "voice", "network")
        for path in (ROOT / "networks" / area).glob("*/room.py")
    )


def missing_room() -> str:
    """The room that is taken away in this run, or nothing."""
    return os.environ.get("NETWORKS_WITHOUT_ROOM", "")


def lies_in(path: Path, room: str) -> bool:
    """Whether a test file lies in the folder of `room`."""
    return path.is_relative_to(ROOT / Path(*room.split(".")))


def needs(path: Path, room: str) -> bool:
    """Whether a test file cannot even be read without `room`: it lies in its folder, or imports from it at the top."""
    if lies_in(path, room):
        return True
    imports = rf"^(from|import) {re.escape(room)}\b"
    return path.name.startswith("test_") and bool(re.search(imports, path.read_text("utf-8"), re.MULTILINE))
