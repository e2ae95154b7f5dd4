import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { Header } from "@/components/header";
import { Workspace } from "@/components/workspace";
import { currentUser } from "@/lib/auth/session";

/** The workspace: tasks and chat side by side, for the signed-in person only. */
export default async function WorkspacePage() {
  const user = await currentUser(await headers());
  if (!user) redirect("/sign-in");
  return (
    <div className="flex h-dvh flex-col">
      <Header name={user.name} />
      <Workspace />
    </div>
  );
}
