"""Writes the table of values in charts/todo-app/README.md out of the comments in values.yaml; --check only compares."""

import json
import pathlib
import re
import sys

import yaml

CHART = pathlib.Path(__file__).parent / "todo-app"
MARK = "<!-- values: written by charts/readme.py -->"


def rows(text):
    """Each commented setting: its path, its default, its comment."""
    values = yaml.safe_load(text)
    path, comment = [], []
    for line in text.splitlines()[3:]:
        if match := re.match(r"\s*# ?(.*)", line):
            comment.append(match[1])
        elif match := re.match(r"( *)([A-Za-z]+):", line):
            path = [*path[: len(match[1]) // 2], match[2]]
            default = values
            for part in path:
                default = default[part]
            nested = isinstance(default, dict) and default and "{" not in line
            if comment or not nested:
                shown = "" if nested else f"`{json.dumps(default)}`"
                yield ".".join(path), shown, " ".join(comment)
            comment = []
        else:
            comment = []


def main():
    table = ["| value | default | |", "|---|---|---|"]
    for path, default, comment in rows((CHART / "values.yaml").read_text()):
        table.append(f"| `{path}` | {default} | {comment} |")
    readme = CHART / "README.md"
    present = readme.read_text()
    wanted = present[: present.index(MARK)] + MARK + "\n" + "\n".join(table) + "\n"
    if "--check" in sys.argv:
        sys.exit(wanted != present)
    readme.write_text(wanted)


if __name__ == "__main__":
    main()
