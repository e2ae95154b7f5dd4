"""How the objects of a release fit together."""

from chart import annotations, base, container, containers, kind, name, pod, template
from policies import cut, policy, put, the, without
from policies.pods import WORKLOADS

FUNCTIONS = ["todo-tasks", "todo-mcp", "todo-chat"]
KINDS = {
    "ConfigMap",
    *WORKLOADS, "Agent", "ModelConfig", "RemoteMCPServer",
    "DomainMapping", "HorizontalPodAutoscaler", "Ingress", "NetworkPolicy", "PodDisruptionBudget",
    "PrometheusRule", "Role", "RoleBinding", "Secret", "Service", "ServiceAccount",
    "ValidatingAdmissionPolicy", "ValidatingAdmissionPolicyBinding",
}  # fmt: skip
LABELS = [f"app.kubernetes.io/{label}" for label in ("name", "instance", "part-of")]
HOOK = "helm.sh/hook"


@policy(bad=[put(kind, the("Deployment", "todo-web"), "kind") for kind in ("DaemonSet", "CronJob")])
def every_kind_has_its_policies(release):
    yield from sorted({kind(thing) for thing in release} - KINDS)


def repeat_an_account(release):
    release.append(release.find("ServiceAccount", "todo-chat"))


@policy(
    bad=[
        repeat_an_account,
        put("default", the("ServiceAccount", "todo-chat"), "metadata", "namespace"),
        cut(the("ServiceAccount", "todo-chat"), "metadata", "labels", LABELS[0]),
        cut(the("Knative Service", "todo-mcp"), "spec", "template", "metadata", "labels", LABELS[1]),
    ]
)
def every_object_is_named_once_and_labelled(release):
    yield from sorted({f"{each} is there twice" for each in release.names() if release.names().count(each) > 1})
    for thing in release:
        if "namespace" in thing["metadata"]:
            yield f"{name(thing)} has a namespace of its own"
        for holder in [thing, template(thing)] if kind(thing) in WORKLOADS else [thing]:
            if not set(LABELS) <= holder["metadata"].get("labels", {}).keys():
                yield f"{kind(thing)} {name(thing)} lacks labels"


@policy(bad=[without("Knative Service", title) for title in FUNCTIONS])
def the_three_functions_are_there(release):
    for title in FUNCTIONS:
        if not release.find("Knative Service", title) and not release.find("Deployment", title):
            yield f"{title} is missing"


@policy(
    example="plain-try-out",
    bad=[
        without("Service", "todo-chat"),
        without("HorizontalPodAutoscaler", "todo-chat"),
        put("todo-chats", the("HorizontalPodAutoscaler", "todo-chat"), "spec", "scaleTargetRef", "name"),
        put(0, the("HorizontalPodAutoscaler", "todo-chat"), "spec", "minReplicas"),
        put(0, the("HorizontalPodAutoscaler", "todo-chat"), "spec", "maxReplicas"),
        put(1, the("Deployment", "todo-chat"), "spec", "replicas"),
    ],
)
def without_knative_each_function_is_reached_and_scaled(release):
    for thing in release.of("Deployment"):
        if name(thing) in FUNCTIONS:
            scaler = release.find("HorizontalPodAutoscaler", name(thing))
            if not scaler or scaler["spec"]["scaleTargetRef"]["name"] != name(thing) or "replicas" in thing["spec"]:
                yield f"{name(thing)} is not scaled"
            elif not 1 <= scaler["spec"]["minReplicas"] <= scaler["spec"]["maxReplicas"]:
                yield f"{name(thing)} has no bounds of scale"
            if not release.find("Service", name(thing)):
                yield f"{name(thing)} has no Service"


def matches(selector, thing):
    return selector.items() <= template(thing)["metadata"]["labels"].items()


@policy(
    bad=[
        put("todo-postgre", the("Service", "todo-postgres"), "spec", "selector", LABELS[0]),
        put("postgresql", the("Service", "todo-postgres"), "spec", "ports", 0, "targetPort"),
    ]
)
def services_lead_to_a_port(release):
    for service in release.of("Service"):
        behind = [thing for thing in release.of(*WORKLOADS) if matches(service["spec"]["selector"], thing)]
        open_ports = {port.get("name") for thing in behind for each in containers(thing) for port in each.get("ports", [])}
        for port in service["spec"]["ports"]:
            if port["targetPort"] not in open_ports:
                yield f"{name(service)}: {port['targetPort']}"


