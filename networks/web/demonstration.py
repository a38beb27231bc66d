"""The demonstration: an invented network. Each room fills its own part (ROOM.demonstration)."""

from networks.people.models import Network


def exists() -> bool:
    """Whether the demonstration network is there."""
    return Network.objects.filter(is_demonstration=True).exists()


def build() -> None:
    """Build the demonstration network."""
