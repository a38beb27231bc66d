"""Breakout groups changed by hand: a move, a late arrival, somebody who left, a merge of small groups; the newest change can be undone.

The solver says what each change does, before it is done. Nobody is moved without a click.
"""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from networks.meet.sessions.live.telling import tell
from networks.meet.sessions.models import BreakoutGroup, BreakoutPlace, BreakoutPlan, Seat
from networks.meet.sessions.rules.breaking_out import concessions_of, setting_of
from networks.meet.sessions.rules.errors import NotNow
from networks.meet.sessions.rules.steps import WINDOW, Step, step, undo

FEWEST = 3  # a group with fewer is proposed to join another
STEPS = ("group.moved", "group.merged", "group.late", "group.left")


class Arrangement:
    """A plan as it is now, with its groups' members present, as the solver's keys; for effects, late arrivals and merges."""

    def __init__(self, plan: BreakoutPlan):
        self.plan = plan
        self.groups = list(plan.groups.all())
        self.places = list(
            BreakoutPlace.objects.filter(group__plan=plan, left_at=None, seat__removed_at=None)
            .select_related("seat__organisation", "group")
            .order_by("seat__name", "seat_id")
        )
        self.number = {group.pk: n for n, group in enumerate(self.groups)}
        members: list[list[str]] = [[] for _group in self.groups]
        for place in self.places:
            members[self.number[place.group_id]].append(str(place.seat_id))
        self.members = members

    def setting(self, *more: Seat) -> Any:
        return setting_of(self.plan, [*(place.seat for place in self.places), *more])

    def effect(self, seat: UUID, into: BreakoutGroup) -> Any:
        """What moving one person does, before it is done."""
        from networks.meet.sessions.methods.breakout import effect_of_move

        return effect_of_move(
            self.setting(), self.members, {str(seat): self.number[into.pk]}, concessions_of(self.plan)
        )

    def best_for(self, seat: Seat) -> Any:
        """The group that suits a late arrival best, without moving anybody."""
        from networks.meet.sessions.methods.breakout import places_for_late

        found = places_for_late(self.setting(seat), self.members, str(seat.pk), concessions_of(self.plan))
        return found[0] if found else None

    def merges(self) -> Any:
        from networks.meet.sessions.methods.breakout import merges

        return merges(self.setting(), self.members, FEWEST, concessions_of(self.plan)) if self.places else ()


def _standing(plan: BreakoutPlan) -> None:
    plan.refresh_from_db(fields=["ended_at", "explained"])
    if plan.ended_at:
        raise NotNow(_("These groups have ended. Make new ones."))


def move(plan: BreakoutPlan, seat: Seat, into: BreakoutGroup, by) -> None:
    """Move somebody by hand; can be undone."""
    _standing(plan)
    with step(plan.part.session, "group.moved", by, plan.part) as kept:
        place = BreakoutPlace.objects.filter(group__plan=plan, seat=seat).first()
        if place is None:
            raise NotNow(_("This person is in no group of this plan."))
        if place.group_id == into.pk and place.left_at is None:
            return
        kept.watch(place)
        place.group, place.by_hand, place.left_at = into, True, None
        place.save(update_fields=["group", "by_hand", "left_at"])
        tell(plan.part.session, "groups", plan.part)


def join_late(plan: BreakoutPlan, seat: Seat, by, into: BreakoutGroup | None = None) -> BreakoutGroup:
    """Give a late arrival a place: in `into`, or in the group that it costs least. Nobody else is moved. Twice is once."""
    _standing(plan)
    known = BreakoutPlace.objects.filter(group__plan=plan, seat=seat).select_related("group").first()
    if known is not None and known.left_at is None:
        return known.group
    arrangement = Arrangement(plan)
    if not arrangement.groups:
        raise NotNow(_("This plan is not ready."))
    into = into or arrangement.groups[arrangement.best_for(seat).group]
    with step(plan.part.session, "group.late", by, plan.part) as kept:
        if known is not None:
            kept.watch(known)
            known.group, known.left_at = into, None
            known.save(update_fields=["group", "left_at"])
        else:
            kept.made(BreakoutPlace.objects.create(group=into, seat=seat, by_hand=by is not None))
        tell(plan.part.session, "groups", plan.part)
    return into


def leave(plan: BreakoutPlan, seat: Seat, by) -> None:
    """Somebody did not come, or has left: their place is free. Twice is once."""
    _standing(plan)
    with step(plan.part.session, "group.left", by, plan.part) as kept:
        place = BreakoutPlace.objects.filter(group__plan=plan, seat=seat, left_at=None).first()
        if place is None:
            return
        kept.watch(place)
        place.left_at = timezone.now()
        place.save(update_fields=["left_at"])
        tell(plan.part.session, "groups", plan.part)


def merge(plan: BreakoutPlan, small: BreakoutGroup, into: BreakoutGroup, by) -> None:
    """Let a small group join another; what it wrote stays."""
    _standing(plan)
    if small.pk == into.pk:
        return
    with step(plan.part.session, "group.merged", by, plan.part) as kept:
        places = list(BreakoutPlace.objects.filter(group=small, left_at=None))
        kept.watch(*places)
        for place in places:
            place.group, place.by_hand = into, True
            place.save(update_fields=["group", "by_hand"])
        tell(plan.part.session, "groups", plan.part)


def last_change(plan: BreakoutPlan) -> Step | None:
    """The newest change by hand of this part's groups, where it can still be undone."""
    rows = Step.objects.filter(
        part=plan.part, kind__in=STEPS, undone_at=None, done_at__gt=timezone.now() - WINDOW
    )
    return rows.order_by("-done_at", "-id").first()


def undo_last(plan: BreakoutPlan, by) -> None:
    """Take the newest change by hand back."""
    _standing(plan)
    done = last_change(plan)
    if done is None:
        raise NotNow(_("There is nothing to undo."))
    undo(done, by)
    with transaction.atomic():
        tell(plan.part.session, "groups", plan.part)
