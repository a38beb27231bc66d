"""Whom this room tells of what."""

from django.utils.translation import gettext_lazy as _

from networks.network.charter.models import Carrier, Comment, Objective, Round, Wording
from networks.notices.telling import Told
from networks.people.models import Affiliation, Role, RoleKind
from networks.record.models import Event

KIND = "charter"


def coordinators(event: Event, wording: Wording):
    """The coordinators, who put it to a decision."""
    return Role.objects.now().filter(kind=RoleKind.COORDINATOR).values_list("person", flat=True)


def who_discuss(event: Event, about: Comment | Wording):
    """Whoever proposed it, and whoever said something about it."""
    wording = about.wording if isinstance(about, Comment) else about
    return {wording.proposed_by_id, *wording.comments.values_list("by", flat=True)}


def works_on_it(event: Event, carrier: Carrier):
    """Whoever works on it."""
    return [carrier.person_id]


def members(event: Event, found: Round):
    """All members who were confirmed."""
    return Affiliation.objects.now().filter(confirmed=True).values_list("person", flat=True)


def sees_to_it(event: Event, objective: Objective):
    """Whoever sees to it."""
    return [objective.owner_id]


def late(event: Event, objective: Objective):
    """The same, while it is not reached."""
    return [] if objective.done_at else [objective.owner_id]


TOLD = {
    "charter.proposed": Told(coordinators, _("{who} proposed a line of the charter: {what}"), KIND),
    "charter.change_proposed": Told(
        coordinators, _("{who} proposed to change a line of the charter: {what}"), KIND
    ),
    "charter.commented": Told(who_discuss, _("{who} said something about {what}"), KIND),
    "charter.adopted": Told(who_discuss, _("This was taken into the charter: {what}"), KIND),
    "charter.refused": Told(who_discuss, _("This was not taken into the charter: {what}"), KIND),
    "assessment.opened": Told(members, _("How well does the network work? {what} is open"), KIND),
    "assessment.closed": Told(members, _("Results are there: {what}"), KIND, mail=False),
    "objective.chosen": Told(sees_to_it, _("{who} gave you something to see to: {what}"), KIND),
    "objective.due": Told(late, _("This is due soon, or late: {what}"), KIND, asks=True),
    "charter.carried": Told(works_on_it, _("{who} named you: you work on {what}"), KIND),
}
