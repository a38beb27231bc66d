"""Everything out again: a workbook, CSV, an address book."""

from collections.abc import Iterator

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from networks.base.doors import allow
from networks.base.files.sheets import delimiter_for
from networks.base.places import country_name
from networks.network.membership.files import workbook
from networks.network.membership.methods.vcards import write_cards
from networks.network.membership.models import PersonRecord
from networks.network.membership.rules.contact_people import addresses_of
from networks.people.models import Affiliation, Organisation
from networks.people.permissions import coordinates

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SHEETS = ("organisations", "people", "memberships", "figures")


def download(data: bytes, name: str, media_type: str) -> HttpResponse:
    """A file to be saved."""
    answer = HttpResponse(data, content_type=media_type)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def _name(request, ending: str) -> str:
    return f"{request.network.slug}-{timezone.localdate().isoformat()}{ending}"


@allow(coordinates)
@require_GET
def everything(request):
    """One workbook with everything that the register holds; it can be imported again."""
    return download(workbook.workbook(timezone.now(), request.network.name), _name(request, ".xlsx"), XLSX)


@allow(coordinates)
@require_GET
def one_sheet(request, sheet):
    """One of its sheets as CSV."""
    if sheet not in SHEETS:
        raise Http404
    data = workbook.one_csv(SHEETS.index(sheet), delimiter_for(request.actor.language))
    return download(data, _name(request, f"-{sheet}.csv"), "text/csv; charset=utf-8")


@allow(coordinates)
@require_GET
def address_book(request):
    """The organisations and the people with a function or an address, as vCards."""
    return download(write_cards(_cards()), _name(request, ".vcf"), "text/vcard; charset=utf-8")


def _cards() -> Iterator[dict[str, str]]:
    for row in Organisation.objects.order_by("name", "pk").iterator(chunk_size=1000):
        yield {
            "uid": str(row.pk), "kind": "org", "name": row.name, "organisation": row.name, "email": row.email, "phone": row.phone,
            "website": row.website, "street": row.address, "place": row.place, "country": country_name(row.country),
        }  # fmt: skip
    rows = Affiliation.objects.now().filter(
        person__erased_at=None, organisation__binned_at=None, confirmed=True
    )
    people = list(
        rows.select_related("person", "organisation").order_by("organisation__name", "person__name", "pk")
    )
    addresses = addresses_of([row.person_id for row in people])
    phones = dict(PersonRecord.objects.exclude(phone="").values_list("person", "phone"))
    for row in people:
        if row.person_id in addresses or row.person_id in phones:
            yield {
                "uid": str(row.pk), "name": row.person.shown_name, "organisation": row.organisation.name, "title": row.title,
                "email": addresses.get(row.person_id, ""), "phone": phones.get(row.person_id, ""), "language": row.person.language,
            }  # fmt: skip
