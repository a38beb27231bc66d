"""The server's entry: the program, with its background jobs beside it in the embedded default."""

import os
import warnings

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "networks.web.settings")
# Static files are small and read in pieces; Django's advice is about long streams.
warnings.filterwarnings("ignore", message="StreamingHttpResponse must consume synchronous iterators")
django_application = get_asgi_application()


async def application(scope, receive, send):
    """Serve one connection; start and stop the job runner with the server (ASGI lifespan)."""
    if scope["type"] == "lifespan":
        await lifespan(receive, send)
    else:
        await django_application(scope, receive, send)


async def lifespan(receive, send):
    from django.conf import settings

    from networks.base.jobs import Runner

    runner = Runner()
    while True:
        message = await receive()
        if message["type"] == "lifespan.startup":
            if settings.JOBS_IN_SERVER:
                runner.start()
            await send({"type": "lifespan.startup.complete"})
        elif message["type"] == "lifespan.shutdown":
            if settings.JOBS_IN_SERVER:
                runner.stop(seconds=1)
            await send({"type": "lifespan.shutdown.complete"})
            return
