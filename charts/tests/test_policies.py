"""The policies hold for every value set, and object to every bad example of theirs.

FR-801: migrations are hooks, objects fit together. FR-802, FR-806: scale and timeouts. FR-803: secrets. FR-804: file
system, accounts, NetworkPolicies. FR-805: probes and resources. FR-811: the policies themselves.
"""

import unittest

import policies.knative
import policies.pods
import policies.release
from chart import VALUE_SETS, release
from policies import POLICIES


class Policies(unittest.TestCase):
    def test_fr_811_they_hold_for_every_value_set(self):
        for values in VALUE_SETS:
            objects = release(values)
            for policy in POLICIES:
                with self.subTest(values, policy=policy.check.__name__):
                    if found := list(policy.problems(objects)):
                        self.fail("\n".join(found))

    def test_fr_811_each_objects_to_every_bad_example_of_its_own(self):
        for policy in POLICIES:
            good = release(policy.example)
            if list(policy.problems(good)):
                continue  # told above
            spoilt = list(policy.spoilt(good))
            self.assertGreaterEqual(len(spoilt), len(policy.bad), f"{policy.check.__name__} looks at nothing in {policy.example}")
            for what, objects in spoilt:
                with self.subTest(policy.check.__name__, bad=what):
                    self.assertTrue(objects != good, "the bad example changes nothing")
                    self.assertTrue(list(policy.problems(objects)), "the bad example passes")

    def test_fr_811_none_can_be_without_a_bad_example(self):
        with self.assertRaisesRegex(ValueError, "has no bad example"):
            policies.policy("Job", bad=[])(lambda thing: [])
