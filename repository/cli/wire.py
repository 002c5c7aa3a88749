"""Given bytes that are not a request, an answer with the headers every answer carries."""

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from repository.guard import HEADERS


class Wire(HttpToolsProtocol):
    """How the server speaks HTTP: a method nobody knows ends here, before the application is asked."""

    def send_400_response(self, msg: str) -> None:
        """The server's own answer to what it cannot read."""
        body = msg.encode("ascii", "replace")
        told = {**HEADERS, "Content-Type": "text/plain; charset=utf-8", "Content-Length": str(len(body)), "Connection": "close"}
        lines = ["HTTP/1.1 400 Bad Request", *(f"{name}: {value}" for name, value in told.items()), "", ""]
        self.transport.write("\r\n".join(lines).encode("ascii") + body)
        self.transport.close()
