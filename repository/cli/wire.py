"""Given bytes that are not a request, an answer with the headers every answer carries, and why: also when they do not end."""

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from repository.guard import HEADERS, LONGEST_QUERY

LARGEST_HEAD = 1 << 17  # bytes of address and headers; the parser itself would take any number


class Wire(HttpToolsProtocol):
    """How the server speaks HTTP: a method nobody knows ends here, and so does a head too long, before the application is asked."""

    _head = 0  # bytes come in of a head that is not whole yet
    _inside_head = False

    def data_received(self, data: bytes) -> None:
        """Takes bytes in; a head that does not end is refused while it grows."""
        super().data_received(data)
        if self._inside_head:
            self._head += len(data)
            if self._head > LARGEST_HEAD and not self.transport.is_closing():
                self.send_400_response(f"The head of the request is too long: {LARGEST_HEAD} bytes are the limit.")

    def on_message_begin(self) -> None:
        """A request begins."""
        super().on_message_begin()
        self._head, self._inside_head = 0, True

    def on_headers_complete(self) -> None:
        """Its head is whole."""
        self._inside_head = False
        super().on_headers_complete()

    def send_400_response(self, msg: str) -> None:
        """The server's own answer to what it cannot read; the connection ends."""
        if len(self.url or b"") > LONGEST_QUERY:
            msg = f"The address is too long: {LONGEST_QUERY} bytes are the limit."
        body = msg.encode("ascii", "replace")
        told = {**HEADERS, "Content-Type": "text/plain; charset=utf-8", "Content-Length": str(len(body)), "Connection": "close"}
        lines = ["HTTP/1.1 400 Bad Request", *(f"{name}: {value}" for name, value in told.items()), "", ""]
        self.transport.write("\r\n".join(lines).encode("ascii") + body)
        self.transport.close()
