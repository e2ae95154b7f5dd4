import { request } from "./client";
import type { components } from "./tasks.generated";
import { write } from "./write";

/** What a person sets once for all requests. */
export type Settings = components["schemas"]["Settings"];

/** The person's settings. */
export async function getSettings(): Promise<Settings> {
  return (await request("/api/settings")).json();
}

/** Replaces the person's settings. */
export async function setSettings(settings: Settings, key: string): Promise<void> {
  await write("/api/settings", key, { method: "PUT", json: settings });
}
