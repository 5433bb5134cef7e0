import { PICTURE_LIMITS, type MatrixPicture } from '../schema/picture.ts';

interface AskedTarget {
  readonly host: string;
  readonly port: string;
}

/** Hosts by ports, the busiest of each. */
export const targetMatrix = (
  targets: readonly AskedTarget[],
  totals: Pick<MatrixPicture, 'rowsTotal' | 'columnsTotal'>,
): MatrixPicture => {
  const busiest = (names: readonly string[], limit: number): ReadonlySet<string> => {
    const counts = new Map<string, number>();
    for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
    const sorted = [...counts].sort(
      ([leftName, left], [rightName, right]) => right - left || (leftName < rightName ? -1 : 1),
    );
    return new Set(sorted.slice(0, limit).map(([name]) => name));
  };
  const rows = busiest(
    targets.map(({ host }) => host),
    PICTURE_LIMITS.rows,
  );
  const columns = busiest(
    targets.map(({ port }) => port),
    PICTURE_LIMITS.columns,
  );
  return {
    kind: 'matrix',
    rowName: 'destination.ip',
    columnName: 'port',
    cells: targets
      .filter(({ host, port }) => rows.has(host) && columns.has(port))
      .map(({ host, port }) => ({ row: host, column: port, count: 1 })),
    ...totals,
  };
};
