"""The page of a network for everybody, in each of its languages. No cookies; kept by browsers and proxies for five minutes."""

from dataclasses import dataclass
from pathlib import PurePosixPath

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils import translation
from django.utils.http import urlencode
from django.utils.translation.trans_real import parse_accept_lang_header
from django.views.decorators.http import require_safe

from networks.base.doors import allow, anyone
from networks.base.paging import page_by_key
from networks.base.places import own_language_name
from networks.base.rooms import DOORS, AtTheDoor, behind
from networks.base.tenancy import across_networks
from networks.base.texts import Reader
from networks.network.membership.models import PublicPage, Terms
from networks.network.membership.rules import public_page
from networks.people.models import Network

SECONDS = 300
PICTURES = {".webp": "image/webp", ".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg"}


@dataclass(frozen=True)
class Asked:
    """The public page of a network, in one of its languages."""

    page: PublicPage
    network: Network
    language: str
    plain: bool = False
    key: object = None
    door: str = ""

    @property
    def reader(self) -> Reader:
        return Reader((self.language,), plain=self.plain)


def published(request: HttpRequest, language: str = "", key=None, door: str = "", **kwargs) -> Asked:
    """Find the page, if it is shown to everybody and the network speaks that language."""
    network = request.network
    page = PublicPage.objects.filter(published_at__isnull=False).first()
    if page is None or network.closed_at or (language and language not in languages_of(network)):
        raise Http404
    return Asked(page, network, language, request.GET.get("reading") == "easy", key, door)


def languages_of(network: Network) -> list[str]:
    return list(network.languages) or [network.language]


def spoken(language: str) -> str:
    """The language in which the program itself speaks to a reader of `language`."""
    known = dict(settings.LANGUAGES)
    return next((one for one in (language, language.split("-")[0]) if one in known), settings.LANGUAGE_CODE)


@allow(anyone, of=published)
@require_safe
def in_your_language(request: HttpRequest, asked: Asked) -> HttpResponse:
    """To the page in the language that the browser asks for, else in the network's own."""
    known = languages_of(asked.network)
    wanted = [tag for tag, _q in parse_accept_lang_header(request.headers.get("Accept-Language", ""))]
    found = next(
        (
            one
            for tag in wanted
            for one in known
            if one.lower() == tag or one.split("-")[0] == tag.split("-")[0]
        ),
        known[0],
    )
    response = redirect("public-page", network=asked.network.slug, language=found)
    response["Vary"] = "Accept-Language"
    return response


@allow(anyone, of=published)
@require_safe
def page(request: HttpRequest, asked: Asked) -> HttpResponse:
    """The page."""
    return kept(draw(request, asked))


@allow(anyone, of=published)
@require_safe
def members(request: HttpRequest, asked: Asked) -> HttpResponse:
    """All members that show themselves, or those of one country, page by page: for networks with more than fit on the page."""
    if "members" not in asked.page.shown:
        raise Http404
    with translation.override(spoken(asked.language)):
        countries = public_page.countries()
        country = next((code for code, *_said in countries if code == request.GET.get("country")), "")
        found = page_by_key(public_page.public_rows(country), request.GET, "name", size=public_page.A_PAGE)
        context = frame(request, asked) | {
            "country": country,
            "countries": countries,
            "page": found,
            "members": public_page.public_members(found.rows, asked.reader),
        }
        return kept(render(request, "membership/public/members.html", context))


@allow(anyone, of=published)
@require_safe
def door(request: HttpRequest, asked: Asked) -> HttpResponse:
    """What the network has for organisations, for workers, or for partners, as far as everybody may know."""
    if asked.door not in DOORS:
        raise Http404
    with translation.override(spoken(asked.language)):
        title, lead, _icon = DOORS[asked.door]
        context = frame(request, asked) | {
            "title": title,
            "lead": lead,
            "found": behind(asked.door, AtTheDoor(asked.network, language=asked.language)),
            "doors": doors_of(asked, asked.door),
        }
        return kept(render(request, "membership/public/door.html", context))


def doors_of(asked: Asked, here: str = "") -> list[tuple]:
    """The three doors, as (name, address, whether this is it)."""
    where = {"network": asked.network.slug, "language": asked.language}
    return [
        (name, reverse("public-door", kwargs={**where, "door": key}), key == here)
        for key, (name, _lead, _icon) in DOORS.items()
    ]


