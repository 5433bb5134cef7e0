import type { Finding } from '../../schema/finding.ts';
import type { Row } from '../../store/event-store.ts';
import { countFence } from '../count-fence.ts';
import type { JudgeContext, Judgement } from '../detector.ts';
import { typedSettings } from '../number-setting.ts';
import { byEntity, numberOf, stretches, windowOf } from '../windows.ts';
import { type Answers, type AnswerSide, answersOf, areAnswers, sideOf } from './answers.ts';
import { victimFinding, victimsFinding } from './finding.ts';
import { BACKSCATTER_SETTINGS, type BackscatterSettings } from './settings.ts';

/** Rows of one victim and service. */
interface Side {
  readonly side: AnswerSide;
  readonly rows: readonly Row[];
}

/** Many victims of one service are told together, the others each by itself. */
export const judgeBackscatter = (rows: readonly Row[], context: JudgeContext): Judgement => {
  const settings = typedSettings(BACKSCATTER_SETTINGS, context.settings);
  const all = [...byEntity(rows)].map(([entity, own]): Side => ({ side: sideOf(entity), rows: own }));
  const sides = all.filter((item) => item.side.kind.startsWith('icmp/') || areAnswers(item.rows));
  const together = victimsTogether(sides, settings);
  const told = new Set(together.flatMap((answers) => answers.sides.map(({ victim }) => victim)));
  const alone = grouped(sides, ({ side }) => `${side.victim}|${side.turned}`)
    .filter((own) => !told.has((own[0] as Side).side.victim))
    .flatMap((own) => victimAlone(own, settings));
  const findings: readonly Finding[] = [
    ...together.map((answers) => victimsFinding(answers, settings, context)),
    ...alone.map((answers) => victimFinding(answers, settings, context)),
  ];
  return { findings, notes: [] };
};

const grouped = (sides: readonly Side[], keyOf: (side: Side) => string): readonly (readonly Side[])[] => {
  const groups = new Map<string, Side[]>();
  for (const item of sides) {
    const own = groups.get(keyOf(item));
    if (own === undefined) groups.set(keyOf(item), [item]);
    else own.push(item);
  }
  return [...groups.values()];
};

const byWindow = (left: Row, right: Row): number => (windowOf(left) ?? 0) - (windowOf(right) ?? 0);

const victimAlone = (own: readonly Side[], settings: BackscatterSettings): readonly Answers[] => {
  const rows = own.flatMap((item) => item.rows);
  const timed = rows.filter((row) => windowOf(row) !== null).sort(byWindow);
  const untimed = rows.filter((row) => windowOf(row) === null);
  const parts = stretches(timed, settings.windowSeconds, settings.gapSeconds);
  return [...parts, ...(untimed.length === 0 ? [] : [untimed])]
    .map((part) =>
      answersOf(
        own.filter((item) => item.rows.some((row) => part.includes(row))).map(({ side }) => side),
        part,
      ),
    )
    .filter(({ hosts }) => hosts >= settings.minimumHosts);
};

/** Windows in which many victims of one service answer at once, where that is not usual. */
const victimsTogether = (sides: readonly Side[], settings: BackscatterSettings): readonly Answers[] => {
  const times = sides.flatMap(({ rows }) => rows.map(windowOf)).filter((window) => window !== null);
  if (times.length === 0) return [];
  const micros = settings.windowSeconds * 1e6;
  const [first, last] = times.reduce(
    ([low, high], time) => [Math.min(low, time), Math.max(high, time)],
    [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
  );
  const windows = 1 + Math.round((last - first) / micros);
  return grouped(sides, ({ side }) => `${side.kind}|${side.turned}`).flatMap((own) => {
    if (own.length < settings.minimumVictims) return [];
    const rows = own.flatMap((item) => item.rows.map((row) => ({ row, side: item.side })));
    const cells = cellsOf(rows);
    const zeros = new Array<number>(Math.min(100_000, Math.max(0, windows - cells.length))).fill(0);
    const fence = countFence([...cells.map(({ victims }) => victims), ...zeros]) ?? 0;
    const hot = cells.filter(({ victims }) => victims >= settings.minimumVictims && victims > fence);
    return stretches(
      hot.map(({ window }) => ({ window })),
      settings.windowSeconds,
      settings.gapSeconds,
    )
      .map((part) => {
        const [from, until] = [windowOf(part[0] as Row) ?? 0, windowOf(part.at(-1) as Row) ?? 0];
        const within = rows.filter(({ row }) => {
          const window = windowOf(row);
          return window !== null && window >= from && window <= until;
        });
        return answersOf(
          [...new Set(within.map(({ side }) => side))],
          within.map(({ row }) => row),
        );
      })
      .filter(({ hosts }) => hosts >= settings.minimumHosts);
  });
};

/** How many victims answered in each window, in order. */
const cellsOf = (
  rows: readonly { readonly row: Row; readonly side: AnswerSide }[],
): readonly { readonly window: number; readonly victims: number }[] => {
  const cells = new Map<number, Set<string>>();
  for (const { row, side } of rows) {
    const window = windowOf(row);
    if (window === null || numberOf(row, 'answers') === 0) continue;
    cells.set(window, (cells.get(window) ?? new Set()).add(side.victim));
  }
  return [...cells]
    .map(([window, victims]) => ({ window, victims: victims.size }))
    .sort((left, right) => left.window - right.window);
};
