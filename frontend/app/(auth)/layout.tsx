import { Brand } from "@/components/ui/brand";

/** The frame of sign-in and sign-up. */
export default function AuthLayout({ children }: { children: React.ReactNode }) {
  return (
    <main className="grid min-h-full place-items-center px-5 py-12">
      <div className="w-full max-w-sm">
        <Brand />
        {children}
      </div>
    </main>
  );
}
