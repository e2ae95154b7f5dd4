"""The table of values in charts/todo-app/README.md, out of the comments in values.yaml."""

import json
import re

import yaml
from chart import CHART

README = CHART / "README.md"
MARK = "<!-- values: written by charts/test --update -->"


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


def wanted():
    """The README as it should be."""
    table = ["| value | default | |", "|---|---|---|"]
    for path, default, comment in rows((CHART / "values.yaml").read_text()):
        table.append(f"| `{path}` | {default} | {comment} |")
    present = README.read_text()
    return present[: present.index(MARK)] + MARK + "\n" + "\n".join(table) + "\n"
