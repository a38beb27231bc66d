"""Addresses below /{network}/network/membership/."""

from importlib import import_module

from networks.network.membership.parts import NAMES

urlpatterns = [pattern for name in NAMES for pattern in import_module(f"{__name__}.{name}").urlpatterns]
