import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseBaselineRule } from '../../../src/rules/baseline/parse.ts';
import type { BaselineRule } from '../../../src/rules/baseline/rule.ts';
import { type LoginOptions, simulateLogin } from '../../../src/simulators/login/login.ts';
import type { PlainEvent } from '../../helpers/loaded-stores.ts';

/** One rule that the package ships. */
export const shippedRule = (name: string): BaselineRule =>
  parseBaselineRule(
    readFileSync(fileURLToPath(new URL(`../../../rules/${name}.yaml`, import.meta.url)), 'utf8'),
    name,
  );

export interface LoginRun {
  readonly events: readonly PlainEvent[];
  /** Addresses of the attackers. */
  readonly attackers: ReadonlySet<string>;
}

/** A run of the lab's simulator as events of the dataset auth. */
export const loginRun = (options: LoginOptions): LoginRun => {
  const files = simulateLogin(options);
  const rows = (text: string): string[][] =>
    text
      .trimEnd()
      .split('\n')
      .slice(1)
      .filter((line) => line !== '')
      .map((line) => line.split(','));
  const events = rows(files.log).map(
    ([time = '', address = '', user = '', success, reason = '']): PlainEvent => ({
      '@timestamp': iso(time),
      'source.ip': address,
      'user.name': user,
      'event.outcome': success === 'True' ? 'success' : 'failure',
      'event.reason': reason === '' ? null : reason,
    }),
  );
  return { events, attackers: new Set(rows(files.attacks).map((row) => row[2] ?? '')) };
};

/** The published run of November 2018. */
export const november = (): LoginRun => loginRun({ make: true, seed: 0, days: 30, start: '2018-11-01' });

const iso = (time: string): string => {
  const [whole = '', fraction = ''] = time.replace(' ', 'T').split('.');
  return `${whole}.${fraction.padEnd(6, '0')}Z`;
};
