import type { RandomSource } from '../../stats/random-source.ts';
import { publicAddress } from '../addresses.ts';

/** A place that hosts talk to. */
export interface Service {
  readonly name: string;
  readonly addresses: readonly string[];
  readonly port: number;
  readonly service: string;
}

/** An office network: its hosts, its servers and the world outside. */
export interface NetworkWorld {
  readonly workstations: readonly string[];
  readonly servers: readonly string[];
  readonly resolver: string;
  readonly fileServer: string;
  readonly monitor: string;
  /** The address that hides a guest network. */
  readonly guests: string;
  readonly scanner: string;
  readonly services: readonly Service[];
  readonly updateService: Service;
  readonly backup: Service;
  readonly timeServer: string;
}

const WORDS = [
  'amber',
  'bridge',
  'cedar',
  'delta',
  'ember',
  'field',
  'grove',
  'harbor',
  'island',
  'juniper',
  'kestrel',
  'lantern',
  'meadow',
  'north',
  'orchard',
  'pine',
  'quartz',
  'river',
  'summit',
  'timber',
  'union',
  'valley',
  'willow',
  'yard',
  'zenith',
];
const ENDINGS = ['com', 'net', 'org', 'io', 'example'];
const PREFIXES = ['www', 'api', 'cdn', 'static', 'login', 'mail', 'img', 'assets', 'edge', 'app'];

export const buildNetworkWorld = (random: RandomSource, hosts: number): NetworkWorld => {
  const services = Array.from({ length: 320 }, () => drawService(random));
  const address = (index: number): string => `10.1.${1 + Math.floor(index / 250)}.${(index % 250) + 2}`;
  return {
    workstations: Array.from({ length: hosts }, (_, index) => address(index)),
    servers: Array.from({ length: 14 }, (_, index) => `10.1.0.${10 + index}`),
    resolver: '10.1.0.2',
    fileServer: '10.1.0.10',
    monitor: '10.1.0.9',
    guests: '10.1.0.250',
    scanner: '10.1.0.15',
    services,
    updateService: { ...drawService(random), name: 'updates.vendor.example' },
    backup: { ...drawService(random), name: 'vault.backup.example' },
    timeServer: publicAddress(random),
  };
};

const drawService = (random: RandomSource): Service => {
  const site = `${random.choice(WORDS)}${random.chance(0.5) ? random.choice(WORDS) : ''}.${random.choice(ENDINGS)}`;
  const isSecure = random.chance(0.9);
  return {
    name: `${random.choice(PREFIXES)}.${site}`,
    addresses: Array.from({ length: random.integer(1, 4) }, () => publicAddress(random)),
    port: isSecure ? 443 : 80,
    service: isSecure ? 'ssl' : 'http',
  };
};
