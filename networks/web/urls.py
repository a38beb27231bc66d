"""All addresses, assembled from what rooms declare."""

from django.conf import settings
from django.urls import include, path

from networks.base.rooms import rooms
from networks.web.pages import archive, demonstration, first_steps, home, network_settings, start

handler500 = "networks.web.pages.errors.server_error"

urlpatterns = [
    path("", start.start, name="start"),
    path("found/", start.found, name="found"),
    path("found/address/", start.proposed_address, name="proposed-address"),
    path("local/<str:key>/", start.with_key, name="local-key"),
    path("health/", start.health, name="health"),
    path("found/taking-in/", archive.take_in, name="take-in"),
    path("found/taking-in/progress/", archive.take_in_progress, name="take-in-progress"),
    path("home/", home.home, name="home"),
    path("demonstration/", demonstration.whole, name="demonstration"),
    path("demonstration/progress/", demonstration.progress, name="demonstration-progress"),
    path("demonstration/visit/", demonstration.visit, name="demonstration-visit"),
    path("demonstration/removal/", demonstration.removal, name="demonstration-removal"),
    path("", include("networks.base.urls")),
    path("", include("networks.people.urls")),
    path("", include("networks.notices.urls")),
    path("", include("networks.participation.occasions.urls")),
    path("", include("networks.participation.feedback.urls")),
    path("", include("networks.participation.documents.urls")),
]
for room in rooms():
    if room.own_urls:
        urlpatterns.append(path("", include(room.own_urls)))
    if room.join_urls:
        urlpatterns.append(path("j/", include(room.join_urls)))
    if room.public_front:
        urlpatterns.append(path("<slug:network>/public/", include(room.public_front)))
    if room.public_urls:
        urlpatterns.append(
            path(f"<slug:network>/public/<str:language>/{room.slug}/", include(room.public_urls))
        )
    if room.urls:
        urlpatterns.append(path(f"<slug:network>/{room.area}/{room.slug}/", include(room.urls)))
urlpatterns += [
    path("<slug:network>/", home.network_home, name="network-home"),
    path("<slug:network>/doors/<slug:door>/", home.door, name="door"),
    path("<slug:network>/steps/", first_steps.first_steps, name="first-steps"),
    path(
        "<slug:network>/steps/<str:key>/putting-aside/", first_steps.putting_aside, name="step-putting-aside"
    ),
    path("<slug:network>/steps/<str:key>/taking-up/", first_steps.taking_up, name="step-taking-up"),
    path("<slug:network>/network/settings/", network_settings.network_settings, name="network-settings"),
    path("<slug:network>/network/settings/archive/", archive.archive, name="network-archive"),
    path(
        "<slug:network>/network/settings/archive/progress/",
        archive.archive_progress,
        name="network-archive-progress",
    ),
    path(
        "<slug:network>/network/settings/archive/<uuid:key>/",
        archive.archive_file,
        name="network-archive-file",
    ),
]

if settings.DEBUG:
    from django.contrib.staticfiles.urls import staticfiles_urlpatterns

    urlpatterns += staticfiles_urlpatterns()
