/** One server-sent event. */
export interface ServerSentEvent {
  event: string;
  data: string;
}

const LINE_END = /\r\n|\n|\r/;

/**
 * Reads a `text/event-stream` body as the HTML standard says: any line ending, comments, several `data` lines, and a
 * last event that no blank line ends is dropped.
 */
export async function* readEvents(body: ReadableStream<Uint8Array>): AsyncGenerator<ServerSentEvent> {
  const reader = body.pipeThrough(new TextDecoderStream() as ReadableWritablePair<string, Uint8Array>).getReader();
  let buffer = "";
  let event = "";
  let data: string[] = [];
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      buffer += value;
      // A carriage return at the end may be half of a line ending.
      const complete = buffer.endsWith("\r") ? buffer.slice(0, -1) : buffer;
      const lines = complete.split(LINE_END);
      buffer = (lines.pop() ?? "") + buffer.slice(complete.length);
      for (const line of lines) {
        if (line === "") {
          if (data.length > 0) yield { event: event || "message", data: data.join("\n") };
          event = "";
          data = [];
          continue;
        }
        const [field, content] = splitLine(line);
        if (field === "event") event = content;
        else if (field === "data") data.push(content);
      }
    }
  } finally {
    // Whoever stops listening ends the request.
    await reader.cancel().catch(() => undefined);
  }
}

function splitLine(line: string): [field: string, content: string] {
  const colon = line.indexOf(":");
  if (colon === -1) return [line, ""];
  const content = line.slice(colon + 1);
  return [line.slice(0, colon), content.startsWith(" ") ? content.slice(1) : content];
}
