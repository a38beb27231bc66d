"""Who may bind an organisation: its legal representatives in everything, others by a mandate."""

from django.db.models import Q

from networks.participation.mandates.models import Mandate
from networks.people.models import Function, FunctionKind, holding

# Functions that carry a mandate of their own, and in which matters (empty: in all).
BY_FUNCTION = {
    FunctionKind.REPRESENTATIVE: ("",),
    FunctionKind.DELEGATE: ("vote",),
    FunctionKind.DEPUTY: ("vote",),
}


def may_bind(person, organisation, scope: str = "") -> bool:
    """Whether `person` may bind `organisation` in the matter `scope` now: by a function or by a mandate, while affiliated."""
    kinds = [kind for kind, scopes in BY_FUNCTION.items() if "" in scopes or scope in scopes]
    by_function = (
        Function.objects.now()
        .filter(
            holding("affiliation__"),
            kind__in=kinds,
            affiliation__person=person,
            affiliation__organisation=organisation,
        )
        .exists()
    )
    return by_function or (
        Mandate.objects.now()
        .filter(Q(scope="") | Q(scope=scope), person=person, organisation=organisation)
        .exists()
    )
