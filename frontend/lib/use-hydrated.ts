import { useSyncExternalStore } from "react";

const never = () => () => {};

/** Whether the page's script runs. Until then a field must not take text, which would be lost. */
export function useHydrated(): boolean {
  return useSyncExternalStore(
    never,
    () => true,
    () => false,
  );
}
