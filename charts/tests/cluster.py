"""A few answers in the place of a cluster: what helm's `lookup` asks."""

import contextlib
import http.server
import json
import socketserver
import threading

import yaml
from chart import Release, helm

DISCOVERY = {
    "/version": {"major": "1", "minor": "35", "gitVersion": "v1.35.0"},
    "/api": {"kind": "APIVersions", "versions": ["v1"]},
    "/apis": {"kind": "APIGroupList", "apiVersion": "v1", "groups": []},
    "/api/v1": {
        "kind": "APIResourceList",
        "groupVersion": "v1",
        "resources": [
            {"name": plural, "singularName": kind.lower(), "namespaced": True, "kind": kind, "verbs": ["get", "list"]}
            for plural, kind in (("secrets", "Secret"), ("configmaps", "ConfigMap"))
        ],
    },
}


@contextlib.contextmanager
def cluster(objects):
    """The address of an API server that has these Secrets and ConfigMaps in the namespace `todo`, and nothing else."""
    answers = dict(DISCOVERY)
    for plural, kind in (("secrets", "Secret"), ("configmaps", "ConfigMap")):
        path = f"/api/v1/namespaces/todo/{plural}"
        items = [thing for thing in objects if thing["kind"] == kind]
        answers[path] = {"kind": f"{kind}List", "apiVersion": "v1", "metadata": {}, "items": items}
        answers |= {f"{path}/{thing['metadata']['name']}": thing for thing in items}

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


def thing(kind, name, data, **metadata):
    """An object of such a cluster."""
    return {"apiVersion": "v1", "kind": kind, "metadata": {"name": name, "namespace": "todo", **metadata}, "data": data}


def beside(objects, values, *settings):
    """The release as it renders beside a cluster that has these."""
    with cluster(objects) as address:
        done = helm("template", values, "--dry-run=server", "--kube-apiserver", address, *settings)
    if done.returncode:
        raise AssertionError(done.stderr)
    return Release(each for each in yaml.safe_load_all(done.stdout) if each)
