const KEY = "todo.place";

// A path that begins with two slashes would lead to another site.
const PLACE = /^\/[a-z]+$/;

/** Remembers which page this is, if it is not the first one, for whoever signs in next. */
export function keepPlace(): void {
  const { pathname } = window.location;
  try {
    if (PLACE.test(pathname)) sessionStorage.setItem(KEY, pathname);
  } catch {
    // Without storage people go on at the first page.
  }
}

/** The page that was remembered last, once; otherwise the first page. */
export function takePlace(): string {
  try {
    const place = sessionStorage.getItem(KEY) ?? "";
    sessionStorage.removeItem(KEY);
    return PLACE.test(place) ? place : "/";
  } catch {
    return "/";
  }
}
