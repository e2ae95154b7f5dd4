"""A chat function with a scripted language model, over the platform that runs, and a person who talks to it."""

import http.client
import json
import os
import socket
import subprocess
import threading
import time
import urllib.request
import uuid
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

WEB_URL = os.environ["WEB_URL"]
# No proxy is asked about programs on this machine.
OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def sign_up() -> str:
    """The session token of somebody new."""
    person = {"name": "Ada Lovelace", "email": f"{uuid.uuid4()}@example.com", "password": "correct horse battery"}
    headers = {"content-type": "application/json", "origin": WEB_URL}
    request = urllib.request.Request(f"{WEB_URL}/api/auth/sign-up/email", data=json.dumps(person).encode(), headers=headers)
    with OPENER.open(request) as answer:
        cookies = [entry.split(";")[0] for entry in answer.headers.get_all("set-cookie")]
    request = urllib.request.Request(f"{WEB_URL}/api/auth/token", headers={"cookie": "; ".join(cookies)})
    with OPENER.open(request) as answer:
        return json.load(answer)["token"]


def call(name: str, arguments: dict) -> dict:
    """A delta with a whole call."""
    function = {"name": name, "arguments": json.dumps(arguments)}
    return {"tool_calls": [{"index": 0, "id": "c", "type": "function", "function": function}]}


class Model:
    """Answers what it finds in its script: for the person's words, by how many results there are, its deltas."""

    def __init__(self) -> None:
        self.script: dict[str, list[list[dict]]] = {}
        self.held = threading.Event()
        self.go_on = threading.Event()
        model = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                length = int(self.headers["content-length"])
                model.answer(self, json.loads(self.rfile.read(length)))

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}/v1"

    def answer(self, handler: BaseHTTPRequestHandler, request: dict) -> None:
        messages = request["messages"]
        last = max(at for at, message in enumerate(messages) if message["role"] == "user")
        results = sum(message["role"] == "tool" for message in messages[last:])
        words = messages[last]["content"]
        steps = next((steps for said, steps in self.script.items() if words.endswith(said)), [[{"content": "Yes."}]])
        handler.send_response(200)
        handler.send_header("content-type", "text/event-stream")
        handler.end_headers()
        try:
            for delta in steps[min(results, len(steps) - 1)]:
                if delta == "hold":
                    self.held.set()
                    self.go_on.wait(60)
                    continue
                self.send(handler, {"choices": [{"index": 0, "delta": delta}]})
            self.send(handler, {"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]})
            handler.wfile.write(b"data: [DONE]\n\n")
        except OSError:
            pass  # The turn was stopped.

    @staticmethod
    def send(handler: BaseHTTPRequestHandler, chunk: dict) -> None:
        handler.wfile.write(f"data: {json.dumps(chunk)}\n\n".encode())
        handler.wfile.flush()


class Chat:
    """A process of the chat function; without a model the built-in one answers."""

    def __init__(self, model: Model | None) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        environment = {
            "PORT": str(self.port),
            "DATABASE_URL": os.environ["DATABASE_URL"],
            "MCP_URL": os.environ["MCP_URL"],
            "AUTH_JWKS_URL": f"{WEB_URL}/api/auth/jwks",
            "AUTH_ISSUER": WEB_URL,
            "AUTH_AUDIENCE": "todo-app",
            "LOG_LEVEL": "warn",
        }
        if model:
            environment |= {"LLM_BASE_URL": model.url, "LLM_MODEL": "scripted"}
        self.process = subprocess.Popen([os.environ["CHAT"]], env=environment, stdout=subprocess.DEVNULL)
        for _ in range(1000):
            try:
                socket.create_connection(("127.0.0.1", self.port)).close()
                return
            except OSError:
                time.sleep(0.01)
        raise RuntimeError("chat does not listen")

    def end(self) -> None:
        self.process.kill()
        self.process.wait()


class Person:
    """Somebody with a session, who speaks the protocol."""

    def __init__(self) -> None:
        self.token = sign_up()

    def ask(self, chat: Chat, kind: str, params: dict, metadata: dict | None = None, key: str | None = None):
        """The answer, not read yet."""
        connection = http.client.HTTPConnection("127.0.0.1", chat.port, timeout=60)
        headers = {"authorization": f"Bearer {self.token}", "content-type": "application/json", "connection": "close"}
        if key:
            headers["idempotency-key"] = key
        body = {"type": kind, "params": params} | ({"metadata": metadata} if metadata else {})
        connection.request("POST", "/api/chatkit", json.dumps(body), headers)
        return connection.getresponse()

    def read(self, *request, **further) -> bytes:
        answer = self.ask(*request, **further)
        body = answer.read()
        if answer.status != 200:
            raise RuntimeError(f"{request[1]}: {answer.status} {body!r}")
        return body


def message(text: str) -> dict:
    """What a person types."""
    return {"content": [{"type": "input_text", "text": text}], "attachments": [], "inference_options": {}}


