"""What Knative Serving asks of a Service, beside what it may have: its runtime contract and its webhook's rules."""

import re

import yaml
from chart import ROOT, annotations, container, name, pod, template
from policies import add, cut, policy, put

KIND = "Knative Service"
SCALING = "autoscaling.knative.dev/"
BOUNDS = ["min-scale", "max-scale", "initial-scale", "window", "scale-to-zero-pod-retention-period", "target"]
SECONDS = {"ms": 0.001, "s": 1, "m": 60, "h": 3600}
# Knative's default of max-revision-timeout-seconds.
LONGEST = 600
POD_FIELDS = {
    "automountServiceAccountToken", "containerConcurrency", "containers", "enableServiceLinks", "idleTimeoutSeconds",
    "imagePullSecrets", "responseStartTimeoutSeconds", "serviceAccountName", "timeoutSeconds", "volumes",
}  # fmt: skip
CONTAINER_FIELDS = {
    "args", "command", "env", "envFrom", "image", "imagePullPolicy", "livenessProbe", "name", "ports", "readinessProbe",
    "resources", "securityContext", "startupProbe", "volumeMounts", "workingDir",
}  # fmt: skip


def scale(thing):
    return template(thing)["metadata"].setdefault("annotations", {})


def bound(thing, what):
    """A bound as a number, durations in seconds; none when it is not said as Knative reads it."""
    said = scale(thing).get(SCALING + what)
    found = re.fullmatch(r"(\d+)(ms|s|m|h)?", said) if isinstance(said, str) else None
    timed = what in ("window", "scale-to-zero-pod-retention-period")
    if not found or timed != bool(found[2]):
        return None
    return int(found[1]) * SECONDS.get(found[2], 1)


@policy(KIND, bad=[put("1", annotations, SCALING + "min-scale")])
def scaling_is_said_at_the_template(thing):
    for title in annotations(thing):
        if title.startswith(SCALING):
            yield title


@policy(
    KIND, bad=[cut(scale, SCALING + what) for what in BOUNDS] + [put(1, scale, SCALING + "min-scale"), put("60", scale, SCALING + "window")]
)
def every_bound_of_scale_is_said(thing):
    for what in BOUNDS:
        if bound(thing, what) is None:
            yield what


@policy(
    KIND,
    bad=[
        put("0", scale, SCALING + "max-scale"),
        put("1001", scale, SCALING + "max-scale"),
        put("6", scale, SCALING + "min-scale"),
        put("6", scale, SCALING + "initial-scale"),
        put("5s", scale, SCALING + "window"),
        put("61m", scale, SCALING + "window"),
        put("2h", scale, SCALING + "scale-to-zero-pod-retention-period"),
        put("0", scale, SCALING + "target"),
        put("81", scale, SCALING + "target"),
    ],
)
def bounds_of_scale_fit_together(thing):
    least, most, initial, window, retention, target = (bound(thing, what) or 0 for what in BOUNDS)
    if not 0 < most <= 1000:
        yield "max-scale is not finite"
    if least > most or initial > most:
        yield "max-scale is below min-scale or initial-scale"
    if not 6 <= window <= 3600 or retention > 3600:
        yield "window is not 6s to 1h, or retention is above 1h"
    if not 0 < target <= (pod(thing).get("containerConcurrency") or 0):
        yield "a pod never has as many requests as target"


@policy(KIND, bad=[put(0, pod, "containerConcurrency"), put(1001, pod, "containerConcurrency"), cut(pod, "containerConcurrency")])
def requests_at_a_time_are_bounded(thing):
    if not 0 < (pod(thing).get("containerConcurrency") or 0) <= 1000:
        yield f"{pod(thing).get('containerConcurrency')}"


def timeouts(thing):
    return [pod(thing).get(what) or 0 for what in ("timeoutSeconds", "responseStartTimeoutSeconds", "idleTimeoutSeconds")]


@policy(
    KIND,
    bad=[
        put(LONGEST + 1, pod, "timeoutSeconds"),
        cut(pod, "timeoutSeconds"),
        put(LONGEST + 1, pod, "responseStartTimeoutSeconds"),
        put(0, pod, "idleTimeoutSeconds"),
    ],
)
def timeouts_are_within_knatives_own(thing):
    total, start, idle = timeouts(thing)
    if not 0 < total <= LONGEST or not 0 < start <= total or not 0 < idle <= total:
        yield f"total {total}, start {start}, idle {idle}"


FULL_DUPLEX = "features.knative.dev/http-full-duplex"


@policy(KIND, bad=[cut(scale, FULL_DUPLEX), put("true", scale, FULL_DUPLEX)])
def no_proxy_cuts_an_answer_off(thing):
    if scale(thing).get(FULL_DUPLEX) != "Enabled":
        yield f"{scale(thing).get(FULL_DUPLEX)}"


