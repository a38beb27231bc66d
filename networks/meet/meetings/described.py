"""How bodies are shown by others: in links, events, notifications and referrals."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from networks.base.rooms import Described
from networks.base.texts import Reader, load_versions
from networks.meet.meetings.models import Body


def bodies(keys: Iterable[Any]) -> dict[Any, Described]:
    rows = list(Body.objects.filter(pk__in=keys).select_related("network"))
    load_versions(rows)
    reader = Reader((get_language() or "en",))
    found = {}
    for row in rows:
        name = row.version_for("name", reader)
        url = reverse("body", kwargs={"network": row.network.slug, "body": row.pk})
        found[row.pk] = Described(name.text, url, str(_("body")), name.language)
    return found


DESCRIBE = {"meet_meetings.body": bodies}
