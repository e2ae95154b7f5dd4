// A page that nobody touched for so long is one that somebody forgot.
const REST_MILLISECONDS = 5 * 60_000;
const TOUCHES = ["pointerdown", "pointermove", "keydown", "wheel", "focus"] as const;

/**
 * Tells whether somebody is at the page: at once, and whenever that changes. Somebody is while it is visible and was
 * touched in the last five minutes (ADR 0020). Call what comes back to hear no more.
 */
export function watchAttention(listener: (isThere: boolean) => void): () => void {
  let isThere = false;
  let rest: ReturnType<typeof setTimeout> | undefined;
  const tell = (next: boolean) => {
    if (next === isThere) return;
    isThere = next;
    listener(isThere);
  };
  const look = () => {
    clearTimeout(rest);
    const isVisible = document.visibilityState === "visible";
    if (isVisible) rest = setTimeout(() => tell(false), REST_MILLISECONDS);
    tell(isVisible);
  };
  document.addEventListener("visibilitychange", look);
  for (const touch of TOUCHES) window.addEventListener(touch, look, { passive: true });
  look();
  return () => {
    clearTimeout(rest);
    document.removeEventListener("visibilitychange", look);
    for (const touch of TOUCHES) window.removeEventListener(touch, look);
  };
}
