"""FR-835 to FR-839: what operators set around the functions, and what they are told."""

import pathlib
import re
import shutil
import tempfile
import unittest

import yaml
from chart import CHART, KUBERNETES, ROOT, VALUE_SETS, containers, helm, name, pod, release, run, template
from policies.pods import WORKLOADS

CHECKOV = ROOT / "charts/checkov.yaml"


class Operations(unittest.TestCase):
    def test_fr_835_a_revision_that_fails_is_given_up_in_time(self):
        key = "serving.knative.dev/progress-deadline"
        for thing in release("minimal").of("Knative Service"):
            self.assertEqual(template(thing)["metadata"]["annotations"][key], "120s")
        said = helm("template", "minimal", "--set", "knative.progressDeadline=45s").stdout
        self.assertEqual(said.count(f'{key}: "45s"'), 3)

    def test_fr_836_a_digest_stands_in_the_place_of_the_tag(self):
        images = {each["name"]: each["image"] for thing in release("warm").of("Knative Service") for each in containers(thing)}
        self.assertRegex(images["tasks"], r"^registry.example.com/todo/todo-tasks@sha256:[0-9a-f]{64}$")
        self.assertEqual(images["chat"], "registry.example.com/todo/todo-chat:1.2.3")

    def test_fr_837_every_pod_runs_where_the_operator_wants(self):
        for thing in release("warm").of(*WORKLOADS):
            with self.subTest(name(thing)):
                self.assertEqual(pod(thing)["nodeSelector"], {"kubernetes.io/arch": "arm64"})
                self.assertEqual(pod(thing)["tolerations"][0]["key"], "dedicated")
                self.assertEqual(pod(thing)["priorityClassName"], "business")
        done = helm("template", "try-out", "--set", "scheduling.priorityClassName=business")
        self.assertEqual(done.stdout.count('priorityClassName: "business"'), len(release("try-out").of(*WORKLOADS)))

    def test_fr_837_a_drained_node_takes_few_and_is_not_held_up(self):
        budgets = release("warm").of("PodDisruptionBudget")
        self.assertEqual(len(budgets), 4)
        for budget in budgets:
            self.assertEqual(budget["spec"]["maxUnavailable"], 1)
            self.assertEqual(budget["spec"]["unhealthyPodEvictionPolicy"], "AlwaysAllow")
            selector = budget["spec"]["selector"]["matchLabels"]
            behind = [each for each in release("warm").of("Knative Service", "Deployment") if selector.items() <= template(each)["metadata"]["labels"].items()]
            self.assertEqual([name(each) for each in behind], [name(budget)])

    def test_fr_837_annotations_come_beside_the_charts_own(self):
        tasks = template(release("warm").find("Knative Service", "todo-tasks"))["metadata"]["annotations"]
        self.assertEqual(tasks["example.com/collect"], "true")
        self.assertEqual(tasks["autoscaling.knative.dev/max-scale"], "3")

    def test_fr_838_each_check_that_is_skipped_has_a_reason(self):
        lines = CHECKOV.read_text().splitlines()
        skipped = [place for place, line in enumerate(lines) if line.startswith("  - CKV_")]
        self.assertEqual(len(skipped), len(yaml.safe_load(CHECKOV.read_text())["skip-check"]))
        for place in skipped:
            before = next(line for line in reversed(lines[:place]) if not line.startswith("  - "))
            self.assertRegex(before, r"^  # \S", lines[place])

    def test_fr_838_postgres_has_the_probes_that_no_check_asks_it_for_any_more(self):
        postgres = containers(release("try-out").find("StatefulSet", "todo-postgres"))[0]
        self.assertTrue({"livenessProbe", "readinessProbe"} <= postgres.keys())

    def test_fr_839_the_notes_say_how_to_scale_and_to_go_back(self):
        for values in VALUE_SETS:
            notes = rendered_notes(values)
            for said in ("--set functions.chat.scale.min=1", "helm rollback todo REVISION --namespace todo", "job/todo-check", "stays"):
                self.assertIn(said, notes)
            self.assertFalse(re.search(r"<no value>|%!", notes), values)


def rendered_notes(values):
    """helm prints notes only to who installs, so a chart of its own has them in an object."""
    with tempfile.TemporaryDirectory() as folder:
        chart = pathlib.Path(folder) / "todo-app"
        shutil.copytree(CHART, chart)
        (chart / "templates/NOTES.txt").rename(chart / "notes")
        (chart / "templates/notes.yaml").write_text('{"apiVersion": "v1", "kind": "Notes", "said": {{ tpl (.Files.Get "notes") . | toJson }}}')
        place = ["--namespace", "todo", *KUBERNETES, "--show-only", "templates/notes.yaml"]
        done = run("helm", "template", "todo", chart, *place, "--values", CHART / f"ci/{values}-values.yaml")
    if done.returncode:
        raise AssertionError(done.stderr)
    return yaml.safe_load(done.stdout)["said"]
