"""Reading a conversation that was held elsewhere into a part of a session: statements and votes, by voters whom nobody knows."""

from typing import Any
from uuid import uuid4

from django.db import transaction

from networks.meet.sessions.methods.opinion_votes import UNSEEN
from networks.meet.sessions.methods.polis_files import Conversation
from networks.meet.sessions.models import AgreementVote, Given, Part, Session
from networks.meet.sessions.models.planning import (
    AnswerKind,
    Naming,
    PartState,
    PriorityMethod,
    SessionState,
    Stage,
)
from networks.meet.sessions.rules import planning
from networks.participation.occasions.models import Occasion

TITLE = "An imported conversation"
QUESTION = "With which of these statements do you agree?"


@transaction.atomic
def import_conversation(
    conversation: Conversation, *, session: Session | None = None, language: str = "en", by=None
) -> Part:
    """Make a closed part with the statements and the votes of `conversation`, in `session` or in a new one.

    Moderated statements come in taken out, with their votes. Voters are random keys: the numbers of the file are not kept.
    """
    if session is None:
        title = conversation.topic[:200] or TITLE
        occasion = Occasion.objects.create(about="meet_sessions.session", title=title, zone="UTC")
        session = Session.objects.create(
            title=title,
            aim=conversation.about[:2000],
            language=language,
            languages=[language],
            occasion=occasion,
            state=SessionState.ENDED,
        )
    part = planning.add_part(
        session,
        by,
        question=QUESTION,
        language=language,
        stages=[Stage.PRIORITIES, Stage.CONCLUSIONS],
        answer_kind=AnswerKind.STATEMENTS,
        naming=Naming.ANONYMOUS,
        priority_method=PriorityMethod.AGREEMENT,
    )
    Part.objects.filter(pk=part.pk).update(state=PartState.CLOSED, stage=Stage.PRIORITIES)
    part.refresh_from_db()
    part.session = session
    given = {
        s.number: Given(part=part, position=min(n, 32_000), text=s.text, language=language)
        for n, s in enumerate(conversation.statements, 1)
    }
    Given.objects.bulk_create(given.values(), batch_size=500)
    hidden = [given[s.number].pk for s in conversation.statements if s.hidden]
    Given.objects.filter(pk__in=hidden).update(withdrawn_at=part.session.created_at)
    rows = []
    votes = conversation.votes
    keys: dict[Any, Any] = {number: one.pk for number, one in given.items()}
    for row in votes.values:
        voter = uuid4()
        rows += [
            AgreementVote(
                network_id=part.network_id, part_id=part.pk, voter=voter, given_id=keys[number], value=int(value)
            )
            for number, value in zip(votes.statements, row, strict=True)
            if value != UNSEEN
        ]  # fmt: skip
    super(type(AgreementVote.objects.all()), AgreementVote.objects.all()).bulk_create(rows, batch_size=2000)
    return part
