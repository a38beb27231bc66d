"""Addresses of lists and letters."""

from django.urls import path

from networks.network.membership.pages import letters, lists

urlpatterns = [
    path("lists/", lists.lists, name="lists"),
    path("lists/saved/<uuid:key>/forgetting/", lists.forgetting, name="list-forgetting"),
    path("lists/<slug:kind>/", lists.one, name="list"),
    path("lists/<slug:kind>/export/", lists.export, name="list-export"),
    path("lists/<slug:kind>/saving/", lists.saving, name="list-saving"),
    path("letters/", letters.letters, name="letters"),
    path("letters/to/<slug:kind>/", letters.new, name="letter-new"),
    path("letters/<uuid:key>/", letters.letter, name="letter"),
    path("letters/<uuid:key>/writing/", letters.change, name="letter-change"),
    path("letters/<uuid:key>/attaching/", letters.attaching, name="letter-attaching"),
    path("letters/<uuid:key>/detaching/", letters.detaching, name="letter-detaching"),
    path("letters/<uuid:key>/trial/", letters.trial, name="letter-trial"),
    path("letters/<uuid:key>/sending/", letters.sending_of, name="letter-sending"),
    path("letters/<uuid:key>/progress/", letters.progress, name="letter-progress"),
    path("letters/<uuid:key>/removal/", letters.removal, name="letter-removal"),
    path("letters/<uuid:key>/again/<uuid:recipient>/", letters.again, name="letter-again"),
]
