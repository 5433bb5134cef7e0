/**
 * An address of a server as a person may type it again, without its password: that comes
 * from the environment then. Everything between the first colon behind the scheme and the
 * last `@` counts as one, also where the address is mistyped. Other texts stay as they are.
 * @example withoutPassword('clickhouse://ana:secret@db/logs') // 'clickhouse://ana@db/logs'
 */
export const withoutPassword = (text: string): string =>
  text.replace(/^([A-Za-z][A-Za-z0-9+.-]*:\/\/[^:@/?#]*):.*@/s, '$1@');
