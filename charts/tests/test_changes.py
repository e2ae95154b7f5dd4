"""FR-830, FR-831, FR-834: what a change reaches, and what it does not."""

import json
import unittest

import policies.knative
import policies.pods
import policies.release
from chart import CHART, Release, base, helm, kind, name, pod, release, yaml
from cluster import beside, thing
from policies import POLICIES
from policies.pods import WORKLOADS

# What a release of chart version 0.1.0 left, which its revisions read.
OLD = {
    ("ConfigMap", "todo-config"): {"AUTH_ISSUER": "https://before.example.com", "LOG_LEVEL": "warn"},
    ("Secret", "todo-database"): {"tasks": "cG9zdGdyZXM6Ly90b2RvOm9sZEBkYi90b2Rv"},
    ("Secret", "todo-llm"): {"api-key": "b2xk"},
}
LABELS = {"todo-app/named-by": "content", "app.kubernetes.io/instance": "todo"}
# What a function does not read at its start, or that is not in its template: everything else makes a new revision.
ELSEWHERE = {
    "domain": "mcp's accepted hosts alone, tested with mcp",
    "hosts": "a DomainMapping",
    "functions.*.public": "a label of the Service",
    "database.maxConnections": "the check of this file alone",
    "database.reserved": "the check of this file alone",
    "database.port": "NetworkPolicies",
    "database.migrateUrl": "hooks",
    "database.urls.web": "the web app",
    "database.existingSecret": "goes with no other database; ci/existing-secrets-values.yaml",
    "image.digests.migrate": "hooks",
    "image.digests.web": "the web app",
    "knative.enabled": "other kinds of objects",
    "knative.gatewayNamespaces": "NetworkPolicies",
    "knative.maxTimeout": "the check of this file alone",
    "migrate": "hooks",
    "networkPolicy": "NetworkPolicies",
    "podDisruptionBudget": "PodDisruptionBudgets",
    "kagent": "kagent's objects and the web app",
    "metrics.namespace": "NetworkPolicies",
    "metrics.alerts": "a PrometheusRule",
    "metrics.dashboard": "a ConfigMap for Grafana",
    "operators": "an account and an admission policy",
    "functions.*.scale.limit": "the admission policy and an annotation of the Service",
    "database.pooler": "goes with the Postgres of the release; test_pooler.py",
    "postgres": "goes with no other database; ci/try-out-values.yaml",
    "web": "the web app; web.url is the issuer too",
}
# Another value for each setting; what goes with it.
CHANGED = {
    "clusterDomain": "k8s.example.net",
    "cors.origins": ["https://a.example.com"],
    "image.registry": "registry.example.com",
    "image.tag": "9.9.9",
    "image.digests.*": f"sha256:{'a' * 64}",
    "image.pullPolicy": "Always",
    "image.pullSecrets": ["registry"],
    "auth.issuer": "https://id.example.com",
    "auth.audience": "other",
    "auth.jwksUrl": "https://id.example.com/jwks",
    "auth.jwks": '{"keys":[{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo","kid":"k"}]}',
    "database.url": "postgres://todo:other@db.example.com/todo",
    "database.urls.*": "postgres://own:other@db.example.com/todo",
    "database.statements": "cached",
    "database.bounds.*": 60,
    "database.extraCa.configMap": "private-ca",
    "database.extraCa.key": ("other.crt", {"database.extraCa.configMap": "private-ca"}),
    "dns.ndots": 1,
    "knative.progressDeadline": "60s",
    "llm.baseUrl": ("https://other.example.com/v1", {"llm.baseUrl": "https://models.example.com/v1", "llm.model": "m"}),
    "llm.model": ("n", {"llm.baseUrl": "https://models.example.com/v1", "llm.model": "m"}),
    "llm.contextTokens": (4096, {"llm.baseUrl": "https://models.example.com/v1", "llm.model": "m"}),
    "llm.apiKey": ("key", {"llm.baseUrl": "https://models.example.com/v1", "llm.model": "m"}),
    "llm.existingSecret.name": ("model", {"llm.baseUrl": "https://models.example.com/v1", "llm.model": "m"}),
    "llm.existingSecret.key": ("k", {"llm.existingSecret.name": "model", "llm.baseUrl": "https://models.example.com/v1", "llm.model": "m"}),
    "logLevel": "debug",
    "metrics.enabled": True,
    "metrics.port": (9500, {"metrics.enabled": True}),
    "tracing.endpoint": "http://collector.monitoring.svc:4318",
    "mcp.resource": "https://mcp.example.com/mcp",
    "mcp.allowedHosts": ["mcp.example.com"],
    "mcp.allowedOrigins": ["https://a.example.com"],
    "rateLimit.*": 200,
    "tasksPerPerson": 500,
    "turn.outputTokens": 4096,
    "turn.seconds": 60,
    "scheduling.nodeSelector": {"disk": "ssd"},
    "scheduling.tolerations": [{"operator": "Exists"}],
    "scheduling.affinity": {"nodeAffinity": {}},
    "scheduling.topologySpreadConstraints": [{"maxSkew": 1}],
    "scheduling.priorityClassName": "business",
    "functions.*.containerConcurrency": 90,
    "functions.*.poolSize": 3,
    "functions.*.scale.min": 2,
    "functions.*.scale.max": 3,
    "functions.*.scale.initial": 2,
    "functions.*.scale.window": "30s",
    "functions.*.scale.retention": "5m",
    "functions.*.scale.target": 20,
    "functions.*.timeouts.total": 300,
    "functions.*.timeouts.start": 30,
    "functions.*.timeouts.idle": 30,
    "functions.*.resources.requests.cpu": "30m",
    "functions.*.resources.requests.memory": "40Mi",
    "functions.*.resources.limits.memory": "200Mi",
    "functions.*.env": [{"name": "A", "value": "x"}],
    "functions.*.annotations": {"example.com/a": "x"},
    "web.url": "https://other.example.com",
}
FIRST_MODEL = {"llm.baseUrl": "https://models.example.com/v1", "llm.model": "m"}


