import { type Plan, planOf } from '../options.ts';
import { parameter } from '../parameter.ts';
import { type LineWriter, runScene, type Scene } from '../scene.ts';
import type { Simulator } from '../simulator.ts';
import { definitionsOf, planAttacks } from '../timed-attack.ts';
import { syslogStamper } from '../time.ts';
import { SSHD_ATTACKS } from './sshd-attacks.ts';
import type { SshdEvent } from './sshd-event.ts';
import { buildSshdWorld, ordinarySshd, sshdLookalikes } from './sshd-world.ts';

/** The authentication log of one host with sshd. */
export const sshdSimulator: Simulator = {
  name: 'sshd',
  title: 'sshd lines of an auth.log',
  fileName: 'auth.log',
  attacks: definitionsOf(SSHD_ATTACKS),
  parameters: [
    parameter('users', 60, 2, 100_000, 'People with an account'),
    parameter('loginsPerDay', 220, 1, 20_000_000, 'Logins of people per day'),
    parameter('strayAttemptsPerDay', 40, 0, 10_000_000, 'Strangers per day that try one name once'),
  ],
  *simulate(options) {
    const plan = planOf(sshdSimulator, options);
    return yield* runScene('sshd', plan, sshdScene(plan), sshdWriter());
  },
};

const sshdScene = (plan: Plan): Scene<SshdEvent> => {
  const world = buildSshdWorld(plan.random.stream('world'), plan.parameters['users'] as number);
  const perDay =
    (plan.parameters['loginsPerDay'] as number) + (plan.parameters['strayAttemptsPerDay'] as number);
  return {
    ordinary: ordinarySshd(plan, world),
    attacks: planAttacks(plan, SSHD_ATTACKS, world),
    lookalikes: sshdLookalikes(world),
    // About five lines each, four times as many at the busiest moment.
    peakPerSecond: (perDay * 20) / 86_400 + 1,
  };
};

const sshdWriter = (): LineWriter<SshdEvent> => {
  const stamp = syslogStamper();
  return {
    header: '',
    footer: '',
    line: ({ time, pid, message }) => `${stamp(time)} bastion sshd[${pid}]: ${message}\n`,
  };
};
