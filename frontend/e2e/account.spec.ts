import { expect, newPerson, signUp, test } from "./support/test";

test("FR-501 one signs up, out and in again", async ({ page }) => {
  const person = await signUp(page, newPerson("Grace Hopper"));
  await expect(page.getByRole("banner")).toContainText("Grace Hopper");

  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page).toHaveURL(/\/sign-in$/);
  await page.goto("/");
  await expect(page).toHaveURL(/\/sign-in$/);

  await page.getByLabel("Email").fill(person.email);
  await page.getByLabel("Password").fill(person.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("heading", { name: "Tasks" })).toBeVisible();
});

test("FR-501 a wrong password and a taken address are told, and nobody gets in", async ({ page, context }) => {
  const person = await signUp(page);
  // The list that is left goes to the same page by itself when it learns that nobody is signed in.
  await page.goto("about:blank");
  await context.clearCookies();

  await page.goto("/sign-in");
  await page.getByLabel("Email").fill(person.email);
  await page.getByLabel("Password").fill("not the password");
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("form").getByRole("alert")).toContainText("Invalid email or password");

  await page.goto("/sign-up");
  await page.getByLabel("Name").fill("Somebody");
  await page.getByLabel("Email").fill(person.email);
  await page.getByLabel("Password").fill("another password");
  await page.getByRole("button", { name: "Create account" }).click();
  await expect(page.getByRole("form").getByRole("alert")).toContainText("already exists");
  await expect(page).toHaveURL(/\/sign-up$/);
});

test("FR-501 who is signed in is not asked to sign in", async ({ page }) => {
  await signUp(page);
  await page.goto("/sign-in");
  await expect(page.getByRole("heading", { name: "Tasks" })).toBeVisible();
});
