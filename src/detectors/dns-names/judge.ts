import { formatFilter } from '../../filter/format.ts';
import { allOf, anyOf, type FilterTree } from '../../filter/tree.ts';
import type { Finding } from '../../schema/finding.ts';
import type { Row } from '../../store/event-store.ts';
import type { JudgeContext, Judgement } from '../detector.ts';
import { between, equals } from '../events.ts';
import { makeFinding } from '../make-finding.ts';
import { nextCommands } from '../next-commands.ts';
import { typedSettings } from '../number-setting.ts';
import { doublings, scorePart } from '../severity.ts';
import { byEntity, isoOf, numberOf, stretches, textsOf, unitedTexts, windowOf } from '../windows.ts';
import { counted, figure, listed, percent, shown } from '../wording.ts';
import { ENTITY_SEPARATOR, NAMES_KEPT } from './aggregate.ts';
import { entropy, looksGenerated, registeredLabel } from './name-shape.ts';
import { DNS_NAMES_SETTINGS, type DnsNamesSettings } from './settings.ts';

export const DETECTOR = 'dns-names';

/** Judges the names below each domain, and the domains that do not exist. */
export const judgeNames = (rows: readonly Row[], context: JudgeContext): Judgement => {
  const settings = typedSettings(DNS_NAMES_SETTINGS, context.settings);
  const entities = byEntity(rows);
  const sources = new Map<string, Set<string>>();
  for (const entity of entities.keys()) {
    const [address = '', domain = ''] = entity.split(ENTITY_SEPARATOR);
    if (domain !== '') sources.set(domain, (sources.get(domain) ?? new Set()).add(address));
  }
  const findings = [...entities].flatMap(([entity, own]) => {
    const [address = '', domain = ''] = entity.split(ENTITY_SEPARATOR);
    return stretches(own, settings.windowSeconds, settings.gapSeconds).flatMap((part) => {
      const stretch = {
        address,
        domain,
        rows: part,
        settings,
        context,
        sources: sources.get(domain)?.size ?? 1,
      };
      const finding = domain === '' ? generatedNames(stretch) : tunnel(stretch);
      return finding === undefined ? [] : [finding];
    });
  });
  return { findings, notes: [] };
};

interface Stretch {
  readonly address: string;
  readonly domain: string;
  readonly rows: readonly Row[];
  readonly settings: DnsNamesSettings;
  readonly context: JudgeContext;
  /** Addresses that ask for many names below the domain. */
  readonly sources: number;
}

const sumOf = (rows: readonly Row[], name: string): number =>
  rows.reduce((sum, row) => sum + numberOf(row, name), 0);

const spanOf = (rows: readonly Row[]): { readonly start: string | null; readonly end: string | null } => {
  const times = (name: string): readonly number[] =>
    rows.flatMap((row) => (row[name] === null || row[name] === undefined ? [] : [numberOf(row, name)]));
  const [first, last] = [times('first'), times('last')];
  return {
    start: isoOf(first.length === 0 ? null : Math.min(...first)),
    end: isoOf(last.length === 0 ? null : Math.max(...last)),
  };
};

const during = (start: string | null, end: string | null): FilterTree =>
  start === null || end === null ? equals('@timestamp', null) : between(start, end);

const mean = (values: readonly number[]): number =>
  values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;

