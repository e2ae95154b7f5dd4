"""FR-1250 to FR-1253: the package's own types accept every byte of a conversation that uses all that we can send, the checker
can fail, and where the framework decides, the official server does the same."""

import asyncio
import json
import unittest

from checker import Violation, check_reply, check_stream
from reference import Server
from stage import Chat, Model, Person, call, message

SENT = {
    "thread.created",
    "thread.item.added",
    "thread.item.updated",
    "thread.item.done",
    "thread.item.removed",
    "thread.item.replaced",
    "stream_options",
    "progress_update",
    "client_effect",
    "notice",
    "error",
}
HELLO = ["Hello ", "there, ", "Ada."]


def types(events: list[dict]) -> list[str]:
    return [event["type"] for event in events]


def items(events: list[dict], kind: str) -> list[dict]:
    done = [event["item"] for event in events if event["type"] in ("thread.item.done", "thread.item.replaced")]
    return [item for item in done if item["type"] == kind]


def shape(value, names: dict[str, str], key: str = ""):
    """The same without what no two servers share: names become their order, moments and titles go."""
    if isinstance(value, dict):
        return {key: shape(inner, names, key) for key, inner in value.items() if key not in ("created_at", "title")}
    if isinstance(value, list):
        return [shape(inner, names) for inner in value]
    if key in ("id", "item_id", "thread_id", "after"):
        return names.setdefault(value, f"name {len(names)}")
    return value


def trace(events: list[dict]) -> list:
    """The shape of a stream; deltas that follow each other are one."""
    names: dict[str, str] = {}
    shapes: list = []
    for event in events:
        now = shape(event, names)
        update = now.get("update", {})
        if update.get("type", "").endswith("text_delta") and shapes:
            before = shapes[-1].get("update", {})
            if before.get("type") == update["type"]:
                before["delta"] += update["delta"]
                continue
        shapes.append(now)
    return shapes


