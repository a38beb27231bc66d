"""Addresses inside a network, below /{network}/network/charter/."""

from django.urls import path

from networks.network.charter.pages import assessment, carrying, charter, lines, way

urlpatterns = [
    path("", charter.front, name="charter"),
    path("for/<str:whom>/", charter.door, name="charter-door"),
    path("proposals/", charter.proposals, name="charter-proposals"),
    path("proposals/new/", lines.new, name="charter-proposal-new"),
    path("earlier/", charter.earlier, name="charter-earlier"),
    path("way/<str:label>/<uuid:key>/", way.page, name="charter-way"),
    # a line
    path("lines/<uuid:line>/", lines.page, name="charter-line"),
    path("lines/<uuid:line>/change/", lines.change, name="charter-change"),
    path("lines/<uuid:line>/position/", lines.position, name="charter-position"),
    path("lines/<uuid:line>/retirement/", lines.retirement, name="charter-retirement"),
    path("lines/<uuid:line>/carriers/new/", carrying.new, name="charter-carrier-new"),
    path("carriers/<uuid:carrier>/edit/", carrying.edit, name="charter-carrier-edit"),
    path("carriers/<uuid:carrier>/removal/", carrying.removal, name="charter-carrier-removal"),
    # a version of it
    path("versions/<uuid:wording>/edit/", lines.edit, name="charter-wording-edit"),
    path("versions/<uuid:wording>/languages/", lines.versions, name="charter-wording-versions"),
    path("versions/<uuid:wording>/withdrawal/", lines.withdrawal, name="charter-withdrawal"),
    path("versions/<uuid:wording>/asking/", lines.asking, name="charter-asking"),
    path("versions/<uuid:wording>/comments/new/", lines.comment, name="charter-comment-new"),
    path("comments/<uuid:comment>/removal/", lines.comment_removal, name="charter-comment-removal"),
    # the self-assessment
    path("assessment/", assessment.front, name="assessment"),
    path("assessment/new/", assessment.new, name="assessment-new"),
    path("assessment/<uuid:round>/", assessment.results, name="assessment-results"),
    path("assessment/<uuid:round>/answer/", assessment.answer, name="assessment-answer"),
    path("assessment/<uuid:round>/closing/", assessment.closing, name="assessment-closing"),
    path("assessment/<uuid:round>/objectives/new/", assessment.new_objective, name="objective-new"),
    path("objectives/<uuid:objective>/edit/", assessment.edit_objective, name="objective-edit"),
    path("objectives/<uuid:objective>/finishing/", assessment.finishing, name="objective-finishing"),
    path("objectives/<uuid:objective>/dropping/", assessment.dropping, name="objective-dropping"),
]
