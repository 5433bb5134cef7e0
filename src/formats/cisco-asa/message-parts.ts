import type { Alternative, PatternPart } from '../definition.ts';

/** An address, or the name that the device has for it. */
const ADDRESS = '[^ /()]+';
const PORT = '[0-9A-Za-z-]+';
const REST: PatternPart = { name: 'tail', exact: '[^\\n]*' };
export const TRANSPORT: PatternPart = { name: 'transport', exact: '(?:protocol )?[A-Za-z0-9-]+' };

export const ip = (side: string): PatternPart => ({ name: `${side}.ip`, exact: ADDRESS });
const port = (side: string): PatternPart => ({ name: `${side}.port`, exact: PORT });
export const face = (side: string): PatternPart => ({ name: `${side}.interface`, exact: '[^ :/]+' });
/** A user or a mapped address that may follow an address, in parentheses. */
export const noted = (name: string): PatternPart => ({ name, exact: '(?: ?[(][^()]*[)])*' });

/** `address/port` */
export const pair = (side: string): readonly PatternPart[] => [ip(side), '/', port(side)];
/** `interface:address/port`, the port not always there. */
export const endpoint = (side: string): readonly PatternPart[] => [
  face(side),
  ':',
  ip(side),
  { name: `_${side}.slash`, exact: '/?' },
  { name: `${side}.port`, exact: '[0-9]*' },
  noted(`${side}.user`),
];
/** An endpoint that a user without parentheses may follow. */
export const endpointOfUser = (side: string): readonly PatternPart[] => [
  ...endpoint(side),
  { name: `${side}.plain user`, exact: '(?: [^ ()]+)??' },
];
/** `interface/address(port)` */
export const listed = (side: string): readonly PatternPart[] => [
  face(side),
  '/',
  ip(side),
  '(',
  { name: `${side}.port`, exact: '[0-9]*' },
  ')',
  noted(`${side}.user`),
];

export type Outcome = Readonly<Record<string, string>>;
export const DENIED: Outcome = { action: 'deny', type: 'denied', outcome: 'failure' };
export const ALLOWED: Outcome = { action: 'allow', type: 'allowed', outcome: 'success' };
export const BUILT: Outcome = { action: 'built', type: 'start', outcome: 'success' };
export const TORN_DOWN: Outcome = { action: 'teardown', type: 'end', outcome: 'success' };

export const message = (number: string, set: Outcome, ...parts: readonly PatternPart[]): Alternative => ({
  when: { number },
  parts: [...parts, REST],
  set,
});
