import { describe, expect, it } from 'vitest';
import { icmpLabel, NAMED_HIGH_PORTS, portLabel, serviceName } from '../../src/detectors/service-names.ts';

describe('names of services', () => {
  it('are those of their ports', () => {
    expect([22, 445, 6379, 27_017, 4_321].map(serviceName)).toEqual([
      'ssh',
      'smb',
      'redis',
      'mongodb',
      undefined,
    ]);
    expect(['tcp/3389', 'udp/53', 'tcp/none', 'ip/4321'].map(portLabel)).toEqual([
      'tcp/3389 (rdp)',
      'udp/53 (dns)',
      'tcp/none',
      'ip/4321',
    ]);
  });

  it('are read from a table in which every line is a port and a name', () => {
    for (const port of NAMED_HIGH_PORTS) {
      expect(Number.isInteger(port) && port >= 1024 && port < 49_152, String(port)).toBe(true);
      expect(serviceName(port), String(port)).toMatch(/^[a-z0-9() -]+$/);
    }
  });
});

describe('names of ICMP messages', () => {
  it('say type and code', () => {
    expect(['icmp/8/0', 'icmp/3/13', 'icmp/129', 'icmp/200/1', 'icmp/none'].map(icmpLabel)).toEqual([
      'echo request (type 8, code 0)',
      'destination unreachable (type 3, code 13)',
      'echo reply of ICMPv6 (type 129)',
      'ICMP (type 200, code 1)',
      'ICMP of unknown type',
    ]);
  });
});
