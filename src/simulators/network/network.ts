import type { RandomSource } from '../../stats/random-source.ts';
import { type Plan, planOf } from '../options.ts';
import { parameter } from '../parameter.ts';
import { type LineWriter, runScene, type Scene } from '../scene.ts';
import type { Simulator } from '../simulator.ts';
import { type Attack, definitionsOf, planAttacks } from '../timed-attack.ts';
import { CONNECTION_ATTACKS, QUERY_ATTACKS } from './network-attacks.ts';
import type { NetworkEvent } from './network-event.ts';
import { buildNetworkWorld, type NetworkWorld } from './network-world.ts';
import { networkLookalikes, ordinaryNetwork } from './ordinary.ts';
import { zeekConnWriter, zeekDnsWriter } from './zeek-network-lines.ts';

type NetworkAttack = Attack<NetworkWorld, NetworkEvent>;

type Writer = (
  random: RandomSource,
  period: { readonly start: number; readonly end: number },
  withHeader: boolean,
) => LineWriter<NetworkEvent>;

const networkScene = (plan: Plan, attacks: readonly NetworkAttack[]): Scene<NetworkEvent> => {
  const world = buildNetworkWorld(plan.random.stream('world'), plan.parameters['hosts'] as number);
  return {
    ordinary: ordinaryNetwork(plan, world),
    attacks: planAttacks(plan, attacks, world),
    lookalikes: networkLookalikes(plan, world),
    peakPerSecond: ((plan.parameters['connectionsPerDay'] as number) * 5) / 86_400 + 1,
  };
};

const networkSimulator = (
  about: Pick<Simulator, 'name' | 'title' | 'fileName'>,
  attacks: readonly NetworkAttack[],
  writer: Writer,
): Simulator => {
  const simulator: Simulator = {
    ...about,
    attacks: definitionsOf(attacks),
    parameters: [
      parameter('connectionsPerDay', 9_000, 10, 50_000_000, 'Connections and name queries of people per day'),
      parameter('hosts', 120, 1, 50_000, 'Workstations of the office'),
      parameter('internalScanner', 0, 0, 1, '1 for an own scanner on Sundays: a scan, but no attack'),
      parameter('header', 1, 0, 1, '0 leaves the comment lines out'),
    ],
    *simulate(options) {
      const plan = planOf(simulator, options);
      const lines = writer(plan.random.stream('zeek'), plan, plan.parameters['header'] === 1);
      return yield* runScene(about.name, plan, networkScene(plan, attacks), lines);
    },
  };
  return simulator;
};

/** An office network as Zeek's conn.log shows it. */
export const zeekConnSimulator = networkSimulator(
  { name: 'zeek-conn', title: 'Zeek conn.log of an office network', fileName: 'conn.log' },
  CONNECTION_ATTACKS,
  zeekConnWriter,
);

/** The same network's questions to its name server, as dns.log. */
export const zeekDnsSimulator = networkSimulator(
  { name: 'zeek-dns', title: 'Zeek dns.log of the same office network', fileName: 'dns.log' },
  QUERY_ATTACKS,
  zeekDnsWriter,
);
