"""What Schemathesis needs to know of this API: who asks, and what the texts with a grammar of their own look like."""

import json
import os
import urllib.request
import uuid

import schemathesis
from hypothesis import strategies as st

WEB_URL = os.environ["WEB_URL"]
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
        headers={"content-type": "application/json", "origin": WEB_URL, "x-forwarded-for": "10.9.8.6"},
    )
    with OPENER.open(request) as answer:
        return "; ".join(entry.split(";")[0] for entry in answer.headers.get_all("set-cookie"))


@schemathesis.auth(refresh_interval=TOKEN_SECONDS)
class Session:
    """The session JWT of somebody who was not there before."""

    def __init__(self) -> None:
        self.cookie = sign_up()

    def get(self, case, context):
        request = urllib.request.Request(f"{WEB_URL}/api/auth/token", headers={"cookie": self.cookie})
        with OPENER.open(request) as answer:
            return json.load(answer)["token"]

    def set(self, case, data, context):
        case.headers["Authorization"] = f"Bearer {data}"


DATES = st.dates(min_value=__import__("datetime").date(1970, 1, 1), max_value=__import__("datetime").date(2199, 12, 31))
ZONES = st.sampled_from(["UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe"])
TIMES = st.builds("{:02}:{:02}".format, st.integers(0, 23), st.integers(0, 59))
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
schemathesis.openapi.format("tag", WORDS)
schemathesis.openapi.format("project", WORDS)
schemathesis.openapi.format("wait-preference", st.just("wait=0"))
