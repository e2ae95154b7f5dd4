"""What every pod is like. What Pod Security decides is left to its own evaluator: test_podsecurity.py."""

import re

from chart import container, containers, pod
from policies import add, cut, policy, put

WORKLOADS = ("Knative Service", "Deployment", "StatefulSet", "Job", "Pod")
SERVERS = ("Knative Service", "Deployment")

UNITS = {"": 1, "Ki": 2**10, "Mi": 2**20, "Gi": 2**30}
SECRET = re.compile(r"(SECRET|KEY|PASSWORD|TOKEN)$")
# A password in an address, unless Kubernetes is to put it there; a private key, as PEM or as JSON Web Key.
CREDENTIAL = re.compile(r"://[^/@\s]*:(?!\$\()[^/@\s]+@|PRIVATE KEY-----|\"d\"\s*:")


def memory(quantity):
    number, unit = re.fullmatch(r"(\d+)([A-Z]?i?)", str(quantity)).groups()
    return int(number) * UNITS[unit]


@policy(
    *WORKLOADS,
    bad=[put(False, container, "securityContext", "readOnlyRootFilesystem"), cut(container, "securityContext", "readOnlyRootFilesystem")],
)
def nobody_writes_to_the_root_file_system(thing):
    for each in containers(thing):
        if each.get("securityContext", {}).get("readOnlyRootFilesystem") is not True:
            yield each["name"]


def forget_the_user(thing):
    for holder in [pod(thing), *containers(thing)]:
        holder.get("securityContext", {}).pop("runAsUser", None)


@policy(*WORKLOADS, bad=[put(0, container, "securityContext", "runAsUser"), forget_the_user])
def the_user_is_a_number_above_zero(thing):
    for each in containers(thing):
        if not {**pod(thing).get("securityContext", {}), **each.get("securityContext", {})}.get("runAsUser"):
            yield each["name"]


@policy(
    *WORKLOADS,
    bad=[
        cut(pod, "automountServiceAccountToken"),
        put([{"name": "token", "projected": {"sources": [{"serviceAccountToken": {"path": "token"}}]}}], pod, "volumes"),
    ],
)
def there_is_no_token_for_the_kubernetes_api(thing):
    if pod(thing).get("automountServiceAccountToken") is not False:
        yield "automountServiceAccountToken is not false"
    if "serviceAccountToken" in str(pod(thing).get("volumes")):
        yield "a volume holds one"


@policy(*WORKLOADS, bad=[cut(pod, "enableServiceLinks")])
def services_do_not_become_environment_variables(thing):
    if pod(thing).get("enableServiceLinks") is not False:
        yield "enableServiceLinks is not false"


@policy(
    *WORKLOADS,
    bad=[
        cut(container, "resources", "requests", "cpu"),
        cut(container, "resources", "requests", "memory"),
        cut(container, "resources", "limits", "memory"),
        put("1Mi", container, "resources", "limits", "memory"),
    ],
)
def resources_are_said(thing):
    for each in containers(thing):
        requests, limits = (each.get("resources", {}).get(part, {}) for part in ("requests", "limits"))
        if not {"cpu", "memory"} <= requests.keys():
            yield f"{each['name']} has no requests"
        elif "memory" not in limits:
            yield f"{each['name']} has no limit of memory"
        elif memory(limits["memory"]) < memory(requests["memory"]):
            yield f"{each['name']} asks for more memory than it may have"


@policy(*SERVERS, bad=[put("100m", container, "resources", "limits", "cpu")])
def no_start_is_throttled(thing):
    for each in containers(thing):
        if "cpu" in each.get("resources", {}).get("limits", {}):
            yield f"{each['name']} has a limit of CPU"


@policy(
    *WORKLOADS,
    bad=[
        put("registry:5000/todo-tasks", container, "image"),
        put("registry:5000/todo-tasks:latest", container, "image"),
        put("todo-tasks@sha256:12", container, "image"),
    ],
)
def images_have_a_version(thing):
    for each in containers(thing):
        _, _, last = each["image"].rpartition("/")
        digest = re.search(r"@sha256:[0-9a-f]{64}$", last)
        tag = re.fullmatch(r"[^:@]+:([-._\w]+)", last)
        if not digest and (not tag or tag[1] == "latest"):
            yield each["image"]


@policy(
    *WORKLOADS,
    bad=[
        add({"name": "LLM_API_KEY", "value": "x"}, container, "env"),
        add({"name": "DATABASE_URL", "value": "postgres://u:p@h/d"}, container, "env"),
        add({"name": "AUTH_JWKS", "value": '{"keys":[{"d":"x"}]}'}, container, "env"),
        put(["--url", "postgres://u:p@h/d"], container, "args"),
        put(["sh", "-c", "psql postgres://u:p@h/d"], container, "command"),
    ],
)
def secrets_do_not_stand_in_the_manifest(thing):
    for each in containers(thing):
        for variable in each.get("env", []):
            if "value" in variable and (SECRET.search(variable["name"]) or CREDENTIAL.search(variable["value"])):
                yield f"{each['name']} has {variable['name']}"
        for word in each.get("command", []) + each.get("args", []):
            if CREDENTIAL.search(word):
                yield f"{each['name']} is started with one"


@policy(
    *SERVERS,
    bad=[
        cut(container, "readinessProbe"),
        cut(container, "livenessProbe"),
        put({"path": "/"}, container, "livenessProbe", "httpGet"),
        put({"exec": {"command": ["true"]}}, container, "readinessProbe"),
    ],
)
def probes_do_not_ask_the_database(thing):
    for each in containers(thing):
        for probe in ("readiness", "liveness"):
            said = each.get(f"{probe}Probe", {})
            asks = "httpGet" in said or "tcpSocket" not in said
            if asks and said.get("httpGet", {}).get("path") != f"/health/{probe}":
                yield f"{each['name']}, {probe}"


@policy(
    *WORKLOADS,
    bad=[
        put("Default", pod, "dnsPolicy"),
        put({"options": [{"name": "ndots", "value": "0"}]}, pod, "dnsConfig"),
        put({"options": [{"name": "ndots", "value": 1}]}, pod, "dnsConfig"),
        put({"options": [{"name": "single-request"}]}, pod, "dnsConfig"),
        put({"nameservers": ["192.0.2.1"]}, pod, "dnsConfig"),
    ],
)
def names_inside_the_cluster_resolve(thing):
    if pod(thing).get("dnsPolicy", "ClusterFirst") != "ClusterFirst":
        yield f"dnsPolicy {pod(thing)['dnsPolicy']}"
    config = pod(thing).get("dnsConfig", {"options": [{"name": "ndots", "value": "5"}]})
    options = [(option["name"], option.get("value")) for option in config.get("options", [])]
    if config.keys() != {"options"} or options not in [[("ndots", str(dots))] for dots in range(1, 6)]:
        yield f"dnsConfig {config}"
