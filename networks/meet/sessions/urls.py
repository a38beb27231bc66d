"""Addresses inside a network, below /{network}/meet/sessions/."""

from django.urls import path

from networks.meet.sessions.pages import concluding, evaluating, planning, programmes

urlpatterns = [
    path("", programmes.front, name="sessions"),
    path("bin/", planning.bin, name="sessions-bin"),
    path("new/", planning.new, name="session-new"),
    path("programmes/new/", programmes.new, name="programme-new"),
    path("programmes/<uuid:programme>/", programmes.page, name="programme"),
    path("programmes/<uuid:programme>/edit/", programmes.edit, name="programme-edit"),
    path("programmes/<uuid:programme>/order/", programmes.order, name="programme-order"),
    path("programmes/<uuid:programme>/plan/", programmes.history, name="programme-history"),
    path("programmes/<uuid:programme>/removal/", programmes.removal, name="programme-removal"),
    path("programmes/<uuid:programme>/sessions/new/", planning.new, name="programme-session-new"),
    path("<uuid:session>/", planning.page, name="session"),
    path("<uuid:session>/edit/", planning.edit, name="session-edit"),
    path("<uuid:session>/people/", planning.people, name="session-people"),
    path("<uuid:session>/cancellation/", planning.cancellation, name="session-cancellation"),
    path("<uuid:session>/removal/", planning.removal, name="session-removal"),
    path("<uuid:session>/parts/new/", planning.new_part, name="part-new"),
    path("<uuid:session>/documents/new/", planning.new_document, name="document-new"),
    path("parts/<uuid:part>/edit/", planning.edit_part, name="part-edit"),
    path("parts/<uuid:part>/position/", planning.part_position, name="part-position"),
    path("parts/<uuid:part>/removal/", planning.part_removal, name="part-removal"),
    path("documents/<uuid:document>/", planning.document, name="document"),
    path("documents/<uuid:document>/removal/", planning.document_removal, name="document-removal"),
    path("<uuid:session>/evaluation/", evaluating.results, name="evaluation"),
    path("programmes/<uuid:programme>/learned/", concluding.learned, name="learned"),
    path("<uuid:session>/conclusions/", concluding.page, name="conclusions"),
    path("parts/<uuid:part>/conclusions/new/", concluding.new, name="conclusion-new"),
    path("conclusions/<uuid:conclusion>/edit/", concluding.edit, name="conclusion-edit"),
    path("conclusions/<uuid:conclusion>/publication/", concluding.publication, name="conclusion-publication"),
    path("conclusions/<uuid:conclusion>/removal/", concluding.removal, name="conclusion-removal"),
]
