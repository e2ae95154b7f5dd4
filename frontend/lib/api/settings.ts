import { request } from "./client";
import type { components } from "./tasks.generated";

/** What a person sets once for all requests. */
export type Settings = components["schemas"]["Settings"];

/** The person's settings. */
export async function getSettings(): Promise<Settings> {
  return (await request("/api/settings")).json();
}

/** Replaces the person's settings. */
export async function setSettings(settings: Settings): Promise<void> {
  await request("/api/settings", { method: "PUT", json: settings });
}
