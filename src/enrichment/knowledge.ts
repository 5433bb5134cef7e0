import type { FactTable, Facts } from '../schema/facts.ts';
import { addressNumber, dottedText } from './address.ts';
import { agentFacts, agentsVersion } from './agents.ts';
import { type AssetNames, readAssetNames } from './asset-names.ts';
import { autonomousSystem, autonomousSystemsVersion } from './autonomous-systems.ts';
import { countriesVersion, countryOf } from './countries.ts';
import { type Indicators, readIndicators } from './indicators.ts';
import { openPlaceDatabase, type PlaceDatabase } from './place-database.ts';
import { specialRange } from './special-ranges.ts';

export interface KnowledgeFiles {
  /** MMDB files; a later one goes before an earlier one, and all before the built-in data. */
  readonly databases?: readonly string[];
  readonly names?: string;
  readonly indicators?: readonly string[];
}

/** All that can be looked up without a network. */
export interface Knowledge {
  /** By source of knowledge; changes when its data do. Only sources that are at hand. */
  readonly versions: Readonly<Record<string, string>>;
  /** Facts in the columns of the table. */
  lookUp(table: FactTable, entity: string): Facts;
}

/**
 * Opens the files that the user named; the built-in data are opened when they are needed.
 * @throws InputError, UsageError for a file that cannot be read.
 */
export const openKnowledge = (files: KnowledgeFiles = {}): Knowledge => {
  const databases = (files.databases ?? []).map(openPlaceDatabase);
  const names = files.names === undefined ? undefined : readAssetNames(files.names);
  const indicators = files.indicators === undefined ? undefined : readIndicators(files.indicators);
  const parts: Parts = { databases, names, indicators };
  return {
    versions: {
      countries: countriesVersion(),
      autonomousSystems: autonomousSystemsVersion(),
      agents: agentsVersion(),
      ...(databases.length === 0 ? {} : { databases: databases.map((item) => item.version).join(' ') }),
      ...(names === undefined ? {} : { names: names.version }),
      ...(indicators === undefined ? {} : { indicators: indicators.version }),
    },
    lookUp: (table, entity) => LOOK_UPS[table](parts, entity),
  };
};

interface Parts {
  readonly databases: readonly PlaceDatabase[];
  readonly names: AssetNames | undefined;
  readonly indicators: Indicators | undefined;
}

const addressFacts = ({ databases, names, indicators }: Parts, address: string): Facts => {
  const number = addressNumber(address);
  if (number === undefined) return {};
  const range = specialRange(number) ?? 'public';
  const indicator = indicators?.matchAddress(address);
  const plain = number.family === 4 ? dottedText(number.value) : (address.split('%', 1)[0] ?? address);
  const country = range === 'public' ? countryOf(plain) : undefined;
  const system = range === 'public' ? autonomousSystem(number) : undefined;
  return {
    range,
    ...(country === undefined ? {} : { country_iso_code: country.isoCode, country_name: country.name }),
    ...(system === undefined ? {} : { as_number: system.number, as_organization: system.organization }),
    ...Object.assign({}, ...databases.map((database) => database.find(plain))),
    ...names?.ofAddress(address),
    ...(indicator === undefined ? {} : { indicator }),
  };
};

const LOOK_UPS: Readonly<Record<FactTable, (parts: Parts, entity: string) => Facts>> = {
  hosts: addressFacts,
  agents: ({ indicators }, agent) => {
    const indicator = indicators?.matchAgent(agent);
    return { ...agentFacts(agent), ...(indicator === undefined ? {} : { indicator }) };
  },
  names: ({ names, indicators }, name) => {
    const indicator = indicators?.matchDomain(name);
    return { ...names?.ofName(name), ...(indicator === undefined ? {} : { indicator }) };
  },
};