def first_is_chat(thing):
    """Turns any function into the chat, with the timeouts it has."""
    thing["metadata"]["name"] = "todo-chat"
    pod(thing).update(timeoutSeconds=60, idleTimeoutSeconds=60)


@policy(KIND, bad=[first_is_chat])
def a_chat_turn_streams_for_minutes(thing):
    total, _, idle = timeouts(thing)
    if name(thing) == "todo-chat" and (total < 300 or idle < 120):
        yield f"total {total}, idle {idle}"


def ports(thing):
    return [port for each in pod(thing)["containers"] for port in each.get("ports", [])]


@policy(
    KIND,
    bad=[
        cut(container, "ports"),
        add({"containerPort": 9090}, container, "ports"),
        put("http", container, "ports", 0, "name"),
        put(80, container, "ports", 0, "hostPort"),
        put("UDP", container, "ports", 0, "protocol"),
        add({"name": "second", "ports": [{"containerPort": 9090}]}, pod, "containers"),
    ],
)
def there_is_one_port_for_http(thing):
    said = ports(thing)
    if len(said) != 1 or said[0].get("name", "http1") not in ("http1", "h2c"):
        yield f"{said}"
    elif said[0].get("protocol", "TCP") != "TCP" or said[0].keys() - {"name", "protocol", "containerPort"}:
        yield f"{said}"


@policy(
    KIND,
    bad=[
        put({"exec": {"command": ["true"]}}, container, "readinessProbe"),
        put({"grpc": {"port": 8080}}, container, "livenessProbe"),
        put({"tcpSocket": {"port": 9090}}, container, "startupProbe"),
        put(9090, container, "livenessProbe", "httpGet", "port"),
        put(1, container, "readinessProbe", "initialDelaySeconds"),
        put(5, container, "readinessProbe", "periodSeconds"),
    ],
)
def probes_are_of_the_port_and_without_delay(thing):
    own = [None, *(port[key] for port in ports(thing) for key in ("containerPort", "name") if key in port)]
    for each in pod(thing)["containers"]:
        for title in ("startupProbe", "readinessProbe", "livenessProbe"):
            probe = each.get(title, {"tcpSocket": {}})
            handler = probe.get("httpGet", probe.get("tcpSocket"))
            if handler is None or handler.get("port") not in own:
                yield f"{title}: {probe}"
            if probe.get("initialDelaySeconds"):
                yield f"{title} waits"
            # Without a period Knative asks every few milliseconds until the first yes.
            if title == "readinessProbe" and probe.get("periodSeconds"):
                yield f"{title} has a period"


RESERVED = ["PORT", "K_SERVICE", "K_REVISION", "K_CONFIGURATION"]


@policy(KIND, bad=[add({"name": variable, "value": "8080"}, container, "env") for variable in RESERVED])
def knatives_own_variables_are_left_to_it(thing):
    for each in pod(thing)["containers"]:
        for variable in each.get("env", []):
            if variable["name"] in RESERVED:
                yield variable["name"]


def features():
    """What knative/serving.yaml switches on."""
    settings = yaml.safe_load_all((ROOT / "knative/serving.yaml").read_text())
    data = next(each["data"] for each in settings if each["metadata"]["name"] == "config-features")
    return {title for title, value in data.items() if value == "enabled"}


@policy(
    KIND,
    bad=[
        put("another", pod, "schedulerName"),
        put([{"name": "first", "image": "first:1"}], pod, "initContainers"),
        put({"runAsNonRoot": True}, pod, "securityContext"),
        put({"preStop": {"sleep": {"seconds": 5}}}, container, "lifecycle"),
        put([{"name": "data", "hostPath": {"path": "/"}}], pod, "volumes"),
        put([{"name": "data", "persistentVolumeClaim": {"claimName": "data"}}], pod, "volumes"),
    ],
)
def knative_takes_every_field(thing):
    for field in sorted(pod(thing).keys() - POD_FIELDS):
        if f"kubernetes.podspec-{field.lower()}" not in features():
            yield field
    for each in pod(thing)["containers"]:
        yield from sorted(each.keys() - CONTAINER_FIELDS)
    for volume in pod(thing).get("volumes", []):
        if volume.keys() - {"name", "configMap", "secret", "projected", "emptyDir"}:
            yield f"volume {volume['name']}"


@policy(KIND, bad=[put("private", "metadata", "labels", "networking.knative.dev/visibility")])
def visibility_is_one_that_knative_knows(thing):
    said = thing["metadata"]["labels"].get("networking.knative.dev/visibility", "cluster-local")
    if said != "cluster-local":
        yield said