@policy(
    bad=[
        without("NetworkPolicy", "todo-migrate"),
        put("todo-cat", the("NetworkPolicy", "todo-chat"), "spec", "podSelector", "matchLabels", LABELS[0]),
        put(["Ingress"], the("NetworkPolicy", "todo-web"), "spec", "policyTypes"),
    ]
)
def every_pod_has_a_network_policy(release):
    both = [each for each in release.of("NetworkPolicy") if each["spec"]["policyTypes"] == ["Ingress", "Egress"]]
    for thing in release.of(*WORKLOADS):
        if not any(matches(each["spec"]["podSelector"]["matchLabels"], thing) for each in both):
            yield f"{kind(thing)} {name(thing)}"


@policy(
    bad=[
        put("default", the("Knative Service", "todo-mcp"), "spec", "template", "spec", "serviceAccountName"),
        without("ServiceAccount", "todo-web"),
        cut(the("ServiceAccount", "todo-chat"), "automountServiceAccountToken"),
    ]
)
def every_pod_has_a_service_account_of_its_own(release):
    for thing in release.of(*WORKLOADS):
        account = release.find("ServiceAccount", pod(thing).get("serviceAccountName"))
        # A Job of one part may share that part's account.
        if not account or name(account) != template(thing)["metadata"]["labels"][LABELS[0]]:
            yield f"{kind(thing)} {name(thing)}"
        elif account.get("automountServiceAccountToken") is not False:
            yield f"{name(account)} mounts its token"


@policy(bad=[put([{"configMapRef": {"name": "todo-config"}}], the("Knative Service", "todo-mcp"), container, "envFrom")])
def no_pod_takes_variables_from_a_configmap(release):
    for thing in release.of(*WORKLOADS):
        for wanted, title, _ in references(thing):
            if wanted == "ConfigMap":
                yield f"{kind(thing)} {name(thing)}: {title}"


@policy(
    example="monitored",
    bad=[
        cut(the("ConfigMap", "todo-dashboard"), "metadata", "labels", "grafana_dashboard"),
        put("todo-config", the("ConfigMap", "todo-dashboard"), "metadata", "name"),
    ],
)
def the_one_configmap_is_grafanas(release):
    for thing in release.of("ConfigMap"):
        if name(thing) != "todo-dashboard" or thing["metadata"]["labels"].get("grafana_dashboard") != "1":
            yield name(thing)


def references(thing):
    """What a pod reads: kind, name and key; no key means all of them."""
    for each in containers(thing):
        for variable in each.get("env", []):
            for source, wanted in (("secretKeyRef", "Secret"), ("configMapKeyRef", "ConfigMap")):
                if reference := variable.get("valueFrom", {}).get(source):
                    yield wanted, reference["name"], reference["key"]
        for everything in each.get("envFrom", []):
            for source, wanted in (("secretRef", "Secret"), ("configMapRef", "ConfigMap")):
                if reference := everything.get(source):
                    yield wanted, reference["name"], None
    for volume in pod(thing).get("volumes", []):
        if "secret" in volume:
            for item in volume["secret"].get("items", [{"key": None}]):
                yield "Secret", volume["secret"]["secretName"], item["key"]


@policy(
    example="warm",
    bad=[
        without("Secret", "todo-llm"),
        cut(the("Secret", "todo-database-chat"), "data", "url"),
        put("todo-database-chat-0123456789", the("Secret", "todo-database-chat"), "metadata", "name"),
    ],
)
def what_a_pod_reads_is_there(release):
    for thing in release.of(*WORKLOADS):
        for wanted, title, key in references(thing):
            found = release.find(wanted, title)
            # Other names are of objects that exist already.
            if title.startswith("todo-") and (not found or key not in {None, *found.get("data", {}), *found.get("stringData", {})}):
                yield f"{kind(thing)} {name(thing)}: {wanted} {title}, {key}"


def key_of_tasks(release):
    return next(
        variable["valueFrom"]["secretKeyRef"]
        for variable in containers(release.find("Knative Service", "todo-tasks"))[0]["env"]
        if variable["name"] == "DATABASE_URL"
    )


# Which pods may read which Secret of the release.
READERS = {"todo-pooler": "todo-pooler", "todo-web": "todo-web", "todo-llm": "todo-chat", "todo-migrate": "todo-migrate"}
READERS |= {f"todo-database-{part}": f"todo-{part}" for part in ("tasks", "mcp", "chat", "web")}


