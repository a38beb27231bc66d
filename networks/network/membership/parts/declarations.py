"""The yearly declaration of figures."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from networks.base.rooms import Described, Entry, Need
from networks.base.times import day_words
from networks.base.waiting import MOST
from networks.network.membership.parts import Tab


def _describe_rounds(keys):
    from networks.network.membership.models import Round

    return {
        row.pk: Described(
            str(_("the declaration of %(year)s") % {"year": row.year}),
            reverse("round", kwargs={"network": row.network.slug, "key": row.pk}),
        )
        for row in Round.objects.filter(pk__in=keys).select_related("network")
    }


def _describe_declarations(keys):
    from networks.network.membership.models import Declaration

    rows = Declaration.objects.filter(pk__in=keys).select_related("network", "round", "organisation")
    return {
        row.pk: Described(
            f"{row.organisation} {row.round.year}",
            reverse("declaration", kwargs={"network": row.network.slug, "key": row.pk}),
            str(_("declaration")),
        )
        for row in rows
    }


def _shown(actor) -> bool:
    from networks.network.membership.models import Terms
    from networks.people.models import Audience

    def keeps() -> bool:
        staff = (Audience.STAFF, Audience.BOARD)
        return not actor.by_card and any(a.confirmed and a.audience in staff for a in actor.affiliations)

    return (actor.is_coordinator or keeps()) and Terms.of(actor).uses_declarations


TABS = (Tab(_("Declarations"), "declarations", _shown),)
DESCRIBE = {
    "network_membership.round": _describe_rounds,
    "network_membership.declaration": _describe_declarations,
}
EVENTS = {
    "round.planned": _("{who} planned {what}"),
    "round.opened": _("{who} opened {what}"),
    "round.closed": _("{who} closed {what}"),
    "round.reopened": _("{who} opened {what} again"),
    "deadline.extended": _("{who} gave more time: {what}"),
}
NEWS = ("round.opened", "round.closed")


def whether(about):
    from networks.network.membership.models import Round, RoundState

    return {"declarations.open": Round.objects.filter(state=RoundState.OPEN)}


def needs(actor):
    """Figures that one's organisation has not declared; for the coordinator a round that ends soon with some missing."""
    from datetime import timedelta

    from django.utils import timezone

    from networks.network.membership.models import Declaration, DeclarationState, Round, RoundState
    from networks.network.membership.rules.rounds import DEADLINE
    from networks.participation.deadlines import rules as deadlines
    from networks.people.models import Audience

    if not actor.may_wait("declarations.open"):
        return
    rounds = list(Round.objects.filter(state=RoundState.OPEN))
    if not rounds:
        return
    until = {found.pk: deadlines.of(found, DEADLINE) for found in rounds}
    keeps = [
        a.organisation_id
        for a in actor.affiliations
        if a.confirmed and not actor.by_card and a.audience in (Audience.STAFF, Audience.BOARD)
    ]
    rows = (
        Declaration.objects.filter(round__in=rounds, organisation__in=keeps)
        .exclude(state=DeclarationState.DECLARED)
        .select_related("organisation", "round")
    )
    for row in rows:
        deadline = until[row.round_id]
        yield Need(
            title=_("Declare the figures of %(organisation)s for %(year)s")
            % {"organisation": row.organisation.name, "year": row.round.year},
            url=reverse("declaration", kwargs={"network": actor.network.slug, "key": row.pk}),
            action=_("Declare"),
            why=_("Last year’s figures stand there: confirm or change them."),
            due=deadlines.ends_at(deadline, row.organisation) if deadline else None,
        )
    if not actor.is_coordinator:
        return
    now = timezone.now()
    for found in rounds:
        deadline = until[found.pk]
        if deadline is None or not now < deadline.at <= now + timedelta(days=14):
            continue
        missing = found.declarations.exclude(state=DeclarationState.DECLARED).count()
        if missing:
            yield Need(
                title=_("%(count)s members have not declared their figures for %(year)s")
                % {"count": missing, "year": found.year},
                url=reverse("round", kwargs={"network": actor.network.slug, "key": found.pk})
                + "?state=missing",
                action=_("See who"),
                due=deadline.at,
            )


def stuck(actor):
    """Rounds whose day is over, with declarations missing."""
    if not actor.may_wait("declarations.open"):
        return
    from django.utils import timezone

    from networks.network.membership.models import Declaration, DeclarationState, Round, RoundState
    from networks.network.membership.rules.rounds import DEADLINE
    from networks.participation.deadlines import rules as deadlines

    for found in Round.objects.filter(state=RoundState.OPEN).order_by("year", "pk")[:5]:
        deadline = deadlines.of(found, DEADLINE)
        if deadline is None or deadline.at > timezone.now():
            continue
        missing = Declaration.objects.filter(round=found).exclude(state=DeclarationState.DECLARED)
        if count := len(missing.values_list("pk", flat=True)[: MOST + 1]):
            yield Need(
                title=_("Declarations for %(year)s are missing: %(count)s")
                % {"year": found.year, "count": count if count <= MOST else f"{MOST}+"},
                why=_("since %(day)s") % {"day": day_words(deadline.at)},
                url=reverse("round", kwargs={"network": actor.network.slug, "key": found.pk})
                + "?state=missing",
                action=_("See who"),
                due=deadline.at,
            )


def file(organisation, actor):
    """What the organisation declared."""
    from networks.network.membership.models import Declaration
    from networks.people.permissions import keeps

    if not keeps(actor, organisation):
        return
    rows = Declaration.objects.filter(organisation=organisation, declared_at__isnull=False).select_related(
        "round", "declared_by"
    )
    for row in rows.order_by("-declared_at")[:50]:
        yield Entry(
            row.declared_at,
            str(_("Declared the figures of %(year)s") % {"year": row.round.year}),
            "clipboard-list",
            reverse("declaration", kwargs={"network": actor.network.slug, "key": row.pk}),
            row.declared_by.shown_name if row.declared_by else "",
        )


def demonstrate(made) -> None:
    from networks.network.membership.demonstration.declarations import fill

    fill(made)


def ready() -> None:
    from networks.network.membership.models import Declaration, Round
    from networks.network.membership.permissions import may_declare
    from networks.network.membership.rules import declare_messages
    from networks.network.membership.rules.lists import of_declarations
    from networks.network.membership.rules.rounds import DEADLINE
    from networks.participation.deadlines import rules as deadlines
    from networks.participation.documents import rules as documents

    of_declarations.register_all()
    deadlines.register(
        deadlines.Kind(
            Round._meta.label_lower,
            DEADLINE,
            remind=declare_messages.remind,
            extended=declare_messages.extended,
        )
    )
    documents.register(
        documents.Kept(Declaration._meta.label_lower, may_read=may_declare, may_add=may_declare)
    )
