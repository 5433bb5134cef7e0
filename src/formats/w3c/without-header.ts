/** What IIS writes, always in this order, whichever columns are switched on; the groups are those that may lack. */
const LINE =
  /^[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2} (W3SVC[0-9]+ )?([^ ]*[A-Za-z][^ :]* )?[0-9A-Fa-f.:%]+ [A-Z_]+ \/[^ ]* [^ ]+ [0-9]{1,5} [^ ]+ [0-9A-Fa-f]*[.:][0-9A-Fa-f.:%]* (HTTP\/[0-9.]+ )?((?:[^ ]+ ){0,4}?)[1-5][0-9]{2} [0-9]{1,4} [0-9]{1,10}((?: [0-9]{1,15}){0,3})$/;

const TEXTS: readonly (readonly string[])[] = [
  [],
  ['cs(User-Agent)'],
  ['cs(User-Agent)', 'cs(Referer)'],
  ['cs(User-Agent)', 'cs(Referer)', 'cs-host'],
  ['cs(User-Agent)', 'cs(Cookie)', 'cs(Referer)', 'cs-host'],
];
const NUMBERS: readonly (readonly string[])[] = [
  [],
  ['time-taken'],
  ['sc-bytes', 'cs-bytes'],
  ['sc-bytes', 'cs-bytes', 'time-taken'],
];

const countOf = (words: string | undefined): number =>
  (words ?? '').split(' ').filter((word) => word !== '').length;

/** The columns of a log without `#Fields:`, told from the first line that looks like one of IIS; null without any. */
export const columnsInOrder = (head: readonly string[]): readonly string[] | null => {
  for (const line of head) {
    const match = LINE.exec(line);
    if (match === null) continue;
    const [, site, computer, version, texts, numbers] = match;
    return [
      'date',
      'time',
      ...(site === undefined ? [] : ['s-sitename']),
      ...(computer === undefined ? [] : ['s-computername']),
      's-ip',
      ...['cs-method', 'cs-uri-stem', 'cs-uri-query', 's-port', 'cs-username', 'c-ip'],
      ...(version === undefined ? [] : ['cs-version']),
      ...(TEXTS[countOf(texts)] ?? []),
      ...['sc-status', 'sc-substatus', 'sc-win32-status'],
      ...(NUMBERS[countOf(numbers)] ?? []),
    ];
  }
  return null;
};
