import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { Brand } from "@/components/ui/brand";
import { currentUser } from "@/lib/auth/session";

/** The frame of sign-in and sign-up. Who is signed in already has no business here. */
export default async function AuthLayout({ children }: { children: React.ReactNode }) {
  if (await currentUser(await headers())) redirect("/");
  return (
    <main className="grid min-h-full place-items-center px-5 py-12">
      <div className="w-full max-w-sm">
        <Brand />
        {children}
      </div>
    </main>
  );
}
