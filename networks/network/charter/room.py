"""What this room contributes to the house."""

from django.utils.translation import gettext_lazy as _

from networks.base.rooms import Room, Showing, everybody


def _demonstrate(made) -> None:
    from networks.network.charter.demonstration import fill

    fill(made)


def _describer(label):
    """Say how records are shown; the models are read when somebody asks."""

    def shown(keys):
        from networks.network.charter.described import DESCRIBE

        return DESCRIBE[label](keys)

    return shown


def _find(words, actor):
    from networks.network.charter.described import find

    return find(words, actor)


def _beside(thing, actor):
    from networks.network.charter.described import beside

    return beside(thing, actor)


def _public_parts(reader):
    from networks.network.charter.shelf import public_parts

    return public_parts(reader)


def _whether(about):
    from networks.network.charter.waiting import whether

    return whether(about)


def _needs(actor):
    from networks.network.charter.waiting import needs

    return needs(actor)


def _withheld():
    from networks.network.charter.rules.assessing import withheld

    return withheld()


def _export(person):
    from networks.network.charter.personal import export

    return export(person)


def _erase(person):
    from networks.network.charter.personal import erase

    erase(person)


def _founding(name):
    """What the charter gives a new network; read when somebody asks."""

    def given(asked):
        from networks.network.charter.rules import founding

        return getattr(founding, name)(asked)

    return given


KINDS = tuple(
    f"network_charter.{kind}" for kind in ("line", "wording", "comment", "carrier", "round", "objective")
)

ROOM = Room(
    area="network",
    slug="charter",
    name=_("Charter"),
    urls="networks.network.charter.urls",
    front="charter",
    order=1,
    found=_founding("found"),
    steps=_founding("steps"),
    doors=_founding("doors"),
    shows={
        "charter.lines": Showing(_("The lines of your charter that were adopted"), _founding("shown_lines"))
    },
    describe={label: _describer(label) for label in KINDS},
    seen=dict.fromkeys(KINDS, everybody),
    find=_find,
    beside=_beside,
    events={
        "charter.proposed": _("{who} proposed a line of the charter: {what}"),
        "charter.change_proposed": _("{who} proposed to change a line of the charter: {what}"),
        "charter.reworded": _("{who} changed a proposal for the charter: {what}"),
        "charter.commented": _("{who} said something about {what}"),
        "charter.withdrawn": _("{who} withdrew a proposal for the charter: {what}"),
        "charter.adopted": _("This was taken into the charter: {what}"),
        "charter.refused": _("This was not taken into the charter: {what}"),
        "charter.retired": _("This left the charter: {what}"),
        "charter.kept": _("This stays in the charter: {what}"),
        "charter.reopened": _("A decision about the charter is open again: {what}"),
        "charter.carried": _("{who} wrote what carries a line of the charter: {what}"),
        "charter.carrier_changed": _("{who} changed what carries a line of the charter: {what}"),
        "charter.dropped": _("{who} took away what carried a line of the charter: {what}"),
        "assessment.opened": _("{who} opened {what}"),
        "assessment.closed": _("Results are there: {what}"),
        "objective.chosen": _("{who} chose to reach: {what}"),
        "objective.changed": _("{who} changed what is to be reached: {what}"),
        "objective.reached": _("This was reached: {what}"),
        "objective.dropped": _("This is not aimed at any more: {what}"),
        "charter.ordered": _("{who} moved a line of the charter: {what}"),
    },
    news=(
        "charter.proposed",
        "charter.change_proposed",
        "charter.adopted",
        "charter.retired",
        "assessment.opened",
        "assessment.closed",
        "objective.chosen",
        "objective.reached",
    ),
    needs=_needs,
    whether=_whether,
    export_person=_export,
    erase_person=_erase,
    public_parts=_public_parts,
    withheld=_withheld,
    demonstration=_demonstrate,
)
