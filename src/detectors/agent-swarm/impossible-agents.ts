/** A part of an agent that contradicts the rest, with an agent that has it and one that only looks like it. */
export interface Impossibility {
  readonly reason: string;
  readonly pattern: RegExp;
  readonly example: string;
  readonly ordinary: string;
}

// What the makers document: MDN "User-Agent header", Microsoft "Understanding user-agent strings" (Internet
// Explorer), Chrome's reduced agent (from 101 on all versions end in .0.0.0). Firefox 110 to 119 kept rv:109.0.
const CHROME = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome';

/** Agents that no browser sends. */
export const IMPOSSIBILITIES: readonly Impossibility[] = Object.freeze([
  {
    reason: 'the version of Gecko is not that of Firefox',
    pattern:
      /; rv:(?!109\.0\) Gecko\/\d+ Firefox\/1(?:09|1[0-9])\.)(\d+)\.[0-9.]*\) Gecko\/\d+ Firefox\/(?!\1\.)\d+/,
    example: 'Mozilla/5.0 (Windows NT 10.0; rv:57.0) Gecko/20100101 Firefox/49.0',
    ordinary: 'Mozilla/5.0 (X11; Linux x86_64; rv:109.0) Gecko/20100101 Firefox/115.0',
  },
  {
    reason: 'Windows never had this version',
    pattern: /Windows NT (?:6\.[4-9]|[7-9]\.\d|10\.[1-9]|1[1-9]\.\d|[2-9]\d\.\d)/,
    example: `${CHROME.replace('NT 10.0', 'NT 9.1')}/121.0.0.0 Safari/537.36`,
    ordinary: `${CHROME}/121.0.0.0 Safari/537.36`,
  },
  {
    reason: 'this Internet Explorer does not exist on this Windows',
    pattern:
      /MSIE (?:[1-9]\.|1[1-9]\.|[2-9]\d).*Windows NT 10\.|MSIE (?:1[1-9]|[2-9]\d)\.|MSIE 9\.0;.*Trident\/[67]\.0\)$/,
    example: 'Mozilla/4.0 (compatible; MSIE 9.0; Windows NT 10.0; Trident/7.0)',
    ordinary: 'Mozilla/5.0 (compatible; MSIE 9.0; Windows NT 6.1; Trident/5.0)',
  },
  {
    reason: 'Chrome is far from this version',
    pattern: /(?:Chrome|Firefox)\/(?:[3-9]\d\d|\d{4,})\./,
    example: `${CHROME}/999.0.0.0 Safari/537.36`,
    ordinary: `${CHROME}/144.0.0.0 Safari/537.36`,
  },
  {
    reason: 'an iPhone is no Windows and no Android',
    pattern: /\((?=[^)]*(?:iPhone|iPad))(?=[^)]*(?:Windows NT|Android))[^)]*\)/,
    example: 'Mozilla/5.0 (iPhone; Windows NT 10.0) AppleWebKit/605.1.15 (KHTML, like Gecko)',
    ordinary:
      'Mozilla/5.0 (iPhone; CPU iPhone OS 18_7 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)',
  },
  {
    reason: 'Mac OS X never had this version',
    pattern: /Intel Mac OS X 10[_.](?:1[6-9]|[2-9]\d)/,
    example: 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_19_2) AppleWebKit/537.36 (KHTML, like Gecko)',
    ordinary: 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko)',
  },
]);

/** Longest agent that is looked at: bounded time for hostile text. */
const LONGEST = 1_000;

/** Why an agent cannot exist; undefined for one that can. */
export const impossibleBecause = (agent: string): string | undefined =>
  IMPOSSIBILITIES.find(({ pattern }) => pattern.test(agent.slice(0, LONGEST)))?.reason;

/** Programs that say what they are: many addresses behind one agent are their business. */
export const isDeclared = (agent: string): boolean =>
  /bot\b|bot[/;)]|crawl|spider|slurp|\+?https?:\/\/|monitor|probe|uptime|feed|preview|fetcher|archiver/i.test(
    agent.slice(0, LONGEST),
  );
