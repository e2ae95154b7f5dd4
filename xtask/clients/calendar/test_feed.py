"""FR-917 to FR-920: Python's icalendar and dateutil read a feed with a series in each zone, and agree with the tz database."""

import datetime
import functools
import io
import json
import os
import unittest
import urllib.request
import uuid
import zoneinfo

from dateutil import rrule, tz
from icalendar import Calendar

# The tz database of the package that is pinned, and not the machine's.
zoneinfo.reset_tzpath(to=[])
WEB_URL = os.environ["WEB_URL"]
TASKS_URL = os.environ["TASKS_URL"]
OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))
# Each is looked at on both sides of each change.
YEARS = [2026, 2027, 2037, 2038, 2063, 2087, 2099, 2100]
HOUR = datetime.timedelta(hours=1)


def ask(url, body=None, **headers):
    data = None if body is None else json.dumps(body).encode()
    headers = {"content-type": "application/json", "origin": WEB_URL, **headers}
    request = urllib.request.Request(url, data=data, headers=headers)
    with OPENER.open(request) as answer:
        cookie = "; ".join(entry.split(";")[0] for entry in answer.headers.get_all("set-cookie") or [])
        return cookie, answer.read().decode()


@functools.cache
def token() -> str:
    person = {"name": "Ada Lovelace", "email": f"{uuid.uuid4()}@example.com", "password": "correct horse battery"}
    cookie, _ = ask(f"{WEB_URL}/api/auth/sign-up/email", person)
    return json.loads(ask(f"{WEB_URL}/api/auth/token", cookie=cookie)[1])["token"]


def feed(tasks) -> str:
    """The feed of somebody who has just these tasks."""
    bearer = {"authorization": f"Bearer {token()}"}
    file = {"format": "todo-app", "version": 1, "tasks": tasks}
    ask(f"{TASKS_URL}/api/import", file, **bearer)
    path = json.loads(ask(f"{TASKS_URL}/api/feed", {}, **bearer)[1])["path"]
    text = ask(f"{TASKS_URL}{path}")[1]
    ask(f"{TASKS_URL}/api/undo", {}, **bearer)
    return text


def named_zones():
    # Names that are no place, and that say so.
    return sorted(name for name in zoneinfo.available_timezones() if "/" in name and not name.startswith(("Etc/", "SystemV/")))


def weekly(zone, due="2026-12-04T09:30"):
    return {"title": zone, "due": f"{due}[{zone}]", "recurrence": "FREQ=WEEKLY;BYDAY=FR"}


def changes(zone, year):
    """The moments at which the offset of a zone changes in a year."""
    found = []
    day = datetime.datetime(year, 1, 1, tzinfo=datetime.timezone.utc)
    while day.year == year:
        after = day + datetime.timedelta(days=1)
        if day.astimezone(zone).utcoffset() != after.astimezone(zone).utcoffset():
            earlier, later = day, after
            while later - earlier > datetime.timedelta(seconds=1):
                middle = earlier + (later - earlier) / 2
                middle = middle.replace(microsecond=0)
                same = middle.astimezone(zone).utcoffset() == day.astimezone(zone).utcoffset()
                earlier, later = (middle, later) if same else (earlier, middle)
            found.append(later)
        day = after
    return found


class Feed(unittest.TestCase):
    def test_every_zone_has_the_offsets_of_the_tz_database(self):
        names = named_zones()
        self.assertGreater(len(names), 400)
        calendar = Calendar.from_ical(feed([weekly(name) for name in names]))
        told = {str(zone["TZID"]): zone for zone in calendar.walk("VTIMEZONE")}
        self.assertGreater(len(told), 400)
        seen = {}
        for name, zone in told.items():
            rules = zone.to_ical().split(b"\r\n", 2)[2]
            if rules in seen:
                continue
            seen[rules] = name
            read = tz.tzical(io.StringIO(zone.to_ical().decode().replace("\r\n ", ""))).get()
            real = zoneinfo.ZoneInfo(name)
            for year in YEARS:
                moments = [datetime.datetime(year, month, 15, 12, tzinfo=datetime.timezone.utc) for month in (2, 8, 12)]
                for change in changes(real, year):
                    moments += [change - 3 * HOUR, change + 3 * HOUR]
                for moment in moments:
                    if moment < datetime.datetime(2026, 12, 4, tzinfo=datetime.timezone.utc):
                        continue
                    local = moment.astimezone(real)
                    naive = local.replace(tzinfo=read)
                    self.assertEqual(naive.utcoffset(), local.utcoffset(), f"{name} {local}")

    def test_a_zone_is_one_pair_of_rules(self):
        calendar = Calendar.from_ical(feed([weekly("Europe/Berlin"), weekly("Asia/Tokyo")]))
        for zone in calendar.walk("VTIMEZONE"):
            parts = [(part.name, "RRULE" in part) for part in zone.subcomponents]
            expected = [("STANDARD", True), ("DAYLIGHT", True)] if zone["TZID"] == "Europe/Berlin" else [("STANDARD", False)]
            self.assertCountEqual(parts, expected)

    def test_an_old_event_does_not_end_the_rules_of_a_zone(self):
        old = {"title": "old", "due": "1990-01-01T09:00[Europe/Berlin]", "recurrence": "FREQ=YEARLY"}
        calendar = Calendar.from_ical(feed([old, weekly("Europe/Berlin")]))
        [zone] = calendar.walk("VTIMEZONE")
        read = tz.tzical(io.StringIO(zone.to_ical().decode())).get()
        for local, hours in [("1990-01-01T09:00", 1), ("1995-10-10T09:00", 1), ("1996-10-10T09:00", 2), ("2027-07-02T09:30", 2)]:
            offset = datetime.datetime.fromisoformat(local).replace(tzinfo=read).utcoffset()
            self.assertEqual(offset, hours * HOUR, local)

    def test_events_begin_on_their_rules_and_end(self):
        tasks = [
            {"title": "off", "due": "2026-12-02", "recurrence": "FREQ=WEEKLY;INTERVAL=2;BYDAY=FR"},
            {"title": "off", "due": "2026-12-02T09:30[Europe/Berlin]", "recurrence": "FREQ=MONTHLY;BYMONTHDAY=1"},
            {"title": "on", "due": "2026-12-31T09:30[America/New_York]", "recurrence": "FREQ=MONTHLY;BYMONTHDAY=31;SKIP=BACKWARD"},
            {"title": "done", "due": "2026-12-02", "recurrence": "FREQ=WEEKLY", "recurrence_from": "completion"},
            {"title": "once", "due": "2026-12-02T09:30[Europe/Berlin]"},
        ]
        events = Calendar.from_ical(feed(tasks)).walk("VEVENT")
        self.assertEqual(len(events), 7)
        for event in events:
            start = event.start
            is_day = not isinstance(start, datetime.datetime)
            self.assertEqual(event.end - start, datetime.timedelta(days=1) if is_day else datetime.timedelta(minutes=30))
            if "RRULE" in event:
                begins = datetime.datetime.combine(start, datetime.time()) if is_day else start.replace(tzinfo=None)
                rule = rrule.rrulestr(event["RRULE"].to_ical().decode(), dtstart=begins)
                self.assertEqual(rule[0], begins, event["SUMMARY"])


if __name__ == "__main__":
    unittest.main()
