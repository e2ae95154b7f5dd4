import { request } from "node:http";
import { addresses } from "./support/addresses";
import type { Page } from "@playwright/test";
import { expect, newPerson, otherBrowser, type Person, signUp, test } from "./support/test";

/** As many wrong passwords as pass at once for one account from one address, and from one address at all. */
const GUESSES = 10;
const GUESSES_OF_ADDRESS = 100;

interface Answer {
  status: number;
  retryAfter: string | undefined;
}

/** A request of a stranger, who has an address on this machine and says that it is another one. */
async function post(path: string, body: object, from: string, cookie = ""): Promise<Answer> {
  const claimed = `10.${[0, 0, 0].map(() => Math.floor(Math.random() * 250)).join(".")}`;
  const headers = { "content-type": "application/json", origin: addresses().web, "x-forwarded-for": claimed, cookie };
  return new Promise((resolve, reject) => {
    const sent = request(`${addresses().web}${path}`, { method: "POST", headers, localAddress: from, family: 4 }, (answer) => {
      answer.resume();
      answer.on("end", () => resolve({ status: answer.statusCode ?? 0, retryAfter: answer.headers["retry-after"] }));
    });
    sent.on("error", reject);
    sent.end(JSON.stringify(body));
  });
}

async function signIn({ email, password }: Pick<Person, "email" | "password">, from: string, cookie?: string): Promise<Answer> {
  return post("/api/auth/sign-in/email", { email, password }, from, cookie);
}

/** All at once: the last of them must not find the budget of the first. */
async function guess(email: string, times: number, from: string): Promise<Answer[]> {
  const guesses = Array.from({ length: times }, (_, place) => signIn({ email, password: `wrong password ${place}` }, from));
  return Promise.all(guesses);
}

const statuses = (answers: Answer[], status: number) => answers.filter((answer) => answer.status === status);

test("FR-442 a guesser is slowed, whatever its headers say, and the owner is not", async ({ page }) => {
  const person = await signUp(page);
  for (const stranger of ["127.0.0.2", "127.0.0.1"]) {
    const answers = await guess(person.email, 3 * GUESSES, stranger);
    expect(statuses(answers, 401)).toHaveLength(GUESSES);
    const refused = statuses(answers, 429);
    expect(refused).toHaveLength(2 * GUESSES);
    for (const { retryAfter } of refused) expect(Number(retryAfter)).toBeGreaterThan(0);
    // A right password is refused as well: a guesser learns nothing.
    expect((await signIn(person, stranger)).status).toBe(429);
  }
  // The owner, in the browser that is known, at the address of a guesser.
  const signInHere = () => page.request.post("/api/auth/sign-in/email", { data: { email: person.email.toUpperCase(), password: person.password }, headers: { origin: addresses().web } });
  expect((await signInHere()).status()).toBe(200);
  // And anywhere else, with another device.
  expect((await signIn(person, "127.0.0.3")).status).toBe(200);
});

test("FR-442 right passwords cost nothing, and a known browser is bounded as well", async ({ page }) => {
  const person = await signUp(page);
  const signInHere = async (password: string) => {
    const answer = await page.request.post("/api/auth/sign-in/email", { data: { email: person.email, password }, headers: { origin: addresses().web } });
    return answer.status();
  };
  for (let time = 0; time < 2 * GUESSES; time += 1) expect(await signInHere(person.password)).toBe(200);
  for (let time = 0; time < GUESSES; time += 1) expect(await signInHere("wrong password")).toBe(401);
  expect(await signInHere("wrong password")).toBe(429);
});

test("FR-442 a browser is known for one account, which it cannot choose", async ({ page, browser }) => {
  const known = async (of: Page) => (await of.context().cookies()).find(({ name }) => name.startsWith("todo.known."));
  await signUp(page);
  const stranger = await known(page);
  const elsewhere = await otherBrowser(browser);
  const person = await signUp(elsewhere);
  const owner = await known(elsewhere);
  if (!stranger || !owner) throw new Error("there is no cookie");
  expect(owner).toMatchObject({ httpOnly: true, sameSite: "Lax" });
  await guess(person.email, 2 * GUESSES, "127.0.0.5");
  for (const cookie of [`${owner.name}=${stranger.value}`, `${owner.name}=x`, `${stranger.name}=${stranger.value}`]) {
    expect((await signIn(person, "127.0.0.5", cookie)).status, cookie).toBe(429);
  }
  expect((await signIn(person, "127.0.0.5", `${owner.name}=${owner.value}`)).status).toBe(200);
});

test("FR-442 one address guesses at so many accounts, and no more", async () => {
  const emails = Array.from({ length: GUESSES_OF_ADDRESS + 20 }, () => newPerson().email);
  const answers = await Promise.all(emails.map((email) => signIn({ email, password: "wrong password" }, "127.0.0.4")));
  // One comes back every six seconds.
  expect(statuses(answers, 401).length).toBeGreaterThanOrEqual(GUESSES_OF_ADDRESS);
  expect(statuses(answers, 429).length).toBeGreaterThan(0);
});
