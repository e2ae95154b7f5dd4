import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

class FakeStorage {
  [key: string]: unknown;
  getItem(key: string) {
    return (this[key] as string | undefined) ?? null;
  }
  setItem(key: string, value: string) {
    this[key] = value;
  }
  removeItem(key: string) {
    delete this[key];
  }
}

/** A page of its own over this storage. */
async function open(sessionStorage: unknown) {
  vi.resetModules();
  vi.stubGlobal("window", { sessionStorage });
  return import("@/lib/drafts/store");
}

let storage: FakeStorage;
beforeEach(() => {
  storage = new FakeStorage();
});
afterEach(() => vi.unstubAllGlobals());

describe("FR-548 drafts", () => {
  it("are there again in the next page, and gone when they are empty", async () => {
    const first = await open(storage);
    first.writeDraft("ann", "message", "Buy milk");
    const second = await open(storage);
    expect(second.readDraft("ann", "message")).toBe("Buy milk");
    second.writeDraft("ann", "message", "");
    expect(Object.keys(storage)).toEqual([]);
    expect(second.readDraft("ann", "message")).toBe("");
  });

  it("are their account's own, and forgotten for another", async () => {
    const page = await open(storage);
    page.writeDraft("ann", "edit-1", "secret");
    page.writeDraft("ann2", "edit-2", "other");
    storage.setItem("theme", "dark");
    expect(page.readDraft("bob", "edit-1")).toBe("");
    expect(page.draftNames("ann", "edit-")).toEqual(["edit-1"]);
    page.dropDrafts("ann2");
    expect(page.readDraft("ann", "edit-1")).toBe("");
    expect(page.readDraft("ann2", "edit-2")).toBe("other");
    page.dropDrafts();
    expect(Object.keys(storage)).toEqual(["theme"]);
  });

  it("are kept as long as the page where storage is full or forbidden", async () => {
    storage.setItem = () => {
      throw new DOMException("full", "QuotaExceededError");
    };
    const forbidden = {
      get sessionStorage(): never {
        throw new DOMException("no", "SecurityError");
      },
    };
    const full = await open(storage);
    vi.resetModules();
    vi.stubGlobal("window", forbidden);
    const none = await import("@/lib/drafts/store");
    for (const page of [full, none]) {
      const heard = vi.fn();
      const unwatch = page.watchDrafts(heard);
      page.writeDraft("ann", "message", "Buy milk");
      unwatch();
      expect(page.readDraft("ann", "message")).toBe("Buy milk");
      expect(heard).toHaveBeenCalledOnce();
      page.dropDrafts();
    }
  });
});

describe("FR-548 the way back from signing in", () => {
  it.each([
    ["/connections", "/connections"],
    ["/", "/"],
    ["//evil.example", "/"],
    ["/sign-in/../x", "/"],
  ])("from %s leads to %s, once", async (from, to) => {
    vi.stubGlobal("sessionStorage", storage);
    vi.stubGlobal("window", { location: { pathname: from } });
    const { keepPlace, takePlace } = await import("@/lib/drafts/place");
    keepPlace();
    expect([takePlace(), takePlace()]).toEqual([to, "/"]);
  });
});
