"""FR-845 to FR-847: PgBouncer before the Postgres of the release."""

import configparser
import json
import unittest

from chart import base, containers, environment, helm, name, pod, release, yaml
from cluster import beside, thing
from policies.release import FUNCTIONS


def settings(objects):
    text = objects.find("Secret", "todo-pooler")["stringData"]["pgbouncer.ini"]
    parser = configparser.ConfigParser()
    parser.read_string(text)
    return parser


class Pooler(unittest.TestCase):
    def test_fr_845_functions_go_through_it_and_the_rest_goes_past_it(self):
        objects = release("try-out")
        for title in FUNCTIONS:
            self.assertIn("@todo-pooler.todo.svc", environment(objects.find("Knative Service", title))["DATABASE_URL"])
        # Better Auth names its schema in a way that a pooler does not pass on, and migrations hold a lock of their session.
        for kind, title, variable in (("Deployment", "todo-web", "DATABASE_URL"), ("Job", "todo-check", "DATABASE_URL"), ("Job", "todo-migrate", "MIGRATE_DATABASE_URL")):
            self.assertIn("@todo-postgres.todo.svc", environment(objects.find(kind, title))[variable])

    def test_fr_845_without_it_functions_go_to_postgres(self):
        done = helm("template", "try-out", "--set", "database.pooler.enabled=false")
        self.assertNotIn("todo-pooler", done.stdout)
        self.assertIn("@todo-postgres.todo.svc", done.stdout)
        self.assertNotIn("todo-pooler", json.dumps(release("minimal")))

    def test_fr_845_transactions_share_connections_and_statements_are_tracked(self):
        found = settings(release("try-out"))
        self.assertEqual(found["databases"]["todo"], "host=todo-postgres.todo.svc.cluster.local port=5432 dbname=todo")
        own = found["pgbouncer"]
        self.assertEqual((own["pool_mode"], own["auth_type"]), ("transaction", "scram-sha-256"))
        self.assertEqual((own["default_pool_size"], own["max_db_connections"], own["max_client_conn"]), ("20", "20", "500"))
        self.assertGreater(int(own["max_prepared_statements"]), 0)

    def test_fr_845_it_knows_the_functions_login_alone_with_the_password_that_is_kept(self):
        kept = {"postgres": "b3duZXI=", "todo_app": "ZnVuY3Rpb25z", "todo_web": "d2Vi"}
        objects = beside([thing("Secret", "todo-postgres", kept)], "try-out")
        self.assertEqual(objects.find("Secret", "todo-pooler")["stringData"]["users"], '"todo_app" "functions"\n')

    def test_fr_845_other_settings_are_other_pods(self):
        def stamp(*more):
            done = helm("template", "try-out", *more)
            objects = [each for each in yaml.safe_load_all(done.stdout) if each]
            (found,) = [each for each in objects if each["kind"] == "Deployment" and name(each) == "todo-pooler"]
            return found["spec"]["template"]["metadata"]["annotations"]["todo-app/settings"]

        self.assertEqual(stamp(), stamp())
        self.assertNotEqual(stamp(), stamp("--set", "database.pooler.size=21"))

    def test_fr_846_its_connections_are_counted_instead_of_the_pools(self):
        # 5 x 50 pods x 4 connections would not fit into 100.
        many = ",".join(f"functions.{part}.scale.max=30" for part in ("tasks", "mcp", "chat"))
        self.assertEqual(helm("template", "try-out", "--set", many).returncode, 0)
        refused = {
            "database.pooler.size=90": "database.maxConnections: 100, but the pools at their largest need 105 (reserved 10, pooler 90, web 1 pods x 5); lower database.pooler.size, or raise the limit",
            "database.pooler.maxClients=59": "database.pooler.maxClients: 59, but the pools at their largest need 60 (chat 5 pods x 4, mcp 5 pods x 4, tasks 5 pods x 4); raise it, or lower poolSize or scale.max",
        }
        for setting, said in refused.items():
            done = helm("template", "try-out", "--set", setting)
            self.assertNotEqual(done.returncode, 0)
            self.assertIn(said, done.stderr)

    def test_fr_847_its_figures_are_metrics(self):
        objects = release("monitored-try-out")
        pooler = objects.find("Deployment", "todo-pooler")
        self.assertEqual([each["name"] for each in containers(pooler)], ["pooler", "exporter"])
        self.assertEqual([each["name"] for each in containers(release("try-out").find("Deployment", "todo-pooler"))], ["pooler"])
        (port,) = containers(pooler)[1]["ports"]
        self.assertEqual(port["containerPort"], 9127)
        reached = objects.find("NetworkPolicy", "todo-pooler")["spec"]["ingress"]
        (rule,) = [rule for rule in reached if {"port": 9127} in rule["ports"]]
        self.assertEqual(rule["from"], [{"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "monitoring"}}}])
        self.assertEqual(base(pod(pooler)["volumes"][0]["secret"]["secretName"]), "todo-pooler")
