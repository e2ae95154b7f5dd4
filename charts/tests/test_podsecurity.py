"""FR-804, FR-811: Pod Security "restricted" by Kubernetes' own evaluator, which podsecurity/ brings to rendered manifests."""

import copy
import unittest

import yaml
from chart import VALUE_SETS, container, kind, manifests, name, pod, release, run, template
from policies import put
from policies.pods import WORKLOADS

# What the evaluator says of each of these.
BAD = {
    "allowPrivilegeEscalation != false": put(True, container, "securityContext", "allowPrivilegeEscalation"),
    "host namespaces (hostNetwork=true)": put(True, pod, "hostNetwork"),
    "hostPort": put([{"containerPort": 8080, "hostPort": 8080}], container, "ports"),
    "privileged": put(True, container, "securityContext", "privileged"),
    "probe or lifecycle host": put({"httpGet": {"host": "192.0.2.1", "port": 80}}, container, "livenessProbe"),
    "restricted volume types": put([{"name": "data", "hostPath": {"path": "/"}}], pod, "volumes"),
    "runAsNonRoot != true": put(False, container, "securityContext", "runAsNonRoot"),
    "runAsUser=0": put(0, container, "securityContext", "runAsUser"),
    "seccompProfile": put({"type": "Unconfined"}, container, "securityContext", "seccompProfile"),
    "unrestricted capabilities": put({"drop": ["CHOWN"]}, container, "securityContext", "capabilities"),
}


def podsecurity(text):
    return run("podsecurity", text=text)


def workloads():
    """One of each kind that has a pod: the chart's own, and those that it has none of."""
    found = {kind(thing): thing for values in ("try-out", "plain-try-out") for thing in release(values).of(*WORKLOADS)}
    job = found["Job"]
    found["Pod"] = {"apiVersion": "v1", "kind": "Pod", **copy.deepcopy(template(job))}
    found["Pod"]["metadata"]["name"] = "a-pod"
    return list(found.values())


class PodSecurity(unittest.TestCase):
    def test_fr_804_every_pod_of_every_value_set_is_restricted(self):
        for values in VALUE_SETS:
            with self.subTest(values):
                done = podsecurity(manifests(values))
                self.assertEqual(done.returncode, 0, f"\n{done.stdout}{done.stderr}")
                self.assertEqual(done.stdout, f"{len(release(values).of(*WORKLOADS))} pods are restricted\n")

    def test_fr_811_each_kind_of_workload_is_looked_into(self):
        kinds = {kind(thing) for thing in workloads()}
        self.assertEqual(kinds, set(WORKLOADS))
        for reason, spoil in BAD.items():
            spoilt = workloads()
            for thing in spoilt:
                spoil(thing)
            done = podsecurity(yaml.safe_dump_all(spoilt))
            self.assertEqual(done.returncode, 1, done.stderr)
            lines = done.stdout.splitlines()
            for thing in spoilt:
                with self.subTest(reason, kind=kind(thing)):
                    start = f"{thing['kind']} {name(thing)}: "
                    self.assertTrue(any(line.startswith(start) and reason in line for line in lines), done.stdout)

    def test_fr_811_a_name_that_kubernetes_would_not_read_does_not_count(self):
        done = podsecurity(manifests("minimal").replace("runAsNonRoot: true", "runasnonroot: true"))
        self.assertEqual(done.returncode, 1)
        self.assertIn("Service todo-chat: runAsNonRoot != true", done.stdout)

    def test_fr_811_a_pod_in_a_cronjob_is_found(self):
        job = release("minimal").find("Job", "todo-migrate")
        put(True, pod, "hostNetwork")(job)
        cron = {"apiVersion": "batch/v1", "kind": "CronJob", "metadata": {"name": "often"}, "spec": {"jobTemplate": {"spec": job["spec"]}}}
        self.assertIn("CronJob often: host namespaces", podsecurity(yaml.safe_dump(cron)).stdout)

    def test_fr_811_nothing_looked_at_is_a_failure(self):
        empty = {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "empty"}, "spec": {"template": {"spec": {}}}}
        many = {"apiVersion": "v1", "kind": "List", "items": []}
        for text in (
            "",
            yaml.safe_dump(release("minimal").find("Secret", "todo-web")),
            yaml.safe_dump(empty),
            yaml.safe_dump(many),
            "kind: [",
        ):
            with self.subTest(text):
                done = podsecurity(text)
                self.assertEqual((done.returncode, done.stdout), (2, ""))
                self.assertNotEqual(done.stderr, "")
