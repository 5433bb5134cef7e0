/**
 * `npm run endurance` runs the tests of this folder at their full size; without it they
 * run small, as a part of all tests.
 */
export const fullSize = process.env['LOGFENCE_FULL_SIZE'] === '1';

/** Web requests in combined format, each line of its own. */
export const webLines = (from: number, to: number): string =>
  Array.from({ length: to - from }, (_, index) => webLine(from + index)).join('');

const webLine = (index: number): string => {
  if (index % 97 === 3) return `refused line ${index}\n`;
  const time = new Date(Date.UTC(2026, 2, 10) + index * 1000).toISOString();
  return `203.0.113.${index % 250} - - [10/Mar/2026:${time.slice(11, 19)} +0000] "GET /page/${index}?q=${index * 7919} HTTP/1.1" ${index % 50 === 0 ? 404 : 200} ${index} "-" "agent/${index % 30}"\n`;
};
