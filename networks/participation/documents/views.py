"""Documents: their page with versions, comments and signatures; and handing them out, as attachments, after the permission of the record
they belong to."""

from django.contrib import messages
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from networks.base.doors import allow
from networks.base.files.errors import FileRefused
from networks.participation.documents import rules
from networks.participation.documents.forms import CommentForm, SignForm, VersionForm
from networks.participation.documents.models import Comment, Document, Signature, Version
from networks.participation.documents.rules import may_add, may_read, may_sign, thing_of


def document_of(request, key) -> Document:
    """Find a document of this network whose record is still there."""
    found = get_object_or_404(Document, pk=key)
    if thing_of(found) is None:
        raise Http404
    return found


def version_of(request, key, number=None, **kwargs) -> Version:
    """Find a version of a document of this network: the newest, or the one with this number."""
    document = document_of(request, key)
    rows = document.versions.select_related("document").order_by("-number")
    found = rows.filter(number=number).first() if number else rows.first()
    if found is None:
        raise Http404
    return found


def may_read_version(actor, version: Version) -> bool:
    """Whoever may read the document."""
    return may_read(actor, version.document)


def may_sign_version(actor, version: Version) -> bool:
    """Whoever may sign it."""
    return may_sign(actor, version.document)


@allow(may_read_version, of=version_of)
def document(request, version: Version):
    """The file, to be saved."""
    return handed_out(version)


def handed_out(version: Version) -> FileResponse:
    """A version as an attachment that no browser runs; the caller has asked whether its reader may."""
    try:
        response = FileResponse(version.file.open("rb"), as_attachment=True, filename=version.name)
    except FileNotFoundError:
        raise Http404 from None
    response["Content-Type"] = version.media_type
    response["X-Content-Type-Options"] = "nosniff"
    return response


# ---- its page ----


def _page(request, found: Document, forms=None, status=200):
    actor = request.actor
    versions = list(found.versions.select_related("made_by").order_by("-number"))
    signatures = Signature.objects.filter(version__in=versions).select_related(
        "person", "organisation", "version"
    )
    by_version: dict = {}
    for one in signatures.order_by("created_at"):
        one.holds = rules.holds(one)
        by_version.setdefault(one.version_id, []).append(one)
    for version in versions:
        version.signed = by_version.get(version.pk, [])
    remarks = (
        Comment.objects.filter(version__in=versions)
        .select_related("person", "version")
        .order_by("created_at", "pk")
    )
    return render(
        request,
        "documents/document.html",
        {
            "document": found,
            "back": rules.url_of(found),
            "versions": versions,
            "comments": list(remarks),
            "may_add": may_add(actor, found),
            "may_sign": may_sign(actor, found),
            "version_form": VersionForm(prefix="version"),
            "comment_form": CommentForm(prefix="comment"),
            "sign_form": SignForm(prefix="sign", actor=actor),
            **(forms or {}),
        },
        status=status,
    )


@allow(may_read, of=document_of)
def page(request, found: Document):
    """Its versions, what was said about them, who signed which."""
    return _page(request, found)


@allow(may_add, of=document_of)
def version(request, found: Document):
    """A newer version; the earlier ones stay."""
    form = VersionForm(request.POST or None, request.FILES or None, prefix="version")
    if request.method == "POST" and form.is_valid():
        try:
            rules.new_version(found, form.cleaned_data["file"], by=request.actor.person)
        except FileRefused as error:
            form.add_error("file", str(error))
        else:
            return redirect("document-page", network=request.network.slug, key=found.pk)
    return _page(request, found, {"version_form": form}, 422 if request.method == "POST" else 200)


@allow(may_read_version, of=version_of)
def comment(request, found: Version):
    """Say something about a version."""
    form = CommentForm(request.POST or None, prefix="comment")
    if request.method == "POST" and form.is_valid():
        rules.comment(
            found, form.cleaned_data["text"], by=request.actor.person, language=request.actor.language
        )
        return redirect("document-page", network=request.network.slug, key=found.document_id)
    return _page(request, found.document, {"comment_form": form}, 422 if request.method == "POST" else 200)


@allow(may_sign_version, of=version_of)
def signature(request, found: Version):
    """Sign this version, with one's name."""
    form = SignForm(request.POST or None, prefix="sign", actor=request.actor)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        if data["sha256"] != found.sha256:
            messages.error(request, _("There is a newer version. Read it, then sign."))
        else:
            try:
                rules.sign(found, data["name"], by=request.actor.person, organisation=data["organisation"])
            except rules.AlreadySigned:
                messages.info(request, _("You have signed this version already."))
        return redirect("document-page", network=request.network.slug, key=found.document_id)
    return _page(request, found.document, {"sign_form": form}, 422 if request.method == "POST" else 200)


def signature_of(request, key) -> Signature:
    """Find a signature on a document that is still there."""
    found = get_object_or_404(Signature.objects.select_related("version__document"), pk=key)
    document_of(request, found.version.document_id)
    return found


def signed_it(actor, found: Signature) -> bool:
    """Whoever gave it."""
    return (
        actor.person is not None
        and not actor.by_card
        and actor.belongs
        and found.person_id == actor.person.pk
    )


@allow(signed_it, of=signature_of)
@require_POST
def withdrawal(request, found: Signature):
    """Take one's signature back."""
    rules.withdraw(found, by=request.actor.person)
    return redirect("document-page", network=request.network.slug, key=found.version.document_id)


@allow(may_add, of=document_of)
def removal(request, found: Document):
    """A document goes into the bin for 30 days: asked once."""
    back = rules.url_of(found) or f"/{request.network.slug}/"
    if request.method != "POST":
        return render(
            request,
            "base/confirm.html",
            {
                "title": _("Throw this document away?"),
                "lose": _("It lies in the bin for 30 days, with all its versions, comments and signatures."),
                "things": [found.title],
                "verb": _("Throw it away"),
                "back": back,
            },
        )
    rules.throw_away(found, by=request.actor.person)
    messages.info(request, _("“%(title)s” is in the bin for 30 days.") % {"title": found.title})
    return redirect(back)
