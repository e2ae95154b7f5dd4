"""FR-841 to FR-844: metrics, alerts, dashboard and traces, against what the functions count."""

import json
import re
import shutil
import tempfile
import unittest

import yaml
from chart import CHART, ROOT, environment, kind, name, release, run, template
from policies.release import FUNCTIONS

METRICS = {metric["name"]: metric for metric in json.loads((ROOT / "specs/011-operators/contracts/metrics.json").read_text())}
SUFFIXES = {"counter": ("_total",), "gauge": ("",), "histogram": ("_bucket", "_sum", "_count")}
# Every name as it is scraped, with the metric that it is a sample of.
SAMPLES = {metric["name"] + suffix: metric for metric in METRICS.values() for suffix in SUFFIXES[metric["kind"]]}
# What whoever scrapes adds to each of them, and the bounds of a bucket.
EVERYWHERE = {"namespace", "pod", "le"}
ALERTS = CHART / "files/alerts.yaml"
DASHBOARD = json.loads((CHART / "files/dashboard.json").read_text())
PAGE = (CHART / "MONITORING.md").read_text()


def expressions():
    """Those of the dashboard, with Grafana's variables filled in."""
    for panel in DASHBOARD["panels"]:
        for target in panel["targets"]:
            yield target["expr"].replace("$__rate_interval", "5m").replace("$namespace", "todo")


def asked(rules=ALERTS, more=()):
    done = run("promrules", rules, text=json.dumps([*expressions(), *more]))
    if done.returncode:
        raise AssertionError(done.stderr)
    return json.loads(done.stdout)


def objections(found):
    for each in found:
        sample = SAMPLES.get(each["metric"])
        if not sample:
            yield f"{each['metric']} is not counted"
        elif unknown := set(each["labels"]) - set(sample["labels"]) - EVERYWHERE:
            # A label that one of two joined metrics has.
            if not any(unknown <= set(SAMPLES[other["metric"]]["labels"]) for other in found if other["in"] == each["in"] and other["metric"] in SAMPLES):
                yield f"{each['metric']} has no {sorted(unknown)}"


class Monitoring(unittest.TestCase):
    def test_fr_841_without_metrics_nothing_of_them_is_there(self):
        self.assertNotIn("metrics", json.dumps(release("minimal")).lower())
        self.assertNotIn("METRICS_PORT", environment(release("minimal").find("Knative Service", "todo-tasks")))

    def test_fr_841_functions_tell_at_a_port_that_one_namespace_reaches(self):
        objects = release("monitored")
        for title in FUNCTIONS:
            function = objects.find("Knative Service", title)
            self.assertEqual(environment(function)["METRICS_PORT"], "9464")
            told = template(function)["metadata"]["annotations"]
            self.assertEqual([told[f"prometheus.io/{key}"] for key in ("scrape", "port", "path")], ["true", "9464", "/metrics"])
        for policy in objects.of("NetworkPolicy"):
            there = [rule for rule in policy["spec"]["ingress"] if {"port": 9464} in rule.get("ports", [])]
            if name(policy) in FUNCTIONS:
                (rule,) = there
                self.assertEqual(rule["from"], [{"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "monitoring"}}}])
            else:
                self.assertEqual(there, [])

    def test_fr_842_alerts_and_dashboard_are_for_metrics_that_there_are(self):
        self.assertEqual(list(objections(asked())), [])

    def test_fr_842_a_metric_or_a_label_that_there_is_not_is_objected_to(self):
        for bad in ("todo_request_total", "todo_requests", 'todo_requests_total{code="500"}', "sum by (user) (todo_requests_total)"):
            self.assertTrue(list(objections(asked(more=[bad]))), bad)
        with tempfile.NamedTemporaryFile("w", suffix=".yaml") as rules:
            rules.write(ALERTS.read_text().replace("rate(", "rat(", 1))
            rules.flush()
            with self.assertRaises(AssertionError):
                asked(rules.name)

    @unittest.skipUnless(shutil.which("promtool"), "promtool is not here; promrules has the same parsers")
    def test_fr_842_promtool_has_nothing_to_say_about_the_alerts(self):
        done = run("promtool", "check", "rules", ALERTS)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def test_fr_842_every_alert_says_what_to_do(self):
        rules = [rule for group in yaml.safe_load(ALERTS.read_text())["groups"] for rule in group["rules"]]
        self.assertGreaterEqual(len(rules), 8)
        for rule in rules:
            self.assertIn(rule["labels"]["severity"], {"critical", "warning", "info"})
            self.assertTrue(rule["annotations"]["summary"] and rule["annotations"]["action"])
            self.assertIn(f"`{rule['alert']}`", PAGE)

    def test_fr_842_alerts_and_dashboard_come_when_asked_for(self):
        objects = release("monitored")
        (rules,) = objects.of("PrometheusRule")
        self.assertEqual(rules["spec"], yaml.safe_load(ALERTS.read_text()))
        (dashboard,) = objects.of("ConfigMap")
        self.assertEqual(json.loads(dashboard["data"]["todo-app.json"]), DASHBOARD)
        self.assertEqual([kind(each) for each in release("minimal") if kind(each) in {"PrometheusRule", "ConfigMap"}], [])

    def test_fr_843_every_metric_is_on_the_page_and_in_the_dashboard(self):
        rows = dict(re.findall(r"^\| `(todo_\w+)` \| (.*) \|$", PAGE, re.MULTILINE))
        wanted = {
            metric["name"]: f"{metric['kind']} | {', '.join(f'`{label}`' for label in metric['labels'])} | {metric['help']}".replace(" |  | ", " | | ")
            for metric in METRICS.values()
        }
        self.assertEqual(rows, wanted)
        shown = {SAMPLES[each["metric"]]["name"] for each in asked() if each["metric"] in SAMPLES}
        self.assertEqual(shown, set(METRICS))

    def test_fr_844_functions_send_traces_where_that_is_said(self):
        objects = release("monitored")
        for title in FUNCTIONS:
            told = environment(objects.find("Knative Service", title))
            self.assertEqual(told["OTEL_EXPORTER_OTLP_ENDPOINT"], "http://collector.monitoring.svc:4318")
            self.assertEqual(told["OTEL_SERVICE_NAME"], title)
            egress = objects.find("NetworkPolicy", title)["spec"]["egress"]
            self.assertTrue(any({"port": 4318} in rule.get("ports", []) for rule in egress))
        self.assertNotIn("OTEL_", json.dumps(release("minimal")))