@allow(anyone, of=published)
@require_safe
def logo(request: HttpRequest, asked: Asked) -> FileResponse:
    """The logo of a member that marked it as public and agreed to its use."""
    row = public_page.public_rows().filter(pk=asked.key).first()
    member = public_page.public_member(row, asked.reader) if row else None
    kind = PICTURES.get(PurePosixPath(row.logo.name).suffix.lower()) if row and row.logo else None
    if member is None or not member.logo or kind is None or "members" not in asked.page.shown:
        raise Http404
    try:
        response = FileResponse(row.logo.open("rb"), content_type=kind)
    except FileNotFoundError:
        raise Http404 from None
    response["X-Content-Type-Options"] = "nosniff"
    return kept(response)


def draw(request: HttpRequest, asked: Asked, *, preview: bool = False) -> HttpResponse:
    """The page as everybody sees it; as a preview it says so, and search engines leave it out."""
    with translation.override(spoken(asked.language)):
        found = public_page.shown(asked.network, asked.page, asked.reader)
        context = frame(request, asked, preview=preview) | {
            "shown": found,
            "description": " ".join(found.purpose.text.split())[:300],
            "join_url": join_address(asked),
            "has_plain": _has_plain(asked),
            "doors": doors_of(asked),
        }
        return render(request, "membership/public/page.html", context)


def frame(request: HttpRequest, asked: Asked, *, preview: bool = False) -> dict:
    """What stands around the page: its languages, its address."""
    view = "public-preview" if preview else "public-page"

    def address(tag: str) -> str:
        return reverse(view, kwargs={"network": asked.network.slug, "language": tag})

    here = address(asked.language)
    return {
        "cookieless": not preview,
        "preview": preview,
        "of": asked.network,
        "public": asked.page,
        "language": asked.language,
        "plain": asked.plain,
        "name": asked.network.version_for("name", asked.reader),
        "here": here,
        "easy_url": here if asked.plain else f"{here}?{urlencode({'reading': 'easy'})}",
        "tongues": [
            (tag, own_language_name(tag), address(tag), tag == asked.language)
            for tag in languages_of(asked.network)
        ],
        "site": settings.SITE_ADDRESS,
        "home_url": here,
        "brand": asked.network.name,
        "threads": asked.network.threads,
        "reading": "easy" if asked.plain else "",
    }


def join_address(asked: Asked) -> str:
    """Where an organisation applies; empty where there is no such page, or the network takes no applications."""
    terms = Terms.objects.first()
    if terms is not None and not terms.uses_applications:
        return ""
    try:
        return reverse("join-network", kwargs={"network": asked.network.slug, "language": asked.language})
    except NoReverseMatch:
        return ""


def _has_plain(asked: Asked) -> bool:
    return any(
        version.plain and version.text for one in (asked.network, asked.page) for version in one.versions()
    )


def kept(response):
    """Anybody may keep it for five minutes: it is the same for everybody."""
    response["Cache-Control"] = f"public, max-age={SECONDS}"
    return response


# ---- for search engines ----


def _pages():
    """The networks that show a page to everybody, with it."""
    with across_networks("the pages that everybody may see"):
        rows = PublicPage.objects.filter(published_at__isnull=False, network__closed_at=None)
        return list(rows.select_related("network").order_by("network__slug")[:5000])


@allow(anyone)
@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """What search engines may read: public pages, nothing else."""
    lines = ["User-agent: *", "Allow: /*/public/", "Allow: /static/", "Disallow: /", ""]
    lines += [f"Sitemap: {settings.SITE_ADDRESS}{reverse('sitemap')}", ""]
    return kept(HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8"))


@allow(anyone)
@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    """Every public page in every language (sitemaps.org, with hreflang)."""
    entries = []
    for row in _pages():
        tongues = [
            (tag, settings.SITE_ADDRESS + reverse("public-page", args=[row.network.slug, tag]))
            for tag in languages_of(row.network)
        ]
        entries += [(url, tongues) for _tag, url in tongues]
    text = render(request, "membership/public/sitemap.xml", {"entries": entries}).content
    return kept(HttpResponse(text, content_type="application/xml; charset=utf-8"))
