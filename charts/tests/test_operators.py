"""FR-1101 to FR-1106, as far as no cluster is needed: the account's rights, the bounds, and tools that take words apart."""

import os
import re
import subprocess
import tempfile
import unittest

import yaml
from chart import ROOT, helm, release, run

FOLDER = ROOT / "knative/kubectl-ai"
TOOLS = yaml.safe_load((FOLDER / "tools.yaml").read_text())
# What a model may write, for each tool: refused before anything is asked of the cluster.
NONSENSE = {
    "todo-status": ["everything", "chat tasks", "chat;id", "$(id)"],
    "todo-scale": ["", "chat", "all --min 1", "chat --min", "chat --min x", "chat --min -1", "chat --max 1e3", "chat --image x", "chat --min 1 && id", "../chat --min 1"],
    "todo-rollback": ["", "all", "chat mcp", "chat > /tmp/x"],
    "todo-drift": ["chat"],
    "todo-reset": ["", "postgres"],
    "todo-logs": ["", "web", "chat --lines 0", "chat --lines 100000", "chat --follow", "chat | sh", "chat --lines"],
    "todo-why": ["", "the cluster", "chat `id`"],
}


def said_without_a_cluster(tool, words):
    """What a tool says to words where any kubectl fails, so that a refusal is the tool's own."""
    with tempfile.TemporaryDirectory() as folder:
        kubectl = os.path.join(folder, "kubectl")
        with open(kubectl, "w", encoding="utf-8") as file:
            file.write("#!/bin/sh\necho the cluster was asked >&2\nexit 99\n")
        os.chmod(kubectl, 0o755)
        place = {**os.environ, "PATH": f"{folder}:{os.environ['PATH']}"}
        return subprocess.run([FOLDER / "bin" / tool, words], capture_output=True, text=True, check=False, timeout=60, env=place)


class Account(unittest.TestCase):
    def test_fr_1101_nothing_of_it_is_there_unless_asked_for(self):
        kinds = {"Role", "RoleBinding", "ValidatingAdmissionPolicy", "ValidatingAdmissionPolicyBinding"}
        self.assertEqual([thing for thing in release("minimal") if thing["kind"] in kinds], [])

    def test_fr_1101_it_patches_three_services_and_reads_no_secret(self):
        rules = release("operators").find("Role", "todo-operator")["rules"]
        changing = [rule for rule in rules if not set(rule["verbs"]) <= {"get", "list", "watch"}]
        self.assertEqual([(rule["resources"], rule["verbs"], rule["resourceNames"]) for rule in changing], [(["services"], ["patch"], ["todo-tasks", "todo-mcp", "todo-chat"])])
        read = {resource for rule in rules for resource in rule["resources"]}
        self.assertEqual(read, {"services", "revisions", "configurations", "routes", "podautoscalers", "pods", "pods/log", "events"})
        self.assertNotIn("*", str(rules))

    def test_fr_1102_the_policy_is_about_this_account_and_has_the_limits(self):
        policy = release("operators").find("ValidatingAdmissionPolicy", "todo-operator.todo.todo")["spec"]
        self.assertEqual(policy["failurePolicy"], "Fail")
        self.assertEqual(policy["matchConditions"][0]["expression"], "request.userInfo.username == 'system:serviceaccount:todo:todo-operator'")
        self.assertEqual(policy["variables"][0]["expression"], "{'todo-tasks': 7, 'todo-mcp': 7, 'todo-chat': 20}")
        binding = release("operators").find("ValidatingAdmissionPolicyBinding", "todo-operator.todo.todo")["spec"]
        self.assertEqual(binding, {"policyName": "todo-operator.todo.todo", "validationActions": ["Deny"]})

    def test_fr_1102_it_needs_a_kubernetes_that_knows_admission_policies(self):
        for version, works in (("1.29.9", False), ("1.30.0", True), ("1.30.0-gke.1", True), ("1.35.0", True)):
            done = helm("template", "operators", "--kube-version", version)
            self.assertEqual(done.returncode == 0, works, f"{version} {done.stderr}")
        self.assertIn("needs Kubernetes 1.30 or newer, this is v1.29.9", helm("template", "operators", "--kube-version", "1.29.9").stderr)

    def test_fr_1104_the_services_say_what_the_release_says(self):
        for thing in release("warm").of("Knative Service"):
            said, scale = thing["metadata"]["annotations"], thing["spec"]["template"]["metadata"]["annotations"]
            for bound in ("min", "max"):
                self.assertEqual(said[f"todo-app/{bound}-scale"], scale[f"autoscaling.knative.dev/{bound}-scale"])
        self.assertEqual(release("operators").find("Knative Service", "todo-chat")["metadata"]["annotations"]["todo-app/limit-scale"], "20")


class Tools(unittest.TestCase):
    def test_fr_1103_each_tool_is_a_program_and_says_how_it_is_called(self):
        self.assertEqual(sorted(tool["name"] for tool in TOOLS), sorted(path.name for path in (FOLDER / "bin").iterdir()))
        for tool in TOOLS:
            text = (FOLDER / "bin" / tool["command"]).read_text()
            self.assertEqual(re.search(r"^USAGE='(.*)'$", text, re.MULTILINE)[1], tool["command_desc"])
            self.assertTrue(os.access(FOLDER / "bin" / tool["command"], os.X_OK))
            self.assertEqual(run("bash", "-n", FOLDER / "bin" / tool["command"]).returncode, 0)

    def test_fr_1103_what_is_no_word_of_a_tool_is_refused_before_the_cluster_is_asked(self):
        self.assertEqual(sorted(NONSENSE), sorted(tool["name"] for tool in TOOLS))
        for tool, lines in NONSENSE.items():
            for words in lines:
                with self.subTest(tool, words=words):
                    done = said_without_a_cluster(tool, words)
                    self.assertEqual((done.returncode, done.stdout), (2, ""), done.stderr)
                    self.assertIn("usage: " + tool, done.stderr)
                    self.assertNotIn("the cluster was asked", done.stderr)

    def test_fr_1103_words_are_understood_in_each_way_in_which_they_come(self):
        for words in ("chat --min 1", "todo-scale chat --min 1", "todo-chat --min=1", "  chat   --min 1 "):
            with self.subTest(words):
                self.assertIn("the cluster was asked", said_without_a_cluster("todo-scale", words).stderr)

    def test_fr_1105_the_prompt_names_every_tool_and_the_page_every_sentence(self):
        prompt, page = (FOLDER / "prompt.md").read_text(), (FOLDER / "README.md").read_text()
        for tool in TOOLS:
            self.assertIn(tool["name"], prompt)
        for sentence in ("Scale the chat function to handle more load", "Why is mcp slow to start?", "Undo the last scaling", "Delete everything"):
            self.assertIn(sentence, page)
        self.assertIn("--custom-tools-config knative/kubectl-ai/tools.yaml --extra-prompt-paths knative/kubectl-ai/prompt.md", page)

    def test_fr_1106_prompts_for_images_name_images_and_files_that_there_are(self):
        page = (ROOT / "knative/gordon.md").read_text()
        for part in re.findall(r"todo-([a-z]+)", page):
            self.assertIn(part, ("app", "tasks", "mcp", "chat", "migrate", "web"))
        for file in re.findall(r"`((?:frontend/)?Dockerfile)`", page):
            self.assertTrue((ROOT / file).exists())
        self.assertIn("--build-arg FUNCTION=", page)
