"""Addresses of participants, below /j/. Everything of a seat also works below its personal link, without cookies."""

from django.urls import include, path

from networks.meet.sessions.pages import (
    breakout,
    evaluating,
    joining,
    participant,
    participant_answers,
    participant_live,
    prioritising,
)

seat = [
    path("me/", joining.me, name="join-me"),
    path("settings/", joining.settings, name="join-settings"),
    path("easy/", joining.easy, name="join-easy"),
    path("answers/", participant_answers.answers, name="join-answers"),
    path("answers/similar/", participant_answers.similar, name="join-similar"),
    path("answers/<uuid:answer>/", participant_answers.answer, name="join-answer"),
    path("answers/<uuid:answer>/withdrawal/", participant_answers.withdrawal, name="join-answer-withdrawal"),
    path("answers/<uuid:answer>/me-too/", participant_answers.me_too, name="join-me-too"),
    path("key/<str:key>/<uuid:answer>/", participant_answers.with_key, name="join-answer-key"),
    path("mine/<uuid:part>/", participant.mine, name="join-mine"),
    path("scribe/", participant_answers.scribe, name="join-scribe"),
    path("stream", participant_live.stream, name="join-stream"),
    path("state", participant_live.state, name="join-state"),
    path("priorities/", prioritising.participant, name="join-priorities"),
    path("priorities/<uuid:part>/", prioritising.participant_result, name="join-priority-result"),
    path("group/", breakout.group, name="join-group"),
    path("group/place/", breakout.group_place, name="join-group-place"),
    path("group/help/", breakout.group_help, name="join-group-help"),
    path("group/report/", breakout.group_report, name="join-group-report"),
    path("group/answers/", breakout.group_answers, name="join-group-answers"),
    path("group/answers/<uuid:answer>/reported/", breakout.group_reported, name="join-group-reported"),
    path("evaluation/", evaluating.answer, name="join-evaluation"),
    path("line", participant_live.line, name="join-line"),
]
urlpatterns = [
    path("", joining.type_code, name="join"),
    path("methods/", prioritising.methods, name="methods"),
    path("<slug:code>/", joining.join, name="join-session"),
    path("<slug:code>/me/<str:secret>/", joining.move_here, name="join-move"),
    path("<slug:code>/", include(seat)),
    path("<slug:code>/me/<str:secret>/", include(seat)),
]
