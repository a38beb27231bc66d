"""What somebody chose on the page of a vote, read from its form, and the form as it was filled in."""

from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from networks.meet.meetings.counting.ballots import RANKS
from networks.meet.meetings.models import Ballot, Method
from networks.meet.meetings.rules.errors import NotNow


@sensitive_variables()
def choice_from(ballot: Ballot, data: QueryDict) -> list[str]:
    """The choice as it is kept: keys of options; NotNow says what to change."""
    keys = [option["key"] for option in ballot.options]
    if ballot.method in RANKS:
        return _ranking(keys, data)
    if ballot.method == Method.EACH:
        said = [(key, data.get(f"each-{key}", "")) for key in keys]
        return [f"{answer}:{key}" for key, answer in said if answer]
    return [one for one in data.getlist("choice") if one]


@sensitive_variables()
def _ranking(keys: list[str], data: QueryDict) -> list[str]:
    """Numbers beside names: 1 comes first. Names without a number are left out."""
    places: dict[int, str] = {}
    for key in keys:
        said = data.get(f"rank-{key}", "").strip()
        if not said:
            continue
        if not said.isdecimal() or not 1 <= int(said[:6]) <= len(keys):
            raise NotNow(_("Write numbers from 1 to %(most)s: 1 is your first.") % {"most": len(keys)})
        if int(said) in places:
            raise NotNow(
                _("Two names have the number %(number)s. Give each a number of its own.") % {"number": said}
            )
        places[int(said)] = key
    return [places[place] for place in sorted(places)]


@sensitive_variables()
def fields_of(ballot: Ballot, options: list[tuple[str, str]], data: Any = None) -> list[dict[str, str]]:
    """The names on the paper with what was entered, to be corrected."""
    chosen = data.getlist("choice") if data else []
    return [
        {
            "key": key,
            "name": name,
            "rank": data.get(f"rank-{key}", "") if data else "",
            "said": data.get(f"each-{key}", "") if data else "",
            "ticked": "1" if key in chosen else "",
        }
        for key, name in options
    ]
