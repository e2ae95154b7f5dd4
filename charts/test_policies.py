"""Policies over rendered manifests: `helm template … | python3 charts/test_policies.py`. Each has a bad example below.

Linters that know Deployments pass a Knative Service without looking into it, so these are our own. Needs PyYAML.
"""

import copy
import sys

import yaml

FUNCTIONS = ["todo-tasks", "todo-mcp", "todo-chat"]
WORKLOADS = {"Service/serving", "Deployment", "StatefulSet", "Job"}


def kind(thing):
    knative = thing["kind"] == "Service" and thing["apiVersion"].startswith("serving.knative.dev")
    return "Service/serving" if knative else thing["kind"]


def template(thing):
    return thing["spec"]["template"]


def containers(thing):
    spec = template(thing)["spec"]
    return spec.get("initContainers", []) + spec["containers"]


def pods_are_restricted(thing):
    """FR-804: Pod Security "restricted", and a root file system that nobody writes to."""
    pod = template(thing)["spec"]
    if pod.get("hostNetwork") or pod.get("hostPID") or pod.get("hostIPC"):
        yield "shares a namespace of the host"
    if any("hostPath" in volume for volume in pod.get("volumes", [])):
        yield "mounts a path of the host"
    outer = pod.get("securityContext", {})
    for container in containers(thing):
        inner = {**outer, **container.get("securityContext", {})}
        name = container["name"]
        if inner.get("runAsNonRoot") is not True or not inner.get("runAsUser"):
            yield f"{name}: may run as root"
        if inner.get("allowPrivilegeEscalation") is not False or inner.get("privileged"):
            yield f"{name}: may gain privileges"
        if inner.get("capabilities") != {"drop": ["ALL"]}:
            yield f"{name}: keeps capabilities"
        if inner.get("seccompProfile", {}).get("type") != "RuntimeDefault":
            yield f"{name}: no seccomp profile"
        if inner.get("readOnlyRootFilesystem") is not True:
            yield f"{name}: writes to its root file system"


def pods_have_no_token(thing):
    """FR-804: an own ServiceAccount, without a token for the Kubernetes API."""
    pod = template(thing)["spec"]
    if pod.get("automountServiceAccountToken") is not False:
        yield "mounts a token"
    if not pod.get("serviceAccountName", "").startswith("todo-"):
        yield "has no ServiceAccount of its own"
    if pod.get("enableServiceLinks") is not False and kind(thing) != "StatefulSet":
        yield "gets every Service as environment variables"


def resources_are_set(thing):
    """FR-805: requests, and a limit of memory."""
    for container in containers(thing):
        resources = container.get("resources", {})
        if not {"cpu", "memory"} <= resources.get("requests", {}).keys():
            yield f"{container['name']}: no requests"
        if "memory" not in resources.get("limits", {}):
            yield f"{container['name']}: no limit of memory"


def servers_have_probes(thing):
    """FR-805: probes over HTTP that do not ask the database; Knative takes no other port."""
    if kind(thing) in ("Job", "StatefulSet"):
        return
    for container in containers(thing):
        for probe, path in (("readinessProbe", "/health/readiness"), ("livenessProbe", "/health/liveness")):
            get = container.get(probe, {}).get("httpGet", {})
            if get.get("path") != path:
                yield f"{container['name']}: {probe} is not {path}"


def secrets_stay_secret(thing):
    """FR-803: passwords and keys come from Secrets, not from the manifest."""
    for container in containers(thing):
        for variable in container.get("env", []):
            value = variable.get("value", "")
            secret = variable["name"].endswith(("_SECRET", "_KEY", "_PASSWORD"))
            if "value" in variable and (secret or "://" in value and "@" in value and "$(" not in value):
                yield f"{container['name']}: {variable['name']} stands in the manifest"


def functions_scale_within_bounds(thing):
    """FR-802, FR-806: every bound is said, autoscaling annotations are where Knative takes them, streams fit."""
    if kind(thing) != "Service/serving":
        return
    if any(name.startswith("autoscaling.") for name in thing["metadata"].get("annotations", {})):
        yield "autoscaling annotations must be at the template"
    annotations = template(thing)["metadata"]["annotations"]
    values = {}
    for name in ("min-scale", "max-scale", "initial-scale", "window", "scale-to-zero-pod-retention-period", "target"):
        values[name] = annotations.get(f"autoscaling.knative.dev/{name}")
        if not isinstance(values[name], str):
            yield f"{name} is not said"
    if not 0 < int(values["max-scale"] or 0) <= 1000 or int(values["min-scale"] or 0) > int(values["max-scale"] or 0):
        yield "max-scale is not a bound"
    spec = template(thing)["spec"]
    if not spec.get("containerConcurrency"):
        yield "containerConcurrency is not a bound"
    if "PORT" in [variable["name"] for variable in spec["containers"][0].get("env", [])]:
        yield "PORT is Knative's to set"
    total = spec.get("timeoutSeconds") or 0
    least = 300 if thing["metadata"]["name"] == "todo-chat" else 1
    if not least <= total <= 600 or not 0 < (spec.get("idleTimeoutSeconds") or 0) <= total:
        yield "timeouts cut streams, or are above Knative's own limit"


