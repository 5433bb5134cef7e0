import { countText } from '../../kernel/number-text.ts';
import { timeRangeText } from '../../kernel/time-text.ts';
import { clipped, visibleText } from '../../kernel/visible-text.ts';
import { type EntityRisk, type Finding, severityName } from '../../schema/finding.ts';
import type { Style } from './style.ts';

interface EntityScreen {
  readonly style: Style;
  readonly width: number;
}

/** Findings named below one entity; how many more there are is said. */
const SHOWN_FINDINGS = 6;
const INDENT = ' '.repeat(19);

/** One entity: risk and what it is made of, then its findings, one line each. */
export const entityText = (
  item: EntityRisk,
  rank: number,
  findings: ReadonlyMap<string, Finding>,
  { style, width }: EntityScreen,
): string => {
  const level = `${String(item.risk).padStart(3)} ${severityName(item.risk).padEnd(8)}`;
  const name = `${visibleText(item.entity.field)} ${clipped(visibleText(item.entity.value), 60, { middle: true })}`;
  const when =
    item.start === null || item.end === null ? 'without time' : timeRangeText(item.start, item.end);
  const parts = item.parts.map(
    ({ detector, severity, findings: count }) =>
      `${detector} ${severity}${count > 1 ? ` (of ${count})` : ''}`,
  );
  const own = item.findings.flatMap((id) => findings.get(id) ?? []);
  const more = own.length - SHOWN_FINDINGS;
  return [
    `${String(rank).padStart(3)}  ${style.severity(item.risk, level)}  ${style.bold(name)}`,
    style.dim(`${INDENT}${countText(own.length, 'finding')} · ${when}`),
    style.dim(`${INDENT}${clipped(parts.join(' + '), Math.max(30, width - INDENT.length))}`),
    ...own
      .slice(0, SHOWN_FINDINGS)
      .map(
        ({ severity, title, id }) =>
          `${INDENT}${String(severity).padStart(3)}  ${clipped(visibleText(title), Math.max(30, width - 38))} ${style.dim(id)}`,
      ),
    ...(more > 0
      ? [`${INDENT}and ${countText(more, 'more finding')}; without --by-entity each is shown`]
      : []),
  ].join('\n');
};
