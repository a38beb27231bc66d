"""Assembling a session's report: for a reader, in an edition, as plain data (`report_shape`). It changes nothing.

What never stands in a report, whatever the edition: answers that were hidden, withdrawn, late or given in confidence, answers and results that
were not shown (until their part is concluded), conclusions that are not published. In the public edition an answer carries the country of its
author at most, and only where the author showed a name; persons are named only if they ran the session.
"""

from collections import Counter

from networks.base.texts import Reader, Version
from networks.meet.sessions.models import Seat, Session
from networks.meet.sessions.models.planning import (
    SessionRole,
)
from networks.meet.sessions.rules import evaluating
from networks.meet.sessions.rules.counting import audiences_of
from networks.meet.sessions.rules.report_methods import glossary, methods
from networks.meet.sessions.rules.report_parts import Parts
from networks.meet.sessions.rules.report_shape import (
    Edition,
    Evaluation,
    EvaluationLine,
    Present,
    ReportContent,
    Words,
)
from networks.participation.feedback import rules as feedback
from networks.people.models import Audience


def assemble(session: Session, edition: Edition, reader: Reader) -> ReportContent:
    """Return the report of `session` as `reader` reads it. Its own sentences are in the language that is active."""
    return _Assembling(session, edition, reader).content()


class _Assembling(Parts):
    """The report as a whole."""

    def plain_version(self) -> tuple[Words | None, str]:
        """The plain-language version for this reader, of those that a person has confirmed each in its language, and who did."""
        report = self.report
        if report is None:
            return None, ""
        confirmed = {
            version.language: (version.text, version)
            for version in report.versions()
            if version.field == "plain_text" and version.text.strip() and version.checked_by_id
        }
        if report.plain_confirmed_at and report.plain_text.strip():
            confirmed = {report.language: (report.plain_text, None)} | confirmed
        if not confirmed:
            return None, ""
        original = next(iter(confirmed))
        chosen = next((tag for tag in self.reader.languages if tag in confirmed), original)
        others = tuple(
            Version(text, language, False, False, False, False, True)
            for language, (text, _version) in confirmed.items()
            if language != original
        )
        text, version = confirmed[chosen]
        by = version.checked_by if version else report.plain_confirmed_by
        shown = Version(text, chosen, chosen == original)
        return Words(confirmed[original][0], original, shown, others), str(by or "")

    def content(self) -> ReportContent:
        session, occasion = self.session, self.session.occasion
        parts = [self.part(part, number) for number, part in enumerate(self.parts, 1)]
        of = session.programme.sessions.filter(binned_at=None).count() if session.programme_id else 0
        people = {
            kind: [r.person.shown_name for r in session.roles.select_related("person") if r.kind == kind]
            for kind in SessionRole.Kind.values
        }
        plain, plain_by = self.plain_version()
        return ReportContent(
            edition=self.edition,
            language=self.reader.languages[0],
            key=str(session.pk),
            network=session.network.name,
            title=self.words(session, "title"),
            aim=self.words(session, "aim"),
            programme=session.programme.version_for("title", self.reader).text
            if session.programme_id
            else "",
            position=session.position,
            sessions=of,
            state=session.state,
            starts=occasion.starts_local,
            zone=occasion.zone,
            minutes=occasion.minutes,
            mode=occasion.get_mode_display(),
            hosts=[
                (host.organisation.name, host.organisation.country)
                for host in session.hosts.select_related("organisation").order_by("organisation__name")
            ],
            facilitators=people[SessionRole.Kind.FACILITATOR],
            rapporteurs=people[SessionRole.Kind.RAPPORTEUR],
            present=self.present(),
            parts=parts,
            evaluations=self.evaluations(),
            introduction=self.words(self.report, "introduction")
            if self.report and self.report.introduction
            else None,
            plain=plain,
            plain_by="" if self.public else plain_by,
            methods=methods(parts, self.parts, [a for a in self.answers if a.pk in self.answer_lines]),
            glossary=glossary(self.parts),
            made=(session.ended_at or session.started_at or session.created_at).replace(microsecond=0),
        )

    # ---- who was there ----

    def present(self) -> Present:
        seats = Seat.objects.filter(session_id=self.session.pk, removed_at=None)
        if not self.session.rehearsal:
            seats = seats.filter(simulated=False)
        rows = list(seats.values_list("person", "organisation", "country", "language"))
        countries = Counter(country for *_rest, country, _language in rows if country)
        return Present(
            people=len(rows),
            guests=sum(1 for person, *_rest in rows if person is None),
            organisations=len({organisation for _p, organisation, *_rest in rows if organisation}),
            countries=[(code, 0 if self.public else n) for code, n in sorted(countries.items())],
            languages=len({language.split("-")[0] for *_rest, language in rows}),
            audiences=self.audiences(),
        )

    def audiences(self) -> list[tuple[str, int]] | None:
        """Counts by audience where no count tells about fewer than five people, anywhere in the session."""
        counted = audiences_of(self.session)
        if counted is None:
            return None
        return [
            (str(label), counted["here"][key]) for key, label in Audience.choices if counted["here"].get(key)
        ]

    # ---- evaluation ----

    def evaluations(self) -> list[Evaluation]:
        found = []
        for moment in ("after", "later"):
            questionnaire = feedback.questionnaire_about(self.session, moment)
            if questionnaire is None:
                continue
            results = evaluating.shown(questionnaire)
            lines = [
                EvaluationLine(
                    question.title,
                    question.kind,
                    question.n,
                    question.shown,
                    list(question.bars),
                    [] if self.public else list(question.words),
                )
                for question in results.questions
                if not (self.public and question.kind == "words")
            ]
            found.append(Evaluation(moment, results.invited, results.responses, results.enough, lines))
        return found
