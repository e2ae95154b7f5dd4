"""Whether what a server sends is ChatKit's protocol: every event is one of the package's own types and nothing more, and a
stream as a whole makes sense."""

import json
import re
from copy import deepcopy
from datetime import datetime
from typing import Any

from chatkit.types import Page, SyncCustomActionResponse, Thread, ThreadItem, ThreadStreamEvent
from pydantic import TypeAdapter, ValidationError

EVENT = TypeAdapter(ThreadStreamEvent)
REPLIES = {
    "threads.get_by_id": TypeAdapter(Thread),
    "threads.update": TypeAdapter(Thread),
    "threads.list": TypeAdapter(Page[Thread]),
    "items.list": TypeAdapter(Page[ThreadItem]),
    "threads.sync_custom_action": TypeAdapter(SyncCustomActionResponse),
}
# Their models take any field, so that a comparison of what they print says nothing.
LOOSE = {"widget"}


class Violation(Exception):
    """What breaks the protocol."""


def check_stream(body: bytes) -> list[dict]:
    """The events of a stream, all of which keep the rules."""
    text = body.decode()
    if text and not text.endswith("\n\n"):
        raise Violation("the stream breaks off in a frame")
    events = []
    watch = Watch()
    for frame in text.split("\n\n")[:-1]:
        if not re.fullmatch(r"data: [^\n]+", frame):
            raise Violation(f"no frame of data alone: {frame!r}")
        event = json.loads(frame.removeprefix("data: "))
        check_value(EVENT, event)
        watch.see(event)
        events.append(event)
    watch.end()
    return events


def check_reply(kind: str, body: bytes) -> dict:
    """A JSON answer, which keeps the rules."""
    reply = json.loads(body)
    if kind in REPLIES:
        check_value(REPLIES[kind], reply)
    elif reply != {}:
        raise Violation(f"{kind} is answered with {{}}, not {reply}")
    return reply


def check_value(adapter: TypeAdapter, sent: Any) -> None:
    try:
        value = adapter.validate_json(json.dumps(sent))
    except ValidationError as error:
        raise Violation(str(error)) from error
    # As the reference server prints it.
    printed = adapter.dump_json(value, by_alias=True, exclude_none=True, context={"exclude_metadata": True})
    compare(sent, json.loads(printed), "$")


def compare(sent: Any, printed: Any, path: str) -> None:
    if isinstance(sent, dict):
        missing, more = printed.keys() - sent.keys(), sent.keys() - printed.keys()
        if missing or more:
            raise Violation(f"{path}: without {sorted(missing)}, and with {sorted(more)} that the protocol does not know")
        for key, value in sent.items():
            if key not in LOOSE:
                compare(value, printed[key], f"{path}.{key}")
    elif isinstance(sent, list):
        if len(sent) != len(printed):
            raise Violation(f"{path}: {len(sent)} entries, not {len(printed)}")
        for at, (one, other) in enumerate(zip(sent, printed)):
            compare(one, other, f"{path}[{at}]")
    elif path.endswith(".created_at"):
        if not sent.endswith("Z") or datetime.fromisoformat(sent) != datetime.fromisoformat(printed):
            raise Violation(f"{path}: {sent} is no moment in UTC")
    elif sent != printed or type(sent) is not type(printed):
        raise Violation(f"{path}: {sent!r} is read as {printed!r}")


class Watch:
    """What a stream has opened, and what was said of it."""

    def __init__(self) -> None:
        self.open: dict[str, dict] = {}
        self.is_over = False

    def see(self, event: dict) -> None:
        if self.is_over:
            raise Violation(f"{event['type']} behind the error")
        match event["type"]:
            case "thread.item.added":
                self.add(event["item"])
            case "thread.item.updated":
                if event["item_id"] not in self.open:
                    raise Violation(f"{event['item_id']} is not open, and changes")
                self.update(self.open[event["item_id"]], deepcopy(event["update"]))
            case "thread.item.done":
                item = event["item"]
                opened = self.open.pop(item["id"], None)
                if opened is not None:
                    self.compare(opened, item)
            case "thread.item.removed":
                self.open.pop(event["item_id"], None)
            case "error":
                self.is_over = True

    def add(self, item: dict) -> None:
        if item["id"] in self.open:
            raise Violation(f"{item['id']} is open already")
        self.open[item["id"]] = deepcopy(item)

    def update(self, item: dict, update: dict) -> None:
        match update["type"]:
            case "assistant_message.content_part.added":
                self.at_end(item["content"], update["content_index"])
                item["content"].append(update["content"])
            case "assistant_message.content_part.text_delta":
                part = item["content"][update["content_index"]]
                part["text"] += update["delta"]
            case "assistant_message.content_part.annotation_added":
                part = item["content"][update["content_index"]]
                self.at_end(part["annotations"], update["annotation_index"])
                part["annotations"].append(update["annotation"])
            case "assistant_message.content_part.done":
                if item["content"][update["content_index"]] != update["content"]:
                    raise Violation(f"{item['id']}: the deltas do not add up")
            case "workflow.task.added":
                self.at_end(item["workflow"]["tasks"], update["task_index"])
                item["workflow"]["tasks"].append(update["task"])
            case "workflow.task.updated":
                item["workflow"]["tasks"][update["task_index"]] = update["task"]
            case other:
                raise Violation(f"{other} is not sent here")

    @staticmethod
    def at_end(values: list, index: int) -> None:
        if index != len(values):
            raise Violation(f"place {index} of {len(values)}")

    @staticmethod
    def compare(opened: dict, done: dict) -> None:
        summary = done.get("workflow", {}).get("summary")
        if summary is not None:
            opened["workflow"]["summary"] = summary
        if opened != done:
            raise Violation(f"{done['id']} ends as something else than it became")

    def end(self) -> None:
        if self.open:
            raise Violation(f"left open: {sorted(self.open)}")


