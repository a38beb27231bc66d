"""Letters to a list: written, looked at member by member, tried out, sent, followed."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.mail import get_connection
from django.db.models import Count
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from networks.base.doors import allow
from networks.base.models import Job
from networks.base.numbers import whole
from networks.base.paging import page_by_key
from networks.network.membership.forms.letters import FileForm, LetterForm
from networks.network.membership.models import Delivery, Letter, LetterRecipient, LetterState
from networks.network.membership.rules.letters import addressing, enclosing, sending, writing
from networks.network.membership.rules.letters.merging import merge_fields
from networks.network.membership.rules.lists import kind_of
from networks.network.membership.rules.lists.showing import Shown
from networks.people.permissions import coordinates


def one(request, key) -> Letter:
    """Find a letter of this network."""
    return get_object_or_404(Letter.objects.select_related("network", "made_by", "sent_by"), pk=key)


def recipient_of(request, key, recipient) -> LetterRecipient:
    """Find a copy of a letter."""
    return get_object_or_404(LetterRecipient.objects.select_related("letter"), pk=recipient, letter=key)


def _to(request, name: str, letter: Letter, query: str = ""):
    return redirect(reverse(name, kwargs={"network": request.network.slug, "key": letter.pk}) + query)


@allow(coordinates)
@require_GET
def letters(request):
    """All letters, the newest first."""
    page = page_by_key(Letter.objects.select_related("made_by", "sent_by"), request.GET, "-created_at")
    return render(request, "membership/letters/letters.html", {"page": page})


@allow(coordinates)
def new(request, kind):
    """Write to a list: ?… is the list's address."""
    found = kind_of(kind)
    if found is None or not found.is_written_to or not found.may(request.actor):
        raise Http404
    asked = QueryDict(request.POST.get("query", "")[:4000]) if request.method == "POST" else request.GET
    shown = Shown(found, asked, request.actor)
    form = LetterForm(
        request.POST if request.method == "POST" else None,
        languages=request.network.languages,
        to_people=found.person is not None or found.addressee is not None,
    )
    if request.method == "POST" and form.is_valid():
        made = writing.write(kind, shown.query(), form.original, form.cleaned_data, by=request.actor.person)
        return _to(request, "letter", made)
    return _form(request, form, shown)


def _form(request, form, shown, letter=None):
    back = reverse("list", kwargs={"network": request.network.slug, "kind": shown.kind.slug}) + (
        f"?{shown.query()}" if shown.query() else ""
    )
    context = {
        "form": form,
        "shown": shown,
        "query": shown.query(),
        "count": shown.count(),
        "fields": merge_fields(),
        "back": back,
        "letter": letter,
    }
    return render(request, "membership/letters/form.html", context, status=422 if form.errors else 200)


def _shown(request, letter: Letter) -> Shown:
    kind = kind_of(letter.kind)
    if kind is None:
        raise Http404
    return Shown(kind, QueryDict(letter.query), request.actor)


@allow(coordinates, of=one)
def change(request, letter: Letter):
    """The draft is written on."""
    if letter.state != LetterState.DRAFT:
        return _to(request, "letter", letter)
    shown = _shown(request, letter)
    form = LetterForm(
        request.POST if request.method == "POST" else None,
        languages=request.network.languages,
        to_people=shown.kind.person is not None or shown.kind.addressee is not None,
        letter=letter,
    )
    if request.method == "POST" and form.is_valid():
        try:
            writing.change(letter, form.cleaned_data, by=request.actor.person)
        except writing.WasSent:
            messages.error(request, _("Somebody sent this letter meanwhile: it does not change any more."))
        return _to(request, "letter", letter)
    return _form(request, form, shown, letter)


@allow(coordinates, of=one)
@require_GET
def letter(request, found: Letter):
    """A draft as each will get it, one after another; a sent letter with what became of each copy."""
    if found.state == LetterState.DRAFT:
        return _draft(request, found)
    wanted = request.GET.get("state", "")
    rows = found.recipients.select_related("organisation", "person")
    if wanted in Delivery.values:
        rows = rows.filter(state=wanted)
    return render(
        request,
        "membership/letters/sent.html",
        _progress(request, found)
        | {
            "page": page_by_key(rows, request.GET, "position"),
            "wanted": wanted,
            "documents": enclosing.of_letter(found),
        },
    )


def _draft(request, found: Letter, file_form=None, status: int = 200):
    keys = addressing.keys_of(found, request.network)
    number = min(whole(request.GET.get("at", "0")) or 0, max(len(keys) - 1, 0))
    shown = list(addressing.copies(found, keys[number : number + 1], request.network))
    address = reverse("letter", kwargs={"network": request.network.slug, "key": found.pk})
    context = {
        "letter": found,
        "copies": [(copy, sending.refuses(found, copy.person)) for copy in shown],
        "number": number + 1,
        "count": len(keys),
        "before": f"{address}?at={number - 1}" if number > 0 else "",
        "next": f"{address}?at={number + 1}" if number + 1 < len(keys) else "",
        "at": number,
        "documents": enclosing.of_letter(found),
        "file_form": file_form or FileForm(),
        "answers": sending.reply_address(found),
        "kind": kind_of(found.kind),
    }
    return render(request, "membership/letters/draft.html", context, status=status)


