"""FR-212: the official Python SDK lists the tools, calls each with a token, and sees 401 without one."""

import asyncio
import json
import os
import unittest
import urllib.request
import uuid
from contextlib import asynccontextmanager

from mcp import Client
from mcp.client.streamable_http import create_mcp_http_client, streamable_http_client

MCP_URL = os.environ["MCP_URL"]
WEB_URL = os.environ["WEB_URL"]
TOOLS = ["add_task", "complete_task", "delete_task", "list_tasks", "undo", "update_task"]
# No proxy is asked about programs on this machine.
OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def sign_up() -> str:
    person = {"name": "Ada Lovelace", "email": f"{uuid.uuid4()}@example.com", "password": "correct horse battery"}
    request = urllib.request.Request(
        f"{WEB_URL}/api/auth/sign-up/email",
        data=json.dumps(person).encode(),
        headers={"content-type": "application/json", "origin": WEB_URL, "x-forwarded-for": "10.9.8.7"},
    )
    with OPENER.open(request) as answer:
        cookies = [entry.split(";")[0] for entry in answer.headers.get_all("set-cookie")]
    request = urllib.request.Request(f"{WEB_URL}/api/auth/token", headers={"cookie": "; ".join(cookies)})
    with OPENER.open(request) as answer:
        return json.load(answer)["token"]


@asynccontextmanager
async def connected(token: str):
    # One task must open and close the SDK's contexts, which unittest's own asynchronous set-up does not do.
    async with create_mcp_http_client(headers={"authorization": f"Bearer {token}"}) as http:
        async with Client(streamable_http_client(MCP_URL, http_client=http)) as client:
            yield client


async def use(client: Client, name: str, arguments: dict) -> dict:
    result = await client.call_tool(name, arguments)
    assert not result.is_error, result
    return result.structured_content


class PythonSdk(unittest.TestCase):
    @classmethod
    def setUpClass(cls) -> None:
        cls.token = sign_up()

    def test_fr_212_lists_the_tools(self) -> None:
        async def listed() -> list:
            async with connected(self.token) as client:
                return (await client.list_tools()).tools

        self.assertEqual(sorted(tool.name for tool in asyncio.run(listed())), TOOLS)

    def test_fr_212_calls_each_tool(self) -> None:
        async def calls() -> None:
            async with connected(self.token) as client:
                added = await use(client, "add_task", {"tasks": [{"title": "Buy groceries"}, {"title": "Call mom"}]})
                first, second = (result["task"]["id"] for result in added["results"])
                await use(client, "update_task", {"tasks": [{"id": second, "title": "Call mom tonight"}]})
                await use(client, "complete_task", {"ids": [first]})
                pending = await use(client, "list_tasks", {"status": "pending"})
                self.assertEqual([task["title"] for task in pending["tasks"]], ["Call mom tonight"])
                await use(client, "delete_task", {"ids": [second]})
                left = await use(client, "list_tasks", {})
                self.assertEqual([(task["id"], task["completed"]) for task in left["tasks"]], [(first, True)])
                back = await use(client, "undo", {})
                self.assertEqual([entry["task"]["id"] for entry in back["results"]], [second])

        asyncio.run(calls())

    def test_fr_212_sees_401_without_a_token(self) -> None:
        statuses = []

        async def note(response) -> None:
            statuses.append(response.status_code)

        async def attempt() -> None:
            async with create_mcp_http_client() as http:
                http.event_hooks["response"] = [note]
                async with Client(streamable_http_client(MCP_URL, http_client=http)) as client:
                    await client.list_tools()

        # What it raises is the SDK's choice, and comes wrapped in groups.
        with self.assertRaises(Exception):
            asyncio.run(attempt())
        self.assertTrue(statuses)
        self.assertEqual(set(statuses), {401})


if __name__ == "__main__":
    unittest.main()
