import { forward } from "@/lib/http/proxy";

const handle = (request: Request) => forward(request, "CHAT_URL");

export { handle as DELETE, handle as GET, handle as PATCH, handle as POST, handle as PUT };
