"""bin/networks backup FILE: one encrypted file with the database and everything uploaded, while the program runs."""

import getpass
import os
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from networks.web.backups.locked_file import LEAST

PASSPHRASE = "BACKUP_PASSPHRASE"  # noqa: S105 - the name of the variable


def passphrase_from(file: str, *, again: bool) -> str:
    """The passphrase from a file, from the environment, or typed (twice where it is new)."""
    if file:
        given = Path(file).read_text().strip("\r\n")
    elif PASSPHRASE in os.environ:
        given = os.environ[PASSPHRASE]
    else:
        given = getpass.getpass("Passphrase: ")
        if again and getpass.getpass("Once more: ") != given:
            raise CommandError("The two are not the same.")
    if len(given) < LEAST:
        raise CommandError(
            f"A passphrase has at least {LEAST} characters. Without it nobody reads the backup: keep it elsewhere."
        )
    return given


class Command(BaseCommand):
    help = (
        "Write a backup to FILE: database first, files after, encrypted with a passphrase (from --passphrase-file, from "
        f"{PASSPHRASE}, or asked for). Anonymous answers of parts that are open are left out."
    )

    def add_arguments(self, parser):
        parser.add_argument("file")
        parser.add_argument("--passphrase-file", default="")

    def handle(self, file, passphrase_file, **options):
        from networks.web.backups import making
        from networks.web.backups.databases import CannotCopy

        target = Path(file)
        if target.exists():
            raise CommandError(f"{file} is there already. Name another file.")
        if not target.absolute().parent.is_dir():
            raise CommandError(f"There is no folder {target.absolute().parent}: make it first.")
        try:
            manifest = making.make(target, passphrase_from(passphrase_file, again=True))
        except (CannotCopy, OSError) as error:
            raise CommandError(str(error)) from None
        self.stdout.write(f"{target}: {target.stat().st_size:,} bytes, {manifest['files']} files.")
        if manifest["withheld"]:
            self.stdout.write(left_out(manifest))


def left_out(manifest: dict) -> str:
    """Say what a backup does not hold."""
    answers = manifest["withheld"].get("meet_sessions.answer", 0)
    return (
        f"Left out: {answers} anonymous answers of parts that were open, with votes and all that hangs on them "
        f"({sum(manifest['withheld'].values())} rows). Once a part is closed, the next backup holds them."
    )
