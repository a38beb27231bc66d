"""A few requests are worked on at once; the others wait in the order in which they came (web/handling.py)."""

import asyncio

from django.core.handlers.asgi import ASGIHandler

from networks.web.handling import Handler


def test_two_at_once_and_the_others_in_their_order(settings, monkeypatch):
    settings.REQUESTS_AT_ONCE = 2
    working, most, answered = set(), [], []

    async def work(self, request):
        working.add(request)
        most.append(len(working))
        await asyncio.sleep(0)
        working.remove(request)
        answered.append(request)
        if request == 3:
            raise ValueError("a request that fails gives its place back")
        return f"answer {request}"

    monkeypatch.setattr(ASGIHandler, "run_get_response", work)

    async def ask(handler):
        gone = asyncio.create_task(handler.run_get_response("somebody who does not wait"))
        asked = [asyncio.create_task(handler.run_get_response(n)) for n in range(6)]
        gone.cancel()
        return await asyncio.gather(*asked, return_exceptions=True)

    handler = Handler()
    for _loop in range(2):  # such as two servers of the tests
        answers = asyncio.run(ask(handler))
        assert answers[0] == "answer 0" and answers[5] == "answer 5" and isinstance(answers[3], ValueError)
    assert max(most) == 2 and answered == [*range(6), *range(6)]
