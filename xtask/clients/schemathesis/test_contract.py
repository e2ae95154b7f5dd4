"""FR-119: every check of Schemathesis on the tasks function's contract: test_contract.py --max-examples N [--seed N ...]."""

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

FOLDER = Path(__file__).parent

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("--max-examples", type=int, required=True)
parser.add_argument("--seed", type=int, nargs="+", default=[1])
arguments = parser.parse_args()
for seed in arguments.seed:
    command = [sys.executable, "-B", "-m", "schemathesis.cli", "--config-file", FOLDER / "schemathesis.toml"]
    command += ["run", f"{os.environ['TASKS_URL']}/api/openapi.json", "--checks", "all", "--continue-on-failure"]
    command += ["--max-examples", str(arguments.max_examples), "--seed", str(seed), "--no-color"]
    # What it remembers of one run must not change the next.
    command += ["--generation-database", "none"]
    with tempfile.TemporaryDirectory() as notes:
        done = subprocess.run(command, cwd=notes, env={**os.environ, "SCHEMATHESIS_HOOKS": str(FOLDER / "hooks.py")})
    if done.returncode:
        sys.exit(f"seed {seed} found what the contract does not say")
