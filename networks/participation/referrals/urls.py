"""Addresses of referrals."""

from django.urls import path

from networks.participation.referrals import views

urlpatterns = [
    path("<slug:network>/referrals/", views.referrals, name="referrals"),
    path("<slug:network>/referrals/<uuid:key>/", views.referral, name="referral"),
    path("<slug:network>/referrals/<uuid:key>/answer/", views.give_answer, name="referral-answer"),
    path("<slug:network>/referrals/<uuid:key>/reopening/", views.reopening, name="referral-reopening"),
    path("<slug:network>/referrals/<uuid:key>/handing/", views.handing, name="referral-handing"),
]
