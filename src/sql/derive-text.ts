import type { Dialect } from './dialect.ts';
import { raw, type Sql, sql } from './sql.ts';

const missingIfEmpty = (dialect: Dialect, text: Sql): Sql => dialect.nullIfText(text, ['']);

/** Scheme and host of a target that a proxy was asked for. */
export const ORIGIN = '^[A-Za-z][A-Za-z0-9+.-]*://[^/?#]*';

const withoutOrigin = (dialect: Dialect, target: Sql): Sql =>
  dialect.ifThen(dialect.startsWith(target, '/'), target, dialect.replaceAll(target, ORIGIN, ''));

/** Request target up to the first `?` or `#`, without scheme and host. */
export const path = (dialect: Dialect, target: Sql): Sql =>
  missingIfEmpty(
    dialect,
    dialect.splitPart(dialect.splitPart(withoutOrigin(dialect, target), '?', 1), '#', 1),
  );

/** The host of a target with scheme and host. */
export const DOMAIN = '^[A-Za-z][A-Za-z0-9+.-]*://(?:[^/?#@]*@)?([^/?#:@]+)';

export const domain = (dialect: Dialect, target: Sql): Sql =>
  missingIfEmpty(dialect, dialect.capture(target, DOMAIN));

/** What stands between the first `?` and a `#`. */
export const query = (dialect: Dialect, target: Sql): Sql =>
  missingIfEmpty(dialect, dialect.capture(target, '^[^?#]*[?]([^#]*)'));

/** What follows the last dot of the last path segment, where something stands before that dot. */
export const extension = (dialect: Dialect, target: Sql): Sql =>
  missingIfEmpty(
    dialect,
    dialect.capture(withoutOrigin(dialect, target), '^[^?#]*/[^/?#]+[.]([^./?#]+)(?:[?#]|$)'),
  );

/** One replacement, tried only where a cheap look says that it can match. */
interface Step {
  readonly pattern: string;
  readonly replacement: string;
  readonly needs?: { readonly text?: string; readonly pattern?: string };
}

const UUID = '[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}';
const HEX_RUN = '[0-9a-fA-F]{8}';

// In this order: whole query values first, then what stands anywhere in the target.
const QUERY_STEPS: readonly Step[] = [
  { pattern: '=[0-9]+(&|#|$)', replacement: '={number}\\1' },
  { pattern: '=[0-9a-fA-F]{8,}(&|#|$)', replacement: '={hex}\\1' },
  { pattern: `=${UUID}(&|#|$)`, replacement: '={uuid}\\1', needs: { text: '-' } },
  { pattern: '=(?:[^{&#][^&#]*|[{][^nhu&#][^&#]*)', replacement: '={text}' },
];
const DIGIT_STEPS: readonly Step[] = [
  { pattern: `\\b${UUID}\\b`, replacement: '{uuid}', needs: { text: '-' } },
  { pattern: '([^A-Za-z0-9%])[0-9]+\\b', replacement: '\\1{number}' },
  { pattern: '\\b[0-9a-fA-F]{8,}\\b', replacement: '{hex}', needs: { pattern: HEX_RUN } },
];

/**
 * The target with what differs from request to request replaced: numbers that stand
 * between marks, UUIDs and runs of eight and more hexadecimal digits by {number},
 * {uuid}, {hex}; other query values by {text}. `/api/v1/items/7?page=81&sort=up`
 * becomes `/api/v1/items/{number}?page={number}&sort={text}`.
 */
export const pathTemplate = (dialect: Dialect, target: Sql): Sql => {
  const steps = (text: Sql, list: readonly Step[]): Sql =>
    list.reduce((inner, { pattern, replacement, needs }) => {
      const replaced = dialect.replaceAll(inner, pattern, replacement);
      if (needs?.text !== undefined)
        return dialect.ifThen(dialect.contains(target, needs.text), replaced, inner);
      if (needs?.pattern !== undefined)
        return dialect.ifThen(dialect.matches(target, needs.pattern), replaced, inner);
      return replaced;
    }, text);
  const plain = dialect.ifThen(dialect.contains(target, '='), steps(target, QUERY_STEPS), target);
  return dialect.ifThen(dialect.matches(target, '[0-9]'), steps(plain, DIGIT_STEPS), plain);
};

const BROWSERS: readonly (readonly [pattern: string, name: string])[] = [
  ['Edg(?:e|A|iOS)?/', 'Edge'],
  ['OPR/|Opera', 'Opera'],
  ['Chrome/|CriOS/', 'Chrome'],
  ['Firefox/|FxiOS/', 'Firefox'],
  ['MSIE |Trident/', 'Internet Explorer'],
  ['Safari/', 'Safari'],
];

/**
 * Family of an agent: for robots the word that holds bot, crawler, spider or slurp;
 * for browsers their name; else the product named first, without its version.
 */
export const agentFamily = (dialect: Dialect, agent: Sql): Sql => {
  const captured = (pattern: string): Sql => missingIfEmpty(dialect, dialect.capture(agent, pattern));
  const browser = BROWSERS.reduceRight(
    (otherwise, [pattern, name]) =>
      dialect.ifThen(dialect.matches(agent, pattern), dialect.literal(name), otherwise),
    raw('null'),
  );
  const mozilla = dialect.coalesce([
    captured('^Mozilla/[0-9.]+ [(]?([A-Za-z][A-Za-z0-9_-]*)/'),
    browser,
    captured('compatible; ([A-Za-z][A-Za-z0-9_.!-]*)'),
    dialect.literal('Mozilla'),
  ]);
  const product = captured('^([A-Za-z0-9_.+!-]+?)(?:-[0-9][0-9A-Za-z.]*)?(?:[/ (;,]|$)');
  return dialect.ifThen(
    sql`${agent} is null`,
    raw('null'),
    dialect.coalesce([
      captured('([A-Za-z0-9_-]*(?:[Bb]ot|[Cc]rawler|[Ss]pider|[Ss]lurp)[A-Za-z0-9_-]*)'),
      dialect.ifThen(dialect.startsWith(agent, 'Mozilla/'), mozilla, product),
      dialect.literal('other'),
    ]),
  );
};