class Conversation(unittest.TestCase):
    @classmethod
    def setUpClass(cls) -> None:
        cls.model = Model()
        cls.model.script = {
            "hello": [[{"content": piece} for piece in HELLO]],
            "two tasks": [
                [{"content": "I will."}, call("add_task", {"tasks": [{"title": "Buy milk"}, {"title": "Call mom"}]})],
                [{"content": "Buy milk and Call mom are on your list."}],
            ],
            "list": [[call("list_tasks", {})], [{"content": "Here is Buy milk."}]],
            "tidy up": [[call("delete_task", {"ids": [1]})], [{"content": "It is gone."}]],
            "slowly": [[{"content": "Slowly "}, "hold", {"content": "spoken."}]],
        }
        cls.chat = Chat(cls.model)
        cls.built_in = Chat(None)

    @classmethod
    def tearDownClass(cls) -> None:
        cls.chat.end()
        cls.built_in.end()

    def setUp(self) -> None:
        self.person = Person()
        self.model.held.clear()
        self.model.go_on.set()
        self.seen: list[dict] = []

    def stream(self, kind: str, params: dict, chat: Chat | None = None, **further) -> list[dict]:
        events = check_stream(self.person.read(chat or self.chat, kind, params, **further))
        self.seen += events
        return events

    def say(self, thread: str, text: str, **further) -> list[dict]:
        return self.stream("threads.add_user_message", {"thread_id": thread, "input": message(text)}, **further)

    def create(self, text: str) -> tuple[str, list[dict]]:
        events = self.stream("threads.create", {"input": message(text)})
        return events[0]["thread"]["id"], events

    def reply(self, kind: str, params: dict, **further) -> dict:
        return check_reply(kind, self.person.read(self.chat, kind, params, **further))

    def items(self, thread: str) -> list[dict]:
        return self.reply("items.list", {"thread_id": thread, "limit": 100, "order": "asc"})["data"]

    def test_fr_1250_every_byte_of_a_whole_conversation_is_accepted(self) -> None:
        thread, first = self.create("two tasks")
        self.assertIn("client_effect", types(first))
        said = items(first, "user_message")[0]
        listed = self.say(thread, "list")
        [widget] = items(listed, "widget")
        box = widget["widget"]["children"][0]["children"][0]["onChangeAction"]
        act = {"thread_id": thread, "item_id": widget["id"], "action": box}
        self.stream("threads.custom_action", act)
        # The box stands for a version that is gone now, and wants what is so; another wish on it is told.
        stale = {"type": "todo.rename", "payload": {"id": 1, "title": "Buy oats", "etag": box["payload"]["etag"]}}
        told = self.stream("threads.custom_action", act | {"action": stale})
        self.assertIn("notice", types(told))
        self.reply("threads.sync_custom_action", act)
        asked = self.say(thread, "tidy up")
        [question] = items(asked, "structured_input")
        only = question["inputs"][0]
        answers = {only["id"]: {"values": [only["options"][0]["value"]]}}
        self.stream("threads.add_structured_input", {"thread_id": thread, "item_id": question["id"], "input": {"answers": answers}})
        self.say(thread, "what's pending?", chat=self.built_in)
        self.stream("threads.retry_after_item", {"thread_id": thread, "item_id": said["id"]})
        self.say(thread, "hello", metadata={"replaces": said["id"]})
        self.slowly(thread)
        self.replaced(thread)
        self.assertEqual(set(types(self.seen)), SENT)
        whole = self.reply("threads.get_by_id", {"thread_id": thread})
        self.assertEqual(whole["items"]["data"], self.items(thread)[:20])
        self.reply("threads.list", {})
        self.reply("threads.list", {}, metadata={"query": "tasks"})
        self.reply("threads.update", {"thread_id": thread, "title": "Shopping"})
        self.reply("items.feedback", {"thread_id": thread, "item_ids": [said["id"]], "kind": "positive"})
        self.reply("threads.delete", {"thread_id": thread})

    def slowly(self, thread: str) -> None:
        """FR-1205: who waits hears that the turn lives."""
        self.model.go_on.clear()
        answer = self.person.ask(self.chat, "threads.add_user_message", {"thread_id": thread, "input": message("slowly")})
        body = b""
        while b"progress_update" not in body:
            body += answer.read1()
        self.model.go_on.set()
        self.seen += check_stream(body + answer.read())

    def replaced(self, thread: str) -> None:
        """The same message again, while it is answered: the first stream ends with an error."""
        self.model.held.clear()
        self.model.go_on.clear()
        request = ("threads.add_user_message", {"thread_id": thread, "input": message("slowly")})
        first = self.person.ask(self.chat, *request, key="twice")
        self.assertTrue(self.model.held.wait(30))
        second = self.person.ask(self.chat, *request, key="twice")
        events = check_stream(first.read())
        self.model.go_on.set()
        check_stream(second.read())
        self.assertEqual(events[-1]["type"], "error")
        self.seen += events

    def test_fr_1251_the_checker_finds_planted_faults(self) -> None:
        body = self.person.read(self.chat, "threads.create", {"input": message("two tasks")})
        events = check_stream(body)

        def changed(change) -> bytes:
            copy = json.loads(json.dumps(events))
            change(copy)
            return b"".join(b"data: " + json.dumps(event).encode() + b"\n\n" for event in copy)

        def at(copy: list[dict], kind: str, update: str = "") -> int:
            fits = (event["type"] == kind and update in event.get("update", {}).get("type", "") for event in copy)
            return list(fits).index(True)

        self.assertEqual(check_stream(changed(lambda copy: None)), events)
        faults = {
            "a field too many": lambda copy: copy[at(copy, "stream_options")].update(seconds=1),
            "a delta is missing": lambda copy: copy.pop(at(copy, "thread.item.updated", "text_delta")),
            "an item is left open": lambda copy: copy.pop(max(at for at, event in enumerate(copy) if is_end(event))),
            "an update behind the end": lambda copy: copy.append(copy[at(copy, "thread.item.updated")]),
            "a null": lambda copy: copy[0]["thread"].update(allowed_image_domains=None),
            "another type": lambda copy: copy[0].update(type="thread.made"),
        }
        for name, fault in faults.items():
            with self.subTest(name), self.assertRaises(Violation):
                check_stream(changed(fault))
        with self.assertRaises(Violation):
            check_stream(b": thinking\n\n" + body)

    def test_fr_1252_text_streams_as_from_the_official_server(self) -> None:
        asyncio.run(self.compared())

    async def compared(self) -> None:
        server = Server()
        server.deltas = HELLO
        theirs = check_theirs(await server.ask("threads.create", {"input": message("hello")}))
        thread, ours = self.create("hello")
        self.assertEqual(trace(ours), trace(theirs))
        other = theirs[0]["thread"]["id"]
        theirs = check_theirs(await server.ask("threads.add_user_message", {"thread_id": other, "input": message("hello")}))
        ours = self.say(thread, "hello")
        self.assertEqual(trace(ours), trace(theirs))
        their_item, our_item = theirs[0]["item"]["id"], ours[0]["item"]["id"]
        again = await server.ask("threads.retry_after_item", {"thread_id": other, "item_id": their_item})
        ours = self.stream("threads.retry_after_item", {"thread_id": thread, "item_id": our_item})
        self.assertEqual(trace(ours), trace(check_theirs(again)))
        for kind, params in [
            ("threads.get_by_id", {}),
            ("items.list", {"limit": 3}),
            ("items.list", {"limit": 3, "order": "asc"}),
        ]:
            theirs = json.loads(await server.ask(kind, {"thread_id": other} | params))
            ours = self.reply(kind, {"thread_id": thread} | params)
            self.assertEqual(shape(ours, {}), shape(theirs, {}), kind)
        server.fails = "No."
        theirs = check_theirs(await server.ask("threads.add_user_message", {"thread_id": other, "input": message("x")}))
        self.replaced(thread)
        self.assertEqual(self.seen[-1].keys(), theirs[-1].keys())
        self.assertEqual(self.seen[-1]["code"], theirs[-1]["code"])

    def test_fr_1253_a_closed_stream_leaves_what_the_official_server_leaves(self) -> None:
        thread, _ = self.create("hello")
        self.model.go_on.clear()
        answer = self.person.ask(self.chat, "threads.add_user_message", {"thread_id": thread, "input": message("slowly")})
        body = b""
        while b"text_delta" not in body:
            body += answer.read1()
        answer.close()
        theirs = asyncio.run(self.cancelled())
        for _ in range(100):
            ours = self.items(thread)[2:]
            if len(ours) == 2:
                break
            asyncio.run(asyncio.sleep(0.05))
        self.model.go_on.set()
        self.assertEqual(shape(ours, {}), shape(theirs, {}))

    async def cancelled(self) -> list[dict]:
        server = Server()
        server.deltas = ["Slowly "]
        server.hold = asyncio.Event()
        request = {"type": "threads.create", "params": {"input": message("slowly")}}
        streaming = await server.process(json.dumps(request), None)
        thread = None

        async def read() -> None:
            nonlocal thread
            async for piece in streaming:
                event = json.loads(piece.removeprefix(b"data: "))
                thread = thread or event["thread"]["id"]
                if "delta" in event.get("update", {}):
                    asyncio.current_task().cancel()

        reading = asyncio.create_task(read())
        await asyncio.wait([reading])
        page = json.loads(await server.ask("items.list", {"thread_id": thread, "order": "asc"}))
        return page["data"]


def is_end(event: dict) -> bool:
    return event["type"] == "thread.item.done" and event["item"]["type"] == "assistant_message"


def check_theirs(body: bytes) -> list[dict]:
    frames = body.decode().split("\n\n")[:-1]
    return [json.loads(frame.removeprefix("data: ")) for frame in frames]


if __name__ == "__main__":
    unittest.main()
