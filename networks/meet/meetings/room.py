"""What this room contributes to the house."""

from django.utils.translation import gettext_lazy as _

from networks.base.rooms import Room, Showing
from networks.meet.meetings.archive import ARCHIVE


def _demonstrate(made) -> None:
    from networks.meet.meetings.demonstration import fill

    fill(made)


def _demonstrate_later(made):
    from networks.meet.meetings.demonstration.fees_and_countries import fill

    fill(made)


def _describer(label):
    """Say how records are shown; the models are read when somebody asks."""

    def shown(keys):
        from networks.meet.meetings.described import DESCRIBE

        return DESCRIBE[label](keys)

    return shown


def _seer(label):
    """Say which records an actor may see; the models are read when somebody asks."""

    def seen(keys, actor):
        from networks.meet.meetings.described import SEEN

        return SEEN[label](keys, actor)

    return seen


def _find(words, actor):
    from networks.meet.meetings.described import find

    return find(words, actor)


def _whether(about):
    from networks.meet.meetings.waiting import whether

    return whether(about)


def _needs(actor):
    from networks.meet.meetings.waiting import needs

    return needs(actor)


def _decides(actor):
    from networks.meet.meetings.waiting import decides

    return decides(actor)


def _stuck(actor):
    from networks.meet.meetings.waiting import stuck

    return stuck(actor)


def _coming(actor):
    from networks.meet.meetings.waiting import coming

    return coming(actor)


def _found(founding):
    from networks.meet.meetings.rules.founding import found

    found(founding)


def _steps(actor):
    from networks.meet.meetings.rules.founding import steps

    return steps(actor)


def _shown_bodies(actor):
    from networks.meet.meetings.rules.founding import shown_bodies

    return shown_bodies(actor)


def _doors(asks):
    from networks.meet.meetings.waiting import doors

    return doors(asks)


def _export(person):
    from networks.meet.meetings.personal import export

    return export(person)


def _erase(person):
    from networks.meet.meetings.personal import erase

    erase(person)


def _withheld():
    from networks.meet.meetings.rules.withholding import withheld

    return withheld()


KINDS = (
    "body",
    "meeting",
    "item",
    "motion",
    "amendment",
    "ballot",
    "round",
    "decision",
    "action",
    "proxy",
    "candidacy",
)

ROOM = Room(
    area="meet",
    slug="meetings",
    name=_("Meetings"),
    urls="networks.meet.meetings.urls",
    own_urls="networks.meet.meetings.own_urls",
    front="meetings",
    order=1,
    describe={f"meet_meetings.{kind}": _describer(f"meet_meetings.{kind}") for kind in KINDS},
    seen={f"meet_meetings.{kind}": _seer(f"meet_meetings.{kind}") for kind in KINDS},
    find=_find,
    events={
        "body.made": _("{who} made the body {what}"),
        "body.changed": _("{who} changed the rules of {what}"),
        "body.seat_given": _("{who} gave a seat in {what}"),
        "body.seat_ended": _("{who} ended a seat in {what}"),
        "meeting.convened": _("{who} convened {what}"),
        "meeting.cancelled": _("{who} cancelled {what}"),
        "meeting.opened": _("{what} has begun"),
        "meeting.closed": _("{what} was held"),
        "minutes.approved": _("The minutes of {what} were approved"),
        "motion.made": _("{who} moved {what}"),
        "motion.withdrawn": _("{who} withdrew {what}"),
        "amendment.made": _("{who} proposed {what}"),
        "amendment.taken_over": _("{who} took over {what}"),
        "amendment.withdrawn": _("{who} withdrew {what}"),
        "ballot.opened": _("{who} put {what} to the vote"),
        "ballot.closed": _("The vote on {what} is closed"),
        "ballot.annulled": _("{who} annulled the vote on {what}"),
        "written_round.begun": _("{who} proposed in writing: {what}"),
        "written_round.amended": _("{who} wrote anew: {what}"),
        "written_round.closed": _("{what} was decided in writing"),
        "election.prepared": _("{who} prepared the election {what}"),
        "election.seated": _("{who} gave the elected their seats: {what}"),
        "candidacy.agreed": _("{what} stands"),
        "decision.taken": _("{who} wrote down: {what}"),
    },
    needs=_needs,
    decides=_decides,
    stuck=_stuck,
    whether=_whether,
    coming=_coming,
    found=_found,
    steps=_steps,
    shows={"meetings.bodies": Showing(_("Your bodies, and how many meetings each held"), _shown_bodies)},
    doors=_doors,
    export_person=_export,
    erase_person=_erase,
    archive=ARCHIVE,
    withheld=_withheld,
    demonstration=_demonstrate,
    demonstration_later=_demonstrate_later,
)
