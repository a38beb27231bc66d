"""bin/networks restore FILE: put a backup in the place of what is here."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from networks.web.management.commands.backup import PASSPHRASE, left_out, passphrase_from


class Command(BaseCommand):
    help = (
        "Restore the backup FILE into this installation (stop its servers and workers first). Whoever was erased since is erased again, "
        f"all sign-ins end, and mail is held until `bin/networks release-mail`. The passphrase as for backup (or {PASSPHRASE})."
    )

    def add_arguments(self, parser):
        parser.add_argument("file")
        parser.add_argument("--passphrase-file", default="")
        parser.add_argument(
            "--replace", action="store_true", help="also where there are networks, which are lost"
        )
        parser.add_argument(
            "--erasures",
            nargs="*",
            default=[],
            help="more lists of erased persons than the one beside FILE and the one here",
        )

    def handle(self, file, passphrase_file, replace, erasures, **options):
        from networks.web.backups.databases import CannotCopy
        from networks.web.backups.locked_file import CannotOpen
        from networks.web.backups.restoring import CannotRestore, restore

        source, lists = Path(file), tuple(map(Path, erasures))
        for path in (source, *lists):
            if not path.is_file():
                raise CommandError(f"There is no file {path}.")
        try:
            done = restore(
                source, passphrase_from(passphrase_file, again=False), replace=replace, lists=lists
            )
        except (CannotOpen, CannotRestore, CannotCopy) as error:
            raise CommandError(str(error)) from None
        self.stdout.write(f"Restored as of {done.manifest['made_at']}, with {done.files} files.")
        if done.manifest["withheld"]:
            self.stdout.write(left_out(done.manifest))
        self.stdout.write(f"Erased again, because they were erased since: {done.erased}.")
        self.stdout.write("Everybody has to sign in again.")
        self.stdout.write(
            f"Mail is held ({done.mail_waiting} messages wait), but for codes to sign in. Look around, then: bin/networks release-mail"
        )
        self.stdout.write("Start the servers again: they still know the old secret.")
