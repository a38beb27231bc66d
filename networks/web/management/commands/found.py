"""Found a network from the command line, on an installation where only those who run it may."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email

from networks.base.times import check_zone, zone_of_country
from networks.people.founding import TEMPLATES, found_network


class Command(BaseCommand):
    help = "Found a network; its coordinator then signs in by a code that is sent to their address."

    def add_arguments(self, parser):
        parser.add_argument("name", help="the network's name")
        parser.add_argument("email", help="the coordinator's e-mail")
        parser.add_argument("--person", default="", help="the coordinator's name")
        parser.add_argument("--organisation", default="", help="their organisation")
        parser.add_argument("--slug", default="", help="the address; made from the name where it is left out")
        parser.add_argument(
            "--language", nargs="+", default=["en"], help="the network's languages, the main one first"
        )
        parser.add_argument("--country", default="", help="two letters, such as BE")
        parser.add_argument(
            "--zone", default="", help="such as Europe/Brussels; that of the country where it is left out"
        )
        parser.add_argument(
            "--template", default="", choices=["", *TEMPLATES], help="what the network begins with"
        )

    def handle(self, name, email, person, organisation, slug, language, country, zone, template, **options):
        zone = zone or zone_of_country(country) or "Europe/Brussels"
        try:
            validate_email(email)
            check_zone(zone)
            network, _person = found_network(
                name,
                founder_name=person,
                email=email,
                slug=slug,
                organisation=organisation,
                country=country.upper(),
                languages=language,
                zone=zone,
                template=template,
            )
        except ValidationError as why:
            raise CommandError(" ".join(why.messages)) from None
        self.stdout.write(f"{settings.SITE_ADDRESS}/{network.slug}/")
