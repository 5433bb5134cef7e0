/** Texts that look like an address; whether one is, nobody checks here. */
export const IPV4_LIKE = '[0-9]{1,3}[.][0-9]{1,3}[.][0-9]{1,3}[.][0-9]{1,3}';
const IPV6_LIKE = '[0-9A-Fa-f]*:[0-9A-Fa-f:.]*';
export const ADDRESS_LIKE = `(?:${IPV4_LIKE}|${IPV6_LIKE})`;
