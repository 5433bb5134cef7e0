import { createHash } from 'node:crypto';
import { InputError } from '../kernel/errors.ts';
import { unknownName } from '../kernel/nearest.ts';
import type { Facts } from '../schema/facts.ts';
import { addressNumber } from './address.ts';
import { readTable } from './csv-table.ts';
import { userFile } from './look-up-file.ts';
import { withoutMissing } from './place-database.ts';
import { PrefixTable } from './prefix-table.ts';

/** What an organisation knows about its own addresses and hosts. */
export interface AssetNames {
  readonly version: string;
  /** By address: the entry of the address itself, else of the smallest block that holds it. */
  ofAddress(address: string): Facts;
  /** By host name, any case of letters. */
  ofName(name: string): Facts;
}

/** Columns of the file; `address` may be headed `cidr` or `host`, too. */
const KEYS = ['address', 'cidr', 'host'];
const FACTS = {
  name: 'asset_name',
  owner: 'asset_owner',
  role: 'asset_role',
  criticality: 'asset_criticality',
};
const COLUMNS = [...KEYS, ...Object.keys(FACTS)];

/**
 * Reads a names file: CSV with a column `address` (an address, a CIDR block or a host
 * name) and any of `name`, `owner`, `role`, `criticality`.
 * @throws InputError, UsageError in one line that names file and line.
 */
export const readAssetNames = (path: string): AssetNames => {
  const bytes = userFile(path, 'names file');
  const rows = readTable(bytes.toString('utf8'), path);
  const header = Object.keys(rows[0]?.values ?? {});
  const unknown = header.find((column) => !COLUMNS.includes(column));
  if (unknown !== undefined) {
    throw unknownName(`column of ${path}`, unknown, COLUMNS, `it may have ${COLUMNS.join(', ')}`);
  }
  if (!header.some((column) => KEYS.includes(column))) {
    throw new InputError(
      `names file ${path} names nothing; begin it with a line such as address,name,owner,role,criticality`,
    );
  }
  const blocks = new PrefixTable<Facts>();
  const hosts = new Map<string, Facts>();
  for (const { line, values } of rows) {
    const facts = withoutMissing(
      Object.fromEntries(Object.entries(FACTS).map(([column, key]) => [key, values[column] || undefined])),
    );
    const keys = KEYS.flatMap((column) => values[column] || []);
    if (keys.length === 0) throw new InputError(`${path} line ${line} has no address, block or host`);
    for (const key of keys) {
      if (blocks.add(key, facts)) continue;
      if (!/^[\p{L}\p{N}_][\p{L}\p{N}_.-]*$/u.test(key) || /^[0-9.]+$/.test(key)) {
        throw new InputError(`${path} line ${line}: "${key}" is neither address, CIDR block nor host name`);
      }
      hosts.set(key.toLowerCase(), facts);
    }
  }
  return {
    version: createHash('sha256').update(bytes).digest('hex').slice(0, 16),
    ofAddress: (address) => {
      const number = addressNumber(address);
      return (number === undefined ? undefined : blocks.find(number)) ?? {};
    },
    ofName: (name) => hosts.get(name.toLowerCase()) ?? {},
  };
};
