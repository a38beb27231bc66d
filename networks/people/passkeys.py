"""Passkeys as browsers send them. What is none counts as a wrong one, and is said beside the field."""

from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from django import forms
from django.utils.translation import gettext_lazy as _

from networks.base.forms import Dressed

# What the library raises where something is not of the shape that browsers send.
MISSHAPEN = (ValueError, TypeError, KeyError, IndexError, AttributeError, NotImplementedError)


class Credential(forms.JSONField):
    """JSON that a script filled in; text of any other kind is refused too, such as one nested 20,000 deep."""

    def to_python(self, value: Any) -> Any:
        try:
            return super().to_python(value)
        except (ValueError, RecursionError):
            raise get_adapter().validation_error("incorrect_code") from None

    def bound_data(self, data: Any, initial: Any) -> Any:
        """What is shown again: nothing, since a credential serves once."""
        return None

    def has_changed(self, initial: Any, data: Any) -> bool:
        return True


class _Careful:
    """What all four share: their field reads with care."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["credential"] = Credential(widget=forms.HiddenInput)

    def clean_credential(self) -> Any:
        given = self.cleaned_data["credential"]
        if not isinstance(given, dict):
            raise get_adapter().validation_error("incorrect_code")
        try:
            return super().clean_credential() if hasattr(super(), "clean_credential") else given
        except MISSHAPEN:
            raise get_adapter().validation_error("incorrect_code") from None


class SignIn(_Careful, LoginWebAuthnForm):
    """Sign in with a passkey."""


class SecondStep(_Careful, AuthenticateWebAuthnForm):
    """The second step of signing in."""


class Again(_Careful, ReauthenticateWebAuthnForm):
    """Asked again before something that matters."""


class AddPasskey(_Careful, Dressed, AddWebAuthnForm):
    """A passkey: a name for this device. It always replaces the code, so there is nothing to tick."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("A name for this device")
        self.fields["name"].help_text = _("Such as: my phone. You can have several.")
        self.fields["passwordless"].widget = forms.HiddenInput()
        self.fields["passwordless"].initial = True

    def clean(self) -> dict:
        try:
            return super().clean()
        except MISSHAPEN:
            raise get_adapter().validation_error("incorrect_code") from None
