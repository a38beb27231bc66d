"""What a network says of itself: name, purpose, address, languages, zone, and its woven edge."""

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from networks.base.doors import allow
from networks.people.founding import change_network
from networks.web.forms import NetworkForm
from networks.web.permissions import coordinates


@allow(coordinates)
def network_settings(request):
    """Show and change a network's settings."""
    network = request.network
    form = NetworkForm(request.POST or None, network=network, site=settings.SITE_ADDRESS.split("//")[1])
    if request.method == "POST" and form.is_valid():
        try:
            change_network(network, request.actor.person, **form.changes())
        except ValidationError as why:
            form.add_error("slug", why)
        else:
            for language, text in form.purposes().items():
                network.put_version("purpose", language, text, author=request.actor.person)
            network.mark_versions_to_check("purpose")
            messages.success(request, _("Saved."))
            return redirect("network-settings", network=network.slug)
    return render(
        request,
        "web/network_settings.html",
        {"form": form, "crumbs": [(_("Home"), reverse("network-home", args=[network.slug]))]},
        status=422 if form.is_bound else 200,
    )
