"""The official Python client against the mcp function (specs/002-mcp-tools, FR-212).

Reads MCP_URL, the endpoint with its path, and MCP_TOKEN, a session JWT.
"""

import asyncio
import os
import uuid

import httpx2
import pytest
from mcp import Client, MCPError
from mcp.client.streamable_http import streamable_http_client

URL = os.environ["MCP_URL"]
TOKEN = os.environ["MCP_TOKEN"]
TOOLS = ["add_task", "list_tasks", "update_task", "complete_task", "delete_task"]

# Without a handshake (2026-07-28), and with one.
MODES = ["auto", "legacy"]


class Recorder:
    """An HTTP client that keeps what was answered."""

    def __init__(self, headers):
        self.responses = []
        self.http = httpx2.AsyncClient(
            headers=headers, timeout=30, event_hooks={"response": [self._keep]}
        )

    async def _keep(self, response):
        self.responses.append(response)

    def client(self, mode):
        return Client(streamable_http_client(URL, http_client=self.http), mode=mode)


def entries(result):
    assert not result.is_error, result.content
    return result.structured_content["results"]


async def use_every_tool(mode):
    title = f"Python {uuid.uuid4()}"
    recorder = Recorder({"Authorization": f"Bearer {TOKEN}"})
    async with recorder.http, recorder.client(mode) as client:
        listed = await client.list_tools()
        assert [tool.name for tool in listed.tools] == TOOLS
        assert all(tool.output_schema and tool.annotations for tool in listed.tools)

        # The client checks every result against the tool's output schema.
        added = entries(await client.call_tool("add_task", {"tasks": [{"title": title}]}))
        task_id = added[0]["task"]["id"]

        update = {"id": task_id, "notes": "from Python", "priority": "p1"}
        updated = entries(await client.call_tool("update_task", {"tasks": [update]}))
        assert updated[0]["task"]["notes"] == "from Python"
        assert updated[0]["before"]["priority"] == "p4"

        completed = entries(await client.call_tool("complete_task", {"ids": [task_id]}))
        assert completed[0]["task"]["completed"] is True

        found, cursor = [], {}
        while cursor is not None:
            page = await client.call_tool("list_tasks", {"status": "completed", **cursor})
            found += page.structured_content["tasks"]
            next_cursor = page.structured_content.get("next_cursor")
            cursor = {"cursor": next_cursor} if next_cursor else None
        assert title in [task["title"] for task in found]

        deleted = entries(await client.call_tool("delete_task", {"ids": [task_id]}))
        assert deleted[0]["before"]["title"] == title

        missing = await client.call_tool("delete_task", {"ids": [task_id]})
        assert missing.is_error
        assert missing.structured_content["results"][0]["error"]["code"] == "not_found"

        refused = await client.call_tool("add_task", {"tasks": [{"title": ""}]})
        assert refused.is_error
        assert refused.structured_content["error"]["path"] == "tasks[0].title"
    assert all("mcp-session-id" not in response.headers for response in recorder.responses)


async def use_without_a_token(mode):
    recorder = Recorder({})
    async with recorder.http:
        with pytest.raises((MCPError, ExceptionGroup)):
            async with recorder.client(mode) as client:
                await client.list_tools()
    assert recorder.responses
    for response in recorder.responses:
        assert response.status_code == 401
        assert response.headers["www-authenticate"] == "Bearer"


@pytest.mark.parametrize("mode", MODES)
def test_every_tool_works_with_a_token(mode):
    asyncio.run(use_every_tool(mode))


@pytest.mark.parametrize("mode", MODES)
def test_without_a_token_it_is_401(mode):
    asyncio.run(use_without_a_token(mode))
