import assert from 'node:assert/strict';
import type { Browser, Page } from 'playwright-core';
import type { LocalPool } from '../../local-user-pool/src/create-local-pool.ts';

const PATIENCE_MS = 10_000;

/** Chromium logs this for every answer of 400 and more. Many steps ask for such an answer on purpose. */
const EXPECTED = /Failed to load resource: the server responded with a status of/;

const COMPLAINTS = ['error', 'warning'];

/** A browser page on a running Cruddur, with a verb for each thing that the steps do. */
export interface Visit {
  readonly page: Page;
  readonly pool: LocalPool;
  /** Script errors, console errors and console warnings so far. */
  readonly complaints: readonly string[];
  readonly go: (path: string) => Promise<void>;
  readonly fill: (label: string, value: string) => Promise<void>;
  readonly press: (name: string) => Promise<void>;
  readonly follow: (name: string) => Promise<void>;
  /** Waits until the text is shown. */
  readonly sees: (text: string | RegExp) => Promise<void>;
  /** Waits until no such text is shown. */
  readonly seesNo: (text: string | RegExp) => Promise<void>;
  readonly alerts: (text: string | RegExp) => Promise<void>;
  readonly isAt: (path: string) => Promise<void>;
  /** Chooses what the panel sends, and waits until it shows this verdict of the back end. */
  readonly sends: (what: string, verdict: string) => Promise<void>;
}

export async function openVisit(browser: Browser, url: string, pool: LocalPool): Promise<Visit> {
  const context = await browser.newContext({ baseURL: url, viewport: { width: 1280, height: 900 } });
  return visitOf(await context.newPage(), pool);
}

/** Another browser, where nobody is signed in, with a clock of its own. */
export function openDevice({ page, pool }: Visit): Promise<Visit> {
  const browser = page.context().browser();
  assert.ok(browser !== null);
  return openVisit(browser, new URL(page.url()).origin, pool);
}

/** Another tab of the same browser. */
export async function openTab({ page, pool }: Visit): Promise<Visit> {
  return visitOf(await page.context().newPage(), pool);
}

function visitOf(page: Page, pool: LocalPool): Visit {
  page.setDefaultTimeout(PATIENCE_MS);
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(`${error.name}: ${error.message}`));
  page.on('console', (message) => {
    if (COMPLAINTS.includes(message.type()) && !EXPECTED.test(message.text())) complaints.push(message.text());
  });

  const sees = (text: string | RegExp) => page.getByText(text).first().waitFor();
  const press = (name: string) => page.getByRole('button', { name, exact: true }).click();
  return {
    page,
    pool,
    complaints,
    go: async (path) => void (await page.goto(path)),
    fill: (label, value) => page.getByLabel(label, { exact: true }).fill(value),
    press,
    follow: (name) => page.getByRole('link', { name, exact: true }).first().click(),
    sees,
    seesNo: (text) => page.getByText(text).first().waitFor({ state: 'hidden' }),
    alerts: (text) => page.getByRole('alert').filter({ hasText: text }).first().waitFor(),
    isAt: (path) => page.waitForURL((address) => address.pathname === path),
    async sends(what, verdict) {
      // Never with `force`: such a click is not tried again where the page has just changed.
      await page.getByRole('radio', { name: what, exact: true }).check();
      await page.locator('.verdict').filter({ hasText: verdict }).waitFor();
    },
  };
}

export interface Size {
  readonly width: number;
  readonly height: number;
}
export const SIZES = {
  phone: { width: 390, height: 844 },
  tablet: { width: 768, height: 1024 },
  laptop: { width: 1280, height: 800 },
  desktop: { width: 1440, height: 900 },
} as const satisfies Record<string, Size>;

/** Runs the check at each of the sizes, and leaves the window as large as it was. */
export async function atSizes({ page }: Visit, sizes: readonly Size[], check: () => Promise<void>): Promise<void> {
  const before = page.viewportSize();
  for (const size of sizes) {
    await page.setViewportSize(size);
    await check();
  }
  if (before !== null) await page.setViewportSize(before);
}

/** Keeps back the page's requests to this address. Resolves when there is one; `release` lets them go on. */
export async function holdBack({ page }: Visit, address: string) {
  let release = () => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  const isAsked = new Promise<void>((resolve) => {
    void page.route(address, async (route) => {
      resolve();
      await released;
      await route.continue();
    });
  });
  return { isAsked, release };
}

/** The control that had the focus may be gone. Then the focus has to be on what came in its place. */
export async function assertFocusIsKept({ page }: Visit): Promise<void> {
  assert.notEqual(await page.evaluate(() => document.activeElement?.tagName), 'BODY', `no focus on ${page.url()}`);
}

/** Waits for the feed, and returns the texts of its cruds. */
export async function feedOf({ page }: Visit): Promise<string[]> {
  await page.getByRole('region', { name: 'Cruds' }).waitFor();
  return page.locator('.crud-text').allTextContents();
}

export async function assertNoSidewaysScroll({ page }: Visit): Promise<void> {
  const [content, window] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth] as const);
  assert.ok(content <= window, `${page.url()} is ${content} px wide in a window of ${window} px`);
}
