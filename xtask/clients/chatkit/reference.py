"""The official server, whose agent says what the scripted model says."""

import asyncio
import json
from collections.abc import AsyncIterator
from types import SimpleNamespace as Object

from chatkit.agents import AgentContext, stream_agent_response
from chatkit.errors import CustomStreamError
from chatkit.server import ChatKitServer, StreamingResult
from chatkit.store import NotFoundError, Store
from chatkit.types import Page, ThreadMetadata


class Memory(Store[None]):
    """Threads and items in a dictionary."""

    def __init__(self) -> None:
        self.threads: dict[str, ThreadMetadata] = {}
        self.items: dict[str, list] = {}

    async def load_thread(self, thread_id, context):
        if thread_id not in self.threads:
            raise NotFoundError
        return self.threads[thread_id]

    async def save_thread(self, thread, context):
        self.threads[thread.id] = thread
        self.items.setdefault(thread.id, [])

    async def load_thread_items(self, thread_id, after, limit, order, context):
        items = list(self.items[thread_id])
        if order == "desc":
            items.reverse()
        if after:
            items = items[[item.id for item in items].index(after) + 1 :]
        page = items[: limit or 20]
        return Page(data=page, has_more=len(items) > len(page), after=page[-1].id if page else None)

    async def load_threads(self, limit, after, order, context):
        return Page(data=list(self.threads.values()), has_more=False)

    async def add_thread_item(self, thread_id, item, context):
        await self.save_item(thread_id, item, context)

    async def save_item(self, thread_id, item, context):
        items = self.items[thread_id]
        for at, known in enumerate(items):
            if known.id == item.id:
                items[at] = item
                return
        items.append(item)

    async def load_item(self, thread_id, item_id, context):
        return next(item for item in self.items[thread_id] if item.id == item_id)

    async def delete_thread(self, thread_id, context):
        del self.threads[thread_id], self.items[thread_id]

    async def delete_thread_item(self, thread_id, item_id, context):
        self.items[thread_id] = [item for item in self.items[thread_id] if item.id != item_id]

    async def save_attachment(self, attachment, context):
        raise NotImplementedError

    load_attachment = delete_attachment = save_attachment


class Server(ChatKitServer[None]):
    """Says the deltas, then stops, waits or fails."""

    def __init__(self) -> None:
        super().__init__(Memory())
        self.deltas: list[str] = []
        self.hold: asyncio.Event | None = None
        self.fails: str | None = None
        self.messages = 0

    async def respond(self, thread, input_user_message, context) -> AsyncIterator:
        around = AgentContext(thread=thread, store=self.store, request_context=context)
        async for event in stream_agent_response(around, self):
            yield event
        if self.fails:
            raise CustomStreamError(self.fails, allow_retry=False)

    async def stream_events(self):
        """One message, as the Responses API streams it."""
        self.messages += 1
        item = Object(type="message", id=f"msg_{self.messages}", content=[])
        part = Object(type="output_text", text="", annotations=[])
        place = {"item_id": item.id, "content_index": 0}
        yield raw("response.output_item.added", item=item)
        yield raw("response.content_part.added", part=part, **place)
        for delta in self.deltas:
            yield raw("response.output_text.delta", delta=delta, **place)
        if self.hold:
            await self.hold.wait()
        text = "".join(self.deltas)
        yield raw("response.output_text.done", text=text, **place)
        done = Object(type="output_text", text=text, annotations=[])
        yield raw("response.output_item.done", item=Object(type="message", id=item.id, content=[done]))

    async def ask(self, kind: str, params: dict) -> bytes:
        answer = await self.process(json.dumps({"type": kind, "params": params}), None)
        if isinstance(answer, StreamingResult):
            return b"".join([piece async for piece in answer])
        return answer.json


def raw(kind: str, **fields) -> Object:
    return Object(type="raw_response_event", data=Object(type=kind, **fields))
