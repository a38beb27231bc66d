"""A browser in the middle of signing in, or of somebody who has an authenticator app and a passkey: for who looks at every page."""

import re
import time

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from cryptography.hazmat.primitives.asymmetric import ec
from django.core import mail
from django.core.cache import cache
from django.urls import reverse
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import (
    Aaguid,
    AttestationObject,
    AttestedCredentialData,
    AuthenticatorData,
    CollectedClientData,
)

from networks.base.jobs import run_all
from networks.people.models import Person

SECRET = "JBSWY3DPEHPK3PXP"


def number(secret: str = SECRET, *, ago: int = 0) -> str:
    """What an authenticator app shows now, or showed so many times half a minute ago."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 - ago))


def _keyholder(filled) -> Person:
    """Somebody with an app, recovery codes and a passkey."""
    email = f"keyholder@{filled.word.lower()}.example"
    person = Person.objects.filter(email=email).first()
    if person is None:
        person = Person.objects.create_user(email, "Plain keyholder")
        EmailAddress.objects.create(user=person, email=email, verified=True, primary=True)
        TOTP.activate(person, SECRET)
        RecoveryCodes.activate(person)
        data = {"name": "Telephone", "credential": _credential()}
        Authenticator.objects.create(user=person, type="webauthn", data=data)
    filled.things["passkey"] = Authenticator.objects.get(user=person, type="webauthn")
    return person


def _credential() -> dict:
    """What a telephone sends when a passkey is made on it."""
    key = ES256.from_cryptography_key(ec.generate_private_key(ec.SECP256R1()).public_key())
    made = AttestedCredentialData.create(Aaguid(bytes(16)), b"telephone", key)
    flags = AuthenticatorData.FLAG.UP | AuthenticatorData.FLAG.UV | AuthenticatorData.FLAG.AT
    about = AuthenticatorData.create(bytes(32), flags, 0, made)
    client = CollectedClientData.create("webauthn.create", b"challenge", "http://localhost")
    return {
        "id": websafe_encode(b"telephone"),
        "rawId": websafe_encode(b"telephone"),
        "type": "public-key",
        "clientExtensionResults": {},
        "response": {
            "clientDataJSON": websafe_encode(client),
            "attestationObject": websafe_encode(AttestationObject.create("none", about, {})),
        },
    }


def signed_in_with_an_app(browser, filled) -> None:
    """Signed in, and just asked for the second factor again."""
    cache.clear()  # one number of the app works once
    browser.force_login(_keyholder(filled))
    for _try in range(2):  # the number may change while it is sent
        answer = browser.post(reverse("mfa_reauthenticate"), {"code": number()})
        if answer.status_code == 302:
            return
    raise AssertionError("the app's number was refused")


def asked_for_a_code(browser, filled) -> None:
    cache.clear()
    browser.post(reverse("account_login"), {"email": _keyholder(filled).email})


def typed_the_code(browser, filled) -> None:
    """The code was right; now the second factor is asked."""
    asked_for_a_code(browser, filled)
    run_all()
    told = next(one for one in reversed(mail.outbox) if one.to == [_keyholder(filled).email])
    code = re.search(r"^[A-Z0-9]{4}-[A-Z0-9]{4}$", told.body, re.M).group()
    browser.post(reverse("account_confirm_login_code"), {"code": code})
