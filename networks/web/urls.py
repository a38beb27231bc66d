"""All addresses, assembled from what rooms declare."""

from django.conf import settings
from django.urls import include, path

from networks.base.rooms import rooms
from networks.web import views

urlpatterns = [
    path("", views.start, name="start"),
    path("home/", views.home, name="home"),
    path("found/", views.found, name="found"),
    path("health/", views.health, name="health"),
    path("", include("networks.base.urls")),
    path("accounts/", include("allauth.urls")),
    path("", include("networks.people.urls")),
    path("", include("networks.notices.urls")),
    path("", include("networks.participation.occasions.urls")),
    path("", include("networks.participation.feedback.urls")),
]
for room in rooms():
    if room.own_urls:
        urlpatterns.append(path("", include(room.own_urls)))
    if room.join_urls:
        urlpatterns.append(path("j/", include(room.join_urls)))
    urlpatterns.append(path(f"<slug:network>/{room.area}/{room.slug}/", include(room.urls)))
urlpatterns.append(path("<slug:network>/", views.network_home, name="network-home"))

if settings.DEBUG:
    from django.contrib.staticfiles.urls import staticfiles_urlpatterns

    urlpatterns += staticfiles_urlpatterns()
