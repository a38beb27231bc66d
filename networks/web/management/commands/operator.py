"""Say who runs the installation."""

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email

from networks.people.models import Person


class Command(BaseCommand):
    help = "Make somebody an operator: they found networks and look after mail and quotas, and open no network's content by it."

    def add_arguments(self, parser):
        parser.add_argument("email")
        parser.add_argument("--name", default="")
        parser.add_argument("--not", dest="ended", action="store_true", help="they are one no longer")

    def handle(self, email, name, ended, **options):
        try:
            validate_email(email)
        except ValidationError as why:
            raise CommandError(" ".join(why.messages)) from None
        person = Person.objects.filter(email__iexact=email).first()
        if person is None:
            if ended:
                raise CommandError(f"Nobody here has the address {email}.")
            person = Person.objects.create_user(email.lower(), name)
        person.is_operator = not ended
        person.save(update_fields=["is_operator"])
        self.stdout.write(f"{person}: {'no longer an operator' if ended else 'operator'}")
