"""Make `.venv` and install the locked requirements. Uses only Python's own library: it runs before anything is installed.

    python -m networks.web.starting.install [options of bin/run]

A stamp inside `.venv` says what was installed, so that a second start skips this.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
OLDEST = (3, 11)


class CannotInstall(Exception):
    """Nothing was installed; the message says what to do."""


def say(*lines: str) -> None:
    """Print at once, also into a pipe."""
    for line in lines:
        sys.stdout.write(line + "\n")
    sys.stdout.flush()


def python_of(folder: Path) -> Path:
    """The Python of the environment in `folder`."""
    return folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def wanted(requirements: Path) -> str:
    """What the stamp says when these requirements are installed for this version of Python."""
    digest = hashlib.sha256(requirements.read_bytes()).hexdigest()
    return f"{sys.version_info[0]}.{sys.version_info[1]} {digest}"


def missing_part(run: Callable = subprocess.run) -> str | None:
    """The one command that adds what this Python lacks to make an environment, or None where nothing is missing."""
    tried = run([base_python(), "-c", "import venv, ensurepip"], capture_output=True)
    if tried.returncode == 0:
        return None
    return f"sudo apt-get install --yes python{sys.version_info[0]}.{sys.version_info[1]}-venv"


def base_python() -> str:
    """The Python that an environment is made from, also when we run inside one."""
    return getattr(sys, "_base_executable", None) or sys.executable


def make_environment(folder: Path, command: str | None = None) -> None:
    """Make the environment anew unless a working one is there. Raises CannotInstall with the command that helps."""
    python = python_of(folder)
    if python.exists():
        works = subprocess.run([python, "-c", "import pip"], capture_output=True).returncode == 0
        if works:
            return
    command = command or missing_part()
    if command:
        raise CannotInstall(
            f"This Python ({base_python()}) cannot make an environment of its own.\n"
            f"This command adds what is missing; then start again:\n\n    {command}\n"
        )
    made = subprocess.run(
        [base_python(), "-m", "venv", "--clear", str(folder)], capture_output=True, text=True
    )
    if made.returncode:
        raise CannotInstall(f"No environment could be made in {folder}:\n{made.stdout}{made.stderr}")


def install(requirements: Path, folder: Path) -> bool:
    """Install `requirements` (locked, with hashes) into the environment in `folder`; False where they are there already."""
    stamp = folder / f"installed-{requirements.stem}"
    if stamp.exists() and stamp.read_text() == wanted(requirements) and python_of(folder).exists():
        return False
    need_room(folder)
    say("Installing what the program needs into .venv. This takes a minute or two, once.")
    make_environment(folder)
    pip = [str(python_of(folder)), "-m", "pip", "install", "--quiet", "--no-input"]
    pip += ["--disable-pip-version-check", "--no-cache-dir", "--no-deps", "--require-hashes"]
    if subprocess.run([*pip, "--requirement", str(requirements)], cwd=ROOT).returncode:
        raise CannotInstall(
            "Not everything could be installed; pip's own words stand above.\n"
            "Most often the network is the cause: start again once the package index can be reached."
        )
    stamp.write_text(wanted(requirements))
    return True


def need_room(folder: Path, megabytes: int = 750) -> None:
    """Refuse to begin what a full disk would end."""
    free = shutil.disk_usage(folder.parent).free // 1_000_000
    if not folder.exists() and free < megabytes:
        raise CannotInstall(f"Only {free} MB are free on this disk; {megabytes} MB are needed.")


def main(arguments: list[str]) -> int:
    """Install, then go on as the program's own Python. NETWORKS_VENV names an environment that others look after."""
    if sys.version_info < OLDEST:
        say(f"Python 3.11 or later is needed; this is {sys.version.split()[0]}.")
        return 1
    elsewhere = os.environ.get("NETWORKS_VENV")
    folder = Path(elsewhere) if elsewhere else ROOT / ".venv"
    try:
        if not elsewhere:
            install(ROOT / "requirements" / "base.txt", folder)
    except CannotInstall as why:
        say(str(why))
        return 1
    if "--install" in arguments:  # a server is prepared by its own service, with its own settings
        return 0
    python = str(python_of(folder))
    os.execv(python, [python, "-m", "networks.web.starting.serve", *arguments])  # noqa: S606 (no shell)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
