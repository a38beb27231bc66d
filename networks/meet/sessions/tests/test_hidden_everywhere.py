"""What the facilitator has not shown is nowhere (S37): everybody but who runs the session follows every link and asks every address
of the program; streams, letters, news, files and what is exported are read with them. Shown, the same crawl finds it."""

import html
import io
import json
import re
import subprocess
import zipfile
from datetime import timedelta
from functools import cached_property
from urllib.parse import unquote, urldefrag, urljoin

import pytest
from django.test import Client
from django.urls import NoReverseMatch, get_resolver, reverse
from django.utils import timezone
from django.utils.html import strip_tags

from networks.base import jobs
from networks.base.keys import uuid7
from networks.base.tenancy import in_network
from networks.base.texts import Reader
from networks.meet.sessions.files import making
from networks.meet.sessions.live.moment import Looker, Moment
from networks.meet.sessions.live.roles import ROLES, News
from networks.meet.sessions.models import Answer, Given, MeToo, Part, Session
from networks.meet.sessions.rules import (
    concluding,
    evaluating,
    grouping,
    inviting,
    planning,
    prioritising,
    publishing,
    running,
    steering,
)
from networks.meet.sessions.rules.priority_results import shown_result
from networks.meet.sessions.tests.a_session import a_guest
from networks.notices import digests
from networks.participation.occasions import rules as occasions
from networks.participation.occasions.tests.an_occasion import a_person, sent
from networks.people import cards
from networks.people.models import Network, Organisation, Person, Role, RoleKind
from networks.people.personal import export
from tests.security.world import addresses

SAID, TRANSLATED, THEME, UNCHECKED = "said-okapi", "traduit-okapi", "theme-okapi", "unchecked-okapi"
LINK = re.compile(
    r"""(?:(?:href|src|action|hx-get|formaction)=|data-[a-z-]+=(?=["'][/?]))["']([^"'<>]+)["']"""
)
UNSEEN = (
    "/static/",
    "/styleguide/",
    "/sign-in/",
    "/found/",
    "/demonstration/",
    "/other/",
    "/membership/lists/",
    "/figures/",
)  # nothing of a session is there
ASKED_ABOUT = {"session", "programme", "part", "answer", "theme", "conclusion", "seat", "code", "secret"}


@pytest.fixture(autouse=True)
def _own_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


