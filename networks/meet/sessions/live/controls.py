"""What a facilitator can do now, as buttons of the console: the obvious next thing, stages, time, the big screen, the door, undoing."""

from dataclasses import dataclass, field
from functools import cached_property

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from networks.meet.sessions.models import Part
from networks.meet.sessions.models.planning import PartState, SessionState, Stage
from networks.meet.sessions.rules import steps

NOUNS = {
    "open": "opening",
    "pause": "pause",
    "resume": "resumption",
    "close": "closing",
    "reopen": "reopening",
    "conclude": "completion",
}


@dataclass
class Command:
    """One thing that the facilitator can do now: a button in a form of its own."""

    name: str  # part of its id, so that the focus finds it again
    url: str
    label: str
    icon: str
    values: dict[str, str] = field(default_factory=dict)
    main: bool = False
    key: str = ""  # on the keyboard; several with spaces between them
    pressed: bool | None = None


class Controls:
    """The buttons of a console, by the state of its session and of the part that everyone is at: part of a `Desk`, which knows both."""

    def url(self, name: str, **about) -> str:
        return reverse(name, kwargs={"network": self.session.network.slug, **about})

    @property
    def groups_first(self) -> bool:
        """Whether answers wait to be grouped, which comes before going on."""
        part = self.part
        return bool(
            part and part.state == PartState.CLOSED and part.stage == Stage.GROUPING and self.ungrouped
        )

    @cached_property
    def commands(self) -> list[Command]:
        """What the state of things allows, the obvious next thing first."""
        session, part = self.session, self.part
        if session.state == SessionState.PLANNED:
            return [
                Command(
                    "begin",
                    self.url("session-beginning", session=session.pk),
                    _("Begin the session"),
                    "play",
                    main=True,
                    key="n",
                )
            ]
        if session.state != SessionState.LIVE:
            return (
                [
                    Command(
                        "begin",
                        self.url("session-beginning", session=session.pk),
                        _("Go on with the session"),
                        "rotate-ccw",
                    )
                ]
                if session.state == SessionState.ENDED
                else []
            )
        found = self._of_the_part(part) if part else []
        if not found or (part.state == PartState.CONCLUDED and self.next_part is None):
            found.insert(
                0,
                Command(
                    "end",
                    self.url("session-ending", session=session.pk),
                    _("End the session"),
                    "square-check-big",
                    main=True,
                    key="n",
                ),
            )
        return found

    def _move(self, command: str, part: Part, label: str, icon: str, **more) -> Command:
        return Command(
            command,
            self.url(f"part-{NOUNS[command]}", part=part.pk),
            label,
            icon,
            {"seen": part.state},
            **more,
        )

    def _to_stage(self, stage: str, label: str, icon: str = "arrow-right", **more) -> Command:
        return Command(
            f"stage-{stage}", self.url("part-stage", part=self.part.pk), label, icon, {"stage": stage}, **more
        )

    def _of_the_part(self, part: Part) -> list[Command]:
        n = self.position
        following = part.next_stage
        found: list[Command] = []
        if part.state == PartState.PLANNED:
            found = [self._move("open", part, _("Open part %(n)s") % {"n": n}, "play", main=True, key="n")]
        elif part.state == PartState.OPEN:
            if following and part.stage != Stage.ANSWER:
                found.append(self._to_stage(following, self._stage_label(following), main=True, key="n"))
                found.append(self._move("close", part, _("Close part %(n)s") % {"n": n}, "square-check-big"))
            else:
                label = (
                    _("Close part %(n)s and group") if following == Stage.GROUPING else _("Close part %(n)s")
                )
                found.append(
                    self._move("close", part, label % {"n": n}, "square-check-big", main=True, key="n")
                )
            found.append(self._move("pause", part, _("Pause"), "pause", key="p"))
        elif part.state == PartState.PAUSED:
            found = [
                self._move(
                    "resume", part, _("Go on with part %(n)s") % {"n": n}, "play", main=True, key="n p"
                ),
                self._move("close", part, _("Close part %(n)s") % {"n": n}, "square-check-big"),
            ]
        elif part.state == PartState.CLOSED:
            if following:
                main = not self.groups_first  # else the full button leads to the board
                found.append(
                    self._to_stage(
                        following, self._stage_label(following), main=main, key="n" if main else ""
                    )
                )
            found.append(
                self._move(
                    "conclude",
                    part,
                    _("Conclude part %(n)s") % {"n": n},
                    "gavel",
                    main=not following,
                    key="" if following else "n",
                )
            )
            found.append(self._move("reopen", part, _("Reopen part %(n)s") % {"n": n}, "rotate-ccw"))
        elif part.state == PartState.CONCLUDED:
            if self.next_part is not None:
                found.append(self._next(main=True))
            found.append(self._move("reopen", part, _("Reopen part %(n)s") % {"n": n}, "rotate-ccw"))
        if part.state in (PartState.OPEN, PartState.PAUSED):
            found.append(
                Command(
                    "time-5",
                    self.url("part-time", part=part.pk),
                    _("5 minutes more"),
                    "timer",
                    {"minutes": "5"},
                    key="m",
                )
            )
        if part.state != PartState.PLANNED:
            shown = part.results_shown
            found.append(
                Command(
                    "results",
                    self.url("part-results", part=part.pk),
                    _("Results are shown") if shown else _("Show results"),
                    "eye" if shown else "eye-off",
                    {"shown": "" if shown else "1"},
                    key="s",
                    pressed=shown,
                )
            )
        return found

    def _next(self, **more) -> Command:
        part = self.next_part
        if part.state == PartState.PLANNED:
            return self._move(
                "open", part, _("Open part %(n)s") % {"n": self.position + 1}, "arrow-right", key="n", **more
            )
        return Command(
            "next",
            self.url("session-current-part", session=self.session.pk),
            _("Go to part %(n)s") % {"n": self.position + 1},
            "arrow-right",
            {"part": str(part.pk)},
            key="n",
            **more,
        )

    @staticmethod
    def _stage_label(stage: str) -> str:
        return {
            Stage.ANSWER: _("Back to answering"),
            Stage.GROUPING: _("Go on to grouping"),
            Stage.PRIORITIES: _("Go on to priorities"),
            Stage.CONCLUSIONS: _("Go on to conclusions"),
        }[Stage(stage)]

    @cached_property
    def stages(self) -> list[Command]:
        """All stages of the part, to go to."""
        part = self.part
        if (
            part is None
            or not self.session.is_live
            or part.state == PartState.PLANNED
            or len(part.stages) < 2
        ):
            return []  # nobody follows
        found = []
        for stage in part.stages:
            command = self._to_stage(stage, str(Stage(stage).label).capitalize(), "layers")
            command.name = f"to-{stage}"
            command.pressed = stage == self.part.stage
            found.append(command)
        return found

    @cached_property
    def times(self) -> list[Command]:
        if self.part is None or self.part.state not in (PartState.OPEN, PartState.PAUSED):
            return []
        url = self.url("part-time", part=self.part.pk)
        return [
            Command(
                f"time-{n}",
                url,
                ngettext("%(n)s minute more", "%(n)s minutes more", n) % {"n": n},
                "timer",
                {"minutes": str(n)},
            )
            for n in (1, 2, 10)
        ]

    @cached_property
    def screens(self) -> list[Command]:
        """What the big screen can show; what it shows is pressed."""
        url, view = (
            self.url("session-screen", session=self.session.pk),
            self.session.screen.get("view", "part"),
        )
        rows = [
            ("part", _("The question and what comes in"), "message-square-text", ""),
            ("themes", _("Themes"), "shapes", ""),
            ("results", _("Results"), "chart-column", ""),
            ("conclusions", _("Conclusions"), "scroll-text", ""),
            ("blank", _("Nothing: joining only"), "square", "b"),
        ]
        return [
            Command(f"screen-{name}", url, label, icon, {"view": name}, pressed=view == name, key=key)
            for name, label, icon, key in rows
        ]

    @cached_property
    def screen_says(self) -> str:
        view = self.session.screen.get("view", "part")
        return _("An answer") if view == "answer" else next((c.label for c in self.screens if c.pressed), "")

    @cached_property
    def door(self) -> Command:
        locked = self.session.join_locked
        return Command(
            "door",
            self.url("session-door", session=self.session.pk),
            _("Let people in again") if locked else _("Let nobody else in"),
            "lock" if locked else "lock-open",
            {"locked": "" if locked else "1"},
            pressed=locked,
        )

    @cached_property
    def undo(self) -> Command | None:
        last = steps.last_step(self.session)
        if last is None:
            return None
        label = _("Undo: %(what)s") % {"what": steps.name_of(last)}
        return Command(
            "undo",
            self.url("session-undoing", session=self.session.pk),
            label,
            "undo-2",
            {"step": str(last.pk)},
            key="u",
        )
