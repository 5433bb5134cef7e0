/** An object key or a prefix of keys, as an INPUT names it. */
export interface KeyPattern {
  /** What every match begins with; asked for from the service. */
  readonly prefix: string;
  /** True where the rest is a pattern and not one object's key. */
  readonly isPattern: boolean;
  matches(key: string): boolean;
}

/**
 * Reads the key part of `s3://bucket/KEY`: nothing or a trailing `/` means everything
 * below; `*` at the end also stands for `/`, elsewhere it does not; `**` always does;
 * `?` is one character. Anything else is one key.
 */
export const keyPattern = (text: string): KeyPattern => {
  if (text === '' || text.endsWith('/'))
    return { prefix: text, isPattern: true, matches: (key) => key.startsWith(text) };
  const first = text.search(/[*?]/);
  if (first < 0) return { prefix: text, isPattern: false, matches: (key) => key === text };
  const parts = text.split(/(\*+|\?)/).map((part, index, all) => {
    if (part === '?') return '[^/]';
    if (!part.startsWith('*')) return part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
    const atEnd = all.slice(index + 1).every((rest) => rest === '');
    return part.length > 1 || atEnd ? '.*' : '[^/]*';
  });
  const whole = new RegExp(`^${parts.join('')}$`, 'su');
  return { prefix: text.slice(0, first), isPattern: true, matches: (key) => whole.test(key) };
};
