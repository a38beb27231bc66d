"""What this room contributes to the house."""

from django.utils.translation import gettext_lazy as _

from networks.base.rooms import Room, Showing
from networks.meet.sessions.archive import ARCHIVE


def _demonstrate(made) -> None:
    from networks.meet.sessions.demonstration import fill

    fill(made)


def _describer(label):
    """Say how records are shown; the models are read when somebody asks."""

    def shown(keys):
        from networks.meet.sessions.described import DESCRIBE

        return DESCRIBE[label](keys)

    return shown


def _seer(label):
    """Say which records an actor may see; the models are read when somebody asks."""

    def seen(keys, actor):
        from networks.meet.sessions.described import SEEN

        return SEEN[label](keys, actor)

    return seen


def _find(words, actor):
    from networks.meet.sessions.described import find

    return find(words, actor)


def _whether(about):
    from networks.meet.sessions.waiting import whether

    return whether(about)


def _needs(actor):
    from networks.meet.sessions.waiting import needs

    return needs(actor)


def _stuck(actor):
    from networks.meet.sessions.waiting import stuck

    return stuck(actor)


def _coming(actor):
    from networks.meet.sessions.waiting import coming

    return coming(actor)


def _public_coming(reader):
    from networks.meet.sessions.waiting import public_coming

    return public_coming(reader)


def _public_reads(reader):
    from networks.meet.sessions.waiting import public_reads

    return public_reads(reader)


def _offers(reader):
    from networks.meet.sessions.waiting import offers

    return offers(reader)


def _steps(actor):
    from networks.meet.sessions.waiting import steps

    return steps(actor)


def _found(founding):
    from networks.meet.sessions.rules.planning import plan_first_programme

    plan_first_programme(founding)


def _shown(actor):
    from networks.meet.sessions.waiting import shown

    return shown(actor)


def _doors(asks):
    from networks.meet.sessions.waiting import doors

    return doors(asks)


def _export(person):
    from networks.meet.sessions.personal import export

    return export(person)


def _erase(person):
    from networks.meet.sessions.personal import erase

    erase(person)


def _withheld():
    from networks.meet.sessions.rules.withholding import withheld

    return withheld()


def _file(organisation, actor, before):
    from networks.meet.sessions.filing import lines

    return lines(organisation, actor, before)


ROOM = Room(
    area="meet",
    slug="sessions",
    name=_("Sessions"),
    urls="networks.meet.sessions.urls",
    join_urls="networks.meet.sessions.join_urls",
    own_urls="networks.meet.sessions.own_urls",
    serving="networks.meet.sessions.live.serving",
    public_urls="networks.meet.sessions.public_urls",
    front="sessions",
    describe={
        f"meet_sessions.{kind}": _describer(f"meet_sessions.{kind}")
        for kind in ("programme", "session", "part", "answer", "theme", "conclusion")
    },
    seen={
        f"meet_sessions.{kind}": _seer(f"meet_sessions.{kind}")
        for kind in ("programme", "session", "part", "answer", "theme", "conclusion")
    },
    find=_find,
    events={
        "programme.planned": _("{who} planned the programme {what}"),
        "programme.changed": _("{who} changed the programme {what}"),
        "session.planned": _("{who} planned the session {what}"),
        "session.changed": _("{who} changed the plan of {what}"),
        "session.cancelled": _("{who} cancelled {what}"),
        "session.invited": _("{who} invited people to {what}"),
        "session.begun": _("{what} has begun"),
        "session.ended": _("{what} was held"),
        "conclusion.published": _("{who} published a conclusion: {what}"),
        "report.published": _("{who} published the report of {what}"),
        "report.shared": _("{who} gave a link to the report of {what}"),
        "report.plain_confirmed": _("{who} confirmed the report of {what} in plain words"),
    },
    news=(
        "programme.planned",
        "session.planned",
        "session.cancelled",
        "session.invited",
        "session.begun",
        "session.ended",
        "conclusion.published",
        "report.published",
    ),
    needs=_needs,
    stuck=_stuck,
    whether=_whether,
    coming=_coming,
    public_coming=_public_coming,
    public_reads=_public_reads,
    offers=_offers,
    found=_found,
    steps=_steps,
    shows={"sessions.sessions": Showing(_("Your sessions: their titles and days"), _shown)},
    doors=_doors,
    file=_file,
    export_person=_export,
    erase_person=_erase,
    withheld=_withheld,
    archive=ARCHIVE,
    demonstration=_demonstrate,
)
