"""What Schemathesis needs to know of this API: who asks, and what the texts with a grammar of their own look like."""

import datetime
import json
import os
import re
import urllib.request
import uuid

import schemathesis
from hypothesis import strategies as st

WEB_URL = os.environ["WEB_URL"]
TASKS_URL = os.environ["TASKS_URL"]
# Shorter than a token lives.
TOKEN_SECONDS = 300
# No proxy is asked about programs on this machine.
OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def sign_up() -> str:
    """A new account's session, as a cookie."""
    person = {"name": "Ada Lovelace", "email": f"{uuid.uuid4()}@example.com", "password": "correct horse battery"}
    request = urllib.request.Request(
        f"{WEB_URL}/api/auth/sign-up/email",
        data=json.dumps(person).encode(),
        headers={"content-type": "application/json", "origin": WEB_URL},
    )
    with OPENER.open(request) as answer:
        return "; ".join(entry.split(";")[0] for entry in answer.headers.get_all("set-cookie"))


def token_of(cookie: str) -> str:
    """A session JWT, good for some minutes."""
    request = urllib.request.Request(f"{WEB_URL}/api/auth/token", headers={"cookie": cookie})
    with OPENER.open(request) as answer:
        return json.load(answer)["token"]


def a_cursor() -> str:
    """Where the second page of some list in the order of creation starts."""
    headers = {"authorization": f"Bearer {token_of(sign_up())}", "content-type": "application/json"}
    for title in ["One", "Two"]:
        body = json.dumps({"title": title}).encode()
        OPENER.open(urllib.request.Request(f"{TASKS_URL}/api/tasks", data=body, headers=headers)).close()
    with OPENER.open(urllib.request.Request(f"{TASKS_URL}/api/tasks?limit=1", headers=headers)) as answer:
        return json.load(answer)["next_cursor"]


@schemathesis.auth(refresh_interval=TOKEN_SECONDS)
class Session:
    """The session JWT of somebody who was not there before."""

    def __init__(self) -> None:
        self.cookie = sign_up()

    def get(self, case, context):
        return token_of(self.cookie)

    def set(self, case, data, context):
        case.headers["Authorization"] = f"Bearer {data}"


DATES = st.dates(min_value=datetime.date(1970, 1, 1), max_value=datetime.date(2199, 12, 31))
ZONE_NAMES = ["UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe"]
ZONES = st.sampled_from(ZONE_NAMES)
TAGS = re.compile(r'\s*(\*|(W/)?"[^"]*"([\s,]*(W/)?"[^"]*")*[\s,]*)\s*')
# Headers with a grammar of their own, and a value of it.
HEADERS = {
    "If-Match": (TAGS, '"0"'),
    "If-None-Match": (TAGS, '"0"'),
    "Time-Zone": (re.compile("|".join(ZONE_NAMES)), "UTC"),
}
# At night some local times do not exist.
TIMES = st.builds("{:02}:{:02}".format, st.integers(5, 21), st.integers(0, 59))
WORDS = st.text("abcdefghijklmnopqrstuvwxyzäß0123456789", min_size=1, max_size=20)
LOCAL = st.builds("{}T{}".format, DATES, TIMES)
RULES = st.one_of(
    st.builds("FREQ={};INTERVAL={}".format, st.sampled_from(["DAILY", "WEEKLY", "MONTHLY", "YEARLY"]), st.integers(1, 99)),
    st.builds("FREQ=WEEKLY;BYDAY={}".format, st.lists(st.sampled_from(["MO", "TU", "WE", "TH", "FR", "SA", "SU"]), min_size=1, max_size=7, unique=True).map(",".join)),
    st.builds("FREQ=MONTHLY;BYMONTHDAY={}".format, st.integers(1, 31)),
    st.builds("FREQ=DAILY;COUNT={}".format, st.integers(1, 500)),
)
CONDITIONS = st.one_of(
    st.sampled_from(["today", "overdue", "upcoming", "no_date", "p1", "p2", "p3", "p4"]),
    st.builds("#{}".format, WORDS),
    st.builds("@{}".format, WORDS),
)
FILTERS = st.recursive(
    CONDITIONS,
    lambda inner: st.one_of(
        st.builds("({} & {})".format, inner, inner),
        st.builds("({} | {})".format, inner, inner),
        st.builds("!{}".format, inner),
    ),
    max_leaves=6,
)

