"""How many requests the program works on at once.

Each request is worked on in a thread of its own. When two thousand people vote within a minute, hundreds would share the processors and
the few connections to the database: all would be slow together, and whoever waits too long for a connection would be told of an error. So
a few are worked on, and the others wait in the order in which they came, with nothing begun.

In its thread a request stays: Django's own way goes back to the event loop for each view, and again to the thread, which a page that
takes a few milliseconds notices.
"""

import asyncio
from weakref import WeakKeyDictionary

import django
from asgiref.sync import sync_to_async
from django.conf import settings
from django.core.handlers.asgi import ASGIHandler
from django.http import HttpRequest
from django.http.response import HttpResponseBase


class Handler(ASGIHandler):
    """Django's, which works on `settings.REQUESTS_AT_ONCE` requests at once.

    A place is taken when all of a request is here, and given back when its answer is ready to be sent: neither a slow upload, nor a slow
    download, nor a stream keeps one.
    """

    def __init__(self) -> None:
        super().__init__()
        # One for each event loop: tests have several.
        self._places: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Semaphore] = WeakKeyDictionary()

    def load_middleware(self, is_async: bool = False) -> None:
        """The middleware as Django has it without an event loop: see above."""
        super().load_middleware(is_async=False)

    async def run_get_response(self, request: HttpRequest) -> HttpResponseBase:
        """The answer to a request, as soon as there is a place for it."""
        loop = asyncio.get_running_loop()
        places = self._places.setdefault(loop, asyncio.Semaphore(settings.REQUESTS_AT_ONCE))
        async with places:
            return await super().run_get_response(request)

    async def get_response_async(self, request: HttpRequest) -> HttpResponseBase:
        """All of a request, from the first middleware to the view and back, in one thread."""
        return await sync_to_async(self.get_response, thread_sensitive=True)(request)


def application() -> Handler:
    """The program as an ASGI application."""
    django.setup(set_prefix=False)
    return Handler()
