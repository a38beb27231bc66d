"""Addresses for everybody, below /{network}/public/{language}/membership/. No cookies there. Each part may have a module here."""

from importlib import import_module
from pkgutil import iter_modules

urlpatterns = [
    pattern
    for found in sorted(iter_modules(__path__), key=lambda found: found.name)
    for pattern in import_module(f"{__name__}.{found.name}").urlpatterns
]
