"""The server's entry: the program, with its background jobs beside it in the embedded default."""

import gc
import os
import warnings
from functools import cache
from importlib import import_module

from networks.web import handling

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "networks.web.settings")
# Static files are small and read in pieces; Django's advice is about long streams.
warnings.filterwarnings("ignore", message="StreamingHttpResponse must consume synchronous iterators")
django_application = handling.application()


async def application(scope, receive, send):
    """Serve one connection; start and stop the job runner with the server (ASGI lifespan)."""
    if scope["type"] == "lifespan":
        await lifespan(receive, send)
        return
    if scope["type"] == "http":
        for room in serving_rooms():
            if await room.serve(scope, receive, send):
                return
    await django_application(scope, receive, send)


@cache
def serving_rooms() -> list:
    """The modules of rooms that run beside Django's own way of serving."""
    from networks.base.rooms import rooms

    return [import_module(room.serving) for room in rooms() if room.serving]


async def lifespan(receive, send):
    from django.conf import settings

    from networks.base.jobs import Runner

    runner = Runner()
    while True:
        message = await receive()
        if message["type"] == "lifespan.startup":
            if settings.JOBS_IN_SERVER:
                runner.start()
            for room in serving_rooms():
                await room.start()
            # What is loaded now stays: looking for garbage in it again and again would hold up all streams.
            gc.collect()
            gc.freeze()
            await send({"type": "lifespan.startup.complete"})
        elif message["type"] == "lifespan.shutdown":
            for room in serving_rooms():
                await room.stop()
            if settings.JOBS_IN_SERVER:
                runner.stop(seconds=1)
            await send({"type": "lifespan.shutdown.complete"})
            return