PER_WORKLOAD = [pods_are_restricted, pods_have_no_token, resources_are_set, servers_have_probes, secrets_stay_secret, functions_scale_within_bounds]


def selects(policy, thing):
    wanted = policy["spec"]["podSelector"]["matchLabels"]
    return wanted.items() <= template(thing)["metadata"]["labels"].items()


def whole_release(things):
    """FR-801, FR-804: three functions, a NetworkPolicy for every pod, migrations as hooks that repeat."""
    named = {(kind(thing), thing["metadata"]["name"]): thing for thing in things}
    for name in FUNCTIONS:
        if ("Service/serving", name) not in named and ("HorizontalPodAutoscaler", name) not in named:
            yield f"{name} is missing"
    policies = [thing for thing in things if thing["kind"] == "NetworkPolicy"]
    for thing in things:
        if kind(thing) in WORKLOADS and not any(selects(policy, thing) for policy in policies):
            yield f"{thing['metadata']['name']}: no NetworkPolicy"
    migration = named.get(("Job", "todo-migrate"), {"metadata": {"annotations": {}}})
    if migration["metadata"]["annotations"].get("helm.sh/hook") != "post-install,pre-upgrade":
        yield "todo-migrate is not a hook of install and upgrade"
    elif migration["spec"]["backoffLimit"] < 1:
        yield "todo-migrate does not wait for the database"


def problems(things):
    for thing in things:
        if kind(thing) in WORKLOADS:
            for policy in PER_WORKLOAD:
                for text in policy(thing):
                    yield f"{thing['kind']} {thing['metadata']['name']}: {text}"
    yield from whole_release(things)


def container(thing):
    return containers(thing)[0]


# What each policy is there to stop: done to a manifest that passes, it must fail.
BAD = [
    ("may run as root", lambda t: container(t)["securityContext"].pop("runAsNonRoot")),
    ("may gain privileges", lambda t: container(t)["securityContext"].update(allowPrivilegeEscalation=True)),
    ("keeps capabilities", lambda t: container(t)["securityContext"].update(capabilities={"add": ["NET_ADMIN"]})),
    ("no seccomp profile", lambda t: container(t)["securityContext"].pop("seccompProfile")),
    ("writes to its root", lambda t: container(t)["securityContext"].update(readOnlyRootFilesystem=False)),
    ("a namespace of the host", lambda t: template(t)["spec"].update(hostNetwork=True)),
    ("a path of the host", lambda t: template(t)["spec"].update(volumes=[{"name": "x", "hostPath": {"path": "/"}}])),
    ("mounts a token", lambda t: template(t)["spec"].pop("automountServiceAccountToken")),
    ("ServiceAccount of its own", lambda t: template(t)["spec"].update(serviceAccountName="default")),
    ("every Service", lambda t: template(t)["spec"].pop("enableServiceLinks")),
    ("no requests", lambda t: container(t)["resources"].pop("requests")),
    ("no limit of memory", lambda t: container(t)["resources"].pop("limits")),
    ("readinessProbe", lambda t: container(t).pop("readinessProbe")),
    ("livenessProbe", lambda t: container(t)["livenessProbe"]["httpGet"].update(path="/")),
    ("stands in the manifest", lambda t: container(t)["env"].append({"name": "LLM_API_KEY", "value": "x"})),
    ("stands in the manifest", lambda t: container(t)["env"].append({"name": "URL", "value": "postgres://u:p@h/d"})),
    ("must be at the template", lambda t: t["metadata"].update(annotations={"autoscaling.knative.dev/min-scale": "1"})),
    ("window is not said", lambda t: template(t)["metadata"]["annotations"].pop("autoscaling.knative.dev/window")),
    ("is not a bound", lambda t: template(t)["metadata"]["annotations"].update({"autoscaling.knative.dev/max-scale": "0"})),
    ("containerConcurrency", lambda t: template(t)["spec"].update(containerConcurrency=0)),
    ("PORT is Knative's", lambda t: container(t)["env"].append({"name": "PORT", "value": "8080"})),
    ("timeouts cut", lambda t: template(t)["spec"].update(timeoutSeconds=30)),
    ("no NetworkPolicy", lambda t: template(t)["metadata"]["labels"].clear()),
    ("todo-chat is missing", lambda t: t["metadata"].update(name="chat")),
]


def bad_examples_fail(things):
    for expected, spoil in BAD:
        spoilt = copy.deepcopy(things)
        spoil(next(t for t in spoilt if t["metadata"]["name"] == "todo-chat" and kind(t) == "Service/serving"))
        if not any(expected in text for text in problems(spoilt)):
            yield f"the bad example of {expected!r} passes"


def main():
    things = [thing for thing in yaml.safe_load_all(sys.stdin) if thing]
    check = bad_examples_fail if "--bad" in sys.argv else problems
    found = list(check(things))
    print("\n".join(found), end="\n" if found else "")
    sys.exit(bool(found))


if __name__ == "__main__":
    main()
