"""Admission: applications, their way to a decision, the estimate; memberships that end by themselves."""

from django.utils.translation import gettext_lazy as _

from networks.network.membership.parts import Tab


def _sees(actor) -> bool:
    from networks.network.membership.admission_permissions import sees_applications

    return sees_applications(actor)


# What all members read. That somebody applies is nobody's business but the board's: those events have sentences in rules/admission_papers.py.
EVENTS = {"membership.held_again": _("{what} holds again")}
TABS = (Tab(_("Applications"), "applications", shown=_sees, also=("admission-settings",)),)


def describe_applications(keys):
    """An application is shown by the organisation's name. It leads to its page, which only those who may see open."""
    from django.urls import reverse

    from networks.base.rooms import Described
    from networks.network.membership.models import Application

    return {
        row.pk: Described(
            row.name,
            reverse("application", kwargs={"network": row.network.slug, "key": row.pk}),
            str(_("application")),
        )
        for row in Application.objects.filter(pk__in=keys).select_related("network")
    }


WITHOUT = {
    "network_membership.application.secret_hash": "It belongs to the applicant's link, which leads to the old installation; send a new one.",
}
DESCRIBE = {"network_membership.application": describe_applications}


def whether(about):
    from networks.network.membership.rules.admission_needs import whether

    return whether(about)


def needs(actor):
    from networks.network.membership.rules.admission_needs import needs

    return needs(actor)


def decides(actor):
    from networks.network.membership.rules.admission_needs import decides

    return decides(actor)


def stuck(actor):
    from networks.network.membership.rules.admission_needs import stuck

    return stuck(actor)


def file(organisation, actor):
    from networks.network.membership.rules.admission_needs import file

    return file(organisation, actor)


def demonstrate(made) -> None:
    from networks.network.membership.demonstration.admission import fill

    fill(made)


def export(person) -> dict:
    from networks.network.membership.rules.admission_personal import export

    return export(person)


def erase(person) -> None:
    from networks.network.membership.rules.admission_personal import erase

    erase(person)


def ready() -> None:
    """Make known what may be decided about applications, who reads their papers, and the jobs."""
    from networks.network.membership.admission_permissions import checks, reads_papers
    from networks.network.membership.models import Application
    from networks.network.membership.rules import admitting, ending
    from networks.network.membership.rules.lists import of_applications
    from networks.participation.documents.rules import Kept, register

    admitting.declare()
    of_applications.register_all()
    register(
        Kept(
            Application._meta.label_lower,
            may_read=reads_papers,
            may_add=lambda actor, application: checks(actor) and application.is_open,
        )
    )
    assert ending.end_what_ends


def _coordinators(event, about):
    from networks.people.models import Role, RoleKind

    return Role.objects.now().filter(kind=RoleKind.COORDINATOR).values_list("person", flat=True)


def _board(event, about):
    from networks.network.membership.models import Admission
    from networks.people.models import Role, RoleKind

    admission = Admission.current()
    if admission is None or not admission.asks_opinion:
        return ()
    return Role.objects.now().filter(kind=RoleKind.BOARD).values_list("person", flat=True)


def _its_people_and_coordinators(event, membership):
    from networks.people.models import Affiliation, Audience

    there = Affiliation.objects.now().filter(
        organisation=membership.organisation_id, audience__in=(Audience.STAFF, Audience.BOARD), confirmed=True
    )
    return {*_coordinators(event, membership), *there.values_list("person", flat=True)}


def __getattr__(name: str):
    """TOLD, when it is asked for: what it is made of is read after the models."""
    if name != "TOLD":
        raise AttributeError(name)
    from networks.notices.telling import Told

    kind = "membership"
    return {
        "application.sent": Told(_coordinators, _("{what} asks to become a member"), kind),
        "application.withdrawn": Told(_coordinators, _("{what} withdrew its application"), kind),
        "application.completed": Told(
            _board, _("Your opinion is asked about the application of {what}"), kind
        ),
        "membership.ends_soon": Told(_its_people_and_coordinators, _("{what} ends by itself soon"), kind),
    }
