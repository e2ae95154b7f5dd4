"""FR-803: generated secrets survive upgrades. helm's `lookup` asks a cluster: here a few answers in the place of one."""

import base64
import contextlib
import http.server
import json
import socketserver
import threading
import unittest

import yaml
from chart import Release, helm

KEPT = {
    "todo-web": {"secret": "the-first-one"},
    "todo-postgres": {"postgres": "the-owner", "todo_app": "the-functions", "todo_web": "the-web-app"},
}
DISCOVERY = {
    "/version": {"major": "1", "minor": "35", "gitVersion": "v1.35.0"},
    "/api": {"kind": "APIVersions", "versions": ["v1"]},
    "/apis": {"kind": "APIGroupList", "apiVersion": "v1", "groups": []},
    "/api/v1": {
        "kind": "APIResourceList",
        "groupVersion": "v1",
        "resources": [{"name": "secrets", "singularName": "secret", "namespaced": True, "kind": "Secret", "verbs": ["get"]}],
    },
}


def encoded(texts):
    return {key: base64.b64encode(text.encode()).decode() for key, text in texts.items()}


@contextlib.contextmanager
def cluster(secrets):
    """The address of an API server that has these Secrets in the namespace `todo`, and nothing else."""
    answers = dict(DISCOVERY)
    for name, texts in secrets.items():
        secret = {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": name, "namespace": "todo"}, "data": encoded(texts)}
        answers[f"/api/v1/namespaces/todo/secrets/{name}"] = secret

    class Answers(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            found = answers.get(self.path.partition("?")[0])
            missing = {"kind": "Status", "apiVersion": "v1", "status": "Failure", "reason": "NotFound", "code": 404}
            body = json.dumps(found or missing).encode()
            self.send_response(200 if found else 404)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    # Not an HTTPServer: that one asks DNS for its own name.
    server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Answers)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, args=[0.05], daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()


def generated(secrets, *settings):
    """What the two Secrets hold when rendered beside a cluster that has `secrets`."""
    with cluster(secrets) as address:
        done = helm("template", "try-out", "--dry-run=server", "--kube-apiserver", address, *settings)
    if done.returncode:
        raise AssertionError(done.stderr)
    objects = Release(thing for thing in yaml.safe_load_all(done.stdout) if thing)
    return {name: objects.find("Secret", name)["data"] for name in KEPT}


class Generated(unittest.TestCase):
    def test_fr_803_an_upgrade_keeps_what_is_there(self):
        self.assertEqual(generated(KEPT), {name: encoded(texts) for name, texts in KEPT.items()})

    def test_fr_803_what_is_missing_is_added_and_the_rest_kept(self):
        partial = {"todo-postgres": {"postgres": "the-owner"}}
        found = generated(partial)
        self.assertEqual(found["todo-postgres"]["postgres"], encoded({"postgres": "the-owner"})["postgres"])
        self.assertEqual(found["todo-postgres"].keys(), KEPT["todo-postgres"].keys())

    def test_fr_803_a_first_install_makes_long_ones_that_differ(self):
        found = [base64.b64decode(value) for _ in range(2) for data in generated({}).values() for value in data.values()]
        self.assertEqual(len(set(found)), len(found))
        self.assertGreaterEqual(min(map(len, found)), 32)

    def test_fr_803_a_secret_that_is_given_wins(self):
        given = "given-" * 8
        self.assertEqual(generated(KEPT, "--set", f"web.authSecret={given}")["todo-web"], encoded({"secret": given}))
