import { poissonTail } from '../../stats/poisson-tail.ts';
import type { Finding } from '../../schema/finding.ts';
import { metricLines, severityLine } from '../arithmetic.ts';
import type { BatchDetector, DetectionContext, Judgement } from '../detector.ts';
import { eventSource } from '../events.ts';
import { typedSettings } from '../number-setting.ts';
import { counted } from '../wording.ts';
import { askAgents, askCrowds, type Crowd } from './crowds.ts';
import { DETECTOR, type Swarm, swarmFinding } from './finding.ts';
import { impossibleBecause, isDeclared } from './impossible-agents.ts';
import { AGENT_SWARM_SETTINGS, type AgentSwarmSettings } from './settings.ts';

const NEEDED = [
  'source.ip',
  'user_agent.original',
  'http.request.method',
  'url.original',
  'http.request.referrer',
  'http.response.status_code',
];
/** Addresses under other agents that are needed to say what is usual. */
const FEWEST_OTHERS = 50;
/** How improbable so many alike addresses must be. */
const MOST_PROBABLE = 1e-6;
/** Agents told; those of most addresses first. */
const MOST_FINDINGS = 50;

const detect = async (context: DetectionContext): Promise<Judgement> => {
  const settings = typedSettings(AGENT_SWARM_SETTINGS, context.settings);
  const source = eventSource(context);
  const crowds = await askCrowds(context, source, settings.minimumAddresses);
  const agents = await askAgents(context, source, settings.impossibleAddresses);
  const swarms = new Map<string, Swarm>();
  for (const crowd of crowds) {
    if (swarms.has(crowd.agent) || isDeclared(crowd.agent)) continue;
    const expected = expectedOf(crowd);
    if (isConspicuous(crowd, expected, settings))
      swarms.set(crowd.agent, { agent: crowd.agent, crowd, expected });
  }
  for (const agent of agents) {
    const reason = impossibleBecause(agent);
    if (reason !== undefined) swarms.set(agent, { ...swarms.get(agent), agent, reason });
  }
  const largest = [...swarms.values()].sort(
    (left, right) => (right.crowd?.addresses ?? 0) - (left.crowd?.addresses ?? 0),
  );
  const findings: Finding[] = [];
  for (const swarm of largest.slice(0, MOST_FINDINGS))
    findings.push(await swarmFinding(context, source, settings, swarm));
  const left = largest.length - findings.length;
  const lacks = crowds.some((crowd) => crowd.all - crowd.ofAgent < FEWEST_OTHERS);
  return {
    findings,
    notes: [
      ...(left === 0 ? [] : [`${counted(left, 'further agent')} left out`]),
      ...(lacks && findings.length === 0
        ? [`not enough data to judge how alike addresses are, needs ${FEWEST_OTHERS} with other agents`]
        : []),
    ],
  };
};

/** How many addresses of the agent would do the same if they were like those of other agents. */
const expectedOf = ({ addresses, ofAgent, alike, all }: Crowd): number =>
  (ofAgent * (alike - addresses)) / Math.max(1, all - ofAgent);

const isConspicuous = (crowd: Crowd, expected: number, settings: AgentSwarmSettings): boolean =>
  crowd.all - crowd.ofAgent >= FEWEST_OTHERS &&
  crowd.addresses >= settings.minimumRatio * Math.max(1, expected) &&
  poissonTail(crowd.addresses, Math.max(1, expected)) <= MOST_PROBABLE;

/** Finds many addresses behind one implausible agent: they behave alike, or the agent cannot exist. */
export const agentSwarm: BatchDetector = Object.freeze<BatchDetector>({
  kind: 'batch only',
  name: DETECTOR,
  title: 'Agent swarm',
  summary:
    'Very many addresses behind one implausible agent: all do the same one thing, as no other agent does, or the agent cannot exist',
  fits: (dataset) => NEEDED.every((name) => dataset.fields.some((field) => field.name === name)),
  settings: AGENT_SWARM_SETTINGS,
  detect,
  steps: (finding) => [...metricLines(finding), severityLine(finding)],
});