def _progress(request, found: Letter) -> dict:
    counts = dict(found.recipients.values_list("state").annotate(n=Count("pk")).order_by())
    total = sum(counts.values())
    address = reverse("letter", kwargs={"network": request.network.slug, "key": found.pk})
    here = request.GET.get("state", "")
    tabs = [(f"{_('All')} ({total})", address, not here)]
    tabs += [
        (f"{label.capitalize()} ({counts[state]})", f"{address}?state={state}", here == state)
        for state, label in ((s, str(v)) for s, v in Delivery.choices)
        if counts.get(state)
    ]
    going = total - counts.get(Delivery.NOBODY, 0) - counts.get(Delivery.SAME, 0)
    return {
        "letter": found,
        "tabs": tabs,
        "total": going,
        "done": going - counts.get(Delivery.WAITING, 0) - counts.get(Delivery.GOING, 0),
        "work": Job.objects.filter(
            kind=sending.JOB,
            arguments__letter=str(found.pk),
            state__in=[Job.State.WAITING, Job.State.RUNNING],
        ).first(),
    }


@allow(coordinates, of=one)
@require_GET
def progress(request, found: Letter):
    """How far it is; drawn into the page again and again until it is done."""
    if found.state != LetterState.SENDING and request.headers.get("HX-Request"):
        answer = HttpResponse()
        answer["HX-Redirect"] = reverse("letter", kwargs={"network": request.network.slug, "key": found.pk})
        return answer
    return render(request, "membership/letters/progress_part.html", _progress(request, found))


@allow(coordinates, of=one)
@require_POST
def attaching(request, found: Letter):
    """A file goes with the letter."""
    if found.state != LetterState.DRAFT:
        return _to(request, "letter", found)
    form = FileForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            enclosing.enclose(found, form.cleaned_data["file"], by=request.actor.person)
        except ValidationError as error:
            form.add_error("file", error)
        else:
            return _to(request, "letter", found)
    return _draft(request, found, form, status=422)


@allow(coordinates, of=one)
@require_POST
def detaching(request, found: Letter):
    """A file does not go with it after all."""
    for document in enclosing.of_letter(found):
        if found.state == LetterState.DRAFT and str(document.pk) == request.POST.get("document"):
            document.throw_away(by=request.actor.person)
    return _to(request, "letter", found)


@allow(coordinates, of=one)
@require_POST
def trial(request, found: Letter):
    """The copy that one looks at, to oneself."""
    me = request.actor.person
    keys = addressing.keys_of(found, request.network)
    number = whole(request.POST.get("at", "0"), most=len(keys) - 1) or 0
    copy = next(
        (copy for copy in addressing.copies(found, keys[number : number + 1], request.network) if copy.text),
        None,
    )
    if copy is None:
        messages.error(request, _("Nobody there can be written to. Look at another one first."))
    elif not me.email or me.is_demonstration:
        messages.error(request, _("You have no address that mail goes to here."))
    else:
        row = LetterRecipient(
            letter=found,
            person=me,
            address=me.email,
            language=copy.language,
            subject=copy.subject,
            text=copy.text,
        )
        try:
            sending.written(found, row, enclosing.enclosures(found), get_connection()).send()
        except OSError:
            messages.error(request, _("The mail server does not answer. Try again in a few minutes."))
        else:
            messages.success(request, _("A trial copy is on its way to %(address)s.") % {"address": me.email})
    return _to(request, "letter", found, f"?at={number}")


@allow(coordinates, of=one)
@require_POST
def sending_of(request, found: Letter):
    """It goes; pressed twice, or by two, it goes once."""
    if not addressing.keys_of(found, request.network):
        messages.error(request, _("Nobody is in this list any more."))
    elif not sending.send(found, by=request.actor.person):
        found.refresh_from_db()
        who = found.sent_by.shown_name if found.sent_by else ""
        messages.info(request, _("This letter was sent already by %(who)s; it goes once.") % {"who": who})
    return _to(request, "letter", found)


@allow(coordinates, of=recipient_of)
@require_POST
def again(request, found: LetterRecipient):
    """A copy that failed, or may not have left, is sent again."""
    if sending.send_again(found, by=request.actor.person):
        messages.success(request, _("It is sent again to %(address)s.") % {"address": found.address})
    return _to(request, "letter", found.letter)


@allow(coordinates, of=one)
@require_POST
def removal(request, found: Letter):
    """A draft is thrown away."""
    if found.state != LetterState.DRAFT or not writing.forget(found, by=request.actor.person):
        messages.error(request, _("This letter was sent: it stays."))
        return _to(request, "letter", found)
    messages.success(request, _("The draft is thrown away."))
    return redirect("letters", network=request.network.slug)
