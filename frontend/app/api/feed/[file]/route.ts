import { forwardAnonymously } from "@/lib/http/proxy";

/** Calendars read a feed: they have its address, and neither a session nor an origin of ours. */
const handle = (request: Request) => forwardAnonymously(request, "TASKS_URL");

export { handle as GET };
