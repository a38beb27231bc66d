"""What this room contributes to the house: put together from its parts."""

from inspect import signature

from django.utils.translation import gettext_lazy as _

from networks.base.rooms import Archived, Room, Showing
from networks.network.membership.parts import all_of, gathered, parts, public, whether


def _demonstrate(made) -> None:
    for part in parts():
        if hasattr(part, "demonstrate"):
            part.demonstrate(made)


def _file(organisation, actor, before):
    for part in parts():
        if hasattr(part, "file"):
            takes_it = "before" in signature(part.file).parameters
            yield from part.file(organisation, actor, *([before] if takes_it else [])) or ()


def _found(founding) -> None:
    from networks.network.membership.rules.founding import found

    found(founding)


def _shown_members(actor):
    from networks.network.membership.rules.founding import shown_members

    return shown_members(actor)


def _steps(actor):
    from networks.network.membership.rules.founding import steps

    return steps(actor)


def _export(person) -> dict:
    found: dict = {}
    for part in parts():
        if hasattr(part, "export"):
            found |= part.export(person)
    return found


def _erase(person) -> None:
    for part in parts():
        if hasattr(part, "erase"):
            part.erase(person)


ROOM = Room(
    area="network",
    slug="membership",
    name=_("Membership"),
    urls="networks.network.membership.urls",
    public_front="networks.network.membership.public_front_urls",
    own_urls="networks.network.membership.own_urls",
    public_address=public.address,
    public_urls="networks.network.membership.public_urls",
    front="members",
    instead={
        "organisations": "members",
        "organisation": "member",
        "organisation-new": "member-new",
        "organisation-change": "member-change",
    },
    describe=gathered("DESCRIBE"),
    seen=gathered("SEEN"),
    find=lambda words, actor: all_of("find", words, actor),
    events=gathered("EVENTS"),
    news=[verb for part in parts() for verb in getattr(part, "NEWS", ())],
    needs=lambda actor: all_of("needs", actor),
    decides=lambda actor: all_of("decides", actor),
    stuck=lambda actor: all_of("stuck", actor),
    whether=whether,
    file=_file,
    organisation_pages=lambda organisation, actor: all_of("organisation_pages", organisation, actor),
    found=_found,
    shows={"membership.members": Showing(_("How many members there are"), _shown_members)},
    steps=_steps,
    doors=lambda asks: all_of("doors", asks),
    offers=lambda reader: all_of("offers", reader),
    archive=Archived(left_out=gathered("LEFT_OUT"), without=gathered("WITHOUT")),
    demonstration=_demonstrate,
    export_person=_export,
    erase_person=_erase,
)
