"""What the chart renders with each value set: which objects there are, which not, and that settings arrive."""

import base64
import re
import unittest

from chart import ROOT, VALUE_SETS, container, environment, helm, pod, release, template
from policies.pods import WORKLOADS
from readme import README, wanted
from services import SERVICES, services

PARTS = ["chat", "mcp", "migrate", "smoke", "tasks", "web"]
FUNCTIONS = ["chat", "mcp", "tasks"]
MINIMAL = {
    ("Deployment", "todo-web"),
    ("Service", "todo-web"),
    ("Job", "todo-check"),
    ("Job", "todo-migrate"),
    ("Job", "todo-web-migrate"),
    ("Pod", "todo-smoke"),
    ("Secret", "todo-migrate"),
    ("Secret", "todo-web"),
    *(("Secret", f"todo-database-{part}") for part in [*FUNCTIONS, "web"]),
    *(("Knative Service", f"todo-{part}") for part in FUNCTIONS),
    *((kind, f"todo-{part}") for part in PARTS for kind in ("ServiceAccount", "NetworkPolicy")),
}
WEB = {each for each in MINIMAL if each[1] in ("todo-web", "todo-web-migrate", "todo-database-web")}
KNATIVE = {("Knative Service", f"todo-{part}") for part in FUNCTIONS}
PLAIN = {(kind, f"todo-{part}") for part in FUNCTIONS for kind in ("Deployment", "Service", "HorizontalPodAutoscaler")}
POSTGRES = {(kind, "todo-postgres") for kind in ("StatefulSet", "Service", "Secret", "ServiceAccount", "NetworkPolicy")}
POOLER = {(kind, "todo-pooler") for kind in ("Deployment", "Service", "Secret", "ServiceAccount", "NetworkPolicy")}
ADDRESSES = {each for each in MINIMAL if each[0] == "Secret" and each[1] != "todo-web"}
OPERATORS = {
    *((kind, "todo-operator") for kind in ("Role", "RoleBinding", "ServiceAccount")),
    *((kind, "todo-operator.todo.todo") for kind in ("ValidatingAdmissionPolicy", "ValidatingAdmissionPolicyBinding")),
}
BUDGETS = {("PodDisruptionBudget", f"todo-{part}") for part in [*FUNCTIONS, "web"]}
# What each value set has beside the minimal one, and what it lacks of it.
OBJECTS = {
    "existing-secrets": (set(), ADDRESSES | {("Secret", "todo-web")}),
    "kagent": ({("Secret", "todo-llm"), *((kind, "todo") for kind in ("Agent", "ModelConfig", "RemoteMCPServer"))}, set()),
    "logins": (set(), set()),
    "minimal": (set(), set()),
    "monitored": ({("PrometheusRule", "todo-alerts"), ("ConfigMap", "todo-dashboard")}, set()),
    "monitored-try-out": (POSTGRES | POOLER, ADDRESSES),
    "operators": (OPERATORS, set()),
    "plain": (PLAIN | {("Ingress", "todo-web")}, KNATIVE),
    "plain-try-out": (PLAIN | POSTGRES | POOLER, KNATIVE | ADDRESSES),
    "public-names": ({("DomainMapping", "mcp.example.com")}, set()),
    "try-out": (POSTGRES | POOLER, ADDRESSES),
    "warm": ({("Secret", "todo-llm")} | BUDGETS, set()),
    "web-elsewhere": (set(), WEB),
}
INSIDE = "svc.cluster.local"
POOLER_URL = f"postgres://todo_app:$(DATABASE_PASSWORD)@todo-pooler.todo.{INSIDE}:6432/todo?sslmode=disable"
POSTGRES_URL = f"postgres://%s:$(DATABASE_PASSWORD)@todo-postgres.todo.{INSIDE}:5432/todo?sslmode=disable"
# What an object's first own container gets. None: it must not be there.
ENVIRONMENT = {
    ("minimal", "todo-tasks"): {
        "DATABASE_URL": "todo-database-tasks/url",
        "DATABASE_POOL_SIZE": "4",
        "TASKS_PER_PERSON": "100000",
        "PORT": None,
        "EXTRA_CA_FILE": None,
        "AUTH_ISSUER": "https://todo.example.com",
        "AUTH_JWKS_URL": f"http://todo-web.todo.{INSIDE}:3000/api/auth/jwks",
        "AUTH_JWKS": None,
        "CORS_ALLOWED_ORIGINS": None,
        "LOG_LEVEL": "info",
    },
    ("minimal", "todo-check"): {"DATABASE_URL": "todo-migrate/chat", "MIGRATE_DATABASE_URL": None},
    ("existing-secrets", "todo-check"): {"DATABASE_URL": "neon/pooled"},
    ("try-out", "todo-check"): {"DATABASE_PASSWORD": "todo-postgres/todo_app", "DATABASE_URL": POSTGRES_URL % "todo_app"},
    ("public-names", "todo-chat"): {"CORS_ALLOWED_ORIGINS": "https://other.example.com"},
    ("web-elsewhere", "todo-mcp"): {"AUTH_JWKS_URL": "https://todo.example.com/api/auth/jwks", "AUTH_ISSUER": "https://todo.example.com"},
    ("warm", "todo-tasks"): {"OTEL_SERVICE_NAME": "tasks", "EXTRA_TOKEN": "tokens/tasks"},
    ("minimal", "todo-chat"): {"MCP_URL": f"http://todo-mcp.todo.{INSIDE}/mcp", "LLM_BASE_URL": None, "LLM_API_KEY": None, "LLM_FALLBACK_BASE_URL": None, "CHAT_TURN_SECONDS": "90", "CHAT_TURN_OUTPUT_TOKENS": "8192"},
    ("minimal", "todo-mcp"): {"CHAT_TURN_SECONDS": None, "MCP_RESOURCE": None, "MCP_ALLOWED_ORIGINS": None},
    ("minimal", "todo-web"): {
        "BETTER_AUTH_SECRET": "todo-web/secret",
        "AUTH_ISSUER": "https://todo.example.com",
        "MCP_RESOURCE": None,
        "TASKS_URL": f"http://todo-tasks.todo.{INSIDE}",
        "CLUSTER_DOMAIN": "cluster.local",
    },
    ("minimal", "todo-migrate"): {"MIGRATE_DATABASE_URL": "todo-migrate/migrate", "DATABASE_URL": None},
    ("minimal", "todo-web-migrate"): {"DATABASE_URL": "todo-migrate/web"},
    ("existing-secrets", "todo-mcp"): {"DATABASE_URL": "neon/pooled"},
    ("existing-secrets", "todo-chat"): {
        "LLM_API_KEY": "model/key",
        "LLM_MODEL": "small",
        "LLM_FALLBACK_API_KEY": "other/key",
        "LLM_FALLBACK_MODEL": "other",
        "LLM_FALLBACK_CONTEXT_TOKENS": "16384",
    },
    ("existing-secrets", "todo-web"): {"BETTER_AUTH_SECRET": "web-secret/better-auth"},
    ("existing-secrets", "todo-migrate"): {"MIGRATE_DATABASE_URL": "neon/direct"},
    ("logins", "todo-tasks"): {
        "EXTRA_CA_FILE": "/etc/todo/ca/ca.crt",
        "DATABASE_STATEMENTS": "cached",
        "DATABASE_REQUEST_SECONDS": "8",
        "DATABASE_BULK_SECONDS": "40",
        "DATABASE_EXPORT_SECONDS": "600",
    },
    ("try-out", "todo-mcp"): {"DATABASE_STATEMENTS": "cached"},
    ("logins", "todo-web"): {"NODE_EXTRA_CA_CERTS": "/etc/todo/ca/ca.crt", "EXTRA_CA_FILE": None},
    ("plain", "todo-tasks"): {
        "PORT": "8080",
        "DATABASE_STATEMENTS": "unnamed",
        "DATABASE_REQUEST_SECONDS": "5",
        "DATABASE_EXPORT_SECONDS": "300",
    },
    ("public-names", "todo-mcp"): {
        "MCP_ALLOWED_HOSTS": f"todo-mcp,todo-mcp.todo,todo-mcp.todo.svc,todo-mcp.todo.{INSIDE},todo-mcp.todo.apps.example.com,mcp.example.com",
        "MCP_ALLOWED_ORIGINS": "https://inspector.example.com",
        "MCP_RESOURCE": "https://mcp.example.com/mcp",
    },
    ("public-names", "todo-web"): {"MCP_RESOURCE": "https://mcp.example.com/mcp"},
    ("try-out", "todo-chat"): {"DATABASE_PASSWORD": "todo-postgres/todo_app", "DATABASE_URL": POOLER_URL},
    ("try-out", "todo-web"): {"DATABASE_PASSWORD": "todo-postgres/todo_web", "DATABASE_URL": POSTGRES_URL % "todo_web"},
    ("try-out", "todo-migrate"): {"DATABASE_PASSWORD": "todo-postgres/postgres", "LOGIN_PASSWORD": "todo-postgres/todo_web"},
    ("kagent", "todo-web"): {"MCP_URL": f"http://todo-mcp.todo.{INSIDE}/mcp"},
    ("warm", "todo-web"): {"MCP_URL": None},
    ("minimal", "todo-smoke"): {
        "WEB_URL": f"http://todo-web.todo.{INSIDE}:3000",
        "TASKS_URL": f"http://todo-tasks.todo.{INSIDE}",
        "CHAT_URL": f"http://todo-chat.todo.{INSIDE}",
        "DATABASE_URL": None,
    },
    ("web-elsewhere", "todo-smoke"): {"WEB_URL": "https://todo.example.com"},
    ("warm", "todo-chat"): {
        "LLM_API_KEY": "todo-llm/api-key",
        "LLM_BASE_URL": "https://models.example.com/v1/",
        "LLM_CONTEXT_TOKENS": "100000",
        "LLM_FALLBACK_API_KEY": "todo-llm/fallback-api-key",
        "LLM_FALLBACK_BASE_URL": "https://azure.example.com/openai/deployments/d?api-version=1",
    },
}


