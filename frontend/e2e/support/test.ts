import { expect, test, type Browser, type Page } from "@playwright/test";
import { randomUUID } from "node:crypto";
import { addresses } from "./addresses";

/** Someone with an account. */
export interface Person {
  name: string;
  email: string;
  password: string;
}

/** Someone who has no account yet. */
export function newPerson(name = "Ada Lovelace"): Person {
  return { name, email: `${randomUUID()}@example.com`, password: "correct horse battery" };
}

/** Creates an account on the sign-up page, which leads to the workspace. */
export async function signUp(page: Page, person = newPerson()): Promise<Person> {
  await page.goto("/sign-up");
  await page.getByLabel("Name").fill(person.name);
  await page.getByLabel("Email").fill(person.email);
  await page.getByLabel("Password").fill(person.password);
  await page.getByRole("button", { name: "Create account" }).click();
  await page.getByRole("heading", { name: "Tasks" }).waitFor();
  return person;
}

/** Signs in on the page that asks for it, wherever that leads. */
export async function signIn(page: Page, { email, password }: Person): Promise<void> {
  if (!page.url().includes("/sign-in")) await page.goto("/sign-in");
  await page.getByLabel("Email").fill(email);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.waitForURL((url) => url.pathname !== "/sign-in");
}

/** Another browser, which shares nothing with the first. */
export async function otherBrowser(browser: Browser): Promise<Page> {
  const context = await browser.newContext();
  return context.newPage();
}

/** Creates tasks through the web app's own route, as the signed-in person. */
export async function createTasks(page: Page, titles: string[]): Promise<void> {
  for (const title of titles) {
    const answer = await page.request.post("/api/tasks", { data: { title }, headers: { origin: addresses().web } });
    if (answer.status() !== 201) throw new Error(`${answer.status()}: ${await answer.text()}`);
  }
}

/** Says something to the assistant and waits until it has answered. */
export async function say(page: Page, text: string): Promise<void> {
  await page.getByLabel("Message").fill(text);
  await expect(page.getByRole("button", { name: "Send" })).toBeEnabled();
  await page.getByLabel("Message").press("Enter");
  const log = page.getByRole("log");
  await log.getByText(text, { exact: true }).last().waitFor();
  await page.locator('[role="log"][aria-busy="false"]').waitFor();
}

export { expect, test };
