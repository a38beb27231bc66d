"""What one was told, how one wants to be told, and ending messages with one click (RFC 8058)."""

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from networks.base.doors import allow, anyone
from networks.base.forms import PlainForm
from networks.base.limits import Limit, too_many
from networks.base.machine import client_address
from networks.base.paging import page_by_key
from networks.notices.digests import unsubscribe as end_mail
from networks.notices.endings import others
from networks.notices.models import HowOften, Notification, Wish
from networks.notices.sentences import lines
from networks.notices.telling import declared, kinds
from networks.people.mail import in_language
from networks.people.middleware import enter
from networks.people.permissions import belongs

WRONG_LINKS = Limit("unsubscribe-link", failures=100, seconds=600)
WORDS = {
    HowOften.AT_ONCE: gettext_lazy("at once"),
    HowOften.DAILY: gettext_lazy("once a day, in the morning"),
    HowOften.WEEKLY: gettext_lazy("once a week, on Monday morning"),
    HowOften.NEVER: gettext_lazy("never by e-mail"),
}


def unread(person) -> int:
    """How many notifications `person` has not read in the current network."""
    return Notification.objects.filter(person=person, read_at=None, event__verb__in=list(declared())).count()


@allow(belongs)
@require_GET
def notices(request):
    """What one was told, the newest first."""
    mine = Notification.objects.filter(person=request.actor.person).select_related("event__actor")
    page = page_by_key(mine, request.GET, "-created_at")
    return render(
        request,
        "notices/notices.html",
        {"page": page, "lines": lines(page.rows), "unread": unread(request.actor.person)},
    )


@allow(belongs)
@require_POST
def notices_reading(request):
    """Everything told until now is read."""
    Notification.objects.filter(person=request.actor.person, read_at=None).update(read_at=timezone.now())
    return redirect("notices", network=request.network.slug)


class WishForm(PlainForm):
    """How often one is told by mail: of everything, and of each kind."""

    everything = forms.ChoiceField(
        label=gettext_lazy("By e-mail"), choices=list(WORDS.items()), widget=forms.RadioSelect
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for slug, name in kinds().items():
            words = list(WORDS.items())
            if slug in others():  # whole messages, not news that could be gathered
                words = [(HowOften.AT_ONCE, _("as they come")), (HowOften.NEVER, WORDS[HowOften.NEVER])]
            self.fields[f"of_{slug}"] = forms.ChoiceField(
                label=name, choices=[("", _("as above")), *words], required=False
            )


@allow(belongs)
def notice_settings(request):
    """How one wants to be told in this network."""
    person = request.actor.person
    have = {wish.kind: wish.mail for wish in Wish.objects.filter(person=person)}
    form = WishForm(
        request.POST if request.method == "POST" else None,
        initial={"everything": have.get("", HowOften.DAILY)}
        | {f"of_{slug}": have.get(slug, "") for slug in kinds()},
    )
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            _keep(person, "", form.cleaned_data["everything"])
            for slug in kinds():
                _keep(person, slug, form.cleaned_data[f"of_{slug}"])
        messages.success(request, _("Kept. It holds from the next message on."))
        return redirect("notice-settings", network=request.network.slug)
    return render(request, "notices/settings.html", {"form": form}, status=422 if form.errors else 200)


def _keep(person, kind: str, often: str) -> None:
    if often:
        Wish.objects.update_or_create(person=person, kind=kind, defaults={"mail": often})
    else:
        Wish.objects.filter(person=person, kind=kind).delete()


@allow(anyone)
@csrf_exempt  # mail programs send this for the reader, from their own servers (RFC 8058)
@never_cache
def unsubscribe(request, secret):
    """A POST ends the messages, without signing in and without redirecting; a GET shows the button and changes nothing."""
    if WRONG_LINKS.reached(client_address(request)):
        return too_many(request)
    wish = Wish.everywhere.filter(secret=secret).select_related("network", "person").first()
    if wish is None:
        WRONG_LINKS.failed(client_address(request))
        raise Http404
    enter(request, wish.network)
    done = request.method == "POST"
    if done:
        end_mail(wish)
    with in_language(wish.person.language):
        return render(
            request,
            "notices/unsubscribe.html",
            {"done": done, "of": wish.network.name, "kind": kinds().get(wish.kind, "")},
        )
