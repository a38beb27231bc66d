"""Lines of the charter: proposed, discussed, put to a decision; adopted by it, refused, replaced; taken out again by another decision.

The decision is a referral: whoever is asked (a body, or the coordinator) answers, and what follows happens in the same transaction (questions.py).
"""

from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from networks.base.texts import Written, hand_on
from networks.network.charter.models import Comment, Line, LineState, Wording, WordingState
from networks.network.charter.models.lines import OPEN
from networks.network.charter.rules.errors import NotNow
from networks.participation.referrals import rules as referrals
from networks.record.rules import link, record

ADOPTION, RETIREMENT = "adoption", "retirement"


@transaction.atomic
def propose(
    section: str, text: str, *, language: str, whom: str = "", because: str = "", plain: str = "", start: Any = None, by: Any = None
) -> Wording:  # fmt: skip
    """A new line, to be discussed. `start`: the record that it comes from, such as a conclusion; the link is kept."""
    line = Line.objects.create(section=section, whom=whom, proposed_by=by)
    made = _word(line, text, language=language, because=because, plain=plain, start=start, by=by)
    if start is not None:
        link(start, line, by=by)
    record("charter.proposed", made, actor=by, section=section)
    return made


@transaction.atomic
def propose_change(
    line: Line, text: str, *, language: str, because: str = "", plain: str = "", start: Any = None, by: Any = None
) -> Wording:  # fmt: skip
    """Other words for a line that was adopted: a new version, which needs a decision of its own. One at a time."""
    line = Line.objects.select_for_update().get(pk=line.pk)
    if line.state != LineState.ADOPTED:
        raise NotNow(_("Only a line that was adopted is changed this way."))
    if line.wordings.filter(state__in=OPEN).exists():
        raise NotNow(_("Another change of this line is being discussed. Say there what you would change."))
    made = _word(line, text, language=language, because=because, plain=plain, start=start, by=by)
    if start is not None:
        link(start, line, by=by)
    record("charter.change_proposed", made, actor=by)
    return made


def _word(
    line: Line, text: str, *, language: str, because: str, plain: str, start: Any = None, by: Any
) -> Wording:
    """A version of a line; word for word what it comes from, it has the translations of that."""
    number = (line.wordings.aggregate(last=Max("number"))["last"] or 0) + 1
    now = line.wordings.filter(state=WordingState.ADOPTED).first()
    try:
        with transaction.atomic():
            made = Wording.objects.create(
                line=line, number=number, text=text.strip(), because=because.strip(), language=language, replaces=now, proposed_by=by,
            )  # fmt: skip
    except IntegrityError:
        raise NotNow(
            _("Somebody proposed a change of this line just now. Say there what you would change.")
        ) from None
    if isinstance(start, Written) and getattr(start, "text", None) == made.text:
        hand_on(start, made, "text")
    if plain.strip():
        made.put_version("text", language, plain, plain=True, author=by)
    return made


@transaction.atomic
def rewrite(wording: Wording, values: dict[str, Any], *, plain: str | None = None, by: Any = None) -> None:
    """Change a proposal while it is discussed. What is said about it stays; texts in other languages are to be checked."""
    found = Wording.objects.select_for_update().get(pk=wording.pk)
    if found.state != WordingState.DISCUSSED:
        raise NotNow(_("It was put to a decision: its words do not change any more."))
    changed = [name for name in ("text", "because", "language") if values[name] != getattr(found, name)]
    for name in changed:
        setattr(found, name, values[name])
    if changed:
        found.save(update_fields=changed)
        for name in Wording.TEXTS:
            if name in changed:
                found.mark_versions_to_check(name)
        record("charter.reworded", found, actor=by)
    if plain is not None:
        found.put_version("text", found.language, plain, plain=True, author=by)
    if found.line.state == LineState.PROPOSED and ("section" in values or "whom" in values):
        Line.objects.filter(pk=found.line_id).update(
            section=values.get("section", found.line.section), whom=values.get("whom", found.line.whom)
        )


@transaction.atomic
def comment(wording: Wording, view: str, text: str, *, language: str, by: Any = None) -> Comment:
    """Say what one thinks of a proposal, with reasons."""
    if not Wording.objects.filter(pk=wording.pk, state__in=OPEN).exists():
        raise NotNow(_("This was decided meanwhile."))
    made = Comment.objects.create(wording=wording, view=view, text=text.strip(), language=language, by=by)
    record("charter.commented", made, actor=by, view=view)
    return made


@transaction.atomic
def withdraw(wording: Wording, *, by: Any = None) -> None:
    """Propose it no longer; a question that was put to a decision is taken back."""
    found = Wording.objects.select_for_update().select_related("line").get(pk=wording.pk)
    if not found.is_open:
        raise NotNow(_("This was decided meanwhile."))
    if asked := referrals.open_referral(found, ADOPTION):
        referrals.withdraw(asked, by=by)
    _end(found, WordingState.WITHDRAWN)
    record("charter.withdrawn", found, actor=by)


def _end(wording: Wording, state: str) -> None:
    wording.state, wording.ended_at = state, timezone.now()
    wording.save(update_fields=["state", "ended_at"])
    if wording.line.state == LineState.PROPOSED:
        Line.objects.filter(pk=wording.line_id).update(state=LineState.CLOSED)


# ---- decisions ----


@transaction.atomic
def ask(
    wording: Wording, *, to: str, to_id=None, note: str = "", language: str = "", due_at=None, by: Any = None
):
    """Put a proposal to whoever decides. From now on its words do not change."""
    won = Wording.objects.filter(pk=wording.pk, state=WordingState.DISCUSSED).update(state=WordingState.ASKED)
    if not won:
        raise NotNow(_("It waits for a decision already, or was decided."))
    wording.refresh_from_db()
    return referrals.refer(
        wording, ADOPTION, by=by, to=to, to_id=to_id, note=note, language=language, due_at=due_at
    )


@transaction.atomic
def ask_to_retire(
    line: Line, because: str, *, to: str, to_id=None, language: str = "", due_at=None, by: Any = None
):
    """Put to whoever decides that a line leaves the charter, with the reason."""
    line = Line.objects.select_for_update().get(pk=line.pk)
    if line.state != LineState.ADOPTED:
        raise NotNow(_("This line is not in the charter."))
    if line.wordings.filter(state__in=OPEN).exists():
        raise NotNow(_("A change of this line is being discussed. Decide on that first."))
    return referrals.refer(
        line, RETIREMENT, by=by, to=to, to_id=to_id, note=because, language=language, due_at=due_at
    )


@transaction.atomic
def move(line: Line, places: int, *, by: Any = None) -> None:
    """Move a line up or down within its part of the charter."""
    rows = list(
        Line.objects.select_for_update()
        .filter(section=line.section, state=LineState.ADOPTED)
        .order_by("position", "pk")
    )
    keys = [row.pk for row in rows]
    if line.pk not in keys:
        raise NotNow(_("This line is not in the charter."))
    at = keys.index(line.pk)
    rows.insert(max(0, min(len(rows) - 1, at + places)), rows.pop(at))
    for number, row in enumerate(rows, 1):
        if row.position != number:
            Line.objects.filter(pk=row.pk).update(position=number)
    record("charter.ordered", line, actor=by)
