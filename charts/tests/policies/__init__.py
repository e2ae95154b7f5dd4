"""Policies over rendered manifests.

Linters that know Deployments pass a Knative Service without looking into it, so these are our own. A policy is a
function that yields what is wrong, and cannot be had without bad examples: changes to manifests that pass, each of
which it must object to.
"""

import copy
from collections.abc import Callable
from typing import NamedTuple

from chart import kind, name

POLICIES = []


class Policy(NamedTuple):
    check: Callable
    # Looked at one by one; none means that it looks at the release as a whole.
    kinds: tuple
    bad: list
    # The value set that holds what the bad examples change.
    example: str

    def subjects(self, release):
        return release.of(*self.kinds) if self.kinds else [release]

    def problems(self, release):
        rule = self.check.__name__.replace("_", " ")
        for subject in self.subjects(release):
            what = f"{kind(subject)} {name(subject)}" if self.kinds else "the release"
            for detail in self.check(subject):
                yield f"{what}: {detail} ({rule})"

    def spoilt(self, release):
        """Every bad example: what it is, and the release with it."""
        for bad in self.bad:
            for index in range(len(self.subjects(release))):
                changed = copy.deepcopy(release)
                subject = self.subjects(changed)[index]
                bad(subject)
                what = f"{kind(subject)} {name(subject)}" if self.kinds else "the release"
                yield f"{what}: {bad.__name__}", changed


def policy(*kinds, bad, example="try-out"):
    """Registers a policy."""

    def register(check):
        if not bad:
            raise ValueError(f"{check.__name__} has no bad example")
        POLICIES.append(Policy(check, kinds, bad, example))
        return check

    return register


def described(what, *path):
    return f"{what} {'.'.join(getattr(step, '__name__', str(step)) for step in path)}"


def follow(subject, path):
    """Walks into a manifest: a step is a key, an index, or a function that knows the way."""
    for step in path:
        if callable(step):
            subject = step(subject)
        else:
            subject = subject.setdefault(step, {}) if isinstance(subject, dict) else subject[step]
    return subject


def put(value, *path):
    """A bad example: this value there."""

    def bad(subject):
        follow(subject, path[:-1])[path[-1]] = value

    bad.__name__ = described(f"{value!r} at", *path)
    return bad


def add(value, *path):
    """A bad example: this value too in the list there."""

    def bad(subject):
        follow(subject, path[:-1]).setdefault(path[-1], []).append(value)

    bad.__name__ = described(f"{value!r} in", *path)
    return bad


def cut(*path):
    """A bad example: nothing there."""

    def bad(subject):
        follow(subject, path[:-1]).pop(path[-1], None)

    bad.__name__ = described("no", *path)
    return bad


def the(wanted, title):
    """A step of a path: this object of the release."""

    def find(release):
        return release.find(wanted, title)

    find.__name__ = f"{wanted} {title}"
    return find


def without(wanted, title):
    """A bad example: a release that lacks this object."""

    def bad(release):
        release.remove(release.find(wanted, title))

    bad.__name__ = f"no {wanted} {title}"
    return bad
