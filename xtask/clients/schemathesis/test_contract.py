"""FR-119: every check of Schemathesis on the tasks function's contract:

test_contract.py --max-examples N [--seed N ...] [--today]    --today adds a seed that is another one each day (UTC)
"""

import argparse
import datetime
import os
import subprocess
import sys
import tempfile
from pathlib import Path

FOLDER = Path(__file__).parent

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("--max-examples", type=int, required=True)
parser.add_argument("--seed", type=int, nargs="+", default=[1])
parser.add_argument("--today", action="store_true")
arguments = parser.parse_args()
today = [int(datetime.datetime.now(datetime.timezone.utc).strftime("%Y%m%d"))] if arguments.today else []
for seed in arguments.seed + today:
    print(f"-- seed {seed}", flush=True)
    command = [sys.executable, "-B", "-m", "schemathesis.cli", "--config-file", FOLDER / "schemathesis.toml"]
    command += ["run", f"{os.environ['TASKS_URL']}/api/openapi.json", "--checks", "all", "--continue-on-failure"]
    # What does not depend on the seed was tried with the first; the day's own tries more of what does.
    examples, phases = (5 * arguments.max_examples, ["--phases", "fuzzing,stateful"]) if seed in today else (arguments.max_examples, [])
    command += ["--max-examples", str(examples), *phases, "--seed", str(seed), "--no-color"]
    # What it remembers of one run must not change the next.
    command += ["--generation-database", "none"]
    with tempfile.TemporaryDirectory() as notes:
        done = subprocess.run(command, cwd=notes, env={**os.environ, "SCHEMATHESIS_HOOKS": str(FOLDER / "hooks.py")})
    if done.returncode:
        sys.exit(f"seed {seed} found what the contract does not say")
