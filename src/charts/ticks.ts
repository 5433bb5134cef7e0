const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

const two = (value: number): string => String(value).padStart(2, '0');

const clock = (time: Date, seconds: boolean): string =>
  `${two(time.getUTCHours())}:${two(time.getUTCMinutes())}${seconds ? `:${two(time.getUTCSeconds())}` : ''}`;

const day = (time: Date): string => `${time.getUTCDate()} ${MONTHS[time.getUTCMonth()]}`;

const dayKey = (time: Date): number => Math.floor(time.getTime() / 86_400_000);

const STEPS_SECONDS = [
  1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400,
];
const STEPS_DAYS = [2, 7, 14];
const STEPS_MONTHS = [1, 2, 3, 6, 12, 24, 60, 120, 240];

const monthTicks = (start: number, end: number, step: number): Date[] => {
  const first = new Date(start);
  const ticks: Date[] = [];
  const months = first.getUTCFullYear() * 12 + first.getUTCMonth();
  for (let month = Math.ceil(months / step) * step; ; month += step) {
    const time = Date.UTC(Math.floor(month / 12), month % 12, 1);
    if (time > end) return ticks;
    if (time >= start) ticks.push(new Date(time));
  }
};

const evenTicks = (start: number, end: number, step: number): Date[] => {
  // Weeks begin on Monday; 1970 began on a Thursday.
  const origin = step % (7 * 86_400_000) === 0 ? 4 * 86_400_000 : 0;
  const first = Math.ceil((start - origin) / step) * step + origin;
  const ticks: Date[] = [];
  for (let time = first; time <= end; time += step) ticks.push(new Date(time));
  return ticks;
};

/** Round UTC moments between two times (milliseconds since 1970), at most `most` of them. */
export const timeTicks = (start: number, end: number, most: number): readonly Date[] => {
  if (!Number.isFinite(start) || !Number.isFinite(end)) return [];
  const length = Math.max(1, end - start);
  const even = [...STEPS_SECONDS, ...STEPS_DAYS.map((days) => days * 86_400)].map((step) => step * 1000);
  const step = even.find((candidate) => length / candidate <= most);
  if (step !== undefined) return evenTicks(start, end, step);
  const month = 30.44 * 86_400_000;
  const months = STEPS_MONTHS.find((candidate) => length / (candidate * month) <= most) ?? 240;
  return monthTicks(start, end, months);
};

/**
 * Labels for UTC ticks in one or two lines: the time (or the day) above, the day (or the
 * year) below the first tick and where it changes. 24-hour clock.
 */
export const timeTickLabels = (ticks: readonly Date[]): readonly string[] => {
  const isDaily = ticks.every((tick) => tick.getTime() % 86_400_000 === 0);
  const seconds = ticks.some((tick) => tick.getUTCSeconds() !== 0);
  return ticks.map((tick, index) => {
    const before = ticks[index - 1];
    if (isDaily) {
      const changed = before === undefined || before.getUTCFullYear() !== tick.getUTCFullYear();
      return changed ? `${day(tick)}\n${tick.getUTCFullYear()}` : day(tick);
    }
    const changed = before === undefined || dayKey(before) !== dayKey(tick);
    return changed ? `${clock(tick, seconds)}\n${day(tick)}` : clock(tick, seconds);
  });
};

/** Ticks 0, 1, 10, 100, ... (1, 10, ... without zero) up to the maximum; thinned to at most `most`. */
export const decadeTicks = (maximum: number, { zero = false, most = 6 } = {}): readonly number[] => {
  const decades = Math.max(0, Math.floor(Math.log10(Math.max(1, maximum)) + 1e-9));
  const every = Math.max(1, Math.ceil((decades + 1) / most));
  const ticks = zero ? [0] : [];
  for (let decade = 0; decade <= decades; decade += every) ticks.push(10 ** decade);
  return ticks;
};
