"""FR-1112, FR-1113: what the chart writes for kagent, against kagent's own definitions where they lie beside the checkout."""

import json
import unittest

import yaml
from chart import CHART, ROOT, Release, base, helm, release
from policies import put

DEFINITIONS = ROOT.parent / "shared/kagent"
KINDS = {"Agent": "agents", "ModelConfig": "modelconfigs", "RemoteMCPServer": "remotemcpservers"}
TYPES = {"string": str, "integer": int, "boolean": bool, "object": dict, "array": list}


def definition(kind):
    crd = yaml.safe_load((DEFINITIONS / f"kagent.dev_{KINDS[kind]}.yaml").read_text())
    return next(each for each in crd["spec"]["versions"] if each["name"] == "v1alpha2")["schema"]["openAPIV3Schema"]


def problems(value, schema, path=""):
    """What a structural schema objects to, a field that it does not know too; CEL rules are for a cluster."""
    if schema.get("x-kubernetes-preserve-unknown-fields") or schema.get("x-kubernetes-int-or-string"):
        return
    wanted = TYPES.get(schema.get("type"))
    if wanted and not isinstance(value, wanted):
        yield f"{path} is no {schema['type']}"
        return
    if "enum" in schema and value not in schema["enum"]:
        yield f"{path}: {value} is none of {schema['enum']}"
    if isinstance(value, dict):
        yield from (f"{path}.{name} is missing" for name in schema.get("required", []) if name not in value)
        for name, inner in value.items():
            if name in schema.get("properties", {}):
                yield from problems(inner, schema["properties"][name], f"{path}.{name}")
            elif schema.get("additionalProperties"):
                yield from problems(inner, schema["additionalProperties"], f"{path}.{name}")
            elif path not in ("", ".metadata"):
                yield f"{path}.{name} is unknown"
    if isinstance(value, list):
        if not schema.get("minItems", 0) <= len(value) <= schema.get("maxItems", len(value)):
            yield f"{path} has {len(value)} entries"
        for place, inner in enumerate(value):
            yield from problems(inner, schema["items"], f"{path}[{place}]")


def spec(objects, kind):
    return next(thing for thing in objects if thing["kind"] == kind)["spec"]


class Kagent(unittest.TestCase):
    @unittest.skipUnless(DEFINITIONS.is_dir(), "kagent's definitions are not beside the checkout: its objects are not validated")
    def test_fr_1112_kagents_own_definitions_take_each_object(self):
        for kind in KINDS:
            with self.subTest(kind):
                thing = next(each for each in release("kagent") if each["kind"] == kind)
                self.assertEqual(list(problems(thing, definition(kind))), [])

    @unittest.skipUnless(DEFINITIONS.is_dir(), "kagent's definitions are not beside the checkout: nothing to object with")
    def test_fr_1112_the_definitions_object_to_bad_examples(self):
        for kind, path, value in (
            ("Agent", ("spec", "type"), "Imperative"),
            ("Agent", ("spec", "declarative", "colour"), "red"),
            ("Agent", ("spec", "declarative", "tools", 0, "mcpServer", "toolNames"), "all"),
            ("ModelConfig", ("spec", "provider"), "Acme"),
            ("RemoteMCPServer", ("spec", "protocol"), "CARRIER_PIGEON"),
        ):
            with self.subTest(kind, path=path):
                thing = next(each for each in release("kagent") if each["kind"] == kind)
                put(value, *path)(thing)
                self.assertNotEqual(list(problems(thing, definition(kind))), [])

    def test_fr_1112_the_model_is_that_of_the_platform(self):
        model = spec(release("kagent"), "ModelConfig")
        self.assertEqual((model["model"], model["openAI"]["baseUrl"], model["apiKeySecretKey"]), ("small", "https://models.example.com/v1", "api-key"))
        self.assertEqual(base(model["apiKeySecret"]), "todo-llm")
        self.assertIsNotNone(release("kagent").find("Secret", model["apiKeySecret"]))

    def test_fr_1112_it_has_the_tools_of_the_contract_and_asks_before_it_deletes(self):
        contract = json.loads((ROOT / "specs/002-mcp-tools/contracts/tools.json").read_text())
        server = spec(release("kagent"), "Agent")["declarative"]["tools"][0]["mcpServer"]
        self.assertEqual(server["toolNames"], [tool["name"] for tool in contract["tools"]])
        destructive = [tool["name"] for tool in contract["tools"] if tool["name"].startswith("delete")]
        self.assertEqual(server["requireApproval"], destructive)

    def test_fr_1113_the_callers_own_token_passes_and_no_other_is_there(self):
        server = spec(release("kagent"), "Agent")["declarative"]["tools"][0]
        self.assertEqual(server["mcpServer"]["allowedHeaders"], ["Authorization"])
        self.assertNotIn("headersFrom", server)
        remote = spec(release("kagent"), "RemoteMCPServer")
        self.assertNotIn("headersFrom", remote)
        self.assertEqual(remote["url"], "http://todo-web.todo.svc.cluster.local:3000/api/cluster/mcp")

    def test_fr_1113_with_the_web_app_elsewhere_it_asks_a_pod_that_is_kept(self):
        settings = "web.enabled=false,llm.baseUrl=https://m.example.com,llm.model=m,kagent.enabled=true,functions.mcp.scale.min=1"
        done = helm("template", "minimal", "--set", settings)
        objects = Release(thing for thing in yaml.safe_load_all(done.stdout) if thing)
        self.assertEqual(spec(objects, "RemoteMCPServer")["url"], "http://todo-mcp.todo.svc.cluster.local/mcp")

    def test_fr_1112_nothing_of_it_is_there_unless_asked_for(self):
        self.assertEqual([thing for thing in release("minimal") if thing["kind"] in KINDS], [])
        self.assertTrue((CHART / "templates/kagent.yaml").exists())