def leaves(values, path=()):
    for key, value in values.items():
        if isinstance(value, dict) and value:
            yield from leaves(value, (*path, key))
        else:
            yield ".".join((*path, key))


def pattern(table, setting):
    """The entry of a table that is about this setting: the setting, one with a star in it, or one above it."""
    steps = setting.split(".")
    for end in range(len(steps), 0, -1):
        head = steps[:end]
        stars = [".".join([*head[:place], "*", *head[place + 1 :]]) for place in range(1, end)]
        for candidate in (".".join(head), *stars):
            if candidate in table:
                return candidate
    return None


def change(setting):
    """Another value of a setting, and what has to go with it."""
    if setting.startswith("llm.fallback."):
        value, beside_it = CHANGED[setting.replace("fallback.", "", 1)]
        moved = {key.replace("llm.", "llm.fallback.", 1): said for key, said in beside_it.items()}
        return value, {**FIRST_MODEL, **moved}
    found = CHANGED[pattern(CHANGED, setting)]
    return found if isinstance(found, tuple) else (found, {})


def revisions(settings):
    """The templates of the functions, from which Knative makes revisions."""
    arguments = [word for setting, said in settings.items() for word in ("--set-json", f"{setting}={json.dumps(said)}")]
    done = helm("template", "minimal", *arguments)
    if done.returncode:
        raise AssertionError(f"{settings}: {done.stderr}")
    objects = Release(each for each in yaml.safe_load_all(done.stdout) if each)
    return {name(each): each["spec"]["template"] for each in objects.of("Knative Service")}


