import { clipped } from '../kernel/visible-text.ts';
import type { Facts } from '../schema/facts.ts';

/** What is known about an entity, in one line: who, where, and whether a list names it. */
export const aboutText = (about: Facts): string => {
  const fact = (key: string): string | undefined =>
    about[key] === undefined ? undefined : clipped(String(about[key]), 80);
  const { country, place, system } = {
    country: fact('geo.country_name') ?? fact('geo.country_iso_code'),
    place: fact('geo.city_name'),
    system: fact('as.number'),
  };
  const asset = ['asset.name', 'asset.role', 'asset.owner'].flatMap((key) => fact(key) ?? []);
  return [
    ...(about['indicator'] === undefined ? [] : [`on a list: ${fact('indicator')}`]),
    ...(asset.length === 0 ? [] : [asset.join(', ')]),
    ...(about['asset.criticality'] === undefined ? [] : [`criticality ${fact('asset.criticality')}`]),
    ...(fact('domain') === undefined ? [] : [String(fact('domain'))]),
    ...(fact('kind') === undefined ? [] : [`${fact('kind')} ${fact('bot') ?? ''}`.trim()]),
    ...(fact('range') === undefined ? [] : [`${fact('range')} address`]),
    ...(country === undefined ? [] : [place === undefined ? country : `${place}, ${country}`]),
    ...(system === undefined ? [] : [`AS${system} ${fact('as.organization.name') ?? ''}`.trim()]),
  ].join(' · ');
};
