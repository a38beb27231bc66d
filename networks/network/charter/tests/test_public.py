"""What the network stands for on its page for everybody: only where it chose so, only adopted lines, in the reader's language."""

import pytest

from networks.network.charter.rules import lines
from networks.network.membership.models import PublicPage
from networks.network.membership.rules import public_page

pytestmark = [pytest.mark.django_db, pytest.mark.room("network.membership")]


def test_adopted_lines_stand_on_the_public_page_where_the_network_chose_so(
    network, adopted, coordinator, member, client
):
    network.languages = ["en", "fr"]
    network.save()
    line = adopted("We buy together.")
    line.wordings.get().put_version("text", "fr", "Nous achetons ensemble.")
    lines.propose("why", "We are not sure.", language="en", by=member)
    page = public_page.page_of(network)
    public_page.publish(page, by=coordinator)
    address = f"/{network.slug}/public/"
    assert "We buy together." not in client.get(f"{address}en/").content.decode()
    public_page.change(page, by=coordinator, sections=[*PublicPage.objects.get().sections, "stands"])
    shown = client.get(f"{address}en/").content.decode()
    assert "What it stands for" in shown and "We buy together." in shown and "We are not sure." not in shown
    assert "Nous achetons ensemble." in client.get(f"{address}fr/").content.decode()
