"use client";

import { useEffect } from "react";
import { getSettings, setSettings } from "@/lib/api/settings";
import { newKey } from "@/lib/api/write";
import { timeZone } from "@/lib/dates";

/** Keeps the account's time zone that of this browser, for the callers that send none: MCP clients, feeds. */
export function useTimeZone(): void {
  useEffect(() => {
    const zone = timeZone();
    if (zone === undefined) return;
    getSettings()
      .then((settings) => (settings.time_zone === zone ? undefined : setSettings({ ...settings, time_zone: zone }, newKey())))
      // The next visit tries again; every request of this page carries its zone anyway.
      .catch(() => undefined);
  }, []);
}
