import ipaddr from 'ipaddr.js';

/** Whether an address belongs to somebody's own network (RFC 1918, RFC 4193, loopback, link-local). */
export const isPrivate = (address: string): boolean => {
  if (!ipaddr.isValid(address)) return false;
  return ['private', 'uniqueLocal', 'loopback', 'linkLocal', 'carrierGradeNat'].includes(
    ipaddr.process(address).range(),
  );
};
