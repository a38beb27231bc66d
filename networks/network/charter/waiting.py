"""What waits for somebody in this room: for home."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from networks.base.rooms import Need
from networks.network.charter.models import Wording, WordingState


def needs(actor: Any) -> Iterable[Need]:
    """Proposals that nobody put to a decision yet, for the coordinators."""
    if actor.person is None or actor.by_card:
        return
    if actor.is_coordinator:
        count = Wording.objects.filter(state=WordingState.DISCUSSED).count()
        if count:
            yield Need(
                title=ngettext(
                    "A line of the charter is being discussed",
                    "%(count)s lines of the charter are being discussed",
                    count,
                )
                % {"count": count},
                why=_("When enough was said, put them to a decision."),
                url=reverse("charter-proposals", kwargs={"network": actor.network.slug}),
                action=_("Read what was said"),
            )
