"""FR-807: a setting that does not exist, or that cannot work, fails with one line that names it."""

import json
import re
import unittest

from chart import CHART, helm

# A level, or directives, as the program takes them.
LEVEL = "([A-Za-z_][A-Za-z0-9_:]*=)?(off|error|warn|info|debug|trace)"
LOG_LEVEL = f"^{LEVEL}(,{LEVEL})*$"
# Settings beside those of ci/minimal-values.yaml, and the line.
CASES = {
    "web.replica=2": "- at '/web': additional properties 'replica' not allowed",
    "functions.chat.scal.max=2": "- at '/functions/chat': additional properties 'scal' not allowed",
    "functions.chats.poolSize=2": "- at '/functions': additional properties 'chats' not allowed",
    "databse.url=x": "- at '': additional properties 'databse' not allowed",
    "database.url=mysql://db/todo": "- at '/database/url': 'mysql://db/todo' does not match pattern '^$|^postgres(ql)?://.+'",
    "web.url=https://todo.example.com/app": "- at '/web/url': 'https://todo.example.com/app' does not match pattern '^$|^https?://[^/?#]+$'",
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
    "mcp.resource=http://mcp.example.com/mcp": "- at '/mcp/resource': 'http://mcp.example.com/mcp' does not match pattern "
    "'^$|^https://[^/?#@]+(/[^?#]*)?$|^http://(localhost|127[.][0-9.]+|[[]::1[]])(:[0-9]+)?(/[^?#]*)?$'",
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
    "llm.baseUrl=ftp://models/v1,llm.model=m": "- at '/llm/baseUrl': 'ftp://models/v1' does not match pattern '^$|^https?://[^/?#@]+(/[^?#]*)?([?][^#]*)?$'",
    r"auth.jwks=\{\}": "auth.jwks: not a JSON Web Key Set, such as the web app serves at /api/auth/jwks",
    r'auth.jwks=\{"keys":[]\}': "auth.jwks: the key set has no Ed25519 key with a kid",
    "auth.audience= ": "- at '/auth/audience': ' ' does not match pattern '\\\\S'",
    "logLevel=warning": f"- at '/logLevel': 'warning' does not match pattern '{LOG_LEVEL}'",
    "logLevel=verbose": f"- at '/logLevel': 'verbose' does not match pattern '{LOG_LEVEL}'",
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
    found = re.findall(r"^- at .*$|(?<=:\d\): ).*$", done.stderr, re.MULTILINE)
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
