"""Prints the table that `recurrence_table.rs` compares with: rules, their start, and the days python-dateutil finds.

Run with python-dateutil 2.9 (minutes, most of them for rules that never match): python3 dateutil_table.py > dateutil.tsv
A line is: rule, first day of the series, the first eight occurrences before the year 2100.
"""

import itertools
import random
from datetime import date, datetime, timedelta

from dateutil.rrule import rrulestr

DAYS = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]
SHOWN = 8
RULES = 250
HORIZON = datetime(2100, 1, 1)

random.seed(5545)


def some(values, most):
    return random.sample(values, random.randint(1, min(most, len(values))))


def signed(values, most):
    return ",".join(str(value) for value in some([v for n in values for v in (n, -n)], most))


def rule():
    frequency = random.choice(["DAILY", "WEEKLY", "MONTHLY", "YEARLY"])
    parts = [f"FREQ={frequency}"]
    if random.random() < 0.5:
        parts.append(f"INTERVAL={random.choice([2, 3, 4, 5, 7, 10, 18])}")
    months = random.random() < 0.3
    if months:
        parts.append("BYMONTH=" + ",".join(map(str, some(range(1, 13), 4))))
    month_days = frequency != "WEEKLY" and random.random() < 0.35
    if month_days:
        parts.append("BYMONTHDAY=" + signed(range(1, 32), 5))
    weekdays = random.random() < 0.5
    if weekdays:
        days = some(DAYS, 4)
        if frequency in ("MONTHLY", "YEARLY") and random.random() < 0.6:
            most = 5 if frequency == "MONTHLY" or months else 53
            days = [f"{random.choice([1, -1]) * random.randint(1, most)}{day}" for day in days]
        parts.append("BYDAY=" + ",".join(days))
    positions = (months or month_days or weekdays) and random.random() < 0.25
    if positions:
        parts.append("BYSETPOS=" + signed(range(1, 6), 2))
    week_start = 0
    if random.random() < 0.25:
        week_start = random.randrange(7)
        parts.append(f"WKST={DAYS[week_start]}")
    start = date(2024, 1, 1) + timedelta(days=random.randrange(2500))
    if frequency == "WEEKLY" and positions:
        # dateutil lets the first week begin with the start, RFC 5545 with WKST.
        start -= timedelta(days=(start.weekday() - week_start) % 7)
    if random.random() < 0.2:
        parts.append(f"COUNT={random.randint(1, 7)}")
    elif random.random() < 0.2:
        parts.append((start + timedelta(days=random.randrange(1200))).strftime("UNTIL=%Y%m%d"))
    return ";".join(parts), start


def main():
    for text, start in (rule() for _ in range(RULES)):
        found = rrulestr(text, dtstart=datetime.combine(start, datetime.min.time()))
        near = itertools.takewhile(lambda day: day < HORIZON, found)
        days = " ".join(day.strftime("%Y-%m-%d") for day in itertools.islice(near, SHOWN))
        print(text, start, days, sep="\t")


main()
