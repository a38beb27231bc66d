"""The records that addresses name."""

from django.shortcuts import get_object_or_404

from networks.network.charter.models import Carrier, Comment, Line, Wording


def line_of(request, line, **kwargs) -> Line:
    return get_object_or_404(Line.objects.select_related("network", "proposed_by"), pk=line)


def wording_of(request, wording, **kwargs) -> Wording:
    return get_object_or_404(
        Wording.objects.select_related("line", "network", "proposed_by", "replaces"), pk=wording
    )


def comment_of(request, comment, **kwargs) -> Comment:
    return get_object_or_404(Comment.objects.select_related("wording__line", "by"), pk=comment)


def carrier_of(request, carrier, **kwargs) -> Carrier:
    return get_object_or_404(Carrier.objects.select_related("line", "person", "network"), pk=carrier)