def workload(values, name):
    return next(thing for thing in release(values).of(*WORKLOADS) if thing["metadata"]["name"] == name)


class Rendered(unittest.TestCase):
    def test_fr_810_every_value_set_passes_lint(self):
        self.assertGreaterEqual(len(VALUE_SETS), 8)
        for values in VALUE_SETS:
            with self.subTest(values):
                done = helm("lint", values, "--quiet", "--strict")
                self.assertEqual((done.returncode, done.stdout + done.stderr), (0, ""))

    def test_fr_801_fr_810_every_value_set_renders_these_objects_and_no_others(self):
        self.assertEqual(sorted(OBJECTS), VALUE_SETS)
        for values, (more, less) in OBJECTS.items():
            with self.subTest(values):
                expected, found = MINIMAL - less | more, set(release(values).names())
                self.assertEqual((expected - found, found - expected), (set(), set()), "what is missing, and what is too much")

    def test_fr_803_fr_825_settings_and_references_to_secrets_arrive(self):
        for (values, name), expected in ENVIRONMENT.items():
            found = environment(workload(values, name))
            for variable, value in expected.items():
                with self.subTest(values, object=name, variable=variable):
                    self.assertEqual(found.get(variable), value)

    def test_fr_803_each_login_is_under_its_own_key(self):
        objects = release("logins")
        urls = objects.find("Secret", "todo-migrate")["stringData"]
        users = {key: re.match(r"postgres://(\w+):", url)[1] for key, url in urls.items()}
        self.assertEqual(users, {"tasks": "tasks_login", "mcp": "mcp_login", "chat": "chat_login", "web": "web_login", "migrate": "owner"})
        for part in [*FUNCTIONS, "web"]:
            secret = objects.find("Secret", f"todo-database-{part}")
            self.assertEqual(base64.b64decode(secret["data"]["url"]).decode(), urls[part])

    def test_fr_802_scale_arrives(self):
        scale = template(workload("warm", "todo-chat"))["metadata"]["annotations"]
        said = {key.removeprefix("autoscaling.knative.dev/"): value for key, value in scale.items()}
        expected = {"min-scale": "1", "max-scale": "3", "initial-scale": "1", "scale-to-zero-pod-retention-period": "10m", "target": "60"}
        self.assertEqual({key: said[key] for key in expected}, expected)
        self.assertEqual(template(workload("minimal", "todo-chat"))["metadata"]["annotations"]["autoscaling.knative.dev/min-scale"], "0")

    def test_fr_806_without_knative_a_stream_may_run_to_its_end(self):
        self.assertEqual(pod(workload("plain", "todo-chat"))["terminationGracePeriodSeconds"], 600)

    def test_fr_801_a_function_is_public_or_not(self):
        label = "networking.knative.dev/visibility"
        said = {part: workload("public-names", f"todo-{part}")["metadata"]["labels"].get(label) for part in FUNCTIONS}
        self.assertEqual(said, {"tasks": "cluster-local", "mcp": None, "chat": "cluster-local"})

    def test_fr_801_images_and_credentials_for_them(self):
        self.assertEqual(container(workload("warm", "todo-chat"))["image"], "registry.example.com/todo/todo-chat:1.2.3")
        for thing in release("warm").of(*WORKLOADS):
            self.assertEqual(pod(thing)["imagePullSecrets"], [{"name": "registry"}])
        self.assertEqual(container(workload("minimal", "todo-chat"))["image"], "dev.local/todo-chat:0.1.0")

    def test_fr_801_an_outside_database_is_looked_up_once_when_asked_for(self):
        for values, expected in (("logins", {"options": [{"name": "ndots", "value": "1"}]}), ("minimal", None)):
            for thing in release(values).of(*WORKLOADS):
                with self.subTest(values, object=thing["metadata"]["name"]):
                    self.assertEqual(pod(thing).get("dnsConfig"), expected)

    def test_fr_804_ports_that_a_policy_lets_through(self):
        def reached(values, part):
            rules = release(values).find("NetworkPolicy", f"todo-{part}")["spec"]["egress"]
            return {port["port"] for rule in rules for port in rule.get("ports", [])}

        self.assertEqual(reached("logins", "migrate"), {53, 6432})
        self.assertEqual(reached("warm", "chat"), {53, 5432, 443, 3000, 11434})
        self.assertEqual(reached("minimal", "smoke"), {53, 443, 3000})
        self.assertEqual(reached("try-out", "postgres"), set())
        self.assertEqual(reached("try-out", "pooler"), {53, 5432})
        self.assertEqual(reached("try-out", "chat"), {53, 5432, 6432, 443, 3000})

    def test_fr_810_what_is_set_is_what_the_programs_read(self):
        documented = set(re.findall(r"`([A-Z][A-Z_]+)`", (ROOT / "README.md").read_text()))
        others = {"NODE_EXTRA_CA_CERTS", "HOSTNAME", "PGBOUNCER_EXPORTER_CONNECTION_STRING", "PGDATA", "POSTGRES_DB", "POSTGRES_PASSWORD"}
        # The password stands in DATABASE_URL; the last one is an operator's own in ci/warm-values.yaml.
        known = documented | others | {"DATABASE_PASSWORD", "KUBERNETES_API", "EXTRA_TOKEN"}
        for values in VALUE_SETS:
            objects = release(values)
            for thing in objects.of(*WORKLOADS):
                self.assertEqual(environment(thing).keys() - known, set(), values)


class Written(unittest.TestCase):
    def test_fr_808_services_are_what_the_chart_renders(self):
        self.assertEqual(SERVICES.read_text(), services(), "charts/test --update")

    def test_fr_810_the_readme_says_what_values_yaml_says(self):
        self.assertEqual(README.read_text(), wanted(), "charts/test --update")

    def test_fr_808_every_cluster_setting_has_a_reason(self):
        lines = (ROOT / "knative/serving.yaml").read_text().splitlines()
        for before, line in zip(lines, lines[1:]):
            if re.match(r"  [a-z]", line):
                self.assertRegex(before, r"  # ", line)
