"""bin/networks take-in FILE: take in the archive of a network."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError


class Command(BaseCommand):
    help = "Take in the archive of a network that is not here yet. Everything or nothing is taken in."

    def add_arguments(self, parser):
        parser.add_argument("file")
        parser.add_argument("--slug", default="", help="another address than the network had")
        parser.add_argument(
            "--match-people", action="store_true", help="who has the same e-mail here is the same person"
        )
        parser.add_argument(
            "--without-missing-rooms",
            action="store_true",
            help="leave out records of rooms that are not installed here",
        )

    def handle(self, file, slug, match_people, without_missing_rooms, **options):
        from networks.web.archives.reading import CannotTakeIn
        from networks.web.archives.taking_in import take_in

        try:
            with Path(file).open("rb") as opened:
                done = take_in(
                    opened, slug=slug, match_people=match_people, without_missing_rooms=without_missing_rooms
                )
        except (CannotTakeIn, OSError) as why:
            raise CommandError(str(why)) from None
        self.stdout.write(
            f"{settings.SITE_ADDRESS}/{done.network.slug}/: {done.rows:,} records, {done.persons:,} persons ({done.known:,} were here), {done.files:,} files."
        )
        if done.rooms_missing:
            self.stdout.write(f"Left out: records of {', '.join(done.rooms_missing)}.")
