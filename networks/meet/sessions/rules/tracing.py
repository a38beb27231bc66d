"""From question to action: what a conclusion rests on and what it led to, as far as somebody linked it. Only what exists."""

from typing import Any

from networks.meet.sessions.models import Conclusion
from networks.record import ways
from networks.record.ways import Step

OWN = ("cited by",)  # how answers and themes lead to a conclusion: the report tells that already


def led_to(conclusion: Conclusion, actor: Any) -> list[Step]:
    """Return what the conclusion led to, the near things first, each once."""
    return ways.led_to(conclusion, actor, without=OWN)


def led_from(conclusion: Conclusion, actor: Any) -> list[Step]:
    """Return what led to the conclusion besides its own answers and themes."""
    return ways.led_from(conclusion, actor, without=OWN)
