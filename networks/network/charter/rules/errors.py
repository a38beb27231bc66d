"""What can stand in the way; each says what to do next. Whoever decides is told the same way."""

from networks.participation.referrals.rules import NotNow

__all__ = ["NotNow"]
