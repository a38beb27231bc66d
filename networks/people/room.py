"""What people contribute to the house: a front page in the area Network, and how persons and organisations are shown."""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from networks.base.rooms import Described, Door, Need, Room, Showing, Step, everybody
from networks.base.waiting import waits
from networks.people.archive import ARCHIVE

UNANSWERED = timedelta(days=7)  # an invitation holds for two weeks


def describe_organisations(keys):
    from networks.people.models import Organisation

    return {
        row.pk: Described(row.name, _url("organisation", row), str(_("organisation")))
        for row in Organisation.objects.filter(pk__in=keys).select_related("network")
    }


def describe_people(keys):
    from networks.people.models import Person

    return {
        row.pk: Described(row.shown_name, "", str(_("person"))) for row in Person.objects.filter(pk__in=keys)
    }


def describe_affiliations(keys):
    from networks.people.models import Affiliation

    rows = Affiliation.objects.filter(pk__in=keys).select_related("person", "organisation", "network")
    return {
        row.pk: Described(f"{row.person} · {row.organisation}", _url("organisation", row.organisation))
        for row in rows
    }


def describe_roles(keys):
    from networks.people.models import Role

    rows = Role.objects.filter(pk__in=keys).select_related("person")
    return {row.pk: Described(f"{row.person} · {row.get_kind_display()}") for row in rows}


def describe_invitations(keys):
    from networks.people.models import Invitation

    return {row.pk: Described(str(_("an invitation"))) for row in Invitation.objects.filter(pk__in=keys)}


def describe_cards(keys):
    from networks.people.models import Card

    return {row.pk: Described(str(_("a card"))) for row in Card.objects.filter(pk__in=keys)}


def needs(actor):
    """Newcomers by a link wait for a coordinator."""
    from networks.people.models import Affiliation

    if not actor.is_coordinator or not actor.may_wait("people.newcomers"):
        return
    count = Affiliation.objects.now().filter(confirmed=False).count()
    if count:
        yield Need(
            title=str(_("Newcomers wait to be confirmed")),
            url=reverse("newcomers", kwargs={"network": actor.network.slug}),
            action=str(_("See who came")),
            why=str(count),
        )


def steps(actor):
    """Say what it is for, bring people in, and do not stay the only coordinator."""
    from networks.people.models import Affiliation, Invitation, Role, RoleKind

    network = actor.network

    def others() -> bool:
        return (
            Role.objects.now().exclude(person=actor.person).exists()
            or Affiliation.objects.now().exclude(person=actor.person).exists()
            or Invitation.objects.exists()
        )

    yield Step(
        "people.purpose",
        str(_("Say what %(network)s is for") % {"network": network.name}),
        str(_("Two sentences are enough. Whoever is invited reads them first.")),
        reverse("network-settings", kwargs={"network": network.slug}),
        str(_("Write them")),
        lambda: bool(network.purpose),
        order=10,
    )
    yield Step(
        "people.invite",
        str(_("Invite the first people")),
        str(_("You are alone so far. Paste their addresses, or hand out a link.")),
        reverse("invite", kwargs={"network": network.slug}),
        str(_("Invite people")),
        others,
        order=20,
        asked=True,
    )
    yield Step(
        "people.second",
        str(_("Name a second coordinator")),
        str(_("So that the network goes on when you are ill or on holiday.")),
        reverse("people", kwargs={"network": network.slug}),
        str(_("Choose somebody")),
        lambda: Role.objects.now().filter(kind=RoleKind.COORDINATOR).count() > 1,
        order=80,
        asked=True,
    )


def shown_steps(actor):
    """The first steps, as they stand."""
    from networks.people.first_steps import checklist

    for line in checklist(actor):
        if not line.aside:
            yield (_("done: %(step)s") if line.done else _("to do: %(step)s")) % {"step": line.step.title}


def shown_purpose(actor):
    """What it is for."""
    text = actor.network.version_for("purpose", actor.reader).text
    return [text] if text else []


def doors(asks):
    """Whoever is inside finds their own page."""
    if asks.actor is not None:
        yield Door(
            "worker",
            _("Your page"),
            _("Choose how you read, in which language, and what we tell you. See what we know about you."),
            reverse("you"),
        )
    yield Door(
        "organisation",
        _("Your people"),
        _("Invite colleagues, and print cards for workers who have no e-mail."),
        asks.page("organisations"),
    )


def stuck(actor):
    """Invitations that nobody answered within a week."""
    from networks.people.models import Invitation

    if not actor.may_wait("people.invited"):
        return
    now = timezone.now()
    yield from waits(
        Invitation.objects.filter(
            used=0, revoked_at=None, expires_at__gt=now, created_at__lt=now - UNANSWERED
        ).exclude(email=""),
        "created_at",
        ngettext_lazy("An invitation has no answer yet", "%(count)s invitations have no answer yet", "n"),
        url=reverse("invitations", kwargs={"network": actor.network.slug}),
        action=str(_("See whose")),
        zone=actor.network.zone,
    )


def whether(about):
    from networks.people.models import Affiliation, Invitation, Role, RoleKind

    late = Invitation.objects.filter(created_at__lt=about.instant(-UNANSWERED)).exclude(email="")
    others = Role.objects.now().exclude(person=about.person)
    others_belong = Affiliation.objects.now().exclude(person=about.person)
    return {
        "people.invite": [others, others_belong, Invitation.objects.all()],
        "people.second": Role.objects.now().filter(kind=RoleKind.COORDINATOR)[1:2],
        "people.newcomers": Affiliation.objects.now().filter(confirmed=False),
        "people.invited": late.filter(used=0, revoked_at=None, expires_at__gt=about.instant()),
    }


def _url(name, row):
    return reverse(name, kwargs={"network": row.network.slug, "key": row.pk})


ROOM = Room(
    area="network",
    slug="people",
    name=_("People"),
    urls="networks.people.network_urls",
    front="people",
    order=9,
    describe={
        "people.organisation": describe_organisations,
        "people.person": describe_people,
        "people.affiliation": describe_affiliations,
        "people.role": describe_roles,
        "people.invitation": describe_invitations,
        "people.card": describe_cards,
    },
    seen={"people.organisation": everybody},
    events={
        "organisation.added": _("{who} added the organisation {what}"),
        "affiliation.begun": _("{who} brought in {what}"),
        "affiliation.confirmed": _("{who} confirmed {what}"),
        "affiliation.ended": _("{what} left"),
        "role.granted": _("{who} gave a role: {what}"),
        "role.ended": _("{who} ended a role: {what}"),
        "invitation.made": _("{who} invited somebody"),
        "invitation.accepted": _("{who} accepted an invitation"),
        "invitation.withdrawn": _("{who} withdrew an invitation"),
        "card.made": _("{who} made a card"),
        "card.revoked": _("{who} withdrew a card"),
    },
    news=("role.granted",),
    needs=needs,
    stuck=stuck,
    steps=steps,
    shows={
        "people.steps": Showing(_("How far you are with the first steps"), shown_steps),
        "people.purpose": Showing(_("What your network is for"), shown_purpose),
    },
    doors=doors,
    whether=whether,
    archive=ARCHIVE,
)
