"""The role of participants: what their phones are told. Nothing of one person goes out here, and nothing hidden."""

from collections.abc import Sequence

from django.template.loader import render_to_string

from networks.meet.sessions.live.moment import Looker, Moment
from networks.meet.sessions.live.roles import STATE, News, Region, Role, declare
from networks.meet.sessions.models import Seat
from networks.meet.sessions.rules import answering

MOST_NEW = 3  # of the answers gathered in a quarter of a second; the count tells of the others
FOLDER = "sessions/join/parts"


def looker_for(seat: Seat) -> Looker:
    """Return as whom a seat looks. Of the languages it also understands only one counts, so that few drawings serve all."""
    also = [code for code in seat.understands if code in seat.session.languages and code != seat.language]
    return Looker("participant", seat.language, tuple(also[:1]), seat.easy)


def small(moment: Moment, looker: Looker, news: Sequence[News], values: dict) -> dict:
    """Counts and the newest answers, where answers are shown; and the numbers of those that were hidden or shown again,
    so that their authors look what became of them; and in which breakout groups something was written or decided."""
    part = moment.part
    about = [n for n in news if part is not None and n.part == part.pk]
    if not about or part is None:
        return {}
    result: dict = {}
    if groups := {n.data["group"] for n in about if "group" in n.data}.union(
        *(n.data.get("groups", ()) for n in about)
    ):
        result["groups"] = sorted(groups)
    steered = [n.data["answer"] for n in about if n.kind == "answer_changed" and "hidden" in n.data]
    if steered and not part.anonymous:
        result["look"] = list(part.answers.filter(pk__in=steered).values_list("number", flat=True))
    if not moment.shows_answers:
        return result
    fresh = [n for n in about if n.kind == "answer"]
    if fresh or any(n.kind == "answer_changed" for n in about):
        result["counts"] = {"answers": moment.shown_count}
    if fresh:
        answers = moment.shown_from(fresh[0].data["first"] - 1, MOST_NEW)
        html = [render_to_string(f"{FOLDER}/voice.html", {**values, "answer": a}) for a in answers]
        if html:
            result["add"] = {"others": html}
    if numbers := {n.data.get("number") for n in about if n.kind == "metoo"}:
        rows = answering.shown(part).filter(number__in=sorted(numbers)[-50:])
        counts = {f"m:{number}": count for number, count in rows.values_list("number", "me_toos")}
        result["counts"] = result.get("counts", {}) | counts
    return result


PARTICIPANT = declare(
    Role(
        "participant",
        regions=(
            Region("now", f"{FOLDER}/now.html", {*STATE, "timer"}),
            Region("group", "sessions/join/group.html", {*STATE, "groups"}),
            Region("answer", f"{FOLDER}/answer.html", STATE),
            Region("others", f"{FOLDER}/others.html", {*STATE, "answer_changed"}, grows={"answer"}),
            Region(
                "after",
                f"{FOLDER}/after.html",
                {*STATE, "theme", "placed", "conclusion", "result", "priorities"},
            ),
        ),
        small=small,
    )
)
