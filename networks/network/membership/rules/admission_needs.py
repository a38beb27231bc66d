"""What waits in admission for a coordinator or a board member; what an organisation's file shows of it."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext_lazy

from networks.base.rooms import Entry, Need
from networks.base.texts import load_versions
from networks.base.waiting import waits
from networks.network.membership.admission_permissions import is_of_the_board, sees_applications
from networks.network.membership.models import (
    SEEN,
    Admission,
    Application,
    Membership,
    Opinion,
    Stage,
    WelcomeTask,
)
from networks.network.membership.rules.admission_papers import HISTORY
from networks.network.membership.rules.ending import WARNED, ending, next_steps
from networks.people.permissions import keeps
from networks.record.models import Event

SHOWN = 5  # of a kind; the list has them all
UNANSWERED = timedelta(days=14)


def _page(actor: Any, application: Application) -> str:
    return reverse("application", kwargs={"network": actor.network.slug, "key": application.pk})


def whether(about: Any) -> dict[str, Any]:
    """Whether anything may wait in admission."""
    return {
        "admission.to_check": Application.objects.filter(stage__in=(Stage.SENT, Stage.COMPLETE)),
        "admission.to_welcome": WelcomeTask.objects.filter(done_at=None, application__stage=Stage.ADMITTED),
        "admission.ending": Membership.objects.filter(
            until__isnull=True, ends_on__lte=about.day(timedelta(days=WARNED[0] + 1))
        ),
        "admission.opinion": Application.objects.filter(stage__in=(Stage.COMPLETE, Stage.REFERRED)),
    }


def needs(actor: Any) -> Iterable[Need]:
    """Applications to check and to put to the decision; welcomes to finish; memberships that end."""
    if actor.is_coordinator:
        if actor.may_wait("admission.to_check"):
            yield from _to_check(actor)
        if actor.may_wait("admission.to_welcome"):
            yield from _to_welcome(actor)
        if actor.may_wait("admission.ending"):
            yield from _ending(actor)


def decides(actor: Any) -> Iterable[Need]:
    """Applications that the board gives its opinion on."""
    if actor.may_wait("admission.opinion") and is_of_the_board(actor):
        yield from _to_give_an_opinion(actor)


def stuck(actor: Any) -> Iterable[Need]:
    """Applications that nobody has answered for two weeks."""
    if not actor.may_wait("admission.to_check"):
        return
    yield from waits(
        Application.objects.filter(
            stage__in=(Stage.SENT, Stage.COMPLETE), sent_at__lt=timezone.now() - UNANSWERED
        ),
        "sent_at",
        ngettext_lazy("An application has no answer yet", "%(count)s applications have no answer yet", "n"),
        url=reverse("applications", kwargs={"network": actor.network.slug}),
        action=_("See which"),
        zone=actor.network.zone,
    )


def _to_check(actor: Any) -> Iterable[Need]:
    rows = Application.objects.filter(stage__in=(Stage.SENT, Stage.COMPLETE)).order_by("sent_at", "pk")
    for row in rows[:SHOWN]:
        is_new = row.stage == Stage.SENT
        yield Need(
            title=(_("%(name)s asks to join") if is_new else _("The application of %(name)s is complete"))
            % {"name": row.name},
            why=_("Look whether everything is there.") if is_new else _("Put it to whoever decides."),
            url=_page(actor, row),
            action=_("Look at it"),
        )


def _to_welcome(actor: Any) -> Iterable[Need]:
    open_task = WelcomeTask.objects.filter(application=OuterRef("pk"), done_at=None)
    rows = Application.objects.filter(Exists(open_task), stage=Stage.ADMITTED).order_by("decided_at", "pk")
    for row in rows[:SHOWN]:
        yield Need(
            title=_("Welcome %(name)s") % {"name": row.name},
            why=_("Some steps of the welcome are open."),
            url=_page(actor, row),
            action=_("See the steps"),
        )


def _ending(actor: Any) -> Iterable[Need]:
    found = ending(actor.network)[:SHOWN]
    applied = next_steps(found) if found else {}
    categories = {membership.category_id: membership.category for membership in found}
    load_versions(categories.values())
    for membership in found:
        names = {
            "name": membership.organisation.name,
            "category": categories[membership.category_id].version_for("name", actor.reader).text,
            "day": date_format(membership.ends_on, "DATE_FORMAT"),
        }
        application = applied.get(membership.organisation_id)
        seen = application is not None and application.stage in SEEN
        if seen:
            url = _page(actor, application)
        else:
            url = (
                reverse("application-new", kwargs={"network": actor.network.slug})
                + f"?organisation={membership.organisation_id}"
            )
        yield Need(
            title=_("%(name)s: “%(category)s” ends on %(day)s") % names,
            why=_("Its application for what comes next is there: decide before that day.")
            if seen
            else _("Decide what comes next, or let it end."),
            url=url,
            action=_("Look at it") if seen else _("Prepare the next step"),
            due=datetime.combine(membership.ends_on, time(0), ZoneInfo(actor.network.zone)),
        )


def _to_give_an_opinion(actor: Any) -> Iterable[Need]:
    admission = Admission.current()
    if admission is None or not admission.asks_opinion:
        return
    mine = Opinion.objects.filter(application=OuterRef("pk"), person=actor.person)
    rows = Application.objects.filter(~Exists(mine), stage__in=(Stage.COMPLETE, Stage.REFERRED)).order_by(
        "checked_at", "pk"
    )
    for row in rows[:SHOWN]:
        yield Need(
            title=_("What do you think of the application of %(name)s?") % {"name": row.name},
            why=_("The board gives its opinion before it is decided."),
            url=_page(actor, row),
            action=_("Read it"),
        )


def file(organisation: Any, actor: Any) -> Iterable[Entry]:
    """The applications of an organisation, for whoever may read them."""
    if not (sees_applications(actor) or keeps(actor, organisation)):
        return
    applications = {
        row.pk: row for row in Application.objects.filter(organisation=organisation, stage__in=SEEN)
    }
    if not applications:
        return
    may_open = sees_applications(actor)
    verbs = set(HISTORY) - {"application.opinion_given", "application.connected", "application.started"}
    for event in Event.objects.filter(about_id__in=applications, verb__in=verbs):
        yield Entry(
            event.created_at,
            _("Application: %(what)s") % {"what": HISTORY[event.verb]},
            "door-open",
            _page(actor, applications[event.about_id]) if may_open else "",
        )


def next_step(organisation: Any, actor: Any) -> tuple[str, str] | None:
    """What to apply for next, with its address: for coordinators on behalf of who is no member, for its own people themselves."""
    where = {"network": actor.network.slug}
    asked = f"?organisation={organisation.pk}"
    if actor.is_coordinator:
        if organisation.is_member:
            return None
        return _("Record an application for it"), reverse("application-new", kwargs=where) + asked
    admission = Admission.current() if keeps(actor, organisation) else None
    if admission is None or not admission.is_open:
        return None
    is_member = Membership.objects.now().filter(organisation=organisation).exists()
    return (
        _("Apply for another category") if is_member else _("Apply for membership"),
        reverse("application-own", kwargs=where) + asked,
    )
