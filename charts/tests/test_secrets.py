"""FR-803: generated secrets survive upgrades."""

import base64
import unittest

from cluster import beside, thing

KEPT = {
    "todo-web": {"secret": "the-first-one"},
    "todo-postgres": {"postgres": "the-owner", "todo_app": "the-functions", "todo_web": "the-web-app"},
}


def encoded(texts):
    return {key: base64.b64encode(text.encode()).decode() for key, text in texts.items()}


def generated(secrets, *settings):
    """What the two Secrets hold when rendered beside a cluster that has `secrets`."""
    present = [thing("Secret", name, encoded(texts)) for name, texts in secrets.items()]
    objects = beside(present, "try-out", *settings)
    return {name: objects.find("Secret", name)["data"] for name in KEPT}


class Generated(unittest.TestCase):
    def test_fr_803_an_upgrade_keeps_what_is_there(self):
        self.assertEqual(generated(KEPT), {name: encoded(texts) for name, texts in KEPT.items()})

    def test_fr_803_what_is_missing_is_added_and_the_rest_kept(self):
        partial = {"todo-postgres": {"postgres": "the-owner"}}
        found = generated(partial)
        self.assertEqual(found["todo-postgres"]["postgres"], encoded({"postgres": "the-owner"})["postgres"])
        self.assertEqual(found["todo-postgres"].keys(), KEPT["todo-postgres"].keys())

    def test_fr_803_a_first_install_makes_long_ones_that_differ(self):
        found = [base64.b64decode(value) for _ in range(2) for data in generated({}).values() for value in data.values()]
        self.assertEqual(len(set(found)), len(found))
        self.assertGreaterEqual(min(map(len, found)), 32)

    def test_fr_803_a_secret_that_is_given_wins(self):
        given = "given-" * 8
        self.assertEqual(generated(KEPT, "--set", f"web.authSecret={given}")["todo-web"], encoded({"secret": given}))
