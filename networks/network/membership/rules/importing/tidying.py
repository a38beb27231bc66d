"""Files are not kept longer than they are needed: what lines said is forgotten after 90 days, a file that nobody confirmed after 30.

What is needed to take an import back stays: keys and values of the register, in the notes of its lines.
"""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from networks.base.jobs import job
from networks.network.membership.models import Import, ImportLine, ImportState

UNCONFIRMED = timedelta(days=30)
SAID = timedelta(days=90)


@job("membership.imports.tidy", every=timedelta(days=1))
def tidy(row: Any) -> None:
    """Forget what is old, in all networks."""
    now = timezone.now()
    waiting = (ImportState.READ, ImportState.PLANNING, ImportState.PLANNED)
    Import.everywhere.filter(state__in=waiting, created_at__lt=now - UNCONFIRMED).delete()
    ImportLine.everywhere.filter(of__done_at__lt=now - SAID).exclude(cells=[]).update(
        cells=[], plan={}, title=""
    )
