import { Account } from "@/components/account";
import { Header } from "@/components/header";
import { Workspace } from "@/components/workspace";
import { requireUser } from "@/lib/auth/pages";

/** The workspace: tasks and chat side by side, for the signed-in person only. */
export default async function WorkspacePage() {
  const user = await requireUser();
  return (
    <Account id={user.id}>
      <div className="flex h-dvh flex-col">
        <Header name={user.name} />
        <Workspace />
      </div>
    </Account>
  );
}
