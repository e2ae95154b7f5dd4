import { answerInCluster } from "@/lib/mcp/front";

export { answerInCluster as DELETE, answerInCluster as GET, answerInCluster as POST };
