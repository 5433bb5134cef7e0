const H = '[0-9a-fA-F]';
/** One more byte of a character, 80 to bf. */
const C = `\\\\x[89abAB]${H}`;

/** A run of escaped bytes that is one character of UTF-8 (Unicode 15, table 3-7). */
const CHARACTER = [
  `\\\\x[0-7]${H}`,
  `\\\\x(?:[cC][2-9a-fA-F]|[dD]${H})${C}`,
  `\\\\x[eE]0\\\\x[abAB]${H}${C}`,
  `\\\\x[eE](?:[1-9a-cA-C]|[eEfF])${C}${C}`,
  `\\\\x[eE][dD]\\\\x[89]${H}${C}`,
  `\\\\x[fF]0\\\\x(?:9|[aA]|[bB])${H}${C}${C}`,
  `\\\\x[fF][1-3]${C}${C}${C}`,
  `\\\\x[fF]4\\\\x8${H}${C}${C}`,
].join('|');

/** A run of bytes written as `\xHH` that is UTF-8. */
const ESCAPED_RUN = `(?:${CHARACTER})+`;
/** Cuts a text into such runs and what stands between them. */
export const ESCAPED_PIECES = `${ESCAPED_RUN}|[^\\\\]+|\\\\`;

const RUNS = new RegExp(ESCAPED_RUN, 'g');

/** `\xHH` as the byte it stands for; bytes that are no UTF-8 stay as they are written. */
export const unescaped = (text: string): string =>
  text.includes('\\x')
    ? text.replace(RUNS, (run) => Buffer.from(run.replaceAll('\\x', ''), 'hex').toString('utf8'))
    : text;

/** A number with decimals, without exponent. */
export const DECIMAL_NUMBER = '^-?[0-9]+[.][0-9]+$';
const DECIMAL = new RegExp(DECIMAL_NUMBER);

/** Without zeros at the end of the decimals: 36.500 is 36.5, 36.0 is 36. */
export const withoutFinalZeros = (text: string): string =>
  DECIMAL.test(text) ? text.replace(/([.][0-9]*[1-9])0+$/, '$1').replace(/[.]0+$/, '') : text;
