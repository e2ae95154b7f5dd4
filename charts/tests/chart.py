"""The chart as helm renders it."""

import copy
import functools
import os
import pathlib
import re
import subprocess

import yaml

ROOT = pathlib.Path(__file__).parents[2]
CHART = ROOT / "charts/todo-app"
VALUE_SETS = sorted(path.name.removesuffix("-values.yaml") for path in (CHART / "ci").glob("*-values.yaml"))
# A helm of one's own build does not know which Kubernetes to render for.
KUBERNETES = ["--kube-version", "1.35.0"]
# Nobody's cluster is asked.
ALONE = {**os.environ, "KUBECONFIG": os.devnull}


def run(*command, text=""):
    """Runs a program that is given `text` to read; what takes longer than this hangs."""
    return subprocess.run(command, input=text, cwd=ROOT, capture_output=True, text=True, check=False, timeout=60, env=ALONE)


def helm(verb, values, *arguments):
    """What helm says to one of the value sets in ci/."""
    release = ["todo"] if verb == "template" else []
    settings = ["--namespace", "todo", *KUBERNETES, "--values", CHART / f"ci/{values}-values.yaml"]
    return run("helm", verb, *release, CHART, *settings, *arguments)


@functools.cache
def manifests(values):
    done = helm("template", values)
    if done.returncode:
        raise AssertionError(f"{values}: {done.stderr}")
    return done.stdout


class Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
    """Refuses what YAML libraries tend to let pass: a key that stands twice."""

    def construct_mapping(self, node, deep=False):
        keys = [self.construct_object(key) for key, _ in node.value]
        for key in keys:
            if keys.count(key) > 1:
                raise AssertionError(f"{key} stands twice,{node.start_mark}")
        return super().construct_mapping(node, deep)


class Release(list):
    """The objects of a release."""

    def of(self, *kinds):
        return [thing for thing in self if kind(thing) in kinds]

    def find(self, wanted, name):
        """By its name; a name that ends with a hash of the content may be given without."""
        found = [thing for thing in self.of(wanted) if name in (thing["metadata"]["name"], base(thing["metadata"]["name"]))]
        return found[0] if found else None

    def names(self):
        return sorted((kind(thing), base(thing["metadata"]["name"])) for thing in self)


def base(name):
    """A name without the hash of the content at its end."""
    return re.sub(r"-[0-9a-f]{10}$", "", name)


@functools.cache
def parsed(values):
    return Release(thing for thing in yaml.load_all(manifests(values), Loader) if thing)


def release(values):
    """The objects that a value set renders, free to be changed."""
    return copy.deepcopy(parsed(values))


def kind(thing):
    knative = thing["apiVersion"].startswith("serving.knative.dev/") and thing["kind"] == "Service"
    return "Knative Service" if knative else thing["kind"]


def name(thing):
    return thing["metadata"]["name"]


def annotations(thing):
    return thing["metadata"].setdefault("annotations", {})


def template(thing):
    """Where a workload says what its pods are like: a Pod is its own template."""
    return thing if thing["kind"] == "Pod" else thing["spec"]["template"]


def pod(thing):
    return template(thing)["spec"]


def containers(thing):
    return pod(thing).get("initContainers", []) + pod(thing)["containers"]


def container(thing):
    return containers(thing)[0]


def environment(thing):
    """What the first container gets: a value, or SECRET/KEY."""
    found = {}
    for variable in containers(thing)[-1].get("env", []):
        reference = variable.get("valueFrom", {}).get("secretKeyRef")
        found[variable["name"]] = f"{base(reference['name'])}/{reference['key']}" if reference else variable["value"]
    return found
