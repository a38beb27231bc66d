from django.urls import path

from networks.participation.feedback import views

urlpatterns = [path("feedback/<str:ticket>/", views.by_ticket, name="feedback")]
