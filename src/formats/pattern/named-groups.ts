/** A regular expression with named groups, in words that JavaScript and RE2 understand alike. */
export interface NamedPattern {
  readonly pattern: string;
  readonly names: readonly string[];
}

const CLASSES: Readonly<Record<string, string>> = {
  d: '0-9',
  w: '0-9A-Za-z_',
  s: '\\t\\n\\f\\r ',
};

/**
 * Rewrites `(?<name>...)` as plain groups, other groups as ones that do not capture, and the
 * short classes as their ASCII letters. Gives what cannot be read by all engines.
 */
export const namedPattern = (source: string): NamedPattern | { readonly problem: string } => {
  const names: string[] = [];
  let pattern = '';
  let inClass = false;
  for (let at = 0; at < source.length; ) {
    const sign = source[at] as string;
    if (sign === '\\') {
      const next = source[at + 1];
      if (next === undefined) return { problem: 'it ends in a backslash' };
      if (/[1-9k]/.test(next))
        return { problem: `a reference to a group (\\${next}) is not understood by the engines` };
      const set = CLASSES[next.toLowerCase()];
      if (set === undefined) {
        if (/[bBAzZpPuQEC]/.test(next)) return { problem: `\\${next} is not understood by all engines` };
        pattern += `\\${next}`;
      } else if (inClass) {
        if (next !== next.toLowerCase())
          return { problem: `\\${next} cannot stand in a class; write the letters` };
        pattern += set;
      } else pattern += `[${next === next.toLowerCase() ? '' : '^'}${set}]`;
      at += 2;
      continue;
    }
    if (inClass) {
      if (sign === ']') inClass = false;
      pattern += sign;
      at += 1;
      continue;
    }
    if (sign === '[') {
      const open = /^\[\^?\]?/.exec(source.slice(at))?.[0] ?? '[';
      inClass = true;
      pattern += open.endsWith(']') ? `${open.slice(0, -1)}\\]` : open;
      at += open.length;
      continue;
    }
    if (sign === '(') {
      const named = /^\(\?P?<([A-Za-z_][A-Za-z0-9_]*)>/.exec(source.slice(at));
      if (named !== null) {
        names.push(named[1] as string);
        pattern += '(';
        at += named[0].length;
        continue;
      }
      if (/^\(\?(?:[=!]|<[=!])/.test(source.slice(at)))
        return { problem: 'looking ahead or behind is not understood by the engines' };
      if (source.startsWith('(?:', at)) {
        pattern += '(?:';
        at += 3;
        continue;
      }
      if (source.startsWith('(?', at))
        return { problem: `"${source.slice(at, at + 4)}" is not understood by all engines` };
      pattern += '(?:';
      at += 1;
      continue;
    }
    pattern += sign === '.' ? '[^\\n]' : sign;
    at += 1;
  }
  if (names.length === 0) return { problem: 'it has no named group; write (?<source_ip>[^ ]+)' };
  if (new Set(names).size !== names.length) return { problem: 'two groups have the same name' };
  try {
    new RegExp(pattern, 'u');
  } catch (error) {
    return {
      problem:
        error instanceof Error
          ? error.message.replace(/^Invalid regular expression: /, '')
          : 'it is no regular expression',
    };
  }
  return { pattern: pattern.replace(/^\^/, '').replace(/(^|[^\\])\$$/, '$1'), names };
};
