import type { Allowed } from '../rules/allow-list.ts';
import { entityRisks } from '../detectors/entity-risk.ts';
import { rankFindings } from '../detectors/rank.ts';
import { type DetectionRun, type DetectorTiming, type RunOptions, runDetectors } from '../detectors/run.ts';
import type { SeenValues } from '../detectors/history.ts';
import type { InputAccount } from '../schema/accounting.ts';
import type { EntityRisk, Finding } from '../schema/finding.ts';
import type { SettingValues } from '../schema/settings.ts';
import { type DataOptions, type OpenData, openData } from './open-data.ts';
import { withFacts } from './entity-facts.ts';
import { proxyNotes } from './proxy-notes.ts';
import type { AdaptRule } from './rule-files.ts';
import { saveFindings } from './saved-findings.ts';

export interface AnalyzeOptions extends DataOptions {
  readonly detectors?: readonly string[];
  readonly settings?: Readonly<Record<string, SettingValues>>;
  readonly where?: string;
  /** Rule files to run beside the built-in detectors. */
  readonly rules?: readonly string[];
  /** A settings file; what `settings` says wins over it. */
  readonly config?: string;
  /** An allow-list file: what it hides is left out, and noted. */
  readonly allow?: string;
  /** A filter for the events that come before the judged ones: what was seen first is held against them. */
  readonly earlier?: string;
  /** A file of values seen before, which learns those of this analysis; made where it is not there. */
  readonly history?: string;
}

export interface Analysis {
  readonly accounts: readonly InputAccount[];
  /** Ranked, most severe first. */
  readonly findings: readonly Finding[];
  /** The same findings joined by entity, highest risk first. */
  readonly entities: readonly EntityRisk[];
  readonly notes: readonly string[];
  readonly ran: readonly string[];
  /** First and last event time, null when no event has one. */
  readonly span: { readonly start: string; readonly end: string } | null;
  readonly events: number;
  readonly timings: readonly StepTiming[];
  /** What an allow-list hid; absent without one. */
  readonly allowed?: Allowed;
}

/** What one step cost. */
export interface StepTiming {
  readonly step: string;
  readonly seconds: number;
}

/** The analysis with its data still open, for reports. The caller closes `data`. */
export interface OpenAnalysis extends Analysis {
  readonly data: OpenData;
  readonly run: DetectionRun;
  readonly runOptions: RunOptions;
}

/**
 * Reads, runs every fitting detector, and ranks what they find.
 * @throws UsageError, InputError, EngineError, InterruptedError.
 */
export const analyze = async (options: AnalyzeOptions): Promise<OpenAnalysis> => {
  const { effects } = options;
  const started = effects.steady();
  const allowList = options.allow === undefined ? undefined : await import('./allow-list.ts');
  const tests = await allowList?.readAllowList(options.allow as string);
  const historyFile = options.history === undefined ? undefined : await import('./history-file.ts');
  const kept = await historyFile?.readHistory(options.history as string);
  const data = await openData(options);
  try {
    const loaded = effects.steady();
    const timings: DetectorTiming[] = [];
    const runOptions = await detectionOptions(options, undefined, kept);
    const run = await runDetectors(data.store, {
      ...runOptions,
      now: () => effects.steady(),
      onTiming: (timing) => timings.push(timing),
    });
    const detected = effects.steady();
    const known = await knownFindings(run.findings, data, options);
    const today = new Date(effects.now()).toISOString().slice(0, 10);
    const allowed = await allowList?.allowFindings(known.findings, tests ?? [], data.store, today);
    const findings = allowed?.shown ?? known.findings;
    if (options.store !== undefined) await saveFindings(data.store, findings);
    const learned = await historyFile?.learnHistory(options.history as string, kept, data.store, runOptions);
    const span = await timeSpan(data);
    return {
      data,
      run,
      runOptions,
      accounts: data.accounts,
      findings,
      entities: entityRisks(findings),
      notes: [...run.notes, ...known.notes, ...(allowList?.allowNotes(allowed) ?? []), ...(learned ?? [])],
      ...(allowed === undefined ? {} : { allowed }),
      ran: run.ran,
      ...span,
      timings: [
        { step: 'read', seconds: (loaded - started) / 1000 },
        ...timings.map((timing) => ({
          step: `${timing.step} ${timing.detectors.join(', ')} (${timing.dataset})`,
          seconds: timing.milliseconds / 1000,
        })),
        { step: 'all detectors, side by side', seconds: (detected - loaded) / 1000 },
        { step: 'facts and names', seconds: (effects.steady() - detected) / 1000 },
      ],
    };
  } catch (error) {
    await data.close();
    throw error;
  }
};

