"""What a report is made from: all that a session holds, read once and in a fixed number of queries, and what of it may be told."""

from uuid import UUID

from networks.base.texts import Reader, Version, Written, load_versions
from networks.meet.sessions.models import Answer, Conclusion, Given, Part, Report, Session, Theme
from networks.meet.sessions.models.planning import (
    PartState,
    Showing,
)
from networks.meet.sessions.rules import concluding
from networks.meet.sessions.rules.report_shape import (
    AnswerLine,
    Edition,
    ThemeLine,
    Words,
)


def may_show_answers(part: Part) -> bool:
    """Whether the answers of `part` may stand in a report: asked, done with, and not in confidence."""
    if part.confidential or part.state not in (PartState.CLOSED, PartState.CONCLUDED):
        return False
    if part.anonymous and part.sealed_at is None:
        return False  # not yet cut from their authors
    return part.showing != Showing.HIDDEN or may_show_results(part)


def may_show_results(part: Part) -> bool:
    """Whether themes, figures and priorities of `part` may stand in a report: shown, or the part is concluded."""
    if part.confidential or part.state not in (PartState.CLOSED, PartState.CONCLUDED):
        return False
    return part.results_shown or part.state == PartState.CONCLUDED


def may_show_answer(answer: Answer, part: Part) -> bool:
    """Whether this answer may stand in a report, or wherever else a conclusion says what it rests on."""
    stands = not (answer.hidden_at or answer.withdrawn_at or answer.late)
    checked = part.showing != Showing.CHECKED or answer.checked_at is not None
    return may_show_answers(part) and stands and checked


def words(record: Written, field: str, reader: Reader) -> Words:
    """Return a text of `record` with all its versions and the one for `reader`."""
    others = [
        Version(v.text, v.language, False, v.plain, v.machine, v.to_check, bool(v.checked_by_id))
        for v in record.versions()
        if v.field == field and v.text
    ]
    others.sort(key=lambda v: (v.language, v.plain))
    return Words(getattr(record, field), record.language, record.version_for(field, reader), tuple(others))


class Material:
    """Reads what a report of `session` in `edition` needs for `reader`."""

    def __init__(self, session: Session, edition: Edition, reader: Reader):
        self.session, self.edition, self.reader = session, Edition(edition), reader
        self.public = self.edition == Edition.PUBLIC
        self.parts = list(Part.objects.filter(session_id=session.pk))
        for part in self.parts:
            part.session = session
        self.answers = list(
            Answer.objects.filter(Answer.standing(), part__session_id=session.pk)
            .select_related("placement", "seat", "organisation", "given")
            .order_by("number", "pk")
        )
        self.themes = list(
            Theme.objects.filter(part__session_id=session.pk, removed_at=None, merged_into=None)
        )
        self.given = list(
            Given.objects.filter(part__session_id=session.pk, withdrawn_at=None).select_related("from_answer")
        )
        self.conclusions = list(
            Conclusion.objects.filter(part__session_id=session.pk, published_at__isnull=False)
            .select_related("done_by", "owner")
            .prefetch_related("citations")
        )
        self.report = (
            Report.objects.filter(session_id=session.pk).select_related("plain_confirmed_by").first()
        )
        load_versions(
            [
                session,
                *self.parts,
                *self.answers,
                *self.themes,
                *self.given,
                *self.conclusions,
                *([self.report] if self.report else []),
                *([session.programme] if session.programme_id else []),
            ]
        )
        self.given_by_key = {one.pk: one for one in self.given}
        self.agreed = concluding.agreement(self.conclusions)
        self.answer_lines: dict[UUID, AnswerLine] = {}
        self.theme_lines: dict[UUID, ThemeLine] = {}
        self.number = 0  # of the last conclusion

    def words(self, record: Written, field: str) -> Words:
        return words(record, field, self.reader)
