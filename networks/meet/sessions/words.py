"""The few words that a participant sees: a catalogue of their own, under 200, in any language.

English stands here, other shipped languages in `data/words.<language>.json`, and a network fills in more on a page
(`ParticipantWord`). `words_for(session.network, seat.language)["send"]` gives a word; templates say `{% word "send" %}`.
A word that is missing in a language is shown in English.
"""

import json
import time
from functools import cache
from pathlib import Path

from networks.base.texts import is_right_to_left
from networks.meet.sessions.models import ParticipantWord

WORDS = {
    # joining
    "join": "Join",
    "join_session": "Join a session",
    "code": "Code",
    "code_help": "6 letters and digits. You find it on the big screen or in your invitation.",
    "code_wrong": "No session with this code is open. Look at the code again: it is on the big screen.",
    "code_many": "Too many wrong codes came from here. Wait {minutes} minutes, then try again.",
    "first_name": "First name",
    "first_name_help": "You need not give one.",
    "organisation": "Organisation",
    "organisation_none": "None of these",
    "country": "Country",
    "not_said": "I do not say",
    "audience": "I am here as",
    "audience_help": "Only counts are shown, never beside your name.",
    "board": "Board member",
    "staff": "Staff member",
    "worker": "Worker",
    "partner": "Partner",
    "language": "Language",
    "language_help": "You see the questions in this language. You may write in any.",
    "easy_reading": "Easy reading",
    "easy_reading_help": "Larger letters and plain words",
    "with_help": "Somebody helps me to write",
    "take_part": "Take part",
    "join_as": "You join as {name}",
    "sign_in": "Sign in",
    "full": "All places are taken. Ask the facilitator to let more people in.",
    "locked": "Nobody can join now. Ask the facilitator to open the session again.",
    "no_guests": "This session is for members only. Sign in first, then open this page again.",
    "removed": "The facilitator took you out of this session. If this is a mistake, talk to them.",
    "cancelled": "This session was cancelled.",
    "other_page": "This did not come from our page. Open the page again and send it once more.",
    # lobby
    "you_are_in": "You are in",
    "we_begin_at": "We begin: {time}",
    "we_begin_soon": "We begin when the facilitator is ready",
    "wait_here": "You need not do anything. The first question appears here.",
    "line_test": "Testing the line",
    "line_good": "The line works",
    "line_slow": "The line is slow. It still works, with a little delay.",
    "line_broken": "No connection now. We try again by ourselves.",
    "look_again": "Look again",
    "reload_by_itself": "Look again by itself every 30 seconds",
    "reload_stop": "Stop looking again by itself",
    "look_again_help": "This page shows what was there when you opened it.",
    # settings and moving
    "my_settings": "My settings",
    "save": "Save",
    "other_phone": "Go on with another phone or computer",
    "other_phone_help": "Open this link there. It is yours alone: whoever has it takes part as you.",
    "back": "Back to the session",
    # the question
    "question_of": "Question {number} of {of}",
    "plain_words": "Say it in plain words",
    "time_left": "{minutes} min left",
    "last_minute": "One minute left",
    "time_over": "The time is over. You can still finish.",
    "paused": "Pause",
    "paused_help": "We go on in a moment. What you wrote is kept.",
    "read_to_me": "Read to me",
    # answering
    "your_answer": "Your answer",
    "answer_help": "Write in any language.",
    "answer_kept": "It is kept on this phone until it has arrived.",
    "answer_help_plain": "Write in any language. Mistakes do not matter.",
    "answer_language": "Language of your answer",
    "show_name": "Show my name",
    "send": "Send my answer",
    "another": "You can send more than one answer.",
    "empty": "Write your answer first.",
    "too_long": "Your answer has {length} characters. Make it shorter than {limit}, or send it in parts.",
    "choose_one": "Choose one.",
    "agree": "Agree",
    "disagree": "Disagree",
    "pass": "I pass",
    "scale_low": "not at all",
    "scale_high": "very much",
    "comment": "Why? You may leave this out.",
    "not_open": "This question does not take answers now. Your text is kept here.",
    "too_many": "Many answers came from here in a short time. Wait a minute and send it again.",
    "not_arrived": "It did not arrive. Send it again.",
    # anonymous
    "anonymous": "This question is anonymous",
    "anonymous_who": "Nobody sees who wrote: not the others, not the facilitator. No name, organisation or time is stored.",
    "anonymous_open": "While the question is open, whoever runs the server could find out. Once it is closed, nobody can.",
    "anonymous_edit": "You can change your answer with a key that stays in this browser only.",
    "anonymous_link": "Keep this link if you want to change your answer. It is shown once.",
    "anonymous_change": "Change this answer",
    "anonymous_asks": "What you choose here is kept with your answer.",
    "named": "Others see your answer with your name: {name}.",
    "policy_at_once": "Answers are shown to everybody at once.",
    "policy_checked": "Answers are shown after the facilitator has read them.",
    "policy_hidden": "Answers are shown when the facilitator decides.",
    # own answers
    "my_answers": "What I wrote",
    "change": "Change",
    "change_answer": "Change my answer",
    "withdraw": "Take back",
    "withdraw_sure": "Take this answer back? It is then gone for everybody.",
    "withdrawn": "You took your answer back.",
    "changed": "Your answer is changed.",
    "not_any_more": "This answer stays as it is: it is placed in a theme, or its question is finished.",
    "not_yours": "This answer cannot be changed from here. Use the browser in which you wrote it.",
    "on_phone": "On this phone, not sent yet",
    "sent": "Sent, not confirmed yet",
    "arrived": "It has arrived",
    "arrived_late": "It came after the end. The facilitator sees it.",
    "hidden_why": "Your answer is not shown: {why}",
    "try_now": "Send now",
    "kept_here": "Kept on this phone: {count}",
    "no_store": "This browser cannot keep answers. Leave this page open until they have arrived.",
    "unfinished": "You had not finished. Your words are kept here:",
    "send_anyway": "Send it all the same",
    "throw_away": "Throw it away",
    "continue_there": "This part is now closed.",
    # others
    "what_others_say": "Everybody’s answers",
    "answers_count": "Answers: {count}",
    "new_answers": "New answers: {count}",
    "me_too": "Me too",
    "me_too_help": "Do you think the same? Press “Me too” and you need not write it again.",
    "me_too_browser": "Once each: only this browser remembers it.",
    "me_too_for": "for answer {number}",
    "similar": "This looks like your answer. Do you want to press “Me too” instead?",
    "send_mine": "No, send mine",
    "no_answers_yet": "Nobody has written yet.",
    "see_all": "See all answers",
    "announce": "Tell me about new answers",
    # afterwards
    "closed": "This question is closed",
    "grouping": "The facilitator now puts answers together into themes.",
    "themes": "The themes",
    "voices": "Voices: {count}",
    "conclusions": "What we concluded",
    "conclusions_soon": "The conclusions are being written.",
    "prioritise": "What matters most",
    "prioritise_soon": "You will choose in a moment.",
    "vote_start": "Choose now",
    "vote_number": "{number} of {of}",
    "vote_done": "You have seen them all. You can change your choices until the facilitator goes on.",
    "vote_mine": "What I chose",
    "vote_browser": "Your choices are kept without your name. Only this browser can change them.",
    "approve_help": "Mark everything that you support. {count} will be taken forward.",
    "rank_help": "Give 1 to what matters most to you, then 2, and so on. Leave out what you like.",
    "rank_up": "Move up",
    "rank_down": "Move down",
    "rate_help": "Give a grade to each one that you know.",
    "grade_1": "Bad",
    "grade_2": "Poor",
    "grade_3": "Fair",
    "grade_4": "Good",
    "grade_5": "Very good",
    "vote_send": "Send my choice",
    "vote_over": "The choice is over.",
    "vote_wrong": "Give each number once.",
    "vote_results": "See the results",
    "by_organiser": "From the organisers",
    "by_participant": "From a participant",
    "opinion_group": "You are in opinion group {letter}. Like most of it, you chose:",
    "opinion_group_not": "An opinion group only shows who chose alike here. It is not a party, and it can change.",
    "next_soon": "The next question comes soon.",
    "ended": "The session has ended",
    "ended_thanks": "Thank you for taking part.",
    "rehearsed": "The rehearsal is over. Nothing of it was kept.",
    "rehearsal": "This is a rehearsal. Nothing that you write is kept.",
    "evaluate": "Say in one minute how it was",
    "evaluation_help": "You may leave out anything. Nobody sees who wrote.",
    "evaluation_send": "Send",
    "evaluation_arrived": "Your answers have arrived, without your name. You can change them here.",
    "thanks": "Thank you",
    "report_address": "E-mail for the report",
    "report_address_help": "We send the report, and one question in three months. Then we delete the address.",
    "answer_still": "You can still answer until {time}.",
    "answer_ahead": "You can answer before the session.",
    "answer_this": "Answer this question",
    "online_room": "Open the online room",
    "documents": "To prepare",
    # breakout groups
    "your_group": "Your group: {number}",
    "group_number": "Group {number}",
    "group_go": "Go to my group",
    "group_with": "In this group",
    "group_language": "Your group speaks {language}",
    "group_interpreted": "Interpreted for: {names}",
    "group_translates": "{helper} translates for {person}",
    "need_help": "We need help",
    "help_comes": "The facilitator knows that you need help.",
    "help_over": "We are fine again",
    "group_below": "What you write below is your group’s, too.",
    "group_answers": "What your group wrote",
    "group_report": "What we tell the others",
    "group_report_this": "Tell the others",
    "group_report_meanwhile": "Somebody changed this meanwhile. Their words stand above yours; put both together and save.",
    # scribe
    "scribe": "I write for others",
    "scribe_help": "One answer in each box. Say for how many people it stands.",
    "scribe_voices": "For how many people",
    "scribe_done": "Answers written: {count}",
    "scribe_number": "Write a number from 1 to 999.",
    # state of the page
    "connected": "Connected",
    "reconnecting": "Reconnecting",
    "skip": "Skip to the content",
    "gone": "This page is no longer here.",
}  # fmt: skip
FOLDER = Path(__file__).parent / "data"
KEPT_SECONDS = 10  # how long a process remembers the words that a network filled in


