"""List the installed rooms."""

from django.apps import apps
from django.core.management.base import BaseCommand

from networks.base.rooms import rooms


class Command(BaseCommand):
    help = "List the installed rooms; --labels prints the labels of all apps that have data of ours."

    def add_arguments(self, parser):
        parser.add_argument("--labels", action="store_true")

    def handle(self, *args, labels=False, **options):
        if labels:
            self.stdout.write(
                " ".join(
                    c.label
                    for c in apps.get_app_configs()
                    if c.name.startswith("networks.") and c.label != "web"
                )
            )
            return
        for room in rooms():
            self.stdout.write(f"{room.area}/{room.slug}: {room.name}")
