import { useEffect, useRef } from "react";

/** Gives what it is put on the focus when it appears, where it takes the place of what had it. */
export function useFocusOnMount<T extends HTMLElement>() {
  const element = useRef<T>(null);
  useEffect(() => element.current?.focus(), []);
  return element;
}
