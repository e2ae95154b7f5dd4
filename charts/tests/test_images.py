"""FR-809, FR-814 and FR-816, as far as they can be read off the files; FR-812: hadolint."""

import re
import tempfile
import unittest

from chart import ROOT, run

FILES = ["Dockerfile", "frontend/Dockerfile"]


def hadolint(*files):
    return run("hadolint", "--no-color", *files)


class Images(unittest.TestCase):
    def test_fr_809_functions(self):
        text = (ROOT / "Dockerfile").read_text()
        flags = "target-feature=+crt-static -C relocation-model=static"
        labels = "org.opencontainers.image.revision"
        targets = ["amd64) rust=x86_64", "arm64) rust=aarch64"]
        for expected in ["\nFROM scratch\n", "\nUSER 65532:65532\n", flags, labels, "--locked", *targets]:
            self.assertIn(expected, text)
        members = re.search(r"members = \[(.*)\]", (ROOT / "Cargo.toml").read_text())[1]
        for member in re.findall(r'"(.*?)"', members):
            self.assertIn(f"COPY {member}/Cargo.toml {member}/", text)

    def test_fr_809_web_app(self):
        self.assertIn("\nUSER 65532:65532\n", (ROOT / "frontend/Dockerfile").read_text())

    def test_fr_814_no_path_and_no_time_gets_into_a_binary_or_its_layer(self):
        text = (ROOT / "Dockerfile").read_text()
        for expected in ["--remap-path-prefix=/src=.", "--remap-path-prefix=/usr/local/cargo=cargo", "touch --date=@0 /image/function"]:
            self.assertIn(expected, text)

    def test_fr_816_the_web_image_holds_the_migration_that_the_chart_runs(self):
        template = (ROOT / "charts/todo-app/templates/migrate.yaml").read_text()
        command = re.search(r"command: \[node, (.*)\]", template)[1]
        self.assertIn(f'"{command}"', (ROOT / "frontend/scripts/assemble.mjs").read_text())
        text = (ROOT / "frontend/Dockerfile").read_text()
        self.assertIn("\nWORKDIR /app\n", text)
        self.assertIn("\nCOPY --from=build /src/.next/standalone ./\n", text)

    def test_fr_812_hadolint_has_nothing_to_say(self):
        done = hadolint(*FILES)
        self.assertEqual(done.returncode, 0, f"\n{done.stdout}{done.stderr}")

    def test_fr_812_hadolint_knows_every_dockerfile(self):
        tracked = run("git", "ls-files", "*Dockerfile*")
        self.assertEqual(sorted(tracked.stdout.split()), FILES)

    def test_fr_812_hadolint_objects_to_a_bad_example(self):
        with tempfile.NamedTemporaryFile("w", suffix="Dockerfile") as bad:
            bad.write("FROM debian:latest\nRUN cd /tmp && apt-get install curl\n")
            bad.flush()
            done = hadolint(bad.name)
        self.assertNotEqual(done.returncode, 0)
        for rule in ("DL3007", "DL3003", "DL3015"):
            self.assertIn(rule, done.stdout)
