import { openData } from '../../workflows/open-data.ts';
import { checkRules, listRules, testRule } from '../../workflows/rule-files.ts';
import type { CommandContext, Options, Runner } from '../command-context.ts';
import { printRows } from '../output/print-rows.ts';
import { dataOptions, given, whereOf } from './data-options.ts';

/** `rules list`, `rules check FILE...`, `rules test RULE INPUT...`. */
export const rulesCommand =
  (action: string): Runner =>
  async (context, words, options) => {
    if (action === 'list') return list(context, words, options);
    if (action === 'check') return check(context, words, options);
    return test(context, words, options);
  };

const list: Runner = async (context, places, options) => {
  const rows = await listRules(...(places.length === 0 ? [] : [places]));
  await printRows(context, options, {
    command: 'rules list',
    accounts: [],
    rows: rows.map((row) => ({ ...row })),
    total: rows.length,
    ...(options['json'] === true
      ? {}
      : { columns: ['name', 'title', 'dataset', 'entity', 'severity', 'default'] }),
  });
};

const check: Runner = async (context, files, options) => {
  const rows = await checkRules(files);
  if (options['json'] === true) {
    await printRows(context, options, {
      command: 'rules check',
      accounts: [],
      rows: rows.map((row) => ({ ...row })),
      total: rows.length,
    });
  } else {
    for (const { file, valid, problems } of rows) {
      await context.terminal.write(valid ? `${file}: right\n` : `${problems.join('\n')}\n`);
    }
  }
  if (rows.some((row) => !row.valid)) process.exitCode = 2;
};

const test = async (
  context: CommandContext,
  [rule = '', ...inputs]: readonly string[],
  options: Options,
): Promise<void> => {
  const { finishProgress, ...data } = dataOptions(context, inputs, options);
  const opened = await openData(data);
  finishProgress();
  try {
    const trial = await testRule(rule, {
      store: opened.store,
      signal: context.signal,
      ...given({ where: whereOf(options) }),
    });
    const rows = trial.findings.map(({ id, severity, entity, start, end, events, explanation }) => ({
      ...{ id, severity, entity: entity.value, start, end, events, explanation },
    }));
    await printRows(context, options, {
      command: 'rules test',
      accounts: opened.accounts,
      rows: options['json'] === true ? trial.findings.map((finding) => ({ ...finding })) : rows,
      total: rows.length,
      notes: [
        `${trial.rule.name}: ${trial.findings.length} findings, baseline of ${trial.baseline.length} rows`,
        ...trial.notes,
      ],
    });
  } finally {
    await opened.close();
  }
};
