"""bin/networks opinion-groups DIRECTORY: the opinion groups of a published conversation, as CSV; no database is needed."""

import csv
import sys

from django.core.management.base import BaseCommand, CommandError


class Command(BaseCommand):
    help = "Print participant,group as CSV for a conversation in the format of Polis (comments.csv, participants-votes.csv)."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("directory")
        parser.add_argument(
            "--as-polis", action="store_true", help="the original's way, to compare with what it published"
        )

    def handle(self, *, directory, as_polis, **options):
        from networks.meet.sessions.methods.opinion_groups import find_groups
        from networks.meet.sessions.methods.polis_files import PolisFileError, read_conversation

        try:
            conversation = read_conversation(directory)
        except PolisFileError as error:
            raise CommandError(str(error)) from error
        found, _memory = find_groups(conversation.votes, as_polis=as_polis)
        out = csv.writer(self.stdout, lineterminator="\n")
        out.writerow(["participant", "group"])
        out.writerows((who, found.letters.get(who, "")) for who in conversation.votes.participants)
        if not found.letters:
            sys.stderr.write(f"No opinion groups: {found.outcome.value}.\n")
