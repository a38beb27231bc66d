"""For tests: a network that admits members, and applications on their way."""

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from networks.network.membership.models import Admission, Application, AskedDocument, Category
from networks.network.membership.rules import applying, checking
from networks.network.membership.rules.admission_setup import set_up
from networks.participation.documents.rules import keep

PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


def a_pdf(name: str = "statuts.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, PDF, "application/pdf")


def an_open_admission(network, by=None, **values: Any) -> Admission:
    """The usual way, open, with two categories that one may apply for."""
    admission = set_up(network, by=by)
    for name, value in {"is_open": True, **values}.items():
        setattr(admission, name, value)
    admission.save()
    Category.objects.get_or_create(name="Full member", defaults={"kind": "full", "position": 1})
    Category.objects.get_or_create(
        name="Candidate", defaults={"kind": "candidate", "months": 12, "votes": False, "position": 2}
    )
    return admission


def a_draft(name: str = "Atelier Meuse", email: str = "odile@meuse.example", **values: Any) -> Application:
    """An application in which everything has been filled in, not sent."""
    made, _new = applying.start(
        name=name,
        contact="Odile Lambert",
        email=email,
        language=values.pop("language", "fr"),
        category=values.pop("category", None) or Category.objects.get(name="Candidate"),
        facts={"country": "BE", "kind": "wise", "staff": "24", "year": str(timezone.now().year - 1)},
        **values,
    )
    for document in AskedDocument.objects.filter(retired_at=None, required=True):
        keep(made, a_pdf(f"{document.position}.pdf"), kind=document.kind, title=document.name)
    return made


def sent(**values: Any) -> Application:
    made = a_draft(**values)
    applying.send(made)
    return made


def complete(by, **values: Any) -> Application:
    made = sent(**values)
    checking.complete(made, by=by)
    return made


def referred(by, **values: Any) -> Application:
    made = complete(by, **values)
    checking.put_to_decision(made, by=by)
    return made
