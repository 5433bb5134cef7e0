import { Reader, type Response } from 'mmdb-lib';
import { packageFile, packageVersionOf } from './look-up-file.ts';

const PACKAGE = '@ip-location-db/geo-whois-asn-country-mmdb';

export interface Country {
  /** ISO 3166-1 alpha-2. */
  readonly isoCode: string;
  readonly name: string;
}

let reader: Reader<Response> | undefined;
const names = new Intl.DisplayNames(['en'], { type: 'region', fallback: 'none' });
const known = new Map<string, Country>();

/** Version of the data; see docs/enrichment.md for who made them. */
export const countriesVersion = (): string => packageVersionOf(PACKAGE);

/** The country an address is registered in, undefined when none is known. The text must be an address. */
export const countryOf = (address: string): Country | undefined => {
  reader ??= new Reader(packageFile(PACKAGE, 'geo-whois-asn-country.mmdb'), { cache: new Map() });
  const code = (reader.get(address) as { readonly country_code?: string } | null)?.country_code;
  return code === undefined || code === '' ? undefined : countryOfCode(code);
};

/** A country by its code, with its English name where it has one. */
export const countryOfCode = (code: string): Country => {
  const seen = known.get(code);
  if (seen !== undefined) return seen;
  const name = /^[A-Z]{2}$/.test(code) ? names.of(code) : undefined;
  const country = { isoCode: code, name: name ?? code };
  known.set(code, country);
  return country;
};
