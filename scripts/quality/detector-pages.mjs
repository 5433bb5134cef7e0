// The part of each detector's page that tells its measured false positives, from the numbers of docs/quality.json.
import { rate, share, table } from './figures.mjs';

const BEGIN = '<!-- measured by npm run quality -->';
const END = '<!-- end of what was measured -->';

/** Detectors that are rule files share a page. */
const PAGES = { 'login-many-failures': 'login-baseline', 'login-many-users': 'login-baseline' };
export const pageOf = (detector) => PAGES[detector] ?? detector;

const foundText = (attacks, log, names) =>
  (attacks ?? [])
    .filter(({ simulator }) => simulator === log)
    .flatMap(({ attack, planted, found }) =>
      found
        .filter(({ detector }) => names.includes(detector))
        .map(
          ({ detector, count }) =>
            `${attack} ${count} of ${planted}${names.length > 1 ? ` (${detector})` : ''}`,
        ),
    )
    .join(', ');

const row = ({ attacks, logs, ordinary }, log, names) => {
  const days = ordinary?.find(({ name }) => name === log);
  const mixed = logs?.find(({ name }) => name === log);
  const sum = (list, key) => list.reduce((total, each) => total + (each?.[key] ?? 0), 0);
  const quiet = names.map((name) => days?.findings[name]);
  const judged = names.map((name) => mixed?.methods[name]);
  const findings = sum(judged, 'findings');
  const found = foundText(attacks, log, names);
  const medium = sum(quiet, 'medium');
  const ran = judged.some((each) => each !== undefined);
  if (!ran && found === '' && medium === 0) return undefined;
  return [
    log,
    days === undefined ? '' : rate(medium, days.days),
    days === undefined ? '' : rate(sum(quiet, 'high'), days.days),
    findings === 0 ? 'no findings' : share(sum(judged, 'right'), findings),
    found === '' ? '' : found,
  ];
};

const NOT_MEASURED = `None of the simulated logs has what this detector needs, so that its false positives there are not measured: it tells
what a list or a sensor that you named says, and is as right as that.`;

/** What a page of these detectors says between its two marks. */
export const measuredPart = (quality, names) => {
  const logs = (quality.ordinary ?? quality.logs ?? []).map(({ name }) => name);
  const rows = logs.flatMap((log) => {
    const own = row(quality, log, names);
    return own === undefined ? [] : [own];
  });
  const text =
    rows.length === 0
      ? NOT_MEASURED
      : `Simulated logs of the seeds ${quality.seeds}, with 95 % intervals ([quality](../quality.md)): findings a day where nobody attacks, all of
them false; which share of the findings of 30 and more is right where the default attacks are planted; and the attacks this
detector is meant for.

${table(['log', 'of 30 and more a day', 'of 50 and more a day', 'precision', 'found'], rows)}`;
  return `${BEGIN}\n${text}\n${END}`;
};

/** A page with the part between its marks written anew; undefined where it has no marks. */
export const withMeasured = (page, part) => {
  const [from, to] = [page.indexOf(BEGIN), page.indexOf(END)];
  return from === -1 || to < from ? undefined : page.slice(0, from) + part + page.slice(to + END.length);
};
