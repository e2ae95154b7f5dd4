"""FR-807: a setting that does not exist, or that cannot work, fails with one line that names it."""

import json
import re
import unittest

from chart import CHART, helm

# A level, or directives, as the program takes them.
LEVEL = "([A-Za-z_][A-Za-z0-9_:]*=)?(off|error|warn|info|debug|trace)"
LOG_LEVEL = f"^{LEVEL}(,{LEVEL})*$"
SCHEMA = json.loads((CHART / "values.schema.json").read_text())


def mismatch(setting, value):
    """What the schema says of a text that does not have the form of this setting."""
    found = SCHEMA
    for step in setting.split("."):
        found = found["properties"][step]
        if "$ref" in found:
            found = SCHEMA["definitions"][found["$ref"].rpartition("/")[2]]
    pattern = found["pattern"].replace("\\", "\\\\")
    return f"- at '/{setting.replace('.', '/')}': '{value}' does not match pattern '{pattern}'"


# Settings beside those of ci/minimal-values.yaml, and the line.
CASES = {
    "web.replica=2": "- at '/web': additional properties 'replica' not allowed",
    "functions.chat.scal.max=2": "- at '/functions/chat': additional properties 'scal' not allowed",
    "functions.chats.poolSize=2": "- at '/functions': additional properties 'chats' not allowed",
    "databse.url=x": "- at '': additional properties 'databse' not allowed",
    "database.url=mysql://db/todo": mismatch("database.url", "mysql://db/todo"),
    "web.url=https://todo.example.com/app": mismatch("web.url", "https://todo.example.com/app"),
    "web.authSecret=short": "- at '/web/authSecret': 'short' does not match pattern '^$|^.{32,}$'",
    "functions.chat.scale.max=0": "- at '/functions/chat/scale/max': minimum: got 0, want 1",
    "functions.mcp.scale.window=5s": "- at '/functions/mcp/scale/window': '5s' does not match pattern "
    "'^([6-9]|[1-9][0-9]{1,2}|[12][0-9]{3}|3[0-5][0-9]{2}|3600)s$|^([1-9]|[1-5][0-9]|60)m$|^1h$'",
    "image.pullPolicy=Sometimes": "- at '/image/pullPolicy': value must be one of 'IfNotPresent', 'Always', 'Never'",
    "web.url=": "web.url: not set; it is the web app's public origin, such as https://todo.example.com",
    "database.url=": "database: give exactly one of database.url, database.existingSecret.name and postgres.enabled",
    "postgres.enabled=true": "database: give exactly one of database.url, database.existingSecret.name and postgres.enabled",
    "database.existingSecret.name=neon": "database: give exactly one of database.url, database.existingSecret.name and postgres.enabled",
    "turn.seconds=4": "- at '/turn/seconds': minimum: got 4, want 5",
    "turn.outputTokens=many": "- at '/turn/outputTokens': got string, want integer",
    "turn.seconds=600": "turn.seconds: 600, but a request of chat ends after 600 seconds (functions.chat.timeouts.total)",
    "functions.mcp.scale.min=2,functions.mcp.scale.max=1": "functions.mcp.scale: max 1 is below min 2",
    "functions.mcp.scale.initial=6": "functions.mcp.scale: max 5 is below initial 6",
    "functions.mcp.containerConcurrency=20": "functions.mcp.scale.target: 35, but a pod takes 20 requests at a time (containerConcurrency)",
    "functions.tasks.timeouts.idle=90": "functions.tasks.timeouts: idle is above total",
    "functions.tasks.timeouts.start=90": "functions.tasks.timeouts: start is above total",
    "functions.tasks.scale.max=50": (
        "database.maxConnections: 100, but the pools at their largest need 255 (reserved 10, chat 5 pods x 4, mcp 5 pods x 4, "
        "tasks 50 pods x 4, web 1 pods x 5); lower poolSize or scale.max, or use a pooler and raise the limit"
    ),
    "database.maxConnections=74": (
        "database.maxConnections: 74, but the pools at their largest need 75 (reserved 10, chat 5 pods x 4, mcp 5 pods x 4, "
        "tasks 5 pods x 4, web 1 pods x 5); lower poolSize or scale.max, or use a pooler and raise the limit"
    ),
    "llm.baseUrl=https://models.example.com": "llm.model: not set; it is the model's name at llm.baseUrl",
    "llm.apiKey=key": "llm.baseUrl: not set, but a model or key is; set all of them or none",
    "llm.fallback.baseUrl=https://models.example.com": "llm.fallback.model: not set; it is the model's name at llm.fallback.baseUrl",
    "llm.fallback.model=m": "llm.fallback.baseUrl: not set, but a model or key is; set all of them or none",
    "llm.fallback.baseUrl=https://models.example.com,llm.fallback.model=m": "llm.fallback.baseUrl: set, but llm.baseUrl is not; the fallback stands behind it",
    "llm.baseUrl=https://models.example.com,llm.model=m,llm.apiKey=key,llm.existingSecret.name=model": "llm: give apiKey or existingSecret.name, not both",
    f"web.authSecret={'x' * 32},web.existingSecret.name=web": "web: give authSecret or existingSecret.name, not both",
    "mcp.resource=http://mcp.example.com/mcp": mismatch("mcp.resource", "http://mcp.example.com/mcp"),
    "mcp.resource=https://mcp.example.com/mcp,web.url=http://todo.example.com": (
        "web.url: MCP clients are to sign in there (mcp.resource is set), so it must be HTTPS, or HTTP on a loopback address"
    ),
    "mcp.resource=https://mcp.example.com/mcp,auth.issuer=https://id.example.com": (
        "auth.issuer: MCP clients find the sign-in page there (mcp.resource is set), so leave it empty"
    ),
    "llm.baseUrl=http://models.example.com/v1,llm.model=m": (
        "llm.baseUrl: http://models.example.com/v1 is neither HTTPS nor HTTP to a loopback address, a name without a dot or a "
        "Service (*.svc, *.svc.cluster.local)"
    ),
    "auth.jwksUrl=http://10.0.0.7/jwks,clusterDomain=k8s.example.net": (
        "auth.jwksUrl: http://10.0.0.7/jwks is neither HTTPS nor HTTP to a loopback address, a name without a dot or a Service "
        "(*.svc, *.svc.k8s.example.net)"
    ),
    "web.enabled=false,web.url=http://todo.example.com": (
        "auth.jwksUrl: http://todo.example.com/api/auth/jwks is neither HTTPS nor HTTP to a loopback address, a name without a dot "
        "or a Service (*.svc, *.svc.cluster.local)"
    ),
    "llm.baseUrl=ftp://models/v1,llm.model=m": mismatch("llm.baseUrl", "ftp://models/v1"),
    r"auth.jwks=\{\}": "auth.jwks: not a JSON Web Key Set, such as the web app serves at /api/auth/jwks",
    r'auth.jwks=\{"keys":[]\}': "auth.jwks: the key set has no Ed25519 key with a kid",
    "auth.audience= ": "- at '/auth/audience': ' ' does not match pattern '\\\\S'",
    "database.statements=always": "- at '/database/statements': value must be one of '', 'cached', 'unnamed'",
    "database.bounds.request=0": "- at '/database/bounds/request': minimum: got 0, want 1",
    "database.bounds.imports=9": "- at '/database/bounds': additional properties 'imports' not allowed",
    "logLevel=warning": f"- at '/logLevel': 'warning' does not match pattern '{LOG_LEVEL}'",
    "logLevel=verbose": f"- at '/logLevel': 'verbose' does not match pattern '{LOG_LEVEL}'",
    "functions.mcp.resources.limits.memory=lots": mismatch("functions.mcp.resources.limits.memory", "lots"),
    "functions.mcp.resources.limits.memory=96": "- at '/functions/mcp/resources/limits/memory': got number, want string",
    "functions.mcp.resources.requests.cpu=some": mismatch("functions.mcp.resources.requests.cpu", "some"),
    "functions.mcp.resources.limits.memory=16Mi": "functions.mcp.resources: requests.memory 24Mi is above limits.memory 16Mi",
    "web.resources.requests.memory=1Gi": "web.resources: requests.memory 1Gi is above limits.memory 384Mi",
    "functions.chat.timeouts.total=601": "functions.chat.timeouts.total: 601 is above knative.maxTimeout, 600; Knative would refuse the revision",
    "hosts.tasks=todo.example.com,hosts.chat=todo.example.com": "hosts: two functions have the same host name; each needs its own",
    "database.urls.mcp=postgres://u:p@db/todo?schema=public": (
        "database.urls.mcp: the option schema is none that the functions take, or has a value that they do not"
    ),
    "kagent.enabled=true": "kagent.enabled: an agent of kagent needs a language model; set llm.baseUrl and llm.model",
    "kagent.enabled=true,kagent.api=v1alpha3": "kagent.api: v1alpha3 is not one that this chart writes; there is v1alpha2, of kagent 0.9 and 0.10",
    "kagent.enabled=true,web.enabled=false,llm.baseUrl=https://m.example.com,llm.model=m": (
        "kagent.enabled: without the web app in this release kagent asks mcp itself for its tools, each minute; keep a pod for "
        "that (functions.mcp.scale.min 1), which costs its memory all day"
    ),
    "operators.enabled=true,functions.mcp.scale.limit=4": "functions.mcp.scale: limit 4 is below max 5",
    "operators.enabled=true,functions.mcp.scale.limit=8": (
        "database.maxConnections: 100, but the pools at their largest need 103 (reserved 10, chat 7 pods x 4, mcp 8 pods x 4, "
        "tasks 7 pods x 4, web 1 pods x 5); lower poolSize or scale.limit, or use a pooler and raise the limit"
    ),
    "operators.enabled=true,knative.enabled=false": "operators.enabled: the tools change Knative Services, but knative.enabled is false",
    "image.digests.chat=sha256:12": mismatch("image.digests.chat", "sha256:12"),
    "knative.progressDeadline=0s": mismatch("knative.progressDeadline", "0s"),
    "functions.mcp.env[0].name=LOG_LEVEL,functions.mcp.env[0].value=debug": (
        "functions.mcp.env: LOG_LEVEL is set by the chart, or stands there twice"
    ),
    "web.env[0].name=A,web.env[0].value=x,web.env[1].name=A,web.env[1].value=y": "web.env: A is set by the chart, or stands there twice",
    "functions.mcp.env[0].name=K_SERVICE,functions.mcp.env[0].value=x": "- at '/functions/mcp/env/0/name': 'not' failed",
    r"functions.mcp.annotations.autoscaling\.knative\.dev/min-scale=x": (
        "functions.mcp.annotations: autoscaling.knative.dev/min-scale is set by the chart or by Knative"
    ),
    "knative.enabled=false,hosts.mcp=mcp.example.com": "hosts: host names are mapped by Knative, but knative.enabled is false",
}
# As Knative bounds them: six seconds to an hour, and nothing to an hour.
TIMES = {
    "window": (["6s", "60s", "999s", "3600s", "1m", "60m", "1h"], ["0s", "5s", "3601s", "0m", "61m", "2h", "60", "500ms"]),
    "retention": (["0s", "5s", "3600s", "0m", "60m", "1h"], ["3601s", "61m", "2h", "90", "-1s"]),
}


