import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { addressNumber, dottedText } from '../../src/enrichment/address.ts';
import { clientBehind } from '../../src/enrichment/client-address.ts';
import { openKnowledge } from '../../src/enrichment/knowledge.ts';
import { PrefixTable } from '../../src/enrichment/prefix-table.ts';
import { specialRange } from '../../src/enrichment/special-ranges.ts';
import { mmdbFile } from './mmdb-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'logfence-enrichment-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const file = (name: string, content: string | Buffer): string => {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
};

describe('addresses', () => {
  it('are read as numbers, IPv4 inside IPv6 as IPv4', () => {
    expect(addressNumber('10.0.0.1')).toEqual({ family: 4, value: 167772161 });
    expect(addressNumber('::ffff:10.0.0.1')).toEqual({ family: 4, value: 167772161 });
    expect(addressNumber('fe80::1%eth0')).toEqual({ family: 6, value: (0xfe80n << 112n) | 1n });
    for (const text of ['', '-', '1.2.3', '256.1.1.1', '01.2.3.4', 'x::1', '1.2.3.4.5', ':', '1:2']) {
      expect(addressNumber(text), text).toBeUndefined();
    }
    expect(dottedText(4294967295)).toBe('255.255.255.255');
    expect(dottedText(167772161)).toBe('10.0.0.1');
  });

  it('of special ranges have a name, all others are public', () => {
    const named = {
      '10.255.255.255': 'private',
      '11.0.0.0': 'public',
      '172.31.255.255': 'private',
      '172.32.0.0': 'public',
      '100.64.0.1': 'cgnat',
      '100.128.0.0': 'public',
      '127.8.8.8': 'loopback',
      '169.254.169.254': 'link-local',
      '192.0.2.7': 'documentation',
      '198.51.100.7': 'documentation',
      '203.0.113.7': 'documentation',
      '198.19.255.255': 'benchmarking',
      '224.0.0.251': 'multicast',
      '255.255.255.255': 'broadcast',
      '255.255.255.254': 'reserved',
      '::1': 'loopback',
      '::': 'unspecified',
      'fd00::1': 'private',
      'fe80::1': 'link-local',
      '2001:db8::1': 'documentation',
      '2001:0:1::': 'teredo',
      '2606:4700::1': 'public',
      '::ffff:192.168.0.9': 'private',
    };
    expect(Object.keys(named).map((address) => [address, specialRange(address)])).toEqual(
      Object.entries(named),
    );
    expect(specialRange('no address')).toBeUndefined();
  });

  it('find the smallest block that holds them', () => {
    const table = new PrefixTable<string>();
    for (const cidr of ['0.0.0.0/0', '10.0.0.0/8', '10.1.0.0/16', '10.1.2.3', '2001:db8::/32', '::/0']) {
      expect(table.add(cidr, cidr)).toBe(true);
    }
    for (const cidr of [
      '10.0.0.0/33',
      '10.0.0.0/x',
      '10/8',
      '2001:db8::/129',
      '1.2.3.4/5/6',
      'host',
      '10.0.0.0/',
    ]) {
      expect(table.add(cidr, cidr), cidr).toBe(false);
    }
    const found = (address: string) => table.find(addressNumber(address) as never);
    expect(found('10.1.2.3')).toBe('10.1.2.3');
    expect(found('10.1.2.4')).toBe('10.1.0.0/16');
    expect(found('10.2.2.4')).toBe('10.0.0.0/8');
    expect(found('11.2.2.4')).toBe('0.0.0.0/0');
    expect(found('2001:db8:ffff::')).toBe('2001:db8::/32');
    expect(found('2001:db9::')).toBe('::/0');
  });
});

