import { forward } from "@/lib/http/proxy";

const handle = (request: Request) => forward(request, "TASKS_URL");

export { handle as POST };
