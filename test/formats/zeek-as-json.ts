/**
 * A small program of its own that writes a Zeek TSV log as Zeek's JSON writer would: unset columns
 * are left out, sets and vectors are lists, numbers stay as written, `\xHH` is decoded.
 */
export const zeekAsJson = (text: string): string => {
  const header = new Map<string, string>();
  let separator = '\t';
  const documents: string[] = [];
  for (const line of text.split('\n')) {
    if (line.startsWith('#separator ')) {
      separator = String.fromCharCode(Number.parseInt(line.slice('#separator \\x'.length), 16));
    } else if (line.startsWith('#')) {
      const at = line.indexOf(separator);
      if (at !== -1) header.set(line.slice(1, at), line.slice(at + 1));
    } else if (line !== '') documents.push(documentOf(line, separator, header));
  }
  return documents.map((document) => `${document}\n`).join('');
};

const documentOf = (line: string, separator: string, header: ReadonlyMap<string, string>): string => {
  const names = header.get('fields')?.split(separator) ?? [];
  const types = header.get('types')?.split(separator) ?? [];
  const members = line.split(separator).flatMap((value, index) => {
    if (value === (header.get('unset_field') ?? '-')) return [];
    return [`${JSON.stringify(names[index])}:${jsonValue(value, types[index] ?? 'string', header)}`];
  });
  return `{${members.join(',')}}`;
};

const jsonValue = (value: string, type: string, header: ReadonlyMap<string, string>): string => {
  const inner = /^(?:set|vector|table)\[(.*)\]$/.exec(type)?.[1];
  const isEmpty = value === (header.get('empty_field') ?? '(empty)');
  if (inner !== undefined) {
    const items = isEmpty ? [] : value.split(header.get('set_separator') ?? ',');
    return `[${items.map((item) => plain(item, inner)).join(',')}]`;
  }
  return isEmpty ? '""' : plain(value, type);
};

const plain = (value: string, type: string): string => {
  if (/^(?:time|interval|double|count|int|port)$/.test(type)) return value;
  if (type === 'bool') return value === 'T' ? 'true' : 'false';
  return JSON.stringify(decoded(value));
};

const decoded = (value: string): string => {
  if (!/\\x[0-9a-fA-F]{2}/.test(value)) return value;
  const bytes = value
    .split(/(\\x[0-9a-fA-F]{2})/)
    .map((part) =>
      /^\\x[0-9a-fA-F]{2}$/.test(part) ? Buffer.from(part.slice(2), 'hex') : Buffer.from(part, 'utf8'),
    );
  const text = Buffer.concat(bytes).toString('utf8');
  return text.includes('\u{fffd}') ? value : text;
};
