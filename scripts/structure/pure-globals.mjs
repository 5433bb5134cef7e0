/** Globals that give the same answer at any time on any machine. Everything else is the world. */
export const PURE_GLOBALS = new Set([
  ...['undefined', 'NaN', 'Infinity', 'Object', 'Array', 'String', 'Number', 'Boolean', 'Symbol', 'BigInt'],
  ...[
    'Map',
    'Set',
    'WeakMap',
    'WeakSet',
    'Promise',
    'Proxy',
    'Reflect',
    'Iterator',
    'RegExp',
    'JSON',
    'Math',
  ],
  ...['Date', 'Intl', 'Error', 'AggregateError', 'EvalError', 'RangeError', 'ReferenceError', 'SyntaxError'],
  ...['TypeError', 'URIError', 'DOMException', 'ArrayBuffer', 'DataView', 'Int8Array', 'Uint8Array'],
  ...['Uint8ClampedArray', 'Int16Array', 'Uint16Array', 'Int32Array', 'Uint32Array', 'Float32Array'],
  ...['Float64Array', 'BigInt64Array', 'BigUint64Array', 'Buffer', 'TextEncoder', 'TextDecoder', 'URL'],
  ...['URLSearchParams', 'AbortController', 'AbortSignal', 'structuredClone', 'parseInt', 'parseFloat'],
  ...[
    'isNaN',
    'isFinite',
    'encodeURIComponent',
    'decodeURIComponent',
    'encodeURI',
    'decodeURI',
    'atob',
    'btoa',
  ],
]);

/** What of Node's own modules a pure room may import; a module that is not here is checked by the cruiser. */
export const PURE_CORE_NAMES = new Map([
  ['crypto', new Set(['createHash', 'createHmac', 'hash', 'timingSafeEqual'])],
  [
    'path',
    new Set(['basename', 'dirname', 'extname', 'format', 'isAbsolute', 'join', 'normalize', 'parse', 'sep']),
  ],
  ['url', new Set(['URL', 'URLSearchParams', 'domainToASCII', 'domainToUnicode', 'fileURLToPath'])],
  ['buffer', new Set(['Buffer', 'constants', 'isAscii', 'isUtf8', 'transcode'])],
  [
    'util',
    new Set(['format', 'inspect', 'isDeepStrictEqual', 'stripVTControlCharacters', 'toUSVString', 'types']),
  ],
]);

/** Members of pure globals that are not pure. */
export const IMPURE_MEMBERS = new Set(['Math.random', 'Date.now', 'AbortSignal.timeout']);

/** Methods of a Date that answer in the machine's time zone or language. */
export const LOCAL_DATE_METHODS =
  /^((get|set)(Date|Day|FullYear|Hours|Milliseconds|Minutes|Month|Seconds|Year)|getTimezoneOffset|to(Date|Time)?String|toLocale(Date|Time)?String)$/;
