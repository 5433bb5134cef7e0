/**
 * JSON lines as all readers see them. Engines accept more than RFC 8259 (NaN, trailing commas)
 * and differ in how they print numbers, so these patterns hold them to one reading: a line must
 * consist of JSON's tokens, and numbers that an engine might print otherwise are put in quotes.
 */
const SPACE = '[ \\t\\r]*';
const UNPAIRED = '[0-9a-cefA-CEF][0-9a-fA-F]{3}|[dD][0-7][0-9a-fA-F]{2}';
const PAIRED = '[dD][89abAB][0-9a-fA-F]{2}\\\\u[dD][c-fC-F][0-9a-fA-F]{2}';
/** Escapes of half a surrogate pair are no character, and refused. */
const TEXT = `"(?:[^"\\\\\\x00-\\x1f]|\\\\(?:["\\\\/bfnrt]|u(?:${UNPAIRED}|${PAIRED})))*"`;
const NUMBER = '-?(?:0|[1-9][0-9]*)(?:[.][0-9]+)?(?:[eE][+-]?[0-9]+)?';
const BARE = `(?:${NUMBER}|true|false|null)${SPACE}`;
/** Numbers and words end where a bracket closes or a comma follows: two of them never touch. */
const TOKENS = `(?:[:,{}\\[\\] \\t\\r]|${TEXT}|${BARE}[,\\]}])*(?:${BARE})?`;

/** Lines made of JSON's tokens that may be an object. */
export const JSON_OBJECT_TOKENS = `^${SPACE}\\{${TOKENS}\\}${SPACE}$`;
/** The same for a list. */
export const JSON_LIST_TOKENS = `^${SPACE}\\[${TOKENS}\\]${SPACE}$`;
/** A comma before a closing bracket: some engines let it pass. */
export const JSON_TRAILING_COMMA = `^(?:[^"]|"(?:[^"\\\\]|\\\\[^\\n])*")*,${SPACE}[\\]}]`;

/** Numbers that engines may print in other words than they were written; may find some inside texts. */
export const JSON_ODD_NUMBER =
  '[:,\\[][ \\t\\r]*-?(?:[0-9]{19}|[0-9]+[eE]|0[.]|[0-9]{11}[0-9]*[.]|[4-9][0-9]{9}[.]|[0-9]+[.](?:[0-9]{7}|[0-9]*0(?:[^0-9]|$)|[0-9]+[eE]))|[:,\\[][ \\t\\r]*-0';
/** Finds the next number outside of texts; group 1 is what stands before it. */
export const JSON_NUMBER_SEARCH = '([^"0-9-]*(?:"(?:[^"\\\\]|\\\\[^\\n])*"[^"0-9-]*)*)(-?[0-9][0-9.eE+-]*)';

/** Deeper documents are refused: no engine reads them without end. */
export const JSON_MAXIMUM_DEPTH = 1000;

/** Leaves the keys of a JSON document: its values are dropped, lists of plain values emptied. */
export const JSON_SKELETON: readonly (readonly [string, string])[] = [
  ['("(?:[^"\\\\]|\\\\[^\\n])*")[ \\t]*:[ \\t]*(?:"(?:[^"\\\\]|\\\\[^\\n])*"|[^"{}\\[\\], \\t]+)?', '\\1:'],
  ['\\[[^\\[\\]{}]*\\]', '[]'],
];
