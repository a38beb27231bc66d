"""A coordinator registers somebody of a member for a session or a meeting."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from networks.base.doors import allow
from networks.base.files.errors import FileRefused
from networks.network.membership.forms.registering import RegistrationForm
from networks.network.membership.pages.member import organisation_of
from networks.network.membership.rules.registering import NotRegistered, coming, people_of, register_for
from networks.people.permissions import coordinates


@allow(coordinates, of=organisation_of)
def registration(request, found):
    """Choose what and who, say whether they come, and why you record it."""
    words = request.GET.get("words", "").replace("\0", "")[:200].strip()
    form = RegistrationForm(
        request.POST or None,
        request.FILES or None,
        coming=coming(request.actor),
        people=people_of(found),
        words=words,
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            register_for(
                found,
                form.said(),
                data["behalf_reason"],
                data["behalf_document"],
                by=request.actor.person,
            )
        except NotRegistered as why:
            form.add_error(why.field, str(why))
        except FileRefused as why:
            form.add_error("behalf_document", str(why))
        else:
            messages.success(request, _("Recorded. Its people are told."))
            return redirect("member-file", network=request.network.slug, key=found.pk)
    return render(
        request,
        "membership/register/registration.html",
        {"organisation": found, "form": form, "words": words},
        status=422 if form.errors else 200,
    )
