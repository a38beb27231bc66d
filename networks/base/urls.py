from django.urls import path
from django.views.i18n import set_language

from networks.base import views
from networks.base.doors import allow, anyone

urlpatterns = [
    path("settings/reading/", views.reading, name="settings-reading"),
    path("settings/theme/", views.theme, name="settings-theme"),
    path("settings/language/", allow(anyone)(set_language), name="settings-language"),
    path("styleguide/", views.styleguide, name="styleguide"),
]
