import { bytesText, countText, numberText } from '../../kernel/number-text.ts';
import { timeRangeText } from '../../kernel/time-text.ts';
import { clipped, visibleText } from '../../kernel/visible-text.ts';
import { withoutPassword } from '../../kernel/without-password.ts';
import { type InputAccount, sumAccounts, toldNotes } from '../../schema/accounting.ts';
import { type Finding, severityName } from '../../schema/finding.ts';
import { entityText } from './entity-screen.ts';
import { aboutText } from '../../reporters/about.ts';
import type { Analysis } from '../../workflows/analyze.ts';
import type { Style } from './style.ts';
import { wrapped } from './wrapped.ts';

export interface ScreenOptions {
  readonly style: Style;
  readonly width: number;
  readonly limit: number;
  /** How the inputs were named, for the commands to type next. */
  readonly inputWords: string;
  /** Rules and settings that the findings rest on, as words of the command line. */
  readonly tuningWords: string;
  readonly timings: boolean;
  /** Findings joined by entity instead of one by one. */
  readonly byEntity: boolean;
}

const SHOWN_INPUTS = 8;

const accountLine = (account: InputAccount): string =>
  [
    visibleText(account.path),
    account.format,
    `${numberText(account.lines)} lines`,
    bytesText(account.bytes),
    ...(account.status === 'complete' ? [] : [account.status]),
  ].join(' · ');

/** Accounting first: what was read, and that every line is somewhere. */
export const accountingText = (
  accounts: readonly InputAccount[],
  { style, width, inputWords }: Pick<ScreenOptions, 'style' | 'width' | 'inputWords'>,
): string => {
  const totals = sumAccounts(accounts);
  const more = accounts.length - SHOWN_INPUTS;
  const sums = [
    `${numberText(totals.lines)} lines = ${numberText(totals.parsed)} parsed + ${numberText(totals.rejected)} rejected + ${numberText(totals.skipped)} skipped`,
    ...(totals.repaired > 0 ? [`${numberText(totals.repaired)} repaired`] : []),
    ...(totals.withoutTime > 0 ? [`${numberText(totals.withoutTime)} without a time`] : []),
  ];
  const notes = accounts.flatMap((account) =>
    toldNotes(account).map((note) => style.dim(wrapped(visibleText(note), width, '  '))),
  );
  return [
    ...accounts.slice(0, SHOWN_INPUTS).map((account) => `  ${accountLine(account)}`),
    ...(more > 0 ? [`  and ${countText(more, 'more input')}`] : []),
    `  ${style.bold(sums.join(', '))}`,
    ...(totals.rejected > 0
      ? [
          style.dim(
            `  why ${totals.rejected === 1 ? 'one was' : 'some were'} rejected: logfence inputs --rejects ${inputWords}`,
          ),
        ]
      : []),
    ...notes.slice(0, 12),
    ...(notes.length > 12
      ? [style.dim(`  and ${numberText(notes.length - 12)} more remarks (--json has all)`)]
      : []),
  ].join('\n');
};

const LEVELS = ['critical', 'high', 'medium', 'low'] as const;

/** One paragraph: how much, how bad, who. */
export const summarySentence = (analysis: Analysis): string => {
  const { findings, events, span } = analysis;
  const when = span === null ? '' : `, ${timeRangeText(span.start, span.end)} UTC`;
  if (events === 0) return 'There is no event to judge.';
  const read = `${countText(events, 'event')}${when}.`;
  if (findings.length === 0)
    return `${read} Nothing stands out by the detectors that ran (${analysis.ran.join(', ') || 'none'}).`;
  const levels = LEVELS.flatMap((level) => {
    const count = findings.filter((finding) => severityName(finding.severity) === level).length;
    return count === 0 ? [] : [`${numberText(count)} ${level}`];
  });
  const first = findings[0] as Finding;
  return `${read} ${countText(findings.length, 'finding')} (${levels.join(', ')}); the most severe: ${visibleText(first.title)}.${riskiest(analysis)}`;
};

/** Who has the highest risk, where several findings make it. */
const riskiest = ({ entities }: Analysis): string => {
  const [first] = entities;
  if (first === undefined || first.findings.length < 2) return '';
  const name = `${visibleText(first.entity.field)} ${clipped(visibleText(first.entity.value), 60, { middle: true })}`;
  return ` Highest risk: ${name}, ${first.risk} from ${countText(first.findings.length, 'finding')}.`;
};

