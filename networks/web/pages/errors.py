"""What somebody reads where the program failed: that it is its fault; or that the database has no time, and that trying again helps."""

import sys

from django.db import OperationalError
from django.http import HttpResponse
from django.template import loader
from django.views import defaults

WAIT = 5  # seconds


def server_error(request) -> HttpResponse:
    """Called while the error is handled. A database that is busy or gone is no fault of the program: 503, with when to come back."""
    if isinstance(sys.exc_info()[1], OperationalError):
        page = loader.get_template("503.html").render()
        return HttpResponse(page, status=503, headers={"Retry-After": str(WAIT)})
    return defaults.server_error(request)