schemathesis.openapi.format("due", st.one_of(DATES.map(str), LOCAL, st.builds("{}[{}]".format, LOCAL, ZONES)))
schemathesis.openapi.format("rrule", RULES)
schemathesis.openapi.format("iana-time-zone", ZONES)
schemathesis.openapi.format("filter", FILTERS)
schemathesis.openapi.format("search", WORDS)
schemathesis.openapi.format("task-line", st.builds("Buy {}".format, WORDS))
schemathesis.openapi.format("tag", WORDS)
schemathesis.openapi.format("project", WORDS)
schemathesis.openapi.format("wait-preference", st.just("wait=0"))
schemathesis.openapi.format("cursor", st.just(a_cursor()))
schemathesis.openapi.format("entity-tags", st.one_of(st.just("*"), st.lists(WORDS.filter(str.isascii).map('"{}"'.format), min_size=1, max_size=3).map(", ".join)))
schemathesis.openapi.format("title", st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=200))
schemathesis.openapi.format("token-name", WORDS)
schemathesis.openapi.format("notes", st.text(st.characters(exclude_categories=["C"]), max_size=2500))


@schemathesis.hook
def map_query(context, query):
    """A cursor goes with the order that it was given out for."""
    if query and "cursor" in query:
        return {name: value for name, value in query.items() if name not in ("sort", "order")}
    return query


def settle_import(case):
    """What no schema can say of files: the format goes with the media type, ids within a file with each other, and the rows
    of a table with its header. A dry run tells of bad rows instead of refusing them."""
    case.query = dict(case.query or {})
    if case.meta is not None and case.meta.generation.mode.is_negative:
        if str(case.query.get("dry_run")).lower() == "true":
            del case.query["dry_run"]
        return
    is_table = case.media_type == "text/csv"
    case.query["format"] = "todoist" if is_table else "json"
    if is_table:
        case.body = "TYPE,CONTENT,INDENT\r\ntask,One,1\r\ntask,Two,2\r\n"
    elif isinstance(case.body, dict):
        for place, task in enumerate(case.body.get("tasks") or []):
            task["id"] = place + 1
            for unsure in ("parent_id", "series", "completed_at"):
                task.pop(unsure, None)


def settle_recurrence(value):
    """What no schema can say of a task: only one that repeats does so from its completion, and without a count."""
    if isinstance(value, list):
        for item in value:
            settle_recurrence(item)
    elif isinstance(value, dict):
        rule = value.get("recurrence")
        if value.get("recurrence_from") == "completion" and (not isinstance(rule, str) or "COUNT" in rule):
            value["recurrence_from"] = "due"
        for item in value.values():
            settle_recurrence(item)


@schemathesis.hook
def before_call(context, case, kwargs):
    """What no schema can say of headers: a key is for one request, and some have a grammar."""
    if case.operation.path == "/api/import":
        settle_import(case)
    if case.meta is None or not case.meta.generation.mode.is_negative:
        settle_recurrence(case.body)
    headers = case.headers or {}
    key = headers.get("Idempotency-Key")
    if isinstance(key, str) and 0 < len(key) <= 255 and all("!" <= character <= "~" for character in key):
        headers["Idempotency-Key"] = str(uuid.uuid4())
    if case.meta is None or not case.meta.generation.mode.is_negative:
        for name, (grammar, value) in HEADERS.items():
            # Schemathesis makes some that are none for any operation, whatever their format.
            if name in headers and not grammar.fullmatch(headers[name]):
                headers[name] = value
