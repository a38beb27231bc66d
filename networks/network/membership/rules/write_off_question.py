"""Whether what is owed is given up: asked in the same words about a notice and about a balance from before."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext_lazy as _

from networks.participation.referrals.models import Referral
from networks.participation.referrals.rules import Question, register


def _stays(owed: Any, referral: Referral) -> None:
    """Refused: it stays owed."""


def ask_write_off(
    label: str, give_up: Callable[..., None], take_back: Callable[..., None], title: Any
) -> None:
    """Make the question known for records of `label`; `take_back` is the inverse of `give_up`."""
    register(
        Question(
            label,
            "write_off",
            {"granted": give_up, "refused": _stays},
            undo={"granted": take_back, "refused": _stays},
            words={"granted": _("Write it off"), "refused": _("It stays owed")},
            title=title,
        )
    )
