import { type InputAccount, sumAccounts } from '../../schema/accounting.ts';

/** JSON text in which NaN and infinity are null and control characters are escaped. */
export const jsonText = (value: unknown): string =>
  JSON.stringify(value, (_key, item: unknown) => {
    if (typeof item === 'bigint') return item.toString();
    return typeof item === 'number' && !Number.isFinite(item) ? null : item;
  }).replace(
    /[\u007f-\u009f\u2028\u2029\u{fff9}-\u{fffb}\u202a-\u202e\u2066-\u2069]/gu,
    (sign) => `\\u${(sign.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`,
  );

/** The `inputs` part of every `--json` answer. */
const inputsJson = (accounts: readonly InputAccount[]): Readonly<Record<string, unknown>> => {
  const { lines, parsed, rejected, skipped, repaired } = sumAccounts(accounts);
  return { lines, parsed, rejected, skipped, repaired, files: accounts };
};

/** One answer of a command as one object. */
export const answerJson = (
  command: string,
  accounts: readonly InputAccount[],
  content: Readonly<Record<string, unknown>>,
): string => `${jsonText({ command, inputs: inputsJson(accounts), ...content })}\n`;
