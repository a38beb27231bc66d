"""bin/networks archive NETWORK FILE: all of a network's data in one file of open formats."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from networks.people.models import Network


class Command(BaseCommand):
    help = "Write the archive of a network to FILE: all of its data in open formats (docs/archive.md). Another installation takes it in."

    def add_arguments(self, parser):
        parser.add_argument("network", help="the network's address, such as ponte")
        parser.add_argument("file")

    def handle(self, network, file, **options):
        from networks.web.archives import making

        target = Path(file).absolute()
        found = Network.objects.filter(slug=network).first()
        if found is None:
            raise CommandError(f"There is no network with the address {network}.")
        if target.exists():
            raise CommandError(f"{file} is there already. Name another file.")
        try:
            manifest = making.make(found, target)
        except OSError as error:
            raise CommandError(str(error)) from None
        rows = sum(part["rows"] for part in manifest["parts"])
        self.stdout.write(
            f"{file}: {target.stat().st_size:,} bytes, {rows:,} records, {len(manifest['files']):,} files."
        )
        if manifest["missing_files"]:
            self.stdout.write(
                f"{len(manifest['missing_files'])} files that records name were not there; manifest.json lists them."
            )