class Changes(unittest.TestCase):
    def test_fr_834_every_setting_of_a_function_makes_a_new_revision(self):
        values = yaml.safe_load((CHART / "values.yaml").read_text())
        looked_at = 0
        for setting in leaves(values):
            if pattern(CHANGED, setting) is None and not setting.startswith("llm.fallback."):
                self.assertIsNotNone(pattern(ELSEWHERE, setting), f"{setting}: say in CHANGED what else it can be, or in ELSEWHERE what reads it")
                continue
            if pattern(ELSEWHERE, setting) == setting:
                continue
            with self.subTest(setting):
                value, beside_it = change(setting)
                before, after = revisions(beside_it), revisions({**beside_it, setting: value})
                changed = {title for title in before if before[title] != after[title]}
                part = setting.split(".")[1] if setting.startswith("functions.") else None
                self.assertTrue({f"todo-{part}"} <= changed if part else changed, f"{changed}")
                looked_at += 1
        self.assertGreater(looked_at, 60)

    def test_fr_830_no_pod_of_any_value_set_reads_a_configmap_of_the_release(self):
        for values in ("minimal", "warm", "plain", "try-out", "logins"):
            for each in release(values).of(*WORKLOADS):
                self.assertNotIn("todo-config", json.dumps(pod(each)))

    def test_fr_830_what_revisions_of_the_version_before_read_stays_as_it_is(self):
        present = [thing(kind, title, data, labels={"app.kubernetes.io/instance": "todo"}) for (kind, title), data in OLD.items()]
        found = beside(present, "warm", "--set", "logLevel=debug,database.url=postgres://todo:new@db.example.com/todo")
        for (kind, title), data in OLD.items():
            kept = next(each for each in found if each["kind"] == kind and name(each) == title)
            self.assertEqual(kept["data"], data)

    def test_fr_830_a_first_installation_and_a_strangers_objects_are_left_alone(self):
        strangers = [thing(kind, title, data, labels={"app.kubernetes.io/instance": "another"}) for (kind, title), data in OLD.items()]
        for present in ([], strangers):
            found = beside(present, "warm")
            self.assertEqual([each for each in found if (each["kind"], name(each)) in OLD], [])

    def test_fr_831_another_connection_string_is_another_secret_and_each_function_has_its_own(self):
        def secrets(*settings):
            done = helm("template", "logins", *settings)
            objects = Release(each for each in yaml.safe_load_all(done.stdout) if each)
            return {base(name(each)): name(each) for each in objects.of("Secret") if each["metadata"]["labels"].get("todo-app/named-by")}

        before = secrets()
        after = secrets("--set", "database.urls.mcp=postgres://mcp_login:rotated@pooler.example.com:6432/todo?sslmode=require")
        changed = {title for title in before if before[title] != after[title]}
        self.assertEqual(changed, {"todo-database-mcp"})
        self.assertEqual(before, secrets("--set", "logLevel=debug"))

    def test_fr_831_secrets_of_earlier_releases_are_removed_by_an_account_that_reads_none(self):
        earlier = ["todo-database-mcp-0123456789", "todo-llm-abcdef0123"]
        current = [name(each) for each in release("minimal").of("Secret") if base(name(each)) != name(each)]
        foreign = [
            thing("Secret", "todo-web", {}),
            thing("Secret", "sh.helm.release.v1.todo.v1", {}),
            thing("Secret", "todo-llm-9876543210", {}, labels={**LABELS, "app.kubernetes.io/instance": "another"}),
        ]
        ours = [thing("Secret", title, {}, labels=LABELS) for title in [*earlier, *current]]
        objects = beside(ours + foreign, "minimal")
        rules = objects.find("Role", "todo-prune")["rules"]
        self.assertEqual([(rule["verbs"], rule.get("resourceNames")) for rule in rules if "secrets" in rule["resources"]], [(["delete"], earlier)])
        self.assertEqual({verb for rule in rules if "secrets" not in rule["resources"] for verb in rule["verbs"]}, {"list"})
        job = objects.find("Job", "todo-prune")
        self.assertEqual(pod(job)["containers"][0]["args"], ["prune", *earlier])
        hooks = [each for each in objects if name(each) == "todo-prune"]
        self.assertEqual({kind(each) for each in hooks}, {"Job", "NetworkPolicy", "Role", "RoleBinding", "ServiceAccount"})
        for each in hooks:
            self.assertEqual(each["metadata"]["annotations"]["helm.sh/hook"], "post-upgrade")
        for policy in POLICIES:
            if policy.check.__name__ not in {"there_is_no_token_for_the_kubernetes_api", "migrations_are_hooks_in_order_that_repeat"}:
                self.assertEqual(list(policy.problems(objects)), [])

    def test_fr_831_without_secrets_of_earlier_releases_nothing_has_a_token(self):
        self.assertEqual([each for each in beside([], "minimal") if name(each) == "todo-prune"], [])