def refusal(settings):
    """The lines that name something, without helm's own around them."""
    done = helm("template", "minimal", "--set", settings)
    found = re.findall(r"^- at .*$|(?<=:\d\): ).*$|(?<=:\d\d\): ).*$", done.stderr, re.MULTILINE)
    return done.returncode, found or done.stderr


class Refused(unittest.TestCase):
    def test_fr_807_with_this_line_and_no_other(self):
        for settings, line in CASES.items():
            with self.subTest(settings):
                status, found = refusal(settings)
                self.assertNotEqual(status, 0)
                self.assertEqual(found, [line])

    def test_fr_807_times_are_those_that_knative_takes(self):
        schema = json.loads((CHART / "values.schema.json").read_text())
        scale = schema["definitions"]["function"]["properties"]["scale"]["properties"]
        for setting, (good, bad) in TIMES.items():
            for time in good + bad:
                with self.subTest(setting, time=time):
                    self.assertEqual(bool(re.search(scale[setting]["pattern"], time)), time in good)

    def test_fr_447_plain_http_stays_near(self):
        inside = ["http://ollama:11434/v1", "http://ollama.models.svc/v1", "http://ollama.models.svc.cluster.local:11434", "http://127.0.0.1:1/v1"]
        for address in [*inside, "https://models.example.com/v1"]:
            with self.subTest(address):
                self.assertEqual(refusal(f"llm.baseUrl={address},llm.model=m")[0], 0)
        outside = ["http://10.0.0.7/v1", "http://svc.cluster.local.example.com", "http://evilsvc.cluster.local", "http://a.b", "http://127.0.0.1.example.com"]
        for address in [*outside, "http://ollama.models.svc.k8s.example.net"]:
            with self.subTest(address):
                self.assertNotEqual(refusal(f"llm.baseUrl={address},llm.model=m")[0], 0)
        own = "llm.baseUrl=http://ollama.models.svc.k8s.example.net,llm.model=m,clusterDomain=k8s.example.net"
        self.assertEqual(refusal(own)[0], 0)

    def test_fr_807_what_just_fits_renders(self):
        self.assertEqual(refusal("database.maxConnections=75")[0], 0)
