"""FR-850: the SAM template of the three functions, by cfn-lint and by what the functions read."""

import json
import re
import tempfile
import unittest

import yaml
from chart import ROOT, run

TEMPLATE = ROOT / "lambda/template.yaml"


class Tagged(yaml.SafeLoader):
    """Takes CloudFormation's short forms, such as !Sub, for what stands behind them."""


Tagged.add_multi_constructor("!", lambda loader, _, node: loader.construct_scalar(node) if isinstance(node, yaml.ScalarNode) else loader.construct_sequence(node, deep=True))


def lint(path):
    return run("cfn-lint", "--format", "json", "--regions", "eu-central-1", "--", path)


class Lambda(unittest.TestCase):
    def test_fr_850_cfn_lint_has_nothing_to_say(self):
        done = lint(TEMPLATE)
        self.assertEqual((done.returncode, json.loads(done.stdout or "[]")), (0, []), done.stderr)

    def test_fr_850_cfn_lint_sees_what_is_wrong(self):
        good = TEMPLATE.read_text()
        for right, wrong in (("MemorySize: 512", "MemorySize: 51200"), ("CodeUri:", "CodeUrl:"), ("AuthType:", "Auth:")):
            with tempfile.NamedTemporaryFile("w", suffix=".yaml") as bad:
                bad.write(good.replace(right, wrong))
                bad.flush()
                self.assertNotEqual(lint(bad.name).returncode, 0, wrong)

    def test_fr_850_what_is_named_is_there(self):
        text = TEMPLATE.read_text()
        template = yaml.load(text, Tagged)
        there = {*template["Parameters"], *template["Resources"], *(f"{name}Url" for name in template["Resources"])}
        named = set(re.findall(r"!Ref (\w+)(?!:|\w)|\$\{(\w+)|!GetAtt (\w+)", text))
        self.assertEqual({name for names in named for name in names if name} - there, set())
        self.assertEqual(set(re.findall(r"!If \[(\w+)", text)), set(template["Conditions"]))

    def test_fr_850_each_function_streams_and_reads_what_there_is(self):
        template = yaml.load(TEMPLATE.read_text(), Tagged)
        documented = set(re.findall(r"`([A-Z][A-Z_]+)`", (ROOT / "README.md").read_text()))
        common = template["Globals"]["Function"]
        self.assertEqual(common["Runtime"], "provided.al2023")
        self.assertEqual(sorted(template["Resources"]), ["Chat", "Mcp", "Tasks"])
        for name, resource in template["Resources"].items():
            function = resource["Properties"]
            self.assertEqual(function["FunctionUrlConfig"], {"AuthType": "NONE", "InvokeMode": "RESPONSE_STREAM"})
            self.assertEqual(function["CodeUri"], f"build/{name.lower()}/")
            variables = {**common["Environment"]["Variables"], **function["Environment"]["Variables"]}
            self.assertEqual(variables.keys() - documented, set())
            self.assertIn(f"SecretString:{name.lower()}}}}}", variables["DATABASE_URL"])
            # A turn, and what a request may be busy, ends before Lambda ends it.
            longest = int(variables.get("CHAT_TURN_SECONDS", 30))
            self.assertGreater(function.get("Timeout", common["Timeout"]), longest)