describe('the built-in data', () => {
  const knowledge = openKnowledge();
  it('know the country and the autonomous system of public addresses, IPv4 and IPv6', () => {
    expect(knowledge.lookUp('hosts', '8.8.8.8')).toEqual({
      range: 'public',
      country_iso_code: 'US',
      country_name: 'United States',
      as_number: 15169,
      as_organization: 'Google LLC',
    });
    expect(knowledge.lookUp('hosts', '2001:4860:4860::8888')).toMatchObject({ as_number: 15169 });
    expect(knowledge.lookUp('hosts', '193.0.6.139')).toMatchObject({
      country_iso_code: 'NL',
      as_number: 3333,
    });
  });

  it('say nothing beyond the range about special addresses, and nothing about what is none', () => {
    expect(knowledge.lookUp('hosts', '192.168.1.1')).toEqual({ range: 'private' });
    expect(knowledge.lookUp('hosts', 'example.org')).toEqual({});
    expect(knowledge.lookUp('hosts', '')).toEqual({});
  });

  it.each([
    ['sqlmap/1.7.2#stable (https://sqlmap.org)', { kind: 'scanner', bot: 'sqlmap' }],
    ['Mozilla/5.00 (Nikto/2.1.6) (Evasions:None) (Test:Port Check)', { kind: 'scanner', bot: 'Nikto' }],
    [
      'Mozilla/5.0 (compatible; Nmap Scripting Engine; https://nmap.org/book/nse.html)',
      { kind: 'scanner', bot: 'Nmap' },
    ],
    ['curl/8.5.0', { kind: 'tool', bot: 'curl' }],
    [
      'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)',
      { kind: 'bot', bot: 'Googlebot' },
    ],
    ['Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0', {}],
    ['', {}],
  ])('tell the kind of the agent %s', (agent, facts) => {
    expect(knowledge.lookUp('agents', agent)).toEqual(facts);
  });
});

describe('an MMDB file of the user', () => {
  it('adds city and coordinates, in the layouts of several makers, and goes before the built-in data', () => {
    const path = file(
      'city.mmdb',
      mmdbFile({
        '8.8.8.0/24': {
          country: { iso_code: 'CH' },
          city: { names: { en: 'Zürich' } },
          subdivisions: [{ names: { en: 'Canton of Zurich' } }],
          location: { latitude: 47.25, longitude: 8.5 },
        },
        '198.51.100.128/25': { country_code: 'SE', city: 'Umeå', state1: 'Västerbotten', asn: 'AS64500' },
      }),
    );
    const knowledge = openKnowledge({ databases: [path] });
    expect(knowledge.lookUp('hosts', '8.8.8.8')).toEqual({
      range: 'public',
      country_iso_code: 'CH',
      country_name: 'Switzerland',
      region_name: 'Canton of Zurich',
      city_name: 'Zürich',
      location: '47.25,8.5',
      as_number: 15169,
      as_organization: 'Google LLC',
    });
    expect(knowledge.lookUp('hosts', '198.51.100.200')).toEqual({
      range: 'documentation',
      country_iso_code: 'SE',
      country_name: 'Sweden',
      region_name: 'Västerbotten',
      city_name: 'Umeå',
      as_number: 64500,
    });
    expect(knowledge.lookUp('hosts', '198.51.100.1')).toEqual({ range: 'documentation' });
  });

  it('that is none, or is not there, is refused in one line', () => {
    expect(() => openKnowledge({ databases: [file('no.mmdb', 'text')] })).toThrow(
      /no.mmdb is no MMDB file; name one/,
    );
    expect(() => openKnowledge({ databases: [join(folder, 'absent.mmdb')] })).toThrow(
      /absent.mmdb does not exist/,
    );
    expect(() => openKnowledge({ databases: [folder] })).toThrow(/is a folder/);
  });
});

describe('a names file', () => {
  it('names addresses, blocks and hosts; the smallest block counts', () => {
    const path = file(
      'names.csv',
      '# our networks\naddress,name,owner,role,criticality\n10.0.0.0/8,"office, all",facilities,client,low\n10.1.2.3,vault,"Ann ""root"" Lee",database,high\n2001:db8::/32,lab,,,\nwww.example.org,shop,web team,server,high\n',
    );
    const knowledge = openKnowledge({ names: path });
    expect(knowledge.lookUp('hosts', '10.1.2.3')).toEqual({
      range: 'private',
      asset_name: 'vault',
      asset_owner: 'Ann "root" Lee',
      asset_role: 'database',
      asset_criticality: 'high',
    });
    expect(knowledge.lookUp('hosts', '10.9.9.9')).toMatchObject({ asset_name: 'office, all' });
    expect(knowledge.lookUp('hosts', '2001:db8::9')).toEqual({ range: 'documentation', asset_name: 'lab' });
    expect(knowledge.lookUp('names', 'WWW.example.org')).toMatchObject({ asset_owner: 'web team' });
    expect(knowledge.lookUp('names', 'ftp.example.org')).toEqual({});
  });

  it.each([
    ['address,ownr\n10.0.0.1,x\n', /unknown column of .*names-bad.csv "ownr": did you mean owner\?/],
    ['name,owner\nx,y\n', /names nothing; begin it with a line such as address,name,owner,role,criticality/],
    ['address,name\n10.0.0.1,a,b\n', /line 2 has 3 columns, the header 2/],
    ['address,name\n10.0.0.999,a\n', /line 2: "10.0.0.999" is neither address, CIDR block nor host name/],
    ['address,name\n10.0.0.1,"open\n', /line 2 has a quote that is not closed/],
    ['address,name\n,a\n', /line 2 has no address, block or host/],
    ['', /names nothing/],
  ])('with the mistake %j is refused in one line', (content, message) => {
    expect(() => openKnowledge({ names: file('names-bad.csv', content) })).toThrow(message);
  });
});