class Story:
    """A session in which nothing is shown yet: words, their translation, themes, what people chose, and an answer to be checked."""

    def __init__(self, network, coordinator):
        self.network, self.by = network, coordinator
        house = Organisation.objects.create(name="Leie", country="BE")
        self.member, self.worker = a_person("Ana", house), a_person("Wim", house)
        common = {"language": "en", "languages": ["en", "fr"], "zone": "UTC", "by": coordinator}
        self.programme = planning.plan_programme(title="Five sessions", **common)
        self.session = planning.plan_session(
            title="What joining brings", programme=self.programme, minutes=60, **common
        )
        planning.change_session(
            self.session, {"starts_local": timezone.now().replace(tzinfo=None)}, coordinator
        )
        inviting.invite(self.session, occasions.people_called([self.member]), coordinator)
        stages = {"stages": ["answer", "grouping", "priorities", "conclusions"]}
        self.hidden = planning.add_part(
            self.session, coordinator, question="Why would you join?", showing="hidden", **stages
        )
        self.checked = planning.add_part(
            self.session, coordinator, question="What else?", showing="checked", **stages
        )
        self.chosen = planning.add_part(
            self.session, coordinator, question="What first?", priority_method="approval", showing="hidden",
            stages=["priorities"],
        )  # fmt: skip
        running.begin(self.session, coordinator)
        self.author, _secret = a_guest(self.session, "Radu")
        self.seat, self.secret = a_guest(self.session, "Mira", language="en")
        evaluating.leave_address(self.session, "mira@guest.example", "fr")
        self._say()
        self._choose()

    def _open(self, part: Part) -> Part:
        steering.go_to_part(self.session, part, self.by)
        part = Part.objects.select_related("session").get(pk=part.pk)
        running.move(part, "open", self.by, seen="planned")
        return part

    def _say(self) -> None:
        self.hidden, self.checked = self._open(self.hidden), self._open(self.checked)
        say = {"language": "en", "seat": self.author, "named": True}
        self.answer = Answer.objects.create(part=self.hidden, key=uuid7(), number=1, text=SAID, **say)
        self.answer.put_version("text", "fr", TRANSLATED, author=self.by)
        Answer.objects.create(part=self.checked, key=uuid7(), number=1, text=UNCHECKED, **say)
        MeToo.objects.create(answer=self.answer, seat=self.seat)
        Answer.objects.filter(pk=self.answer.pk).update(me_toos=1)
        self.theme = grouping.new_theme(self.hidden, THEME, self.by, [self.answer])
        conclusion = concluding.conclude(
            self.hidden, self.by, kind="why", text="Together is better.", no_dissent=True,
            answers=[self.answer], themes=[self.theme],
        )  # fmt: skip
        concluding.publish(conclusion, self.by)
        self.conclusion = conclusion

    def _choose(self) -> None:
        self.chosen = self._open(self.chosen)
        for number in (1, 2, 3):
            Given.objects.create(part=self.chosen, text=f"Thought {number}", position=number)
        keys = [target.key for target in prioritising.targets(self.chosen)]
        for seat in (self.author, self.seat):
            prioritising.cast(self.chosen, {"approved": keys[:1]}, seat.pk, seat)
        prioritising.compute(self.chosen)

    def hold(self) -> None:
        """The session ends; its report is for everybody, and its link goes to who left an address."""
        running.end(Session.objects.get(pk=self.session.pk), self.by)
        self.session = Session.objects.get(pk=self.session.pk)
        publishing.share(self.session, self.by)
        publishing.publish(self.session, self.by)

    # ---- what must not be told ----

    def secrets(self) -> tuple[str, ...]:
        result = shown_result(self.chosen, Reader(("en",)), hidden_too=True)
        assert result is not None
        return SAID, TRANSLATED, THEME, UNCHECKED, bare(result.sentence)

    # ---- who looks ----

    @cached_property
    def browsers(self) -> dict[str, Client]:
        found = {name: Client() for name in ("nobody", "guest", "member", "worker", "foreign")}
        found["guest"].cookies["seat"] = self.secret
        found["member"].force_login(self.member)
        printed = cards.make_card(self.worker, Organisation.objects.get())
        found["worker"].post(printed.address.replace("http://localhost:8000", ""))
        assert found["worker"].session["by_card"]
        other, _made = Network.objects.get_or_create(name="Other", slug="other")
        with in_network(other):
            stranger = Person.objects.create_user("chris@other.example", "Chris")
            Role.objects.create(person=stranger, kind=RoleKind.COORDINATOR)
        found["foreign"].force_login(stranger)
        return found

    def starts(self) -> set[str]:
        """Where people begin, and every address of the program about things of this session."""
        session = Session.objects.get(pk=self.session.pk)
        code = session.code or str(session.pk)
        values = {
            "network": [self.network.slug],
            "session": [session.pk],
            "programme": [self.programme.pk],
            "part": [self.hidden.pk, self.checked.pk, self.chosen.pk],
            "answer": list(Answer.objects.values_list("pk", flat=True)),
            "theme": [self.theme.pk],
            "conclusion": [self.conclusion.pk],
            "seat": [self.author.pk],
            "code": [code],
            "language": ["en", "fr"],
            "name": sorted(making.KINDS),
            "secret": [session.screen_secret],
            "kind": ["xlsx", "pdf"],
            "edition": ["public", "internal"],
            "key": ["no-key-of-mine-no-key-of-mine"],
        }
        found = {
            "/", "/j/", f"/j/{code}/", f"/j/{code}/me/{self.secret}/",
            f"/{self.network.slug}/", f"/{self.network.slug}/search/?q=okapi",
        }  # fmt: skip
        for name in set(addresses()):
            for _forms, *_rest in get_resolver().reverse_dict.getlist(name):
                for _text, parameters in _forms:
                    if set(parameters) <= values.keys() and not ASKED_ABOUT.isdisjoint(parameters):
                        found |= set(_each(name, {key: values[key] for key in parameters}))
        return found


def _each(name: str, values: dict):
    chosen = [{}]
    for key, many in values.items():
        chosen = [{**one, key: value} for one in chosen for value in many]
    for kwargs in chosen:
        try:
            yield reverse(name, kwargs=kwargs)
        except NoReverseMatch:
            continue


def words_of(address: str, response) -> str:
    """What a reader of the response gets to see, in any way."""
    if response.streaming:
        return ""  # streams are drawn below, role by role
    data, kind = response.content, response.get("Content-Type", "")
    if "pdf" in kind:
        return subprocess.run(
            ["pdftotext", "-", "-"], input=data, capture_output=True, check=True
        ).stdout.decode()
    if "zip" in kind or "officedocument" in kind:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            data = b"".join(packed.read(name) for name in packed.namelist() if name.endswith(".xml"))
    text = data.decode("utf-8-sig", "replace")
    return f"{text} {json.dumps(json.loads(data), ensure_ascii=False) if 'json' in kind else bare(text)}"


def bare(page: str) -> str:
    """The words of a page without its tags."""
    return " ".join(html.unescape(strip_tags(page)).split())


