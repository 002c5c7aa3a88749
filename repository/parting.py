"""Given a request that is refused while it still comes, its answer, and a moment after it the end of the connection.

A browser shows an answer only when it has sent everything, or when it can send no more: with a slow line and a large file that is
hours later. Ended at once, the answer itself might be lost on its way (RFC 9112, 9.6), so what comes is read past for a moment.
"""

import asyncio

from starlette.types import Message, Receive, Send

MOMENT = 2.0  # seconds from the answer to the end of the connection
TOO_LARGE = 413


class Parting:
    """The two ends of one request, `receive` and `send`, as its application has them."""

    def __init__(self, receive: Receive, send: Send) -> None:
        self._receive, self._send = receive, send
        self._whole = self._early = False

    async def receive(self) -> Message:
        """What comes next."""
        message = await self._receive()
        self._whole = message["type"] == "http.disconnect" or not message.get("more_body", False)
        return message

    async def send(self, message: Message) -> None:
        """What is answered; the last of it ends the connection when there is more to come than is taken."""
        if message["type"] == "http.response.start":
            self._early = message["status"] == TOO_LARGE and not self._whole
            if self._early:
                message = {**message, "headers": [*message.get("headers", ()), (b"connection", b"close")]}
        elif self._early and not message.get("more_body", False):
            await self._send({**message, "more_body": True})
            await self._read_past()
            message = {"type": "http.response.body", "body": b""}
        await self._send(message)

    async def _read_past(self) -> None:
        try:
            async with asyncio.timeout(MOMENT):
                while not self._whole:
                    await self.receive()
        except TimeoutError:
            return
