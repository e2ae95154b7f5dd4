import { describe, expect, it } from "vitest";
import { readEvents, type ServerSentEvent } from "@/lib/chat/sse";

function stream(chunks: (string | Uint8Array)[], onCancel?: () => void): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  const queue = [...chunks];
  return new ReadableStream(
    {
      pull(controller) {
        const chunk = queue.shift();
        if (chunk === undefined) return controller.close();
        controller.enqueue(typeof chunk === "string" ? encoder.encode(chunk) : chunk);
      },
      cancel: onCancel,
    },
    { highWaterMark: 0 },
  );
}

async function collect(chunks: (string | Uint8Array)[]): Promise<ServerSentEvent[]> {
  const events = [];
  for await (const event of readEvents(stream(chunks))) events.push(event);
  return events;
}

describe("FR-503 reading a stream of events", () => {
  const text = 'event: text\ndata: {"delta":"Füge"}\n\nevent: done\ndata: {}\n\n';
  const expected = [
    { event: "text", data: '{"delta":"Füge"}' },
    { event: "done", data: "{}" },
  ];

  it("gives the same events wherever the bytes are cut", async () => {
    const bytes = new TextEncoder().encode(text);
    for (let cut = 0; cut <= bytes.length; cut += 1) {
      expect(await collect([bytes.slice(0, cut), bytes.slice(cut)])).toEqual(expected);
    }
  });

  it.each(["\r\n", "\r"])("takes %j as a line ending, also when cut in half", async (ending) => {
    const chunks = [...text.replaceAll("\n", ending)].map(String);
    expect(await collect([...chunks, ...(ending === "\r" ? [":\n"] : [])])).toEqual(expected);
  });

  it("joins data lines and ignores comments, ids and unknown fields", async () => {
    expect(await collect([": hello\n\nid: 7\nretry\ndata: a\ndata:b\ndata\nother: x\n\n"])).toEqual([
      { event: "message", data: "a\nb\n" },
    ]);
  });

  it("drops an event that nothing ended", async () => {
    expect(await collect(["data: whole\n\nevent: text\ndata: ha"])).toEqual([{ event: "message", data: "whole" }]);
  });

  it("cancels the stream when the reader leaves", async () => {
    let cancelled = false;
    const body = stream(["data: 1\n\n", "data: 2\n\n", "data: 3\n\n"], () => {
      cancelled = true;
    });
    for await (const event of readEvents(body)) {
      expect(event.data).toBe("1");
      break;
    }
    expect(cancelled).toBe(true);
  });
});
