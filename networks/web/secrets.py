"""The installation's own secret, made once and kept beside its data."""

import os
import secrets
from pathlib import Path


def secret_key(folder: Path) -> str:
    """Return the secret of this installation from `folder`; make it (readable by its owner only) where there is none."""
    path = folder / "secret-key"
    try:
        return path.read_text().strip()
    except FileNotFoundError:
        pass
    key = secrets.token_urlsafe(50)
    try:
        with open(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
            file.write(key)
    except FileExistsError:  # another process was quicker
        return path.read_text().strip()
    return key
