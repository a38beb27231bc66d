"""Breakout groups: planned by a solver in the background, and published. Changes by hand are in groups_by_hand.py. Who met whom is counted
from who was there.

The facilitator's wishes are plain data on the plan:

    {"by": "size", "count": 5, "who": "here", "together": [[seat, seat]], "apart": [[seat, seat]], "support": [[helper, person]],
     "rapporteurs": [seat], "concessions": [{"kind": "Interpreter", "persons": [seat]}]}
"""

from collections import Counter, defaultdict
from dataclasses import asdict
from datetime import timedelta
from itertools import combinations
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from networks.base.jobs import ask, job, progress
from networks.base.models import Job
from networks.meet.sessions.live.telling import tell
from networks.meet.sessions.models import (
    BreakoutGroup,
    BreakoutPlace,
    BreakoutPlan,
    Encounter,
    Part,
    Seat,
    Session,
)
from networks.meet.sessions.models.taking_part import HERE
from networks.meet.sessions.rules.errors import NotNow
from networks.meet.sessions.rules.in_groups import end
from networks.record.rules import record

MOST_MINUTES = 240


# ---- planning ----


def candidates(session: Session, who: str = "here") -> list[Seat]:
    """The seats to be placed: those heard from in the last minutes ("here"), or all who have joined ("all")."""
    seats = Seat.objects.filter(session=session, removed_at=None).select_related("organisation")
    if who == "here":
        seats = seats.filter(last_seen_at__gt=timezone.now() - 4 * HERE)
    return list(seats.order_by("name", "id"))


def ask_for_plan(part: Part, wishes: dict, by, *, seed: int = 1) -> BreakoutPlan:
    """Write down the wishes and have them solved in the background; plans that were not published are replaced."""
    if not 1 <= int(wishes.get("count") or 0) <= 500:
        raise NotNow(_("Write how many groups, or how many people in each, as a number."))
    with transaction.atomic():
        Part.objects.select_for_update().get(pk=part.pk)
        BreakoutPlan.objects.filter(part=part, published_at=None).delete()
        plan = BreakoutPlan.objects.create(
            part=part, wishes=wishes, seed=seed, made_by=by, explained={"state": "working"}
        )
        ask("sessions.breakout", key=f"breakout:{plan.pk}", priority=5, by=by, plan=str(plan.pk))
    return plan


@job("sessions.breakout", attempts=2)
def solve_job(row: Job, plan: str) -> str:
    """Solve a plan: done once, again is harmless."""
    found = BreakoutPlan.objects.select_related("part__session").filter(pk=plan, published_at=None).first()
    if found is None:
        return "gone"
    progress(row, 1, 3)
    outcome = _solve(found, row)
    progress(row, 3, 3)
    return outcome


def _solve(plan: BreakoutPlan, row: Job | None = None) -> str:
    from networks.meet.sessions.methods.breakout import Impossible, arrange

    setting = setting_of(plan)
    if not setting.people:
        return _keep(plan, {"state": "nobody"})
    if row:
        progress(row, 2, 3)
    found = arrange(setting, concessions_of(plan))
    if isinstance(found, Impossible):
        return _keep(
            plan,
            {
                "state": "impossible",
                "rule": found.rule.name,
                "persons": list(found.persons),
                "proven": found.proven,
                "choices": [_as_plain(choice) for choice in found.choices],
            },
        )
    with transaction.atomic():
        plan.groups.all().delete()
        for number, group in enumerate(found.groups, 1):
            made = BreakoutGroup.objects.create(plan=plan, number=number, language=group.language)
            BreakoutPlace.objects.bulk_create(
                BreakoutPlace(group=made, seat_id=UUID(key)) for key in group.members
            )
        return _keep(plan, _explained(found))


