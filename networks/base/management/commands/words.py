"""The words of the program in its languages."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from networks.base.catalogues import catalogues, compile_catalogues, messages, problems, update


class Command(BaseCommand):
    help = "Look at the translations of the program: --check, --update fr, --compile."

    def add_arguments(self, parser):
        parser.add_argument("--check", action="store_true", help="fail where words are missing or do not fit")
        parser.add_argument(
            "--update", metavar="LANGUAGE", help="bring a catalogue up to date with the program"
        )
        parser.add_argument("--compile", action="store_true", help="compile the catalogues")

    def handle(self, *args, check, update: str | None, compile, **options):
        if update:
            return self.update(update)
        if compile:
            return self.stdout.write(f"compiled: {compile_catalogues()}")
        wanted = messages()
        if not check:
            self.stdout.write(f"{len(wanted)} messages in the program")
        failed = 0
        for path in catalogues():
            found = problems(path, wanted)
            failed += len(found)
            for problem in found[:40]:
                self.stderr.write(f"{path.parent.parent.name}: {problem}")
            if len(found) > 40:
                self.stderr.write(f"{path.parent.parent.name}: and {len(found) - 40} more")
        self.warn_of_languages_without_catalogue()
        if failed:
            raise CommandError(
                f"{failed} messages need work: bin/networks words --update LANGUAGE, then translate"
            )

    def update(self, language: str):
        path = Path(settings.LOCALE_PATHS[0]) / language / "LC_MESSAGES" / "django.po"
        update(path, messages())
        self.stdout.write(f"{path}: {len(problems(path, messages()))} messages need work")

    def warn_of_languages_without_catalogue(self):
        there = {path.parent.parent.name for path in catalogues()}
        for language, name in settings.LANGUAGES:
            if language not in there and language != "en":
                self.stderr.write(f"warning: no catalogue for {name} yet")
