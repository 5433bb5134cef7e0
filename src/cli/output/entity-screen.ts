import { displayWidth, fittedColumns } from '../../kernel/display-width.ts';
import { countText, numberText } from '../../kernel/number-text.ts';
import { timeRangeText } from '../../kernel/time-text.ts';
import { clipped, visibleText } from '../../kernel/visible-text.ts';
import { aboutText } from '../../reporters/about.ts';
import { type EntityRisk, type Finding, severityName } from '../../schema/finding.ts';
import type { Style } from './style.ts';
import { wrapped } from './wrapped.ts';

interface EntityScreen {
  readonly style: Style;
  readonly width: number;
}

/** Findings with a line of their own below an entity; of the others their ids are told. */
const SHOWN_FINDINGS = 6;
const SHOWN_IDS = 60;
const INDENT = ' '.repeat(19);

const signed = (value: number): string => `${value < 0 ? '' : '+'}${numberText(value)}`;

/** What the risk is made of: each detector's most severe finding, and what criticality added to it. */
const partsText = ({ parts }: EntityRisk): string =>
  parts
    .map(({ detector, severity, findings, criticality }) => {
      const notes = [
        ...(findings > 1 ? [`of ${numberText(findings)}`] : []),
        ...(criticality === undefined ? [] : [`${signed(criticality)} by criticality`]),
      ];
      return `${detector} ${severity}${notes.length > 0 ? ` (${notes.join(', ')})` : ''}`;
    })
    .join(' + ');

/** A title without the entity it begins with, whose name stands above it. */
const ownTitle = ({ title, entity }: Finding): string => {
  const start = [`"${entity.value}": `, `${entity.value}: `, `${entity.value} `].find((each) =>
    title.startsWith(each),
  );
  return start === undefined || start.length === title.length ? title : title.slice(start.length);
};

/** Severity, title and, at the right, the id that explain takes. */
const findingLine = (finding: Finding, { style, width }: EntityScreen): string => {
  const { severity, id } = finding;
  const room = Math.max(20, width - INDENT.length - 5 - id.length - 2);
  const shown = fittedColumns(visibleText(ownTitle(finding)), room);
  const gap = ' '.repeat(Math.max(0, room - displayWidth(shown)) + 2);
  const number = String(severity).padStart(3);
  return `${INDENT}${style.severity(severity, number)}  ${shown}${gap}${style.dim(id)}`;
};

/** One entity: risk and what it is made of, then its findings, one line each. */
export const entityText = (
  item: EntityRisk,
  rank: number,
  findings: ReadonlyMap<string, Finding>,
  screen: EntityScreen,
): string => {
  const { style, width } = screen;
  const level = `${String(item.risk).padStart(3)} ${severityName(item.risk).padEnd(8)}`;
  const name = `${visibleText(item.entity.field)} ${clipped(visibleText(item.entity.value), 60, { middle: true })}`;
  const when =
    item.start === null || item.end === null ? 'without time' : timeRangeText(item.start, item.end);
  const own = item.findings.flatMap((id) => findings.get(id) ?? []);
  const others = own.slice(SHOWN_FINDINGS);
  const ids = others.slice(0, SHOWN_IDS).map(({ id }) => id);
  const more = `and ${countText(others.length, 'more finding')}, each shown without --by-entity: ${ids.join(' ')}${others.length > ids.length ? ' …' : ''}`;
  return [
    `${String(rank).padStart(3)}  ${style.severity(item.risk, level)}  ${style.bold(fittedColumns(name, Math.max(30, width - INDENT.length)))}`,
    style.dim(wrapped(`${countText(own.length, 'finding')} · ${when}`, width, INDENT)),
    ...(item.about === undefined ? [] : [wrapped(visibleText(aboutText(item.about)), width, INDENT)]),
    wrapped(partsText(item), width, INDENT),
    ...own.slice(0, SHOWN_FINDINGS).map((finding) => findingLine(finding, screen)),
    ...(others.length > 0 ? [style.dim(wrapped(more, width, INDENT))] : []),
  ].join('\n');
};