def _keep(plan: BreakoutPlan, explained: dict) -> str:
    with transaction.atomic():
        BreakoutPlan.objects.filter(pk=plan.pk).update(explained=explained)
        plan.explained = explained
        tell(plan.part.session, "groups", plan.part, plan=explained["state"])
    return explained["state"]


def _explained(found: Any) -> dict:
    """What pages may say about a plan. No audiences, and no costs: a small cost would tell somebody's audience."""
    people = sum(len(group.members) for group in found.groups)
    return {
        "state": "done",
        "people": people,
        "new_encounters": found.new_encounters,
        "repeats": found.repeats,
        "random_repeats": round(found.random.repeats, 1),
        "random_drawn": found.random.drawn,
        "best_possible": found.distance == 0,
        # how much of what a random plan costs on average is saved, of what can be saved at all; for large gatherings only
        "saved": _saved(found) if people >= 20 else None,
        "without_rapporteur": found.groups_without_rapporteur,
        "groups": [
            {
                "shared": {language: len(keys) for language, keys in group.shared_languages.items()},
                "new_encounters": group.new_encounters,
                "repeats": [
                    {
                        "pair": list(r.pair),
                        "times": r.earlier_meetings,
                        "reason": r.reason.name,
                        "person": r.person,
                        "others": r.others,
                    }
                    for r in group.repeats
                ],
                "interpreted": list(group.interpreted),
                "translated": [list(pair) for pair in group.translated],
            }
            for group in found.groups
        ],
    }


def _saved(found: Any) -> int | None:
    most = found.random.mean - found.bound
    return min(100, round(100 * (found.random.mean - found.cost) / most)) if most > 0 else None


def setting_of(plan: BreakoutPlan, seats: list[Seat] | None = None) -> Any:
    """The plan's people, locks and earlier meetings, as the solver reads them."""
    from networks.meet.sessions.methods.breakout import Locks, Person, Setting

    wishes = plan.wishes
    seats = candidates(plan.part.session, wishes.get("who", "here")) if seats is None else seats
    rapporteurs = set(wishes.get("rapporteurs", ()))
    people = tuple(
        Person(
            key=str(seat.pk),
            languages=languages_of(seat),
            organisation=str(seat.organisation_id or ""),
            country=seat.country,
            audience=seat.audience,
            rapporteur=str(seat.pk) in rapporteurs,
        )
        for seat in seats
    )
    locks = Locks(
        support=tuple(tuple(pair) for pair in wishes.get("support", ())),
        apart=tuple(tuple(pair) for pair in wishes.get("apart", ())),
        together=tuple(tuple(keys) for keys in wishes.get("together", ())),
    )
    count = int(wishes.get("count") or 5)
    how_many = {"groups": count} if wishes.get("by") == "number" else {"size": count}
    return Setting(people, **how_many, met=met_before(plan, seats), locks=locks, seed=plan.seed)


def languages_of(seat: Seat) -> tuple[str, ...]:
    """The languages that somebody understands, the preferred first; varieties of one language are one."""
    return tuple(dict.fromkeys(code.split("-")[0] for code in (seat.language, *seat.understands) if code))


def met_before(plan: BreakoutPlan, seats: list[Seat]) -> dict[tuple[str, str], int]:
    """How often each two of these people have met: in other sessions by who was there, in this one by its ended groups."""
    session = plan.part.session
    by_person = {seat.person_id: str(seat.pk) for seat in seats if seat.person_id}
    met: Counter[tuple[str, str]] = Counter()
    rows = Encounter.objects.filter(a__in=list(by_person), b__in=list(by_person)).exclude(session=session)
    for a, b in rows.values_list("a_id", "b_id"):
        one, other = sorted((by_person[a], by_person[b]))
        met[one, other] += 1
    groups = defaultdict(list)
    places = BreakoutPlace.objects.filter(
        group__plan__part__session=session, group__plan__ended_at__isnull=False, left_at=None
    )
    for group, seat in places.exclude(group__plan=plan).values_list("group_id", "seat_id"):
        groups[group].append(str(seat))
    known = {str(seat.pk) for seat in seats}
    for members in groups.values():
        met.update(combinations(sorted(known & set(members)), 2))
    return dict(met)


