"""What the chart must render, what it must refuse, and what is written down of it. Run by charts/test; needs helm 3."""

import pathlib
import re
import shutil
import subprocess
import sys
import unittest

ROOT = pathlib.Path(__file__).parent.parent
CHART = ROOT / "charts/todo-app"
# A helm of one's own build does not know which Kubernetes to render for.
HELM = ["helm", "template", "todo", CHART, "--namespace", "todo", "--kube-version", "1.35.0"]
SERVICES = ROOT / "knative/services.yaml"
HEADER = "# The three functions as the chart renders them with ci/minimal-values.yaml. Not to be edited: charts/test --update\n"


def render(values, *arguments):
    command = [*HELM, "--values", CHART / f"ci/{values}-values.yaml", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def services():
    return HEADER + render("minimal", "--show-only", "templates/function-knative.yaml").stdout


class Refused(unittest.TestCase):
    """FR-807: a mistake, or settings that cannot work, fail with a line that names them."""

    CASES = [
        ("replica", "web.replica=2"),
        ("scal", "functions.chat.scal.max=2"),
        ("web.url: not set", "web.url="),
        ("exactly one of", "database.url="),
        ("exactly one of", "postgres.enabled=true"),
        ("/database/url", "database.url=mysql://db/todo"),
        ("/web/url", "web.url=https://todo.example.com/app"),
        ("max 1 is below min 2", "functions.mcp.scale.min=2,functions.mcp.scale.max=1"),
        ("pools at their largest need", "functions.tasks.scale.max=50"),
        ("pools at their largest need", "database.maxConnections=50"),
        ("idle is above total", "functions.tasks.timeouts.idle=90"),
        ("llm.model: not set", "llm.baseUrl=https://models.example.com"),
        ("llm.baseUrl: not set", "llm.apiKey=key"),
        ("/web/authSecret", "web.authSecret=short"),
        ("/functions/chat/scale/max", "functions.chat.scale.max=0"),
        ("/image/pullPolicy", "image.pullPolicy=Sometimes"),
        ("mapped by Knative", "knative.enabled=false,hosts.mcp=mcp.example.com"),
    ]

    def test_fr_807_each_case(self):
        for expected, settings in self.CASES:
            with self.subTest(settings):
                done = render("minimal", "--set", settings)
                self.assertNotEqual(done.returncode, 0)
                self.assertIn(expected, done.stderr)


class Rendered(unittest.TestCase):
    CASES = [
        # FR-801
        ("plain", "kind: HorizontalPodAutoscaler"),
        ("try-out", "args: [web-login, todo_web]"),
        ("web-elsewhere", 'AUTH_JWKS: "{'),
        # FR-803
        ("existing-secrets", "key: direct"),
        ("logins", 'mcp: "postgres://mcp_login'),
        # FR-801: names, images, DNS
        ("public-names", "networking.knative.dev/visibility: cluster-local"),
        ("public-names", "todo-mcp.todo.apps.example.com,mcp.example.com"),
        ("logins", 'name: ndots, value: "1"'),
        ("warm", "registry.example.com/todo/todo-chat:1.2.3"),
    ]

    def test_settings_arrive(self):
        for values, expected in self.CASES:
            with self.subTest(values):
                self.assertIn(expected, render(values).stdout)

    def test_fr_808_services_are_what_the_chart_renders(self):
        self.assertEqual(SERVICES.read_text(), services(), "charts/test --update")

    def test_fr_808_every_cluster_setting_has_a_reason(self):
        lines = (ROOT / "knative/serving.yaml").read_text().splitlines()
        for before, line in zip(lines, lines[1:]):
            if re.match(r"  [a-z]", line):
                self.assertRegex(before, r"  # ", line)


class Images(unittest.TestCase):
    """FR-809, as far as it can be read off the files."""

    def test_fr_809_functions(self):
        text = (ROOT / "Dockerfile").read_text()
        flags = "target-feature=+crt-static -C relocation-model=static"
        labels = "org.opencontainers.image.revision"
        targets = ["x86_64-unknown-linux-gnu", "aarch64-unknown-linux-gnu"]
        for expected in ["\nFROM scratch\n", "\nUSER 65532:65532\n", flags, labels, "--locked", *targets]:
            self.assertIn(expected, text)
        members = re.search(r"members = \[(.*)\]", (ROOT / "Cargo.toml").read_text())[1]
        for member in re.findall(r'"(.*?)"', members):
            self.assertIn(f"COPY {member}/Cargo.toml {member}/", text)

    def test_fr_809_web_app(self):
        self.assertIn("\nUSER 65532:65532\n", (ROOT / "frontend/Dockerfile").read_text())

    @unittest.skipUnless(shutil.which("hadolint"), "hadolint is not on PATH")
    def test_fr_809_hadolint(self):
        subprocess.run(["hadolint", ROOT / "Dockerfile", ROOT / "frontend/Dockerfile"], check=True)


if __name__ == "__main__":
    if "--update" in sys.argv:
        SERVICES.write_text(services())
    else:
        unittest.main(verbosity=0)
