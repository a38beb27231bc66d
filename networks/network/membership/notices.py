"""Whom this room tells of what: see its parts."""

from networks.network.membership.parts import gathered

TOLD = gathered("TOLD")
