"""Ponte accompanies a new network in the Baltic states, which shows it how far it is."""

from datetime import timedelta
from typing import Any

from networks.base.tenancy import in_network
from networks.network.twinning import rules, showing
from networks.network.twinning.models import Side, Twinning
from networks.people.actors import Actor
from networks.people.belonging import grant_role
from networks.people.founding import found_network
from networks.people.models import Network, Person

NAME = "Baltic Hands Together"
PURPOSE = "Six workshops in Lithuania and Latvia that began to meet this year."


def fill(made: Any) -> None:
    """Found it, twin the two, tick two lines, show the first steps."""
    lead = Person.objects.create_user("rasa.kazlauskiene@baltic-hands.example", "Rasa Kazlauskienė")
    new, _lead = found_network(NAME, founder=lead, purpose=PURPOSE, country="LT", template="informal")
    Network.objects.filter(pk=new.pk).update(is_demonstration=True)
    Person.objects.filter(pk=lead.pk).update(is_demonstration=True)
    new.refresh_from_db()
    lead.refresh_from_db()
    offer = rules.offer(Side.GUIDE, made.people["ilse"])
    with in_network(new):
        grant_role(lead, "board")
        mine = rules.accept(offer, new, lead)
        chosen = [
            key for key in ("people.steps", "people.purpose", "membership.members") if key in showing.kinds()
        ]
        showing.show(mine, Actor(lead, new), chosen, made.now.date() + timedelta(days=180))
    ours = Twinning.objects.get(pair=mine.pair)
    for step in list(ours.steps.all())[:2]:
        rules.tick(step, True)
    rules.write(ours, "Send them our form for the first invitation", "en", made.people["ilse"])
