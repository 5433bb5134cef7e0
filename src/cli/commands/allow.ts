import { UsageError } from '../../kernel/errors.ts';
import { addToAllowList, readAllowList } from '../../workflows/allow-list.ts';
import { analyze } from '../../workflows/analyze.ts';
import type { CommandContext, Options, Runner } from '../command-context.ts';
import { printRows } from '../output/print-rows.ts';
import { dataOptions, given, whereOf } from './data-options.ts';

/** `allow list FILE`, `allow add FILE`, `allow check FILE INPUT...`. */
export const allowCommand =
  (action: string): Runner =>
  async (context, words, options) => {
    const [file = '', ...inputs] = words;
    if (action === 'list') return list(context, file, options);
    if (action === 'add') return add(context, file, options);
    return check(context, file, inputs, options);
  };

const today = (): string => new Date().toISOString().slice(0, 10);

const list = async (context: CommandContext, file: string, options: Options): Promise<void> => {
  const tests = await readAllowList(file);
  const rows = tests.map(({ entry }) => ({
    where: entry.where,
    detectors: entry.detectors?.join(', ') ?? 'all',
    reason: entry.reason,
    owner: entry.owner,
    expires: entry.expires,
    state: entry.expires < today() ? 'expired' : 'in force',
  }));
  await printRows(context, options, { command: 'allow list', accounts: [], rows, total: rows.length });
};

const add = async (context: CommandContext, file: string, options: Options): Promise<void> => {
  const text = (name: string): string => String(options[name] ?? '');
  const detectors = options['detectors'] as readonly string[] | undefined;
  await addToAllowList(file, {
    where: text('where'),
    ...(detectors === undefined ? {} : { detectors }),
    reason: text('reason'),
    owner: text('owner'),
    expires: text('expires'),
  });
  await context.terminal.write(
    `added to ${file}; logfence allow check ${file} INPUT... shows what it hides\n`,
  );
};

const check = async (
  context: CommandContext,
  file: string,
  inputs: readonly string[],
  options: Options,
): Promise<void> => {
  const { finishProgress, ...data } = dataOptions(context, inputs, options);
  const analysis = await analyze({
    ...data,
    allow: file,
    ...given({
      where: whereOf(options),
      rules: options['rules'] as readonly string[] | undefined,
      config: options['config'] as string | undefined,
    }),
  });
  finishProgress();
  await analysis.data.close();
  const { allowed } = analysis;
  if (allowed === undefined) throw new UsageError(`${file} holds no entry`);
  const rows = allowed.hidden.map(({ entry, findings }) => ({
    where: entry.where,
    reason: entry.reason,
    owner: entry.owner,
    expires: entry.expires,
    hides: findings.length,
    severity: findings.length === 0 ? null : Math.max(...findings.map(({ severity }) => severity)),
    example: findings[0]?.title ?? null,
  }));
  await printRows(context, options, {
    command: 'allow check',
    accounts: analysis.accounts,
    rows,
    total: rows.length,
    notes: [...allowed.notes],
  });
  if (allowed.refused) process.exitCode = 2;
};
