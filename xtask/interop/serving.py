"""What the Python servers share: settings on the first line of standard input, one line of JSON when they listen."""

import json
import os
import sys
import threading
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server


class Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class Handler(WSGIRequestHandler):
    def log_message(self, *_):
        """Says nothing: what is answered is seen by whoever asked."""


def settings():
    """Reads the settings. The program ends with its standard input, so that it outlives nobody who started it."""
    read = json.loads(sys.stdin.readline())

    def watch():
        sys.stdin.read()
        os._exit(0)

    threading.Thread(target=watch, daemon=True).start()
    return read


def serve(app, token_path, introspection_path=None, refused=()):
    """Serves on a free port of the loopback interface; says where, under which name, and which clients could not be registered."""
    with make_server("127.0.0.1", 0, app, Server, Handler) as server:
        origin = f"http://127.0.0.1:{server.server_port}"
        endpoints = {"issuer": origin, "token_endpoint": origin + token_path, "refused": list(refused)}
        if introspection_path:
            endpoints["introspection_endpoint"] = origin + introspection_path
        print(json.dumps(endpoints), flush=True)
        server.serve_forever()
