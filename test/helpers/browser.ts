import { type Browser, type BrowserContext, chromium as driver, type Page } from 'playwright-core';
import { CHROMIUM_FLAGS, chromium } from './services.ts';

/** What a page did that a report must never do. */
export interface Misdeeds {
  readonly console: string[];
  readonly dialogs: string[];
  readonly requests: string[];
  readonly violations: string[];
  readonly errors: string[];
}

export interface WatchedPage {
  readonly page: Page;
  readonly misdeeds: Misdeeds;
}

/** A headless Chromium; the caller closes it. */
export const openBrowser = (): Promise<Browser> =>
  driver.launch({ executablePath: chromium.address(), args: [...CHROMIUM_FLAGS] });

/** A page whose console, dialogs, requests, policy violations and errors are written down. */
export const watchedPage = async (
  browser: Browser,
  { width, scheme }: { readonly width: number; readonly scheme: 'light' | 'dark' },
): Promise<WatchedPage & { readonly context: BrowserContext }> => {
  const context = await browser.newContext({
    viewport: { width, height: 900 },
    colorScheme: scheme,
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  const misdeeds: Misdeeds = { console: [], dialogs: [], requests: [], violations: [], errors: [] };
  page.on('console', (message) => misdeeds.console.push(message.text()));
  page.on('dialog', (dialog) => {
    misdeeds.dialogs.push(dialog.message());
    void dialog.dismiss();
  });
  page.on('pageerror', (error) => misdeeds.errors.push(error.message));
  page.on('request', (request) => {
    if (!request.url().startsWith('data:') && !request.isNavigationRequest())
      misdeeds.requests.push(request.url());
  });
  await page.exposeFunction('__violated', (what: string) => misdeeds.violations.push(what));
  await page.addInitScript(() => {
    const scope = globalThis as unknown as {
      addEventListener(name: string, listener: (event: Record<string, string>) => void): void;
      __violated(what: string): void;
    };
    scope.addEventListener('securitypolicyviolation', (event) =>
      scope.__violated(`${event['violatedDirective']} ${event['blockedURI']}`),
    );
  });
  return { page, misdeeds, context };
};
