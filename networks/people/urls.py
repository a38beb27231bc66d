"""Addresses of people that belong to no network: signing in, one's own page, invitations and cards.

Of django-allauth only what is used is mounted; there are no passwords here, so there are no pages about them.
"""

from allauth.account.views import account_inactive, logout
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from allauth.usersessions.views import list_usersessions
from django.urls import path

from networks.people.pages import cards, invitations, sign_in, you

urlpatterns = [
    path("sign-in/", sign_in.sign_in, name="account_login"),
    path("sign-in/ask/", sign_in.sign_in, name="account_request_login_code"),
    path("sign-in/new/", sign_in.no_sign_up, name="account_signup"),
    path("sign-in/code/", sign_in.type_the_code, name="account_confirm_login_code"),
    path("sign-in/passkey/", sign_in.sign_in_by_passkey, name="mfa_login_webauthn"),
    path("sign-in/second/", mfa.authenticate, name="mfa_authenticate"),
    path("sign-in/closed/", account_inactive, name="account_inactive"),
    path("sign-out/", logout, name="account_logout"),
    path("sign-out/everywhere/", sign_in.sign_out_of_everything, name="sign-out-everywhere"),
    path("you/", you.you, name="you"),
    path("you/data/", you.your_data, name="your-data"),
    path("you/data/export/", you.your_export, name="your-export"),
    path("you/data/erasure/", you.your_erasure, name="your-erasure"),
    path("you/devices/", sign_in.own(list_usersessions), name="usersessions_list"),
    path("you/second-factor/", sign_in.second_factor, name="second-factor"),
    path("you/sign-in/", sign_in.own(mfa.index), name="mfa_index"),
    path("you/sign-in/again/", sign_in.own(mfa.reauthenticate), name="mfa_reauthenticate"),
    path("you/sign-in/passkeys/", sign_in.own(webauthn.list_webauthn), name="mfa_list_webauthn"),
    path("you/sign-in/passkeys/new/", sign_in.own(webauthn.add_webauthn), name="mfa_add_webauthn"),
    path("you/sign-in/passkeys/again/", sign_in.own(webauthn.reauthenticate_webauthn), name="mfa_reauthenticate_webauthn"),
    path("you/sign-in/passkeys/<int:pk>/", sign_in.own(webauthn.edit_webauthn), name="mfa_edit_webauthn"),
    path("you/sign-in/passkeys/<int:pk>/removal/", sign_in.own(webauthn.remove_webauthn), name="mfa_remove_webauthn"),
    path("you/sign-in/app/", sign_in.own(totp.activate_totp), name="mfa_activate_totp"),
    path("you/sign-in/app/removal/", sign_in.own(totp.deactivate_totp), name="mfa_deactivate_totp"),
    path("you/sign-in/recovery/", sign_in.own(recovery.view_recovery_codes), name="mfa_view_recovery_codes"),
    path("you/sign-in/recovery/new/", sign_in.own(recovery.generate_recovery_codes), name="mfa_generate_recovery_codes"),
    path("you/sign-in/recovery/file/", sign_in.own(recovery.download_recovery_codes), name="mfa_download_recovery_codes"),
    path("invitation/<str:secret>/", invitations.arrive, name="invitation"),
    path("card/", cards.by_words, name="card"),
    path("card/<str:secret>/", cards.scanned, name="card-scanned"),
]  # fmt: skip
