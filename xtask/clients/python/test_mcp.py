"""FR-212, FR-242: the official Python SDK, in all its ways to begin, lists every tool, calls each with a token, and sees 401
without one."""

import asyncio
import json
import os
import unittest
import urllib.request
import uuid
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from mcp import Client, ClientSession
from mcp.client.streamable_http import create_mcp_http_client, streamable_http_client

MCP_URL = os.environ["MCP_URL"]
WEB_URL = os.environ["WEB_URL"]
CONTRACT = Path(__file__).parents[3] / "specs/002-mcp-tools/contracts/tools.json"
TOOLS = [tool["name"] for tool in json.loads(CONTRACT.read_text())["tools"]]
# No proxy is asked about programs on this machine.
OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def sign_up() -> str:
    person = {"name": "Ada Lovelace", "email": f"{uuid.uuid4()}@example.com", "password": "correct horse battery"}
    request = urllib.request.Request(
        f"{WEB_URL}/api/auth/sign-up/email",
        data=json.dumps(person).encode(),
        headers={"content-type": "application/json", "origin": WEB_URL},
    )
    with OPENER.open(request) as answer:
        cookies = [entry.split(";")[0] for entry in answer.headers.get_all("set-cookie")]
    request = urllib.request.Request(f"{WEB_URL}/api/auth/token", headers={"cookie": "; ".join(cookies)})
    with OPENER.open(request) as answer:
        return json.load(answer)["token"]


# One task must open and close the SDK's contexts, which unittest's own asynchronous set-up does not do.
@asynccontextmanager
async def session(http) -> AsyncIterator[ClientSession]:
    async with streamable_http_client(MCP_URL, http_client=http) as streams, ClientSession(*streams) as client:
        await client.initialize()
        yield client


@asynccontextmanager
async def legacy(http) -> AsyncIterator[Client]:
    async with Client(streamable_http_client(MCP_URL, http_client=http), mode="legacy") as client:
        yield client


@asynccontextmanager
async def auto(http) -> AsyncIterator[Client]:
    async with Client(streamable_http_client(MCP_URL, http_client=http), mode="auto") as client:
        yield client


# Each with the protocol it is to agree on.
CLIENTS: list[tuple[Callable, str]] = [(session, "2025-11-25"), (legacy, "2025-11-25"), (auto, "2026-07-28")]


class PythonSdk(unittest.TestCase):
    def test_fr_212_fr_242_lists_every_tool_and_calls_each(self) -> None:
        for client, version in CLIENTS:
            with self.subTest(client=client.__name__):
                asyncio.run(self.uses_everything(client, version))

    async def uses_everything(self, connected: Callable, version: str) -> None:
        called = set()
        headers = {"authorization": f"Bearer {sign_up()}"}
        async with create_mcp_http_client(headers=headers) as http, connected(http) as client:

            async def use(name: str, arguments: dict) -> dict:
                result = await client.call_tool(name, arguments)
                self.assertFalse(result.is_error, result)
                called.add(name)
                return result.structured_content

            self.assertEqual(client.protocol_version, version)
            listed = (await client.list_tools()).tools
            self.assertEqual([tool.name for tool in listed], TOOLS)
            added = await use("add_task", {"tasks": [{"title": "Buy groceries"}, {"title": "Call mom"}]})
            first, second = (result["task"]["id"] for result in added["results"])
            await use("update_task", {"tasks": [{"id": second, "title": "Call mom tonight"}]})
            await use("complete_task", {"ids": [first]})
            pending = await use("list_tasks", {"status": "pending"})
            self.assertEqual([task["title"] for task in pending["tasks"]], ["Call mom tonight"])
            await use("delete_task", {"ids": [second]})
            left = await use("list_tasks", {})
            self.assertEqual([(task["id"], task["completed"]) for task in left["tasks"]], [(first, True)])
            back = await use("undo", {})
            self.assertEqual([entry["task"]["id"] for entry in back["results"]], [second])
        self.assertEqual(called, set(TOOLS))

    def test_fr_212_sees_401_without_a_token(self) -> None:
        for client, _ in CLIENTS:
            with self.subTest(client=client.__name__):
                self.assertEqual(asyncio.run(self.statuses(client)), {401})

    async def statuses(self, connected: Callable) -> set[int]:
        seen = set()

        async def note(response) -> None:
            seen.add(response.status_code)

        # What it raises is the SDK's choice, and comes wrapped in groups.
        with self.assertRaises(Exception):
            async with create_mcp_http_client() as http:
                http.event_hooks["response"] = [note]
                async with connected(http) as client:
                    await client.list_tools()
        return seen


if __name__ == "__main__":
    unittest.main()
