"use client";

import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { ThemeProvider } from "next-themes";
import { useState } from "react";
import { Toaster } from "sonner";
import { ApiError } from "@/lib/api/client";

function createQueryClient() {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 10_000,
        // A refusal will be a refusal again; only an outage is worth another try.
        retry: (failures, error) => failures < 2 && !(error instanceof ApiError && error.problem.status < 500),
      },
    },
  });
}

/** What every page needs around it: theme, server state, messages. */
export function Providers({ children }: { children: React.ReactNode }) {
  const [queryClient] = useState(createQueryClient);
  return (
    <ThemeProvider attribute="class" defaultTheme="system" enableSystem disableTransitionOnChange>
      <QueryClientProvider client={queryClient}>
        {children}
        <Toaster
          position="bottom-left"
          offset={{ bottom: "var(--toast-bottom)" }}
          mobileOffset={{ bottom: "var(--toast-bottom)" }}
          toastOptions={{
            unstyled: true,
            classNames: {
              toast:
                "flex w-full items-start gap-3 rounded-lg border border-line bg-surface px-4 py-3 text-sm text-ink shadow-lg sm:w-90",
              description: "mt-0.5 line-clamp-3 wrap-anywhere text-muted",
              actionButton: "ml-auto shrink-0 font-medium text-accent",
            },
          }}
        />
      </QueryClientProvider>
    </ThemeProvider>
  );
}
