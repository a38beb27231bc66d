"""What applicants are told by mail: in their language, each once, always with the link to their application."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from networks.base.keys import hashed
from networks.base.texts import Reader
from networks.base.times import day_words
from networks.network.membership.models import Admission, Application, Terms
from networks.notices.mail import send
from networks.people.mail import in_language


def secret_of(application: Application) -> str:
    """The secret of an application's link: derived from the installation's own, so that it is nowhere in the database."""
    return salted_hmac("networks.membership.application", str(application.pk), algorithm="sha256").hexdigest()


def link_of(application: Application, language: str = "") -> str:
    """The address under which the applicant finds the application again; also where it came here with an archive."""
    secret = secret_of(application)
    if application.secret_hash != hashed(secret):
        Application.objects.filter(pk=application.pk).update(secret_hash=hashed(secret))
        application.secret_hash = hashed(secret)
    where = {
        "network": application.network.slug,
        "language": language or application.language,
        "secret": secret,
    }
    return f"{settings.SITE_ADDRESS}{reverse('applying', kwargs=where)}"


Words = Callable[[Application, dict[str, Any]], tuple[str, list[str]]]  # → subject, paragraphs


def _link(application: Application, names: dict) -> tuple[str, list[str]]:
    return _("Your application to %(network)s") % names, [
        _("Here is the link to the application of %(name)s to %(network)s.") % names,
        _("You can stop at any time and come back by this link. Nobody reads the application before you send it. What is not sent is deleted after 60 days without a change."),
        _("Whoever has this link can read and change the application: do not pass it on."),
    ]  # fmt: skip


def _sent(application: Application, names: dict) -> tuple[str, list[str]]:
    return _("Your application has arrived") % names, [
        _("%(network)s has received the application of %(name)s.") % names,
        _("Next, somebody looks whether everything is there. You are told what comes of it."),
    ]


def _asked(application: Application, names: dict) -> tuple[str, list[str]]:
    return _("Something is missing in your application to %(network)s") % names, [
        _("%(network)s has read the application of %(name)s and asks:") % names,
        application.missing.strip(),
        _("Add it by the link below, and send the application again."),
    ]


def _completed(application: Application, names: dict) -> tuple[str, list[str]]:
    return _("Your application is complete") % names, [
        _("Everything that %(network)s needs from %(name)s is there. Now it can be decided.") % names
    ]


def _referred(application: Application, names: dict) -> tuple[str, list[str]]:
    due = application.referral.due_at if application.referral else None
    return _("Your application will be decided") % names, [
        _("The application of %(name)s to %(network)s was put to whoever decides.") % names,
        _("The decision is expected by %(day)s.") % {"day": day_words(due)} if due else "",
    ]


def _admitted(application: Application, names: dict) -> tuple[str, list[str]]:
    admission = Admission.current()
    welcome = admission.version_for("welcome", Reader((application.language,))).text if admission else ""
    return _("Welcome to %(network)s") % names, [
        _("%(name)s is a member of %(network)s now.") % names,
        welcome.strip(),
        _("You get an invitation of your own, with which you can sign in.")
        if application.invitation_id
        else "",
    ]


def _refused(application: Application, names: dict) -> tuple[str, list[str]]:
    reason = application.referral.reason.strip() if application.referral else ""
    return _("The decision about your application to %(network)s") % names, [
        _("%(network)s has decided not to admit %(name)s.") % names,
        _("The reason:") + "\n" + reason if reason else "",
        _("Answer this message if you have questions."),
    ]


def _reopened(application: Application, names: dict) -> tuple[str, list[str]]:
    return _("Your application is decided anew") % names, [
        _("%(network)s opened the decision about %(name)s again. What was decided before holds no longer.")
        % names
    ]


def _withdrawn(application: Application, names: dict) -> tuple[str, list[str]]:
    return _("Your application was withdrawn") % names, [
        _("The application of %(name)s to %(network)s was withdrawn. Nothing more happens with it.") % names
    ]


def _recorded(application: Application, names: dict) -> tuple[str, list[str]]:
    by = application.recorded_by.shown_name if application.recorded_by else names["network"]
    return _("An application was recorded for %(name)s") % names, [
        _("%(by)s recorded an application of %(name)s to %(network)s.") % {**names, "by": by},
        _("The reason: %(why)s") % {"why": application.recorded_because},
        _("If that is not what you want, withdraw it by the link below, or answer this message."),
    ]


WORDS: dict[str, Words] = {
    "recorded": _recorded,
    "link": _link, "sent": _sent, "asked": _asked, "completed": _completed, "referred": _referred, "admitted": _admitted,
    "refused": _refused, "reopened": _reopened, "withdrawn": _withdrawn,
}  # fmt: skip


def tell_applicant(application: Application, what: str, key: Any = None) -> None:
    """Write the message about `what` to the applicant. The same `key` again is the same message."""
    network = application.network
    invented = network.is_demonstration and application.email.endswith(".ponte.example")
    if not application.email or invented:
        return
    with in_language(application.language):
        names = {"network": network.name, "name": application.name}
        subject, paragraphs = WORDS[what](application, names)
        greeting = (
            _("Hello %(name)s,") % {"name": application.contact} if application.contact else _("Hello,")
        )
        text = "\n\n".join(part for part in [greeting, *paragraphs, link_of(application)] if part) + "\n"
    reply_to = Terms.objects.values_list("reply_to", flat=True).first()
    send(
        application.email,
        subject,
        text,
        network=network,
        key=f"application:{application.pk}:{what}:{key}" if key else None,
        headers={"Reply-To": reply_to} if reply_to else None,
    )
