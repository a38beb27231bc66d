"""Lists: filtered, saved, exported, written to."""

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from networks.base.rooms import Described, Entry, Need
from networks.network.membership.parts import Tab

FAILED_FOR = timedelta(days=14)  # so long home names a letter of which copies did not arrive


def describe(keys):
    from django.urls import reverse

    from networks.network.membership.models import SavedList

    return {
        row.pk: Described(
            row.name,
            f"{reverse('list', kwargs={'network': row.network.slug, 'kind': row.kind})}?{row.query}",
            str(_("list")),
        )
        for row in SavedList.objects.filter(pk__in=keys, shared=True).select_related("network")
    }


def describe_letters(keys):
    from django.urls import reverse

    from networks.network.membership.models import Letter

    return {
        row.pk: Described(
            row.subject,
            reverse("letter", kwargs={"network": row.network.slug, "key": row.pk}),
            str(_("letter")),
            row.language,
        )
        for row in Letter.objects.filter(pk__in=keys).select_related("network")
    }


EVENTS = {
    "list.saved": _("{who} kept the list {what}"),
    "letter.written": _("{who} wrote the letter {what}"),
    "letter.sent": _("{who} sent the letter {what}"),
}
DESCRIBE = {"network_membership.savedlist": describe, "network_membership.letter": describe_letters}
TABS = (Tab(_("Lists"), "lists", shown=lambda actor: actor.confirmed, also=("letters",)),)


def whether(about):
    return {"letters.failed": _not_arrived(about.person, about.instant(-FAILED_FOR))}


def _not_arrived(person, since):
    """The copies of somebody's letters that did not arrive."""
    from networks.network.membership.models import Delivery, LetterRecipient

    return LetterRecipient.objects.filter(
        state__in=[Delivery.FAILED, Delivery.UNCLEAR], letter__sent_by=person, letter__sent_at__gt=since
    )


def needs(actor):
    """Letters of one's own of which copies did not arrive, for two weeks."""
    from django.urls import reverse

    from networks.network.membership.models import Letter, LetterState

    if not actor.is_coordinator or actor.network.is_demonstration or not actor.may_wait("letters.failed"):
        return
    failed = _not_arrived(actor.person, timezone.now() - FAILED_FOR)
    for row in Letter.objects.filter(pk__in=failed.values("letter"), state=LetterState.SENT)[:3]:
        yield Need(
            title=str(_("Some copies of a letter did not arrive: %(subject)s")) % {"subject": row.subject},
            url=reverse("letter", kwargs={"network": actor.network.slug, "key": row.pk}),
            action=str(_("See which")),
        )


def file(organisation, actor):
    """The letters that reached an organisation: for coordinators, and for who keeps it."""
    from django.urls import reverse

    from networks.network.membership.models import Delivery, LetterRecipient
    from networks.people.permissions import keeps

    if not keeps(actor, organisation):
        return
    rows = LetterRecipient.objects.filter(
        organisation=organisation, state__in=[Delivery.SENT, Delivery.SAME], letter__sent_at__isnull=False
    )
    for row in rows.select_related("letter", "person").order_by("-letter__sent_at", "position")[:100]:
        url = reverse("letter", kwargs={"network": actor.network.slug, "key": row.letter_id})
        yield Entry(
            row.letter.sent_at,
            row.subject or row.letter.subject,
            "mail",
            url if actor.is_coordinator else "",
            row.person.shown_name if row.person else row.name,
            row.language or row.letter.language,
        )


def export(person):
    """The lists that they kept, and the letters that they got."""
    from networks.network.membership.models import LetterRecipient, SavedList

    letters = LetterRecipient.objects.filter(person=person)
    return {
        "letters": list(letters.values("address", "subject", "text", "state", "sent_at")),
        "lists": list(SavedList.objects.filter(owner=person).values("name", "kind", "query", "created_at")),
    }


def erase(person):
    """Their own lists go; shared ones stay with another coordinator. Of letters to them stays that they went, not to whom."""
    from networks.network.membership.models import LetterRecipient, SavedList
    from networks.people.models import Role, RoleKind

    LetterRecipient.objects.filter(person=person).update(
        person=None, name="", address="", subject="", text="", reason=""
    )
    SavedList.objects.filter(owner=person, shared=False).delete()
    other = Role.objects.now().filter(kind=RoleKind.COORDINATOR).exclude(person=person).first()
    for row in SavedList.objects.filter(owner=person):
        if (
            other is None
            or SavedList.objects.filter(owner=other.person_id, kind=row.kind, name=row.name).exists()
        ):
            row.delete()
        else:
            row.owner_id = other.person_id
            row.save(update_fields=["owner"])


def ready():
    from networks.network.membership.rules.letters import sending  # its job
    from networks.network.membership.rules.letters.enclosing import register_documents
    from networks.network.membership.rules.lists.of_register import register_all
    from networks.notices.endings import declare

    register_all()
    register_documents()
    declare(sending.KIND, _("Letters to members"))
