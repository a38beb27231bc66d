from django.urls import path

from networks.base import views

urlpatterns = [
    path("settings/reading/", views.reading, name="settings-reading"),
    path("settings/theme/", views.theme, name="settings-theme"),
    path("settings/language/", views.language, name="settings-language"),
    path("styleguide/", views.styleguide, name="styleguide"),
    path("styleguide/screen/", views.styleguide_screen, name="styleguide-screen"),
]