/** Detectors, rule files and settings as the runner takes them; `adapt` changes every rule. */
export const detectionOptions = async (
  options: Pick<
    AnalyzeOptions,
    'detectors' | 'settings' | 'where' | 'earlier' | 'rules' | 'config' | 'signal'
  >,
  adapt?: AdaptRule,
  kept?: SeenValues,
): Promise<RunOptions> => {
  const { allDetectors } = await import('./rule-detectors.ts');
  const { detectors, where, earlier, signal } = options;
  const { rules, settings } = await tuned(options);
  return {
    available: await allDetectors(rules, detectors, adapt),
    ...(detectors === undefined ? {} : { detectors }),
    ...(settings === undefined ? {} : { settings }),
    ...(where === undefined || where === '' ? {} : { where }),
    ...(earlier === undefined && kept === undefined
      ? {}
      : {
          history: {
            ...(earlier === undefined ? {} : { where: earlier }),
            ...(kept === undefined ? {} : { values: kept }),
          },
        }),
    ...(signal === undefined ? {} : { signal }),
  };
};

/** Rules and settings of the options and of the settings file they name. */
const tuned = async ({
  rules = [],
  settings,
  config,
}: Pick<AnalyzeOptions, 'rules' | 'settings' | 'config'>): Promise<
  Pick<RunOptions, 'settings'> & { readonly rules: readonly string[] }
> => {
  if (config === undefined) return { rules, ...(settings === undefined ? {} : { settings }) };
  const { loadSettings } = await import('./settings-file.ts');
  const loaded = await loadSettings(config, rules);
  const names = new Set([...Object.keys(loaded.settings), ...Object.keys(settings ?? {})]);
  const merged = [...names].map((name) => [name, { ...loaded.settings[name], ...settings?.[name] }] as const);
  return { rules: loaded.rules, settings: Object.fromEntries(merged) };
};

/** The findings with what is known about their entities, and remarks on proxies and names. */
const knownFindings = async (
  findings: readonly Finding[],
  data: OpenData,
  options: AnalyzeOptions,
): Promise<{ readonly findings: readonly Finding[]; readonly notes: readonly string[] }> => {
  const { store, knowledge } = data;
  const notes: string[] = [];
  if (options.enrichment?.clientIp === undefined) notes.push(...(await proxyNotes(store)));
  if (options.enrichment?.resolveNames === true) {
    const { resolveNames } = await import('./resolve-names.ts');
    const addresses = findings.flatMap(({ entity }) => (entity.field.endsWith('.ip') ? [entity.value] : []));
    const { effects, signal, enrichment } = options;
    notes.push(await resolveNames(addresses, { store, knowledge, options: enrichment, effects, signal }));
  }
  return { findings: rankFindings(await withFacts(findings, store, knowledge)), notes };
};

/** First and last time over all datasets, and how many events there are. */
const timeSpan = async (
  data: OpenData,
): Promise<{
  readonly span: { readonly start: string; readonly end: string } | null;
  readonly events: number;
}> => {
  const { sql } = await import('../sql/sql.ts');
  const { dialect } = data.store;
  const spans: { start: string; end: string }[] = [];
  let events = 0;
  for (const dataset of await data.store.datasets()) {
    events += dataset.events;
    const time = dialect.identifier('@timestamp');
    const [row] = await data.store.query(
      sql`select min(${time}) as start, max(${time}) as stop from ${dialect.identifier(dataset.table)}`,
    );
    if (typeof row?.['start'] === 'string') spans.push({ start: row['start'], end: String(row['stop']) });
  }
  const starts = spans.map((span) => span.start).sort();
  const ends = spans.map((span) => span.end).sort();
  const [start, end] = [starts[0], ends.at(-1)];
  return { events, span: start === undefined || end === undefined ? null : { start, end } };
};
