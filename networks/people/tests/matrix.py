"""Who may open the addresses of people."""

from functools import partial

from allauth.mfa.models import Authenticator

from networks.people import cards, invitations
from networks.people.models import Affiliation, Function, InvitationDraft, Organisation, Person, Role
from networks.people.tests import in_the_middle
from tests.security.rules import (
    CONFIRMED,
    COORDINATOR,
    EVERYBODY,
    MEMBERS,
    SIGNED_IN,
    THEMSELVES,
    Filled,
    May,
    Way,
    elsewhere,
)

KEEPERS = frozenset({"coordinator", "board", "staff"})
STAGE = "networks/people/tests/test_second_factor.py: only in the middle of signing in"
KEYS = "networks/people/tests/test_second_factor.py: needs a passkey or an app of one's own"


def fill(filled: Filled) -> None:
    """Somebody without mail with a card, a function, an invitation of each kind, a draft, a second organisation."""
    word, house, by = filled.word, filled.organisation, filled.people["coordinator"]
    carded = Person.objects.create_user(None, f"Worker without mail {word}")
    affiliation = Affiliation.objects.create(person=carded, organisation=house, audience="worker")
    filled.things.update(
        affiliation=affiliation,
        card=cards.make_card(carded, house, by=by).card,
        function=Function.objects.create(affiliation=affiliation, kind="delegate"),
        invitation=invitations.invite(
            f"guest@{word.lower()}.example", by=by, name=f"Guest {word}", organisation=house
        ),
        newcomer=Affiliation.objects.get(person=filled.people["unconfirmed"]),
        role=Role.objects.get(person=filled.people["network_board"]),
        draft=InvitationDraft.objects.create(
            made_by=by, lines=[{"line": 1, "email": f"line@{word.lower()}.example", "name": word}]
        ),
        second=Organisation.objects.create(name=f"Second house {word}"),
    )
    assert not Authenticator.objects.exists()


def key(name: str):
    return lambda filled: {"key": filled.things[name].pk}


def house(filled: Filled) -> dict:
    return {"key": filled.organisation.pk}


def secret(filled: Filled) -> dict:
    return {"secret": invitations.secret_of(filled.things["invitation"])}


def scanned(filled: Filled) -> dict:
    carded = filled.things["affiliation"].person
    return {"secret": cards.make_card(carded, filled.organisation).address.rstrip("/").rpartition("/")[2]}


KEYS_WAY = partial(Way, before=in_the_middle.signed_in_with_an_app)
PASSKEY_WAY = partial(KEYS_WAY, lambda f: {"pk": f.things["passkey"].pk})


MATRIX = {
    "names-of-organisations": May(CONFIRMED),
    "names-of-persons": May(CONFIRMED),
    # signing in
    "account_login": May(EVERYBODY),
    "account_request_login_code": May(EVERYBODY),
    "account_signup": May(EVERYBODY),
    "account_confirm_login_code": elsewhere(
        "networks/people/tests/test_signing_in.py: only in the middle of signing in",
        Way(before=in_the_middle.asked_for_a_code),
    ),
    "account_logout": May(EVERYBODY),
    "account_inactive": May(EVERYBODY),
    "sign-out-everywhere": elsewhere(
        "networks/people/tests/test_signing_in.py: ends the sessions that the matrix uses",
        Way(who="left"),
    ),
    "mfa_login_webauthn": elsewhere("tests/end_to_end/test_signing_in.py: needs an authenticator", Way()),
    "mfa_authenticate": elsewhere(STAGE, Way(before=in_the_middle.typed_the_code)),
    # your page
    "you": May(SIGNED_IN),
    "your-data": May(SIGNED_IN),
    "your-export": May(THEMSELVES),
    "your-erasure": May(THEMSELVES, method="post"),
    "usersessions_list": May(THEMSELVES),
    "second-factor": May(THEMSELVES),
    "mfa_index": May(THEMSELVES),
    "mfa_list_webauthn": May(THEMSELVES),
    "mfa_add_webauthn": May(THEMSELVES),
    "mfa_activate_totp": May(THEMSELVES),
    "mfa_generate_recovery_codes": elsewhere(KEYS, KEYS_WAY()),
    "mfa_reauthenticate": elsewhere(KEYS, KEYS_WAY()),
    "mfa_reauthenticate_webauthn": elsewhere(KEYS, KEYS_WAY()),
    "mfa_edit_webauthn": elsewhere(KEYS, PASSKEY_WAY()),
    "mfa_remove_webauthn": elsewhere(KEYS, PASSKEY_WAY()),
    "mfa_deactivate_totp": elsewhere(KEYS, KEYS_WAY()),
    "mfa_view_recovery_codes": elsewhere(KEYS, KEYS_WAY()),
    "mfa_download_recovery_codes": elsewhere(KEYS, KEYS_WAY()),
    # coming in
    "invitation": May(EVERYBODY, secret, shows=True),
    "card": May(EVERYBODY),
    "card-scanned": elsewhere("networks/people/tests/test_cards.py: whoever holds the card", Way(scanned)),
    # people of a network
    "organisations": May(CONFIRMED),
    "organisation": May(CONFIRMED, house),
    "organisation-new": May(COORDINATOR),
    "organisation-change": May(KEEPERS, house),
    "person-new": May(KEEPERS, house, shows=True),
    "cards": May(KEEPERS, house, shows=True),
    "card-revocation": May(KEEPERS, key("card"), method="post"),
    "affiliation-end": May(KEEPERS, key("affiliation"), shows=True),
    "function-new": May(KEEPERS, key("affiliation"), method="post", data=lambda f: {"kind": "invoices"}),
    "function-end": May(KEEPERS, key("function"), method="post"),
    "confirmation": May(COORDINATOR, key("newcomer"), method="post"),
    "newcomers": May(COORDINATOR, shows=True),
    "people": May(CONFIRMED, shows=True),
    "roles-of": May(COORDINATOR, lambda f: {"key": f.things["affiliation"].person_id}, shows=True),
    "role-end": May(COORDINATOR, key("role"), shows=True),
    "leaving": May(MEMBERS, shows=True),
    "invitations": May(COORDINATOR, shows=True),
    "invite": May(COORDINATOR),
    "invite-preview": May(COORDINATOR, key("draft"), shows=True),
    "invite-sending": May(COORDINATOR, key("draft"), method="post"),
    "invitation-withdrawal": May(COORDINATOR, key("invitation"), method="post"),
}