@cache
def shipped(language: str) -> dict[str, str]:
    """Return the words that come with the program in `language`; empty where there are none."""
    if language == "en":
        return WORDS
    path = FOLDER / f"words.{language}.json"
    if not language.replace("-", "").isalnum() or not path.exists():
        return {}
    return {key: text for key, text in json.loads(path.read_text()).items() if key in WORDS}


class Words:
    """The words in one language. `in_language` is the one they are in: English where nobody filled in any."""

    def __init__(self, language: str, filled: dict[str, str]):
        own = shipped(language) or shipped(language.split("-")[0])
        self.asked = language
        self.in_language = language if own or filled else "en"
        self.texts = {**WORDS, **own, **{key: text for key, text in filled.items() if text}}

    def __getitem__(self, key: str) -> str:
        return self.texts[key]

    def say(self, key: str, **values) -> str:
        """Return the word `key` with `values` put in; a translation that names other values is shown as it is."""
        text = self.texts[key]
        try:
            return text.format(**values) if values else text
        except (KeyError, IndexError, ValueError):
            return WORDS[key].format(**values)

    @property
    def direction(self) -> str:
        return "rtl" if is_right_to_left(self.in_language) else "ltr"


_known: dict[tuple, tuple[float, Words]] = {}


def words_for(network_id, language: str) -> Words:
    """Return the words for participants of a network in `language`."""
    now = time.monotonic()
    found = _known.get((network_id, language))
    if found and found[0] > now:
        return found[1]
    filled = dict(
        ParticipantWord.everywhere.filter(network_id=network_id, language=language).values_list("key", "text")
    )
    made = Words(language, filled)
    if len(_known) > 500:
        _known.clear()
    _known[network_id, language] = (now + KEPT_SECONDS, made)
    return made


def forget_words() -> None:
    """Words were filled in: read them again."""
    _known.clear()
