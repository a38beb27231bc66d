"""How referrals are shown: their title, and what waits for whoever decides."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext_lazy

from networks.base.rooms import Described, Need, describe
from networks.base.waiting import waits
from networks.participation.referrals import deciders
from networks.participation.referrals.models import Referral, State
from networks.participation.referrals.rules import question_of

SHOWN = 5  # on the home page; the list has them all


def for_actor(actor: Any):
    """The referrals that this actor may see: coordinators all, others those of the bodies that they answer for."""
    if actor.is_coordinator:
        return Referral.objects.all()
    wanted = Q(pk__in=[])
    for label, key in deciders.mine(actor):
        wanted |= Q(to=label, to_id=key) if key else Q(to=label, to_id=None)
    return Referral.objects.filter(wanted)


def answered_by(actor: Any):
    """The open referrals that this actor may answer."""
    wanted = Q(pk__in=[])
    for label, key in deciders.mine(actor):
        wanted |= Q(to=label, to_id=key) if key else Q(to=label, to_id=None)
    return Referral.objects.filter(wanted, state=State.OPEN)


def titled(referrals: Iterable[Referral]) -> list[Referral]:
    """Give each referral its `thing` (as its room shows it) and its `title`. A query a kind of thing, whatever the number."""
    rows = list(referrals)
    things = describe((row.about, row.about_id) for row in rows)
    for row in rows:
        question = question_of(row)
        row.thing = things[row.about, row.about_id]
        row.title = (
            str(question.title).format(what=row.thing.title)
            if question and question.title
            else row.thing.title
        )
        row.outcome_word = question.words.get(row.outcome, row.outcome) if question else row.outcome
    return rows


def described(keys: Iterable[Any]) -> dict[Any, Described]:
    """How referrals are shown in links and notifications."""
    rows = Referral.objects.filter(pk__in=list(keys)).select_related("network")
    found = {}
    for row in titled(rows):
        url = row.thing.url if _is_known(row) else address(row)
        found[row.pk] = Described(row.title, url, str(_("a decision")), row.thing.language)
    return found


def _is_known(row: Referral) -> bool:
    """Whether everybody may know how this was decided: then the page of the thing says it."""
    question = question_of(row)
    return row.state == State.ANSWERED and question is not None and question.known


def address(referral: Referral) -> str:
    """The page of a referral."""
    return reverse("referral", kwargs={"network": referral.network.slug, "key": referral.pk})


def whether(about: Any) -> dict[str, Any]:
    """Whether anything waits for anybody's decision, or should be decided by now."""
    return {
        "referrals.open": Referral.objects.filter(state=State.OPEN),
        "referrals.late": Referral.objects.filter(state=State.OPEN, due_at__lt=about.instant()),
    }


def stuck(actor: Any) -> Iterable[Need]:
    """Questions whose day is over."""
    if not actor.may_wait("referrals.late"):
        return
    yield from waits(
        Referral.objects.filter(state=State.OPEN, due_at__lt=timezone.now()),
        "due_at",
        ngettext_lazy(
            "A question should be decided by now", "%(count)s questions should be decided by now", "n"
        ),
        url=reverse("referrals", kwargs={"network": actor.network.slug}),
        action=_("See which"),
        zone=actor.network.zone,
    )


def decides(actor: Any) -> Iterable[Need]:
    """What waits for this actor's decision."""
    if not actor.may_wait("referrals.open") or not deciders.mine(actor):
        return
    rows = answered_by(actor).select_related("network", "asked_by").order_by("due_at", "pk")[:SHOWN]
    for row in titled(rows):
        yield Need(
            title=row.title,
            url=address(row),
            action=_("Look and decide"),
            why=_("%(name)s asks for a decision") % {"name": row.asked_by.shown_name} if row.asked_by else "",
            due=row.due_at,
        )


def seen(keys: Iterable[Any], actor: Any) -> set[Any]:
    """Which of these referrals this actor may see."""
    if actor.person is None:
        return set()
    wanted = list(keys)
    found = set(for_actor(actor).filter(pk__in=wanted).values_list("pk", flat=True))
    if actor.belongs and len(found) < len(set(wanted)):
        found |= {row.pk for row in Referral.objects.filter(pk__in=wanted) if _is_known(row)}
    return found