def crawl(browser: Client, starts: set[str]) -> dict[str, str]:
    """Follow every link from `starts` on; return what stands at each address."""
    waiting, seen, found = sorted(starts), set(starts), {}
    while waiting:
        address = waiting.pop()
        if any(word in address for word in UNSEEN) or address.endswith(("/stream", "/state")):
            continue
        response = browser.get(address)
        text = words_of(address, response) if response.status_code == 200 else ""
        found[address] = text + unquote(response.get("Location", ""))
        links = LINK.findall(text) if "html" in response.get("Content-Type", "") else []
        for link in [*links, response.get("Location", "")]:
            link = urldefrag(urljoin(address, html.unescape(link).replace("http://testserver", ""))).url
            if link.startswith("/") and not link.startswith("//") and link not in seen:
                seen.add(link)
                waiting.append(link)
    return found


def streams_of(session) -> dict[str, str]:
    """What phones and the big screen are told: every region of theirs drawn anew, and what goes with small news."""
    session = Session.objects.get(pk=session.pk)
    found = {}
    for name in ("participant", "screen"):
        role = ROLES[name]
        for language in ("en", "fr"):
            for easy in (False, True):
                looker = Looker(name, language, easy=easy)
                for part in session.parts.all():
                    moment = Moment(session)
                    moment.part = part
                    part.session = session
                    values = role.values(moment, looker)
                    drawn = [role.draw(region, values) for region in role.regions]
                    news = [
                        News.of(1, "answer", part.pk, {"first": 1}),
                        News.of(2, "metoo", part.pk, {"number": 1}),
                        News.of(3, "answer", part.pk, {"answer": "", "number": 1}),
                    ]
                    if role.small:
                        drawn.append(json.dumps(role.small(moment, looker, news, values)))
                    found[f"{name} {language} {easy} {part.position}"] = bare("".join(drawn))
    return found


def letters(story: Story) -> dict[str, str]:
    """Every e-mail with what is attached to it, digests too; every line of news; and what a person takes out about herself."""
    jobs.run_all()
    digests.send_digests(story.network, timezone.now() + timedelta(days=8))
    jobs.run_all()
    found = {
        f"letter {n} to {message['to']}": str(message["subject"]) + "".join(_contents(message))
        for n, message in enumerate(sent())
    }
    assert any("mira@guest" in name for name in found) or story.session.is_live, "letters left"
    with zipfile.ZipFile(io.BytesIO(export(story.member))) as taken:
        return found | {name: taken.read(name).decode() for name in taken.namelist()}


def _contents(message):
    for part in message.walk():
        if not part.is_multipart():
            data = part.get_payload(decode=True) or b""
            yield data.decode("utf-8", "replace")


def everywhere(story: Story, *who: str) -> dict[str, str]:
    """All that anybody but those who run the session gets to see now, by where and by whom."""
    found = {}
    starts = story.starts()
    for name in who or story.browsers:
        for address, text in crawl(story.browsers[name], starts).items():
            found[f"{name}: {address}"] = text
    return found | streams_of(story.session) | letters(story)


def told(found: dict[str, str], secrets: tuple[str, ...]) -> dict[str, list[str]]:
    return {word: [place for place, text in found.items() if word in text] for word in secrets}


@pytest.fixture
def story(network, coordinator):
    return Story(network, coordinator)


def test_what_is_not_shown_is_nowhere_while_the_session_runs(story):
    found = everywhere(story, "guest", "member")
    assert any(place.startswith("guest: ") and "Thought 2" in text for place, text in found.items())
    assert not any(told(found, story.secrets()).values()), told(found, story.secrets())


def test_what_is_not_shown_is_nowhere_once_it_was_held(story):
    story.hold()
    found = everywhere(story)
    for place in ("report.pdf", "report.docx", "report.json", "answers.csv", "themes.csv"):
        assert any(place in name for name in found), f"{place} was read"
    assert not any(told(found, story.secrets()).values()), told(found, story.secrets())


def test_once_shown_the_same_search_finds_it(story):
    """So that the search is known to find: in pages, streams, files and what everybody reads."""
    secrets = story.secrets()
    Answer.objects.filter(part=story.checked).update(checked_at=timezone.now())
    for part in (story.hidden, story.checked, story.chosen):
        steering.show_results(Part.objects.select_related("session").get(pk=part.pk), True, story.by)
    running_now = told(everywhere(story, "guest"), secrets)
    assert all(running_now.values()), running_now
    story.hold()
    afterwards = told(everywhere(story, "nobody"), secrets)
    for word in secrets:
        for channel in ("report.pdf", "report.docx", "report.json"):
            assert any(channel in place for place in afterwards[word]), f"{word} in {channel}"
    assert any("participant" in place for place in running_now[SAID])
    assert any("screen" in place for place in running_now[THEME])