def concessions_of(plan: BreakoutPlan) -> tuple:
    """What the facilitator conceded, as the solver reads it."""
    from networks.meet.sessions.methods import breakout

    made = []
    for plain in plan.wishes.get("concessions", ()):
        kind = getattr(breakout, plain["kind"])
        values = {k: _as_tuples(v) for k, v in plain.items() if k != "kind"}
        made.append(kind(**values))
    return tuple(made)


def _as_tuples(value: Any) -> Any:
    return tuple(_as_tuples(one) for one in value) if isinstance(value, list | tuple) else value


def _as_plain(choice: Any) -> dict:
    return {"kind": type(choice).__name__, **{k: _as_lists(v) for k, v in asdict(choice).items()}}


def _as_lists(value: Any) -> Any:
    return [_as_lists(one) for one in value] if isinstance(value, list | tuple) else value


def concede(plan: BreakoutPlan, number: int, by) -> BreakoutPlan:
    """Choose one of the ways out of an impossible plan (by its place in the list), and solve again."""
    choices = plan.explained.get("choices", [])
    if not 0 <= number < len(choices):
        raise NotNow(_("This choice is not offered any more. Look at the page again."))
    wishes = {**plan.wishes, "concessions": [*plan.wishes.get("concessions", []), choices[number]]}
    return ask_for_plan(plan.part, wishes, by, seed=plan.seed)


# ---- running ----


def current_plan(part: Part) -> BreakoutPlan | None:
    """The plan that participants see: published and not ended."""
    return (
        BreakoutPlan.objects.filter(part=part, published_at__isnull=False, ended_at=None)
        .order_by("-created_at")
        .first()
    )


@transaction.atomic
def publish(plan: BreakoutPlan, by, minutes: int | None = None) -> None:
    """Let participants see their groups; with `minutes` a timer of the groups runs from now. Ends the plan before. Twice is once."""
    if plan.explained.get("state") != "done":
        raise NotNow(_("This plan is not ready."))
    if plan.ended_at:
        raise NotNow(_("These groups have ended. Make new ones."))
    for old in BreakoutPlan.objects.filter(part=plan.part, published_at__isnull=False, ended_at=None).exclude(
        pk=plan.pk
    ):
        old.part = plan.part
        end(old, by)
    now = timezone.now()
    ends_at = now + timedelta(minutes=minutes) if minutes and 1 <= minutes <= MOST_MINUTES else None
    if BreakoutPlan.objects.filter(pk=plan.pk, published_at=None).update(published_at=now, ends_at=ends_at):
        record("groups.published", plan.part, actor=by, groups=plan.groups.count())
        tell(plan.part.session, "groups", plan.part, published=True)


@transaction.atomic
def more_time(plan: BreakoutPlan, minutes: int) -> None:
    """Give all groups of a plan more time."""
    if plan.ended_at or not 1 <= minutes <= 60:
        raise NotNow(_("No timer runs for these groups."))
    ends_at = max(plan.ends_at or timezone.now(), timezone.now()) + timedelta(minutes=minutes)
    BreakoutPlan.objects.filter(pk=plan.pk).update(ends_at=ends_at)
    tell(plan.part.session, "groups", plan.part)


@transaction.atomic
def set_links(plan: BreakoutPlan, links: dict[str, str]) -> None:
    """Give each group (by its key) the link of its room."""
    for group in plan.groups.all():
        link = links.get(str(group.pk), "").strip()
        if link and not link.startswith(("https://", "http://")):
            raise NotNow(_("Write the whole link of group %(n)s, with https://") % {"n": group.number})
        BreakoutGroup.objects.filter(pk=group.pk).update(link=link[:500])
    tell(plan.part.session, "groups", plan.part)