/** Rank, severity, title; below it who and when, and why in one sentence. */
const findingText = (finding: Finding, rank: number, options: ScreenOptions): string => {
  const { style, width } = options;
  const level = `${String(finding.severity).padStart(3)} ${severityName(finding.severity).padEnd(8)}`;
  const head = `${String(rank).padStart(3)}  ${style.severity(finding.severity, level)}  ${style.bold(clipped(visibleText(finding.title), Math.max(30, width - 22)))}`;
  const when =
    finding.start === null || finding.end === null
      ? 'without time'
      : timeRangeText(finding.start, finding.end);
  const facts = `${visibleText(finding.entity.field)} ${clipped(visibleText(finding.entity.value), 60, { middle: true })} · ${countText(finding.events, 'event')} · ${when} · ${finding.id}`;
  const indent = ' '.repeat(19);
  return [
    head,
    style.dim(wrapped(facts, width, indent)),
    ...(finding.about === undefined ? [] : [wrapped(visibleText(aboutText(finding.about)), width, indent)]),
    wrapped(visibleText(finding.explanation), width, indent),
  ].join('\n');
};

export const shellWord = (word: string): string =>
  /^[A-Za-z0-9_./:=@%+-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;

/** One or two commands a person would type next. */
const nextText = (analysis: Analysis, options: ScreenOptions): string => {
  const first = analysis.findings[0];
  const { inputWords, tuningWords } = options;
  if (first === undefined) return `Next:\n  logfence fields ${inputWords}`;
  return [
    'Next:',
    `  logfence explain ${first.id} ${inputWords}${tuningWords}`,
    `  logfence events ${inputWords} --where ${shellWord(visibleText(first.filter))} --original`,
  ].join('\n');
};

/** What is shown of a list, and a sentence on the rest. */
interface ShownTexts {
  readonly texts: readonly string[];
  readonly more: string;
}

const moreText = (all: number, shown: number, one: string, many = `${one}s`): string =>
  all > shown ? `and ${countText(all - shown, `more ${one}`, `more ${many}`)}; --limit ${all} shows all` : '';

const findingTexts = ({ findings }: Analysis, options: ScreenOptions): ShownTexts => {
  const shown = findings.slice(0, options.limit);
  return {
    texts: shown.map((finding, index) => findingText(finding, index + 1, options)),
    more: moreText(findings.length, shown.length, 'finding'),
  };
};

const entityTexts = ({ entities, findings }: Analysis, options: ScreenOptions): ShownTexts => {
  const byId = new Map(findings.map((finding) => [finding.id, finding]));
  const shown = entities.slice(0, options.limit);
  return {
    texts: shown.map((item, index) => entityText(item, index + 1, byId, options)),
    more: moreText(entities.length, shown.length, 'entity', 'entities'),
  };
};

/** The screen of `analyze`. */
export const analysisScreen = (analysis: Analysis, options: ScreenOptions): string => {
  const { style, width } = options;
  const { texts, more } = options.byEntity ? entityTexts(analysis, options) : findingTexts(analysis, options);
  const sections = [
    accountingText(analysis.accounts, options),
    wrapped(summarySentence(analysis), width, '  '),
    ...(texts.length === 0 ? [] : [texts.join('\n')]),
    ...(more === '' ? [] : [`  ${more}`]),
    ...(analysis.notes.length === 0
      ? []
      : [analysis.notes.map((note) => style.dim(wrapped(visibleText(note), width, '  '))).join('\n')]),
    ...(options.timings ? [timingsText(analysis)] : []),
    nextText(analysis, options),
  ];
  return `${sections.join('\n\n')}\n`;
};

const timingsText = (analysis: Analysis): string =>
  [
    'Timings:',
    ...analysis.timings.map(({ step, seconds }) => `  ${seconds.toFixed(3).padStart(8)} s  ${step}`),
  ].join('\n');

/** Options without which the same inputs would read otherwise. */
const READING_OPTIONS = {
  format: '--format',
  timeZone: '--time-zone',
  year: '--year',
  clientIp: '--client-ip',
  trustedProxies: '--trusted-proxies',
  names: '--names',
  indicators: '--indicators',
} as const;

/** The words that name a command's inputs again, with the options that change how they read, quoted for a shell. */
export const inputWordsOf = (
  inputs: readonly string[],
  options: Readonly<Record<string, unknown>>,
): string => {
  const { store } = options;
  if (typeof store === 'string') return `--store ${shellWord(withoutPassword(store))}`;
  const reading = Object.entries(READING_OPTIONS).flatMap(([name, flag]) =>
    // A list of one option stays one word; an option that repeats is named again.
    (name === 'indicators' ? [options[name]].flat() : [options[name]]).flatMap((value) =>
      value === undefined ? [] : [flag, shellWord(visibleText(String(value)))],
    ),
  );
  return [...inputs.map((input) => shellWord(visibleText(withoutPassword(input)))), ...reading].join(' ');
};

/** The words that name rules and settings again, each behind a blank; '' when there are none. */
export const tuningWordsOf = (options: Readonly<Record<string, unknown>>): string => {
  const rules = (options['rules'] as readonly string[] | undefined) ?? [];
  const named = [
    ...rules.map((rule) => ['--rules', rule]),
    ...(typeof options['config'] === 'string' ? [['--config', options['config']]] : []),
  ];
  return named.map(([flag, word]) => ` ${flag} ${shellWord(visibleText(word ?? ''))}`).join('');
};
