// FR-917 to FR-920: Mozilla's ical.js reads the feed, and agrees with the tz database of the runtime.
import assert from "node:assert/strict";
import { test } from "node:test";
import ICAL from "ical.js";
import { required, signUp } from "../platform/platform.mjs";

/** Zones whose rules are of every shape there is, and have been the same for years. */
const ZONES = [
  "Europe/Berlin", "Europe/Dublin", "America/New_York", "Asia/Jerusalem", "Asia/Beirut", "Asia/Tokyo",
  "Asia/Kolkata", "Australia/Lord_Howe", "Pacific/Auckland", "Pacific/Chatham", "Africa/Lagos",
];

const url = required("TASKS_URL");
const { token } = await signUp(required("WEB_URL"));

/** The feed of somebody who has just these tasks. */
async function feed(tasks) {
  const post = async (path, body) => {
    const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
    const answer = await fetch(`${url}${path}`, { method: "POST", headers, body: JSON.stringify(body) });
    assert.ok(answer.ok, `${path}: ${answer.status}`);
    return answer.json();
  };
  await post("/api/import", { format: "todo-app", version: 1, tasks });
  const { path } = await post("/api/feed", {});
  const text = await (await fetch(`${url}${path}`)).text();
  await post("/api/undo", {});
  return text;
}

/** What the runtime says that clocks show at a moment. */
function clocks(zone, moment) {
  const form = new Intl.DateTimeFormat("en-CA", {
    timeZone: zone, hourCycle: "h23", year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", second: "2-digit",
  });
  const parts = Object.fromEntries(form.formatToParts(moment).map(({ type, value }) => [type, Number(value)]));
  return { ...parts, offset: (Date.UTC(parts.year, parts.month - 1, parts.day, parts.hour, parts.minute, parts.second) - moment) / 1000 };
}

test("FR-917 FR-920 zones have the offsets of the tz database to 2100", async () => {
  const weekly = (zone) => ({ title: zone, due: `2026-12-04T09:30[${zone}]`, recurrence: "FREQ=WEEKLY;BYDAY=FR" });
  const calendar = new ICAL.Component(ICAL.parse(await feed(ZONES.map(weekly))));
  const told = calendar.getAllSubcomponents("vtimezone");
  assert.deepEqual(told.map((zone) => zone.getFirstPropertyValue("tzid")).toSorted(), ZONES.toSorted());
  for (const component of told) {
    const zone = new ICAL.Timezone(component);
    for (const year of [2027, 2037, 2038, 2063, 2100]) {
      // Noon of each third day: no zone changes its clocks then.
      for (let moment = Date.UTC(year, 0, 2, 12); moment < Date.UTC(year, 11, 30); moment += 3 * 86_400_000) {
        const { year, month, day, hour, minute, second, offset } = clocks(zone.tzid, moment);
        const time = new ICAL.Time({ year, month, day, hour, minute, second }, zone);
        assert.equal(time.utcOffset(), offset, `${zone.tzid} ${time}`);
      }
    }
  }
});

test("FR-918 FR-919 FR-920 events begin on their rules and have an end", async () => {
  const calendar = new ICAL.Component(ICAL.parse(await feed([
    { title: "off", due: "2026-12-02", recurrence: "FREQ=WEEKLY;INTERVAL=2;BYDAY=FR" },
    { title: "off", due: "2026-12-02T09:30[Europe/Berlin]", recurrence: "FREQ=MONTHLY;BYMONTHDAY=1" },
    { title: "on", due: "2026-12-31T09:30[America/New_York]", recurrence: "FREQ=MONTHLY;BYMONTHDAY=30;SKIP=BACKWARD" },
    { title: "once", due: "2026-12-02T09:30[Europe/Berlin]" },
  ])));
  const events = calendar.getAllSubcomponents("vevent").map((event) => new ICAL.Event(event));
  assert.equal(events.length, 7);
  for (const event of events) {
    const length = event.startDate.isDate ? 86_400 : 1_800;
    assert.equal(event.endDate.subtractDate(event.startDate).toSeconds(), length, event.uid);
    const rule = event.component.getFirstPropertyValue("rrule");
    if (rule) assert.equal(rule.iterator(event.startDate).next().toString(), event.startDate.toString(), event.uid);
  }
});
