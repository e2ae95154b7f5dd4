"""FR-833: what the chart takes the programs take, and the other way round: one list, which tests of the programs read too."""

import json
import unittest

from chart import ROOT, Release, environment, helm, yaml

RULES = json.loads((ROOT / "specs/008-kubernetes-deployment/contracts/settings.json").read_text())


def rendered(rule, value):
    """What helm says to this value, beside those that go with it."""
    settings = {**rule.get("beside", {}), rule["setting"]: value}
    arguments = [word for setting, said in settings.items() for word in ("--set-json", f"{setting}={json.dumps(said)}")]
    return helm("template", "minimal", *arguments)


def as_read(value):
    """As a program finds it in its environment."""
    return ",".join(value) if isinstance(value, list) else str(value)


class Settings(unittest.TestCase):
    def test_fr_833_what_a_program_takes_arrives_there(self):
        for rule in RULES:
            for value in rule["good"]:
                with self.subTest(rule["setting"], value=value):
                    done = rendered(rule, value)
                    self.assertEqual(done.returncode, 0, done.stderr)
                    objects = Release(thing for thing in yaml.safe_load_all(done.stdout) if thing)
                    found = environment(objects.find("Knative Service", f"todo-{rule.get('reader', 'tasks')}"))
                    if rule["variable"] != "DATABASE_URL":  # which is in a Secret
                        self.assertEqual(found[rule["variable"]], as_read(value))

    def test_fr_833_what_a_program_refuses_does_not_render(self):
        for rule in RULES:
            for value in rule["bad"]:
                with self.subTest(rule["setting"], value=value):
                    done = rendered(rule, value)
                    self.assertNotEqual(done.returncode, 0)
                    named = (rule["setting"], "/" + rule["setting"].replace(".", "/"))
                    self.assertTrue(any(name in done.stderr for name in named), done.stderr)

    def test_fr_833_no_rule_is_empty(self):
        for rule in RULES:
            self.assertTrue(rule["good"] and rule["bad"], rule["setting"])
