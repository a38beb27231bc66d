"""`bin/networks times`: after new time zone data, derive again when planned things begin, and tell those whose hour moved."""

from django.core.management.base import BaseCommand

from networks.base.tenancy import across_networks
from networks.participation.occasions.reminding import derive_times


class Command(BaseCommand):
    help = "Derive the instants of what is planned again, from local times and zones. Run it after an update of tzdata."

    def handle(self, *args, **options):
        with across_networks("zone data changed"):
            moved = derive_times()
        for occasion in moved:
            self.stdout.write(f"{occasion.starts_local:%Y-%m-%d %H:%M} {occasion.zone}: {occasion.title}")
        self.stdout.write(f"{len(moved)} moved")
