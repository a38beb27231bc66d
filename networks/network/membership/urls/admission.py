"""Addresses of admission."""

from django.urls import path

from networks.network.membership.pages import admission_settings, application_acts, applications

urlpatterns = [
    path("applications/", applications.applications, name="applications"),
    path("applications/new/", applications.record_one, name="application-new"),
    path("applications/own/", applications.own, name="application-own"),
    path("applications/<uuid:key>/", applications.application, name="application"),
    path("applications/<uuid:key>/request/", application_acts.request_more, name="application-request"),
    path("applications/<uuid:key>/completion/", application_acts.completion, name="application-completion"),
    path(
        "applications/<uuid:key>/organisation/",
        application_acts.organisation,
        name="application-organisation",
    ),
    path("applications/<uuid:key>/opinion/", application_acts.opinion, name="application-opinion"),
    path("applications/<uuid:key>/decision/", application_acts.decision, name="application-decision"),
    path("applications/<uuid:key>/papers/", application_acts.papers, name="application-papers"),
    path("welcome/<uuid:key>/", application_acts.welcome, name="welcome-task"),
    path("admission/", admission_settings.settings, name="admission-settings"),
    path("admission/setting-up/", admission_settings.setting_up, name="admission-setting-up"),
    path("admission/<slug:kind>/new/", admission_settings.new, name="admission-item-new"),
    path("admission/<slug:kind>/<uuid:key>/", admission_settings.change, name="admission-item"),
    path(
        "admission/<slug:kind>/<uuid:key>/removal/", admission_settings.removal, name="admission-item-removal"
    ),
]
