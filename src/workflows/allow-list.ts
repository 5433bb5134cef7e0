import { appendFile, readFile } from 'node:fs/promises';
import { formatFilter } from '../filter/format.ts';
import { parseFilter } from '../filter/parse.ts';
import { allOf } from '../filter/tree.ts';
import { countFindingEvents } from '../detectors/explain.ts';
import { InputError } from '../kernel/errors.ts';
import { countText } from '../kernel/number-text.ts';
import type { Finding } from '../schema/finding.ts';
import {
  type Allowed,
  type AllowEntry,
  allowEntryText,
  type AllowTest,
  allowTest,
  applyAllowList,
  parseAllowList,
} from '../rules/allow-list.ts';
import type { EventStore } from '../store/event-store.ts';
import { fileReason } from './file-reason.ts';

/** @throws InputError when the file cannot be read, UsageError when it is no allow-list. */
export const readAllowList = async (file: string): Promise<readonly AllowTest[]> => {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new InputError(`cannot read the allow-list ${file}: ${fileReason(cause)}`, cause);
  });
  return parseAllowList(text, file);
};

/** Adds an entry at the end of a list, which is made where it is not there yet. */
export const addToAllowList = async (file: string, entry: AllowEntry): Promise<void> => {
  allowTest(entry, 'the new entry');
  const before = await readFile(file, 'utf8').catch(() => '');
  parseAllowList(before, file);
  const gap = before === '' || before.endsWith('\n') ? '' : '\n';
  await appendFile(file, gap + allowEntryText(entry));
};

/** Hides what a list allows; events labelled by `--truth` keep their findings from being hidden. */
export const allowFindings = async (
  findings: readonly Finding[],
  tests: readonly AllowTest[],
  store: EventStore,
  today: string,
): Promise<Allowed> => {
  const labelled = new Set<string>();
  const datasets = await store.datasets();
  for (const finding of findings) {
    if (!tests.some(({ matches }) => matches(finding))) continue;
    const dataset = datasets.find(({ name }) => name === finding.dataset);
    if (dataset?.fields.some(({ name }) => name === 'label.attack') !== true) continue;
    const tree = allOf([
      parseFilter(finding.filter),
      { kind: 'compare', field: 'label.attack', operator: ':', value: 'true' },
    ]);
    if ((await countFindingEvents(store, { ...finding, filter: formatFilter(tree) })) > 0)
      labelled.add(finding.id);
  }
  return applyAllowList(findings, tests, today, ({ id }) => labelled.has(id));
};

/** One line for each entry that hid something, and the list's own remarks. */
export const allowNotes = (allowed: Allowed | undefined): readonly string[] => [
  ...(allowed?.hidden ?? [])
    .filter(({ findings }) => findings.length > 0)
    .map(
      ({ entry, findings }) =>
        `allow-list entry "${entry.where}" hid ${countText(findings.length, 'finding')}, the most severe of ${Math.max(...findings.map(({ severity }) => severity))} (${entry.reason}; ${entry.owner}; until ${entry.expires})`,
    ),
  ...(allowed?.notes ?? []),
];
