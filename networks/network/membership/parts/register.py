"""The register: organisations, categories, own fields, the file of a member."""

from django.utils.translation import gettext_lazy as _

from networks.network.membership.parts import Tab
from networks.notices.telling import Told

EVENTS = {
    "organisation.changed": _("{who} changed what stands about {what}"),
    "membership.begun": _("{what} began"),
    "membership.changed": _("{who} changed {what}"),
    "membership.ended": _("{what} ended"),
}
EVENTS |= {
    "on_behalf.recorded": _("{who} recorded on a member’s behalf: {what}"),
    "on_behalf.contested": _("{who} says that this is not right: {what}"),
    "on_behalf.resolved": _("{who} answered an objection: {what}"),
}
TABS = (Tab(_("Members"), "members", shown=lambda actor: actor.confirmed),)


def describe_memberships(keys):
    """A membership is shown by its organisation and category, and leads to the organisation."""
    from django.urls import reverse

    from networks.base.rooms import Described
    from networks.network.membership.models import Membership

    return {
        row.pk: Described(
            f"{row.organisation} · {row.category}",
            reverse("organisation", kwargs={"network": row.network.slug, "key": row.organisation_id}),
            str(_("membership")),
        )
        for row in Membership.objects.filter(pk__in=keys).select_related(
            "organisation", "category", "network"
        )
    }


def describe_on_behalf(keys):
    """What was recorded on a member's behalf is shown by its title, and leads to its page."""
    from django.urls import reverse

    from networks.base.rooms import Described, describe
    from networks.network.membership.models import OnBehalf

    rows = list(OnBehalf.objects.filter(pk__in=list(keys)).select_related("organisation", "network"))
    things = describe((row.about, row.about_id) for row in rows)
    return {
        row.pk: Described(
            f"{row.organisation} · {things[row.about, row.about_id].title}",
            reverse("on-behalf", kwargs={"network": row.network.slug, "key": row.pk}),
            str(_("recorded on behalf")),
        )
        for row in rows
    }


DESCRIBE = {
    "network_membership.membership": describe_memberships,
    "network_membership.onbehalf": describe_on_behalf,
}


def _its_people(event, found):
    """The people of the member that something was recorded for."""
    from networks.network.membership.rules.on_behalf import people_of

    return [person.pk for person in people_of(found.organisation)]


def _coordinators(event, about):
    """Those who coordinate the network now."""
    from networks.people.models import Role, RoleKind

    return Role.objects.now().filter(kind=RoleKind.COORDINATOR).values_list("person", flat=True)


TOLD = {  # the member's people get a message of its own, with a link that works without signing in
    "on_behalf.recorded": Told(
        _its_people, _("{who} recorded something for you: {what}"), "membership", mail=False
    ),
    "on_behalf.contested": Told(_coordinators, _("{who} says that this is not right: {what}"), "membership"),
    "on_behalf.resolved": Told(
        _its_people, _("{who} answered your objection: {what}"), "membership", mail=False
    ),
}


def needs(actor):
    """Objections wait for a coordinator's answer."""
    from django.urls import reverse

    from networks.base.rooms import Need
    from networks.network.membership.rules.on_behalf import contested

    if not actor.is_coordinator:
        return
    for row in contested().select_related("organisation")[:5]:
        yield Need(
            title=str(_("%(house)s says that something is not right")) % {"house": row.organisation},
            url=reverse("on-behalf", kwargs={"network": actor.network.slug, "key": row.pk}),
            action=str(_("Read and answer")),
            due=row.contested_at,
        )


def ready() -> None:
    """Whose documents there are."""
    from networks.network.membership.keeping import register

    register()
