"""bin/networks import-polis DIRECTORY: read a published conversation into a part of a session."""

from uuid import UUID

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse

from networks.base.tenancy import across_networks, in_network
from networks.meet.sessions.models import Session
from networks.people.models import Network


class Command(BaseCommand):
    help = (
        "Read a conversation in the format of Polis (comments.csv, participants-votes.csv) into a new part: of a session "
        "(--session), or of a new session in a network (--network; where there is one network only, in that)."
    )

    def add_arguments(self, parser):
        parser.add_argument("directory")
        where = parser.add_mutually_exclusive_group()
        where.add_argument("--session", help="the key of the session, as in its address")
        where.add_argument("--network", help="the short name of the network, as in its address")
        parser.add_argument("--language", default="en", help="the language of the statements")

    def handle(self, *, directory, session, network, language, **options):
        from networks.meet.sessions.methods.polis_files import PolisFileError, read_conversation
        from networks.meet.sessions.rules import importing, prioritising

        try:
            conversation = read_conversation(directory)
        except PolisFileError as error:
            raise CommandError(str(error)) from error
        found = _session(session) if session else None
        where = found.network if found else _network(network)
        with in_network(where):
            part = importing.import_conversation(conversation, session=found, language=language)
            prioritising.compute(part)
            result = prioritising.result_of(part, hidden_too=True).result
        votes = conversation.votes
        self.stdout.write(
            f"{len(conversation.statements)} statements, {len(votes.participants)} participants, "
            f"{int(votes.given.sum())} votes: part {part.pk} of session {part.session_id}."
        )
        page = reverse("priorities", kwargs={"network": where.slug, "part": part.pk})
        self.stdout.write(f"What came out of it: {settings.SITE_ADDRESS}{page}")
        if conversation.signs_turned:
            self.stdout.write("The file holds agreement as -1; it was turned round.")
        sizes = ", ".join(f"{letter} {size}" for letter, size in sorted(result["sizes"].items()))
        self.stdout.write(f"Opinion groups: {sizes or result['outcome'].lower().replace('_', ' ')}.")
        if conversation.differences:
            self.stdout.write(
                f"On {len(conversation.differences)} statements comments.csv counts otherwise (it counts changed votes, too):"
            )
        for d in conversation.differences:
            self.stdout.write(
                f"  {d.statement}: agree {d.agrees_counted} (comments.csv {d.agrees_said}), "
                f"disagree {d.disagrees_counted} (comments.csv {d.disagrees_said})"
            )


def _network(slug: str | None) -> Network:
    """The network of that name; without a name the only one."""
    if slug:
        found = Network.objects.filter(slug=slug).first()
        if found is None:
            raise CommandError(f"There is no network “{slug}”.")
        return found
    networks = list(Network.objects.order_by("slug")[:20])
    if len(networks) != 1:
        names = ", ".join(one.slug for one in networks)
        raise CommandError(
            f"Say in which network, with --network: {names}." if names else "There is no network yet."
        )
    return networks[0]


def _session(key: str) -> Session:
    try:
        wanted = UUID(key)
    except ValueError as error:
        raise CommandError(f"“{key}” is not the key of a session.") from error
    with across_networks("a session named by its key on the command line"):
        found = Session.objects.select_related("network").filter(pk=wanted).first()
    if found is None:
        raise CommandError(f"There is no session {key}.")
    return found
