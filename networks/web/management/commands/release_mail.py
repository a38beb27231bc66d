"""bin/networks release-mail: let messages leave again after a backup was restored."""

from django.core.management.base import BaseCommand

from networks.base.jobs import MAIL, release_mail
from networks.base.models import Hold


class Command(BaseCommand):
    help = "Let messages leave again that are held since a backup was restored."

    def add_arguments(self, parser):
        parser.add_argument(
            "--discard",
            action="store_true",
            help="give up those that wait: most of them may have been sent before",
        )

    def handle(self, discard, **options):
        if not Hold.objects.filter(name=MAIL).exists():
            self.stdout.write("Mail is not held.")
            return
        count = release_mail(discard)
        self.stdout.write(f"{count} messages {'are given up' if discard else 'leave now'}.")
