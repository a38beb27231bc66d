"""Import from spreadsheets and address books, and export of everything."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from networks.base.rooms import Described, Need
from networks.network.membership.parts import Tab


def describe(keys):
    from networks.network.membership.models import Import

    return {
        row.pk: Described(
            row.name, reverse("import", kwargs={"network": row.network.slug, "key": row.pk}), str(_("import"))
        )
        for row in Import.objects.filter(pk__in=keys).select_related("network")
    }


def describe_notes(keys):
    from networks.network.membership.models import PersonRecord

    return {
        row.pk: Described(row.person.shown_name)
        for row in PersonRecord.objects.filter(pk__in=keys).select_related("person")
    }


EVENTS = {
    "import.confirmed": _("{who} began the import {what}"),
    "import.done": _("The import {what} is done"),
    "import.undo_asked": _("{who} asked to take the import {what} back"),
    "import.undone": _("The import {what} was taken back"),
}
DESCRIBE = {"network_membership.import": describe, "network_membership.personrecord": describe_notes}
TABS = (Tab(_("Import"), "imports"),)


def whether(about):
    from networks.network.membership.models import Import, ImportState
    from networks.people.models import Organisation

    return {
        "membership.members": [Organisation.objects.all()[1:2], Import.objects.all()],
        "imports.planned": Import.objects.filter(made_by=about.person, state=ImportState.PLANNED),
    }


def needs(actor):
    """An import of one's own that waits for a look."""
    from networks.network.membership.models import Import, ImportState

    if not actor.is_coordinator:
        return
    if not actor.may_wait("imports.planned"):
        return
    planned = Import.objects.filter(made_by=actor.person, state=ImportState.PLANNED)
    for row in planned.order_by("-created_at")[:3]:
        yield Need(
            title=str(_("An import waits for you: %(name)s")) % {"name": row.name},
            url=reverse("import", kwargs={"network": actor.network.slug, "key": row.pk}),
            action=str(_("Look at it")),
        )


def demonstrate(made):
    """The lists, letters and a spreadsheet of the demonstration, once the members are there."""
    from networks.network.membership.demonstration.lists import fill

    fill(made)


def export(person):
    """What is noted of a person in this network, and the imports that they made."""
    from networks.network.membership.models import Import, PersonRecord

    return {
        "noted": list(PersonRecord.objects.filter(person=person).values("email", "phone", "own")),
        "imports": list(Import.objects.filter(made_by=person).values("name", "created_at", "state")),
    }


def erase(person):
    """The note goes, and so does what lines of files said of them."""
    from networks.network.membership.models import ImportLine, PersonRecord

    address = (person.email or "").casefold()
    noted = PersonRecord.objects.filter(person=person).first()
    addresses = {a for a in (address, (noted.email if noted else "").casefold()) if a}
    for wanted in addresses:
        for line in ImportLine.objects.filter(cells__icontains=wanted):
            line.cells, line.plan = [], {"changes": [], "wrong": [], "notes": []}
            line.save(update_fields=["cells", "plan"])
    PersonRecord.objects.filter(person=person).delete()


def ready():
    from networks.network.membership.rules.contact_people import arrived
    from networks.network.membership.rules.importing import applying, planning, tidying, undoing  # noqa: F401  their jobs
    from networks.people.signals import happened

    happened.connect(arrived, dispatch_uid="membership.arrived")
