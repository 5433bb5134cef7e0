import type { TruthEntity, TruthLookalike } from '../../schema/truth.ts';
import type { Actor } from '../actor.ts';
import { publicAddress } from '../addresses.ts';
import { type Plan, planOf } from '../options.ts';
import { parameter } from '../parameter.ts';
import { runScene, type Scene } from '../scene.ts';
import type { Simulator } from '../simulator.ts';
import type { AsaAttack } from './asa-attack.ts';
import { ASA_ATTACKS } from './asa-attacks.ts';
import { type DeniedPacket, ZONES } from './asa-event.ts';
import { asaWriter } from './asa-line.ts';
import { hostsBehind, internalScanner, internetNoise, lateAnswers, stubbornPartner } from './background.ts';

const INTERNAL_SCANNER = '192.168.26.15';

/** Refused packets as a Cisco ASA logs them: the noise of the internet, and scans in it. */
export const asaSimulator: Simulator = {
  name: 'asa',
  title: 'Cisco ASA 106023 denies, syslog',
  fileName: 'asa.log',
  attacks: ASA_ATTACKS.map(({ name, attack, summary, byDefault }) => ({ name, attack, summary, byDefault })),
  parameters: [
    parameter('deniesPerDay', 2_200, 10, 50_000_000, 'Refused packets per day from strangers'),
    parameter('partner', 1, 0, 1, '1 for a partner that asks for one closed port every two minutes'),
    parameter('lateAnswers', 1, 0, 1, '1 for answers of name servers that come too late'),
    parameter('internalScanner', 0, 0, 1, '1 for an own scanner, once a week: a scan, but no attack'),
  ],
  *simulate(options) {
    const plan = planOf(asaSimulator, options);
    return yield* runScene('asa', plan, asaScene(plan), asaWriter());
  },
};

const asaScene = (plan: Plan): Scene<DeniedPacket> => {
  const { random, parameters } = plan;
  const hosts = hostsBehind(random.stream('hosts'));
  const perDay = parameters['deniesPerDay'] as number;
  const extras = extrasOf(plan, hosts).filter(({ name }) => parameters[name] === 1);
  return {
    ordinary: [internetNoise(random.stream('noise'), plan, perDay), ...extras.map(({ actor }) => actor)],
    attacks: plan.requests.map((request, index) => {
      const attack = ASA_ATTACKS.find(({ name }) => name === request.name) as AsaAttack;
      const earlier = plan.requests.slice(0, index).filter(({ name }) => name === request.name).length;
      return attack.plan({
        random: random.stream(`attack ${request.name} ${earlier}`),
        period: plan,
        request,
        hosts,
      });
    }),
    lookalikes: extras.map(({ lookalike }) => lookalike),
    peakPerSecond: perDay / 86_400 + 1,
  };
};

interface Extra {
  /** Name of the parameter that turns it on. */
  readonly name: string;
  readonly actor: Actor<DeniedPacket>;
  readonly lookalike: TruthLookalike;
}

const isInDmz = (host: string): boolean => host.startsWith(`${ZONES[0].network}.`);

const address = (value: string): TruthEntity => ({ field: 'source.ip', value });

const extrasOf = (plan: Plan, hosts: readonly string[]): Extra[] => {
  const { random } = plan;
  const partner = publicAddress(random.stream('partner address'));
  const server = publicAddress(random.stream('name server'));
  const host = hosts[0] as string;
  return [
    {
      name: 'partner',
      actor: stubbornPartner(random.stream('partner'), plan, partner, host),
      lookalike: {
        name: 'monitor',
        summary: 'A partner asks for one closed port all day',
        entities: [address(partner)],
      },
    },
    {
      name: 'lateAnswers',
      actor: lateAnswers(random.stream('late answers'), plan, server, host),
      lookalike: {
        name: 'late-answers',
        summary: 'Answers of a name server to many ports of one host',
        entities: [address(server)],
      },
    },
    {
      name: 'internalScanner',
      actor: internalScanner(
        random.stream('internal scanner'),
        plan,
        INTERNAL_SCANNER,
        hosts.filter(isInDmz),
      ),
      lookalike: {
        name: 'internal-scanner',
        summary: 'Our own scanner',
        entities: [address(INTERNAL_SCANNER)],
      },
    },
  ];
};
