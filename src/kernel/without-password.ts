/** Names of parameters whose values are secrets: signatures, tokens, keys. */
const SECRET_PARAMETER =
  /([?&][^=&#]*(?:sig|token|secret|passw|pwd|credential|auth|key|session|code)[^=&#]*=)[^&#]*/gi;

/**
 * An address of a server as a person may type it again, without its password: that comes
 * from the environment then. Everything between the first colon behind the scheme and the
 * last `@` counts as one, also where the address is mistyped; so do the values of
 * parameters that sign a web address. Other texts stay as they are.
 * @example withoutPassword('clickhouse://ana:secret@db/logs') // 'clickhouse://ana@db/logs'
 */
export const withoutPassword = (text: string): string => {
  if (!/^[A-Za-z][A-Za-z0-9+.-]*:\/\//.test(text)) return text;
  return text
    .replace(/^([A-Za-z][A-Za-z0-9+.-]*:\/\/[^:@/?#]*):.*@/s, '$1@')
    .replaceAll(SECRET_PARAMETER, '$1***');
};
