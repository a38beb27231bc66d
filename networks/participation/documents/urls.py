"""Addresses of documents."""

from django.urls import path

from networks.participation.documents import views

urlpatterns = [
    path("<slug:network>/documents/<uuid:key>/", views.page, name="document-page"),
    path("<slug:network>/documents/<uuid:key>/file/", views.document, name="document-file"),
    path("<slug:network>/documents/<uuid:key>/versions/", views.version, name="document-version-new"),
    path("<slug:network>/documents/<uuid:key>/removal/", views.removal, name="document-bin"),
    path(
        "<slug:network>/documents/<uuid:key>/<int:number>/comments/", views.comment, name="document-comment"
    ),
    path(
        "<slug:network>/documents/<uuid:key>/<int:number>/signature/",
        views.signature,
        name="document-signature",
    ),
    path(
        "<slug:network>/documents/signatures/<uuid:key>/withdrawal/",
        views.withdrawal,
        name="signature-withdrawal",
    ),
    path("<slug:network>/documents/<uuid:key>/<int:number>/", views.document, name="document-version"),
]
