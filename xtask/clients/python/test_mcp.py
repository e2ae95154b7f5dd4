"""FR-212: the official Python SDK lists the five tools, calls each with a token, and sees 401 without one."""

import json
import os
import unittest
import urllib.request
import uuid

from mcp import Client
from mcp.client.streamable_http import create_mcp_http_client, streamable_http_client

MCP_URL = os.environ["MCP_URL"]
WEB_URL = os.environ["WEB_URL"]
TOOLS = ["add_task", "complete_task", "delete_task", "list_tasks", "update_task"]
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


class PythonSdk(unittest.IsolatedAsyncioTestCase):
    @classmethod
    def setUpClass(cls) -> None:
        cls.token = sign_up()

    async def asyncSetUp(self) -> None:
        http = create_mcp_http_client(headers={"authorization": f"Bearer {self.token}"})
        await self.enterAsyncContext(http)
        self.client = await self.enterAsyncContext(Client(streamable_http_client(MCP_URL, http_client=http)))

    async def use(self, name: str, arguments: dict) -> dict:
        result = await self.client.call_tool(name, arguments)
        self.assertFalse(result.is_error, result)
        return result.structured_content

    async def test_fr_212_lists_the_five_tools(self) -> None:
        listed = await self.client.list_tools()
        self.assertEqual(sorted(tool.name for tool in listed.tools), TOOLS)

    async def test_fr_212_calls_each_tool(self) -> None:
        added = await self.use("add_task", {"tasks": [{"title": "Buy groceries"}, {"title": "Call mom"}]})
        first, second = (result["task"]["id"] for result in added["results"])
        await self.use("update_task", {"tasks": [{"id": second, "title": "Call mom tonight"}]})
        await self.use("complete_task", {"ids": [first]})
        pending = await self.use("list_tasks", {"status": "pending"})
        self.assertEqual([task["title"] for task in pending["tasks"]], ["Call mom tonight"])
        await self.use("delete_task", {"ids": [second]})
        left = await self.use("list_tasks", {})
        self.assertEqual([(task["id"], task["completed"]) for task in left["tasks"]], [(first, True)])


class WithoutToken(unittest.IsolatedAsyncioTestCase):
    async def test_fr_212_sees_401(self) -> None:
        statuses = []

        async def note(response) -> None:
            statuses.append(response.status_code)

        http = create_mcp_http_client()
        http.event_hooks["response"] = [note]
        async with http:
            # What it raises is the SDK's choice, and comes wrapped in groups.
            with self.assertRaises(BaseException):
                async with Client(streamable_http_client(MCP_URL, http_client=http)) as client:
                    await client.list_tools()
        self.assertTrue(statuses)
        self.assertEqual(set(statuses), {401})


if __name__ == "__main__":
    unittest.main()
