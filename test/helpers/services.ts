import { existsSync } from 'node:fs';

/**
 * A service that a test needs and a fresh clone does not have. `missing` is why it
 * cannot be used here, to be given to `describe.skipIf` and said in the title; with
 * CI=true nothing is skipped, so that `address()` fails where the service is absent.
 */
export interface TestService {
  readonly missing: string | undefined;
  /** Address of the service; throws where it is missing. */
  address(): string;
}

/** A database server that speaks TLS, too. */
export interface TestDatabase extends TestService {
  /** File with the certificate that vouches for it, which nobody trusts unless told; throws where it is missing. */
  authority(): string;
}

const inCi = (): boolean => process.env['CI'] === 'true';

/** A service whose address stands in an environment variable, or at a usual path of this machine. */
const testService = (variable: string, what: string, usualPaths: readonly string[] = []): TestService => {
  const found = process.env[variable] ?? usualPaths.find((path) => existsSync(path));
  const reason = `${what} is not here: ${variable} is not set (scripts/with-services.sh sets it)`;
  return Object.freeze({
    missing: found !== undefined || inCi() ? undefined : reason,
    address: () => {
      if (found === undefined) throw new Error(reason);
      return found;
    },
  });
};

const testDatabase = (variable: string, what: string): TestDatabase => ({
  ...testService(variable, what),
  authority: testService(`${variable}_AUTHORITY`, `the certificate of ${what}`).address,
});

/** `mysql://user:password@127.0.0.1:port/database`; the user may do everything on that server. */
export const mariadb = testDatabase('LOGFENCE_TEST_MARIADB', 'a MariaDB server');

/** `postgres://user:password@127.0.0.1:port/database`; the user is a superuser of that server. */
export const postgres = testDatabase('LOGFENCE_TEST_POSTGRES', 'a PostgreSQL server');

/** Path of a Chromium that a test may start headless. */
export const chromium = testService('LOGFENCE_TEST_CHROMIUM', 'Chromium', [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
]);

/**
 * Flags that a headless Chromium wants where the tests run as root without a display;
 * they also keep it from contacting anything by itself.
 */
export const CHROMIUM_FLAGS: readonly string[] = Object.freeze([
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]);