@policy(
    example="logins",
    bad=[
        put("todo-database-chat-0123456789", key_of_tasks, "name"),
        put("todo-web", key_of_tasks, "name"),
        put("todo-migrate", key_of_tasks, "name"),
        put([{"secretRef": {"name": "todo-database-chat"}}], the("Knative Service", "todo-chat"), container, "envFrom"),
    ],
)
def each_pod_reads_its_own_secrets(release):
    for thing in release.of(*WORKLOADS):
        owner = template(thing)["metadata"]["labels"][LABELS[0]]
        for wanted, title, key in references(thing):
            if wanted != "Secret":
                continue
            if key is None or READERS.get(base(title), owner) != owner:
                yield f"{name(thing)}: {title}, {key}"


@policy(
    bad=[cut(the("Secret", title), "metadata", "annotations", "helm.sh/resource-policy") for title in ("todo-web", "todo-postgres")],
)
def generated_secrets_outlive_an_uninstall(release):
    yield from unkept(release, {"todo-web", "todo-postgres"})


def unkept(release, titles):
    for secret in release.of("Secret"):
        if base(name(secret)) in titles and annotations(secret).get("helm.sh/resource-policy") != "keep":
            yield name(secret)


BY_CONTENT = {"todo-llm", *(f"todo-database-{part}" for part in ("tasks", "mcp", "chat", "web"))}


@policy(
    example="warm",
    bad=[
        cut(the("Secret", "todo-llm"), "metadata", "annotations", "helm.sh/resource-policy"),
        cut(the("Secret", "todo-database-chat"), "immutable"),
        cut(the("Secret", "todo-database-chat"), "metadata", "labels", "todo-app/named-by"),
        put("todo-database-chat", the("Secret", "todo-database-chat"), "metadata", "name"),
    ],
)
def what_an_earlier_revision_reads_stays_as_it_is(release):
    yield from unkept(release, BY_CONTENT)
    for secret in release.of("Secret"):
        if base(name(secret)) in BY_CONTENT:
            if base(name(secret)) == name(secret) or secret.get("immutable") is not True:
                yield f"{name(secret)} can change"
            if secret["metadata"]["labels"].get("todo-app/named-by") != "content":
                yield f"{name(secret)} would never be removed"


# A Job's log is read afterwards; a Secret would outlive the release, because Helm does not take hooks back.
LEAVES = {"Job": "before-hook-creation", "Secret": "before-hook-creation,hook-succeeded"}


def weight(thing):
    return int(annotations(thing).get(f"{HOOK}-weight", "0"))


@policy(
    example="minimal",
    bad=[
        put("post-install", the("Job", "todo-migrate"), annotations, HOOK),
        put("pre-install", the("Job", "todo-web-migrate"), annotations, HOOK),
        put("hook-succeeded", the("Job", "todo-migrate"), annotations, f"{HOOK}-delete-policy"),
        put("before-hook-creation", the("Secret", "todo-migrate"), annotations, f"{HOOK}-delete-policy"),
        put("5", the("Job", "todo-migrate"), annotations, f"{HOOK}-weight"),
        put("0", the("Secret", "todo-migrate"), annotations, f"{HOOK}-weight"),
        put("4", the("Job", "todo-check"), annotations, f"{HOOK}-weight"),
        put("post-upgrade", the("Job", "todo-check"), annotations, HOOK),
        put(0, the("Job", "todo-migrate"), "spec", "backoffLimit"),
        cut(the("Job", "todo-migrate"), "spec", "activeDeadlineSeconds"),
        put("OnFailure", the("Job", "todo-migrate"), "spec", "template", "spec", "restartPolicy"),
    ],
)
def migrations_are_hooks_in_order_that_repeat(release):
    titles = [("Secret", "todo-migrate"), ("Job", "todo-migrate"), ("Job", "todo-web-migrate"), ("Job", "todo-check")]
    steps = [step for step in (release.find(*title) for title in titles) if step]
    for before, step in zip([None, *steps], steps):
        if annotations(step).get(HOOK) != "post-install,pre-upgrade":
            yield f"{kind(step)} {name(step)} is not made at install and upgrade"
        if annotations(step).get(f"{HOOK}-delete-policy") != LEAVES[kind(step)]:
            yield f"{kind(step)} {name(step)} is in the way of the next, gone when it is asked about, or there for ever"
        if before and weight(before) >= weight(step):
            yield f"{name(step)} does not wait for {name(before)}"
    for job in release.of("Job"):
        spec = job["spec"]
        if not spec.get("backoffLimit") or not spec.get("activeDeadlineSeconds") or pod(job).get("restartPolicy") != "Never":
            yield f"{name(job)} does not try again, or for ever"
