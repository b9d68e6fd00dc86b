"""A ticket system on this machine that takes what is handed on, if not at first."""

from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Office(ThreadingHTTPServer):
    """A ticket system that answers with the statuses it is given, then with 200."""

    def __init__(self, *statuses):
        self.statuses = list(statuses)
        self.taken = []
        super().__init__(("127.0.0.1", 0), Taking)

    @property
    def address(self):
        return f"http://127.0.0.1:{self.server_port}/hook"


class Taking(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["content-length"]))
        self.server.taken.append((dict(self.headers), body))
        self.send_response(self.server.statuses.pop(0) if self.server.statuses else 200)
        self.end_headers()

    def log_message(self, *told):
        """Quietly."""
