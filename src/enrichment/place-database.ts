import { createHash } from 'node:crypto';
import { Reader, type Response } from 'mmdb-lib';
import { InputError } from '../kernel/errors.ts';
import type { Facts } from '../schema/facts.ts';
import { countryOfCode } from './countries.ts';
import { userFile } from './look-up-file.ts';

/** A database in MMDB format that the user named. */
export interface PlaceDatabase {
  /** Changes with the file. */
  readonly version: string;
  /** What it says about an address, in the keys of HOST_FACTS. */
  find(address: string): Facts;
}

/**
 * Opens an MMDB file: countries, cities and coordinates, or autonomous systems, in the
 * layouts of MaxMind, DB-IP, IPinfo and ip-location-db.
 * @throws InputError when the file cannot be read or is none.
 */
export const openPlaceDatabase = (path: string): PlaceDatabase => {
  const bytes = userFile(path, 'database');
  let reader: Reader<Response>;
  try {
    reader = new Reader(bytes, { cache: new Map() });
  } catch (cause) {
    throw new InputError(
      `database ${path} is no MMDB file; name one such as GeoLite2-City.mmdb or dbip-city-lite.mmdb`,
      cause,
    );
  }
  return {
    version: `${reader.metadata.databaseType} ${createHash('sha256').update(bytes).digest('hex').slice(0, 16)}`,
    find: (address) => {
      try {
        return factsOf(reader.get(address));
      } catch (cause) {
        throw new InputError(`database ${path} is damaged; get it again`, cause);
      }
    },
  };
};

type Layout = Readonly<Record<string, unknown>>;

const isLayout = (value: unknown): value is Layout => typeof value === 'object' && value !== null;

/** The value at one of the dotted paths, numbers as list places; the first that is there. */
const at = (record: unknown, ...paths: readonly string[]): string | number | undefined => {
  for (const path of paths) {
    let value: unknown = record;
    for (const key of path.split('/')) {
      value = isLayout(value) && Object.hasOwn(value, key) ? value[key] : undefined;
    }
    if (typeof value === 'number' && Number.isFinite(value)) return value;
    if (typeof value === 'bigint') return Number(value);
    if (typeof value === 'string' && value !== '') return value;
  }
  return undefined;
};

const factsOf = (record: unknown): Facts => {
  if (!isLayout(record)) return {};
  const code = at(record, 'country/iso_code', 'registered_country/iso_code', 'country_code', 'country');
  const country = typeof code === 'string' && /^[A-Z]{2}$/.test(code) ? countryOfCode(code) : undefined;
  const latitude = Number(at(record, 'location/latitude', 'latitude', 'lat'));
  const longitude = Number(at(record, 'location/longitude', 'longitude', 'lng'));
  const number = at(record, 'autonomous_system_number', 'asn', 'as_number');
  const numbered = /^(?:AS)?([0-9]{1,10})$/.exec(String(number ?? ''))?.[1];
  const found: Record<string, string | number | undefined> = {
    country_iso_code: country?.isoCode,
    country_name: country?.name,
    region_name: at(record, 'subdivisions/0/names/en', 'region', 'region_name', 'state1'),
    city_name: at(record, 'city/names/en', 'city', 'city_name'),
    location:
      Number.isFinite(latitude) && Number.isFinite(longitude) ? `${latitude},${longitude}` : undefined,
    as_number: numbered === undefined ? undefined : Number(numbered),
    as_organization: at(record, 'autonomous_system_organization', 'as_name', 'as_organization', 'name'),
  };
  return withoutMissing(found);
};

/** The same without what is undefined. */
export const withoutMissing = (facts: Readonly<Record<string, string | number | undefined>>): Facts =>
  Object.fromEntries(
    Object.entries(facts).filter((entry): entry is [string, string | number] => entry[1] !== undefined),
  );
