import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openKnowledge } from '../../src/enrichment/knowledge.ts';
import { reverseNames, resolvable } from '../../src/enrichment/reverse-names.ts';
import { systemEffects } from '../../src/workflows/effects.ts';
import { resolveNames } from '../../src/workflows/resolve-names.ts';
import { storedFacts } from '../../src/ingest/learn-facts.ts';
import { forEachEngine } from '../helpers/engines.ts';

/** A name server on this machine that knows two addresses, keeps silent about one, and counts. */
const socket = createSocket('udp4');
const asked: string[] = [];
const NAMES: Readonly<Record<string, string>> = {
  '7.8.8.8.in-addr.arpa': 'seven.example.org',
  '8.8.8.8.in-addr.arpa': 'eight.example.org',
};
const SILENT = '9.8.8.8.in-addr.arpa';
let server = '';

const wireName = (name: string): Buffer =>
  Buffer.concat([
    ...name.split('.').map((label) => Buffer.concat([Buffer.from([label.length]), Buffer.from(label)])),
    Buffer.from([0]),
  ]);

const questionOf = (message: Buffer): { readonly name: string; readonly end: number } => {
  const labels: string[] = [];
  let at = 12;
  for (let length = message[at] as number; length > 0; length = message[at] as number) {
    labels.push(message.subarray(at + 1, at + 1 + length).toString());
    at += 1 + length;
  }
  return { name: labels.join('.'), end: at + 5 };
};

beforeAll(async () => {
  socket.on('message', (message, from) => {
    const { name, end } = questionOf(message);
    asked.push(name);
    if (name === SILENT) return;
    const found = NAMES[name];
    const header = Buffer.from(message.subarray(0, 12));
    header.writeUInt16BE(found === undefined ? 0x8183 : 0x8180, 2);
    header.writeUInt16BE(found === undefined ? 0 : 1, 6);
    header.writeUInt32BE(0, 8);
    const data = found === undefined ? Buffer.alloc(0) : wireName(found);
    const answer =
      found === undefined
        ? data
        : Buffer.concat([Buffer.from([0xc0, 12, 0, 12, 0, 1, 0, 0, 0, 60, 0, data.length]), data]);
    socket.send(Buffer.concat([header, message.subarray(12, end), answer]), from.port, from.address);
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  server = `127.0.0.1:${socket.address().port}`;
});
afterAll(() => void socket.close());

describe('reverse names', () => {
  it('are asked for public addresses only, and for internal ones when that is wanted', () => {
    const addresses = ['8.8.8.8', '10.0.0.1', '127.0.0.1', '192.0.2.1', 'fe80::1', 'text', '2606:4700::1'];
    expect(resolvable(addresses, false)).toEqual(['8.8.8.8', '2606:4700::1']);
    expect(resolvable(addresses, true)).toEqual([
      '8.8.8.8',
      '10.0.0.1',
      '127.0.0.1',
      'fe80::1',
      '2606:4700::1',
    ]);
  });

  it('come from the server that is named, no faster than allowed, and a silent one is given up', async () => {
    let clock = 0;
    const waits: number[] = [];
    const answers = await reverseNames(['8.8.8.7', '10.0.0.1', '8.8.8.6', '8.8.8.9'], {
      server,
      timeoutMilliseconds: 200,
      perSecond: 10,
      steady: () => clock,
      sleep: async (milliseconds) => {
        waits.push(milliseconds);
        clock += milliseconds;
      },
    });
    expect(answers).toEqual([
      { address: '8.8.8.7', name: 'seven.example.org', answered: true },
      { address: '8.8.8.6', name: null, answered: true },
      { address: '8.8.8.9', name: null, answered: false },
    ]);
    expect(waits).toEqual([100, 100]);
    expect(asked).not.toContain('1.0.0.10.in-addr.arpa');
  });

  it('need a server that is an address', async () => {
    await expect(
      reverseNames([], { server: 'dns.example', steady: () => 0, sleep: async () => undefined }),
    ).rejects.toThrow(/--dns-server "dns.example" is no address; write it like 192.0.2.53/);
  });
});

forEachEngine((engine) => {
  it('names are kept in hosts, and not asked for again', async () => {
    const store = await engine.open();
    const request = {
      store,
      knowledge: openKnowledge(),
      options: { dnsServer: server },
      effects: systemEffects(),
    };
    asked.length = 0;
    expect(await resolveNames(['8.8.8.8', '8.8.8.8', '192.168.0.1'], request)).toBe(
      'asked for 1 name of addresses, 1 found',
    );
    expect(await resolveNames(['8.8.8.8'], request)).toBe(
      'asked for 0 names of addresses, 0 found, 1 known or left for next time',
    );
    expect(asked).toEqual(['8.8.8.8.in-addr.arpa']);
    const row = (await storedFacts(store, 'hosts', ['8.8.8.8'])).get('8.8.8.8');
    expect(row).toMatchObject({ domain: 'eight.example.org', country_iso_code: 'US', range: 'public' });
  });
});
