/** Texts that look like an address; whether one is, nobody checks here. */
export const IPV4_LIKE = '[0-9]{1,3}[.][0-9]{1,3}[.][0-9]{1,3}[.][0-9]{1,3}';
const IPV6_LIKE = '[0-9A-Fa-f]*:[0-9A-Fa-f:.]*';
export const ADDRESS_LIKE = `(?:${IPV4_LIKE}|${IPV6_LIKE})`;

const OCTET = '(?:25[0-5]|2[0-4][0-9]|[01]?[0-9]{1,2})';
export const IPV4 = `${OCTET}(?:[.]${OCTET}){3}`;
const GROUP = '[0-9A-Fa-f]{1,4}';
const GROUPS = `(?:${GROUP}(?::${GROUP}){0,6})?`;
const IPV6 = `(?:${GROUPS}::(?:${GROUPS}|(?:${GROUP}:){0,5}${IPV4})|(?:${GROUP}:){7}${GROUP}|(?:${GROUP}:){6}${IPV4})(?:%[0-9A-Za-z_.-]+)?`;
const NAME = '[0-9A-Za-z_*.-]*[A-Za-z*][0-9A-Za-z_*.-]*';
/**
 * An address, or a name that a host could have (some are written with an underscore, and with stars where
 * the writer knows no more), with a port or not; or a dash. A clock or a number is none.
 */
export const HOST_LIKE = `(?:(?:${IPV4}|\\[${IPV6}\\]|${NAME})(?::[0-9]+)?|${IPV6}|-)`;