describe('indicator lists', () => {
  it('match addresses, blocks, domains with what lies under them, and agents', () => {
    const path = file(
      'bad.txt',
      '# from an exercise\n198.51.100.7, c2 server\n203.0.113.0/28 # a whole block\n2001:db8:bad::/48\nevil[.]example\nhxxp://worse.example\nagent: EvilBot, v2\n',
    );
    const knowledge = openKnowledge({ indicators: [path] });
    expect(knowledge.lookUp('hosts', '198.51.100.7')).toEqual({
      range: 'documentation',
      indicator: 'bad: 198.51.100.7',
    });
    expect(knowledge.lookUp('hosts', '203.0.113.15')['indicator']).toBe('bad: 203.0.113.0/28');
    expect(knowledge.lookUp('hosts', '203.0.113.16')['indicator']).toBeUndefined();
    expect(knowledge.lookUp('hosts', '2001:db8:bad:1::1')['indicator']).toBe('bad: 2001:db8:bad::/48');
    expect(knowledge.lookUp('names', 'cdn.EVIL.example.')).toEqual({ indicator: 'bad: evil[.]example' });
    expect(knowledge.lookUp('names', 'worse.example:8080')['indicator']).toBe('bad: hxxp://worse.example');
    expect(knowledge.lookUp('names', 'notevil.example')).toEqual({});
    expect(knowledge.lookUp('agents', 'Mozilla/5.0 (evilbot, V2)')).toMatchObject({
      indicator: 'bad: EvilBot, v2',
    });
  });

  it('that hold something else are refused with file and line', () => {
    expect(() => openKnowledge({ indicators: [file('x.txt', '198.51.100.7\nnot a thing\n')] })).toThrow(
      /x.txt line 2: "not a thing" is neither address, CIDR block nor domain; write agents as agent: TEXT/,
    );
  });
});

describe('the client behind proxies', () => {
  const client = clientBehind(['10.0.0.0/8', '2001:db8:1::/48', '198.51.100.1']);
  it.each([
    ['10.0.0.5', '203.0.113.9', '203.0.113.9'],
    ['10.0.0.5', '203.0.113.9, 10.0.0.9', '203.0.113.9'],
    ['10.0.0.5', 'forged, 203.0.113.9, 198.51.100.1', '203.0.113.9'],
    ['10.0.0.5', '192.0.2.1, 203.0.113.9', '203.0.113.9'],
    ['10.0.0.5', '10.0.0.7, 10.0.0.8', '10.0.0.5'],
    ['10.0.0.5', 'unknown', '10.0.0.5'],
    ['10.0.0.5', null, '10.0.0.5'],
    ['2001:db8:1::5', '[2001:db8:9::1]:4711', '2001:db8:9::1'],
    ['10.0.0.5', '203.0.113.9:51000', '203.0.113.9'],
    ['10.0.0.5', 'for="[2001:db8:9::1]:80";proto=https, for=203.0.113.9;by=10.0.0.1', '203.0.113.9'],
    ['203.0.113.50', '192.0.2.1', '203.0.113.50'],
    ['not an address', '192.0.2.1', 'not an address'],
  ])('of the peer %s that forwards %s is %s', (peer, forwarded, expected) => {
    expect(client(peer, forwarded)).toBe(expected);
  });

  it('needs proxies that are addresses', () => {
    expect(() => clientBehind(['10.0.0.0/40'])).toThrow(/--trusted-proxies "10.0.0.0\/40" is neither/);
  });
});