/** Many different long names of high entropy below one domain: data that leaves in the questions. */
const tunnel = ({ address, domain, rows, settings, context, sources }: Stretch): Finding | undefined => {
  const kept = unitedTexts(
    rows.map((row) => textsOf(row, 'kept')),
    NAMES_KEPT * 20,
  );
  const names = Math.max(kept.length, ...rows.map((row) => numberOf(row, 'names')));
  if (names < settings.minimumNames) return undefined;
  const hosts = kept
    .map((name) => name.replace(/[.]$/, '').slice(0, -domain.length - 1))
    .filter((host) => host !== '');
  const length = mean(hosts.map((host) => host.length));
  const bits = mean(hosts.map((host) => entropy(host.replaceAll('.', ''))));
  if (length < settings.minimumLength || bits < settings.minimumEntropy) return undefined;
  const questions = sumOf(rows, 'questions');
  const texts = sumOf(rows, 'texts');
  const { start, end } = spanOf(rows);
  const entity = { field: 'source.ip', value: address };
  const spelled = unitedTexts(
    rows.map((row) => textsOf(row, 'spellings')),
    NAMES_KEPT,
  );
  const below = spelled.flatMap((text): FilterTree[] => [
    { kind: 'match', field: 'dns.question.name', pieces: ['', `.${text}`] },
    equals('dns.question.name', text),
  ]);
  const filter = formatFilter(allOf([equals('source.ip', address), anyOf(below), during(start, end)]));
  const carried = Math.round(hosts.reduce((sum, host) => sum + host.length, 0) * 0.625);
  return makeFinding({
    detector: DETECTOR,
    settings: context.settings,
    dataset: context.dataset.name,
    title: `${address} asked for ${figure(names)} different long names below ${shown(domain)}`,
    entity,
    aspect: domain,
    firstWindow: isoOf(windowOf(rows[0] as Row)),
    start,
    end,
    events: questions,
    metrics: [
      { name: 'different names', value: names, unit: 'names', threshold: settings.minimumNames },
      {
        name: 'mean length before the domain',
        value: length,
        unit: 'characters',
        threshold: settings.minimumLength,
        sampleSize: hosts.length,
      },
      {
        name: 'mean entropy',
        value: bits,
        unit: 'bits',
        threshold: settings.minimumEntropy,
        sampleSize: hosts.length,
      },
      { name: 'questions', value: questions, unit: 'questions' },
      { name: 'questions for TXT, NULL, CNAME, MX', value: texts, unit: 'questions' },
      { name: 'bytes the names can carry (base 32)', value: carried, unit: 'bytes' },
      { name: 'addresses that do so', value: sources, unit: 'addresses' },
    ],
    score: [
      scorePart('many names below one domain', 35, 35),
      scorePart('names beyond the bound', doublings(names, settings.minimumNames, 5), 20),
      scorePart('length beyond the bound', doublings(length, settings.minimumLength, 6), 12),
      scorePart('questions that carry text back', 12 * (texts / Math.max(1, questions)), 12),
      scorePart('nobody else does', sources === 1 ? 8 : 0, 8),
    ],
    filter,
    attack: ['T1048.003', 'T1071.004'],
    explanation: `${counted(questions, 'question')} for ${figure(names)} different names below ${shown(domain)}, such as ${shown(kept[0] ?? '')}; before the domain stand ${figure(length)} characters of ${figure(bits, 2)} bits each on average, which could carry ${figure(carried)} bytes; ${percent(texts / Math.max(1, questions))} ask for records that carry text back`,
    next: nextCommands(filter, entity, 'dns.question.name'),
  });
};

/** Many different domains that do not exist, with letters drawn at random: a program that looks for its master. */
const generatedNames = ({ address, rows, settings, context }: Stretch): Finding | undefined => {
  const unknown = unitedTexts(
    rows.map((row) => textsOf(row, 'unknown')),
    NAMES_KEPT * 20,
  );
  if (unknown.length < settings.minimumUnknown) return undefined;
  const odd = unknown.filter((domain) => looksGenerated(registeredLabel(domain)));
  const share = odd.length / unknown.length;
  if (share < settings.minimumOddness || odd.length < settings.minimumUnknown) return undefined;
  const questions = sumOf(rows, 'questions');
  const { start, end } = spanOf(rows);
  const entity = { field: 'source.ip', value: address };
  const filter = formatFilter(
    allOf([
      equals('source.ip', address),
      { kind: 'compare', field: 'dns.response_code', operator: ':', value: 'NXDOMAIN', literal: true },
      { kind: 'exists', field: 'dns.question.name' },
      during(start, end),
    ]),
  );
  return makeFinding({
    detector: DETECTOR,
    settings: context.settings,
    dataset: context.dataset.name,
    title: `${address} asked for ${figure(unknown.length)} domains that do not exist`,
    entity,
    aspect: 'generated names',
    firstWindow: isoOf(windowOf(rows[0] as Row)),
    start,
    end,
    events: questions,
    metrics: [
      {
        name: 'domains that do not exist',
        value: unknown.length,
        unit: 'domains',
        threshold: settings.minimumUnknown,
      },
      { name: 'of letters drawn at random', value: share, unit: 'share', threshold: settings.minimumOddness },
      { name: 'questions', value: questions, unit: 'questions' },
    ],
    score: [
      scorePart('domains that do not exist', 35, 35),
      scorePart('domains beyond the bound', doublings(unknown.length, settings.minimumUnknown, 6), 25),
      scorePart('letters drawn at random', 20 * share, 20),
    ],
    filter,
    attack: ['T1568.002'],
    explanation: `${counted(questions, 'question')} for ${counted(unknown.length, 'domain')} that do not exist, ${percent(share)} of them with letters that look drawn at random, such as ${listed(odd.slice(0, 3).map(shown), 3)}`,
    next: nextCommands(filter, entity, 'dns.question.name'),
  });
};
