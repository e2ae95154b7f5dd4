import { forward } from "@/lib/http/proxy";

/** As large as the function takes files. */
const FILE_LIMIT = 5 * 1024 * 1024;

const handle = (request: Request) => forward(request, "TASKS_URL", FILE_LIMIT);

export { handle as POST };
