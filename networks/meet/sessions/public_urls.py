"""Addresses for everybody, below /{network}/public/{language}/sessions/. No cookies there."""

from django.urls import path

from networks.meet.sessions.pages import public

urlpatterns = [
    path("<uuid:session>/", public.report, name="public-report"),
    path("<uuid:session>/<str:name>", public.report_file, name="public-report-file"),
    path("link/<str:secret>/", public.secret_report, name="secret-report"),
    path("link/<str:secret>/<str:name>", public.secret_report_file, name="secret-report-file"),
]
