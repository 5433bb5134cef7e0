import { type AttackPattern, patternsOf } from './pattern.ts';

/** Programs that test or attack one site, by the words they put into their agent. Lower case, no special characters. */
const TOOL_WORDS: readonly string[] = Object.freeze([
  'acunetix',
  'appscan',
  'arachni',
  'bbqsql',
  'brutus',
  'bsqlbf',
  'cgichk',
  'cmsmap',
  'commix',
  'dirbuster',
  'dirsearch',
  'dotdotpwn',
  'droopescan',
  'feroxbuster',
  'ffuf',
  'fhscan',
  'fimap',
  'fuzz faster',
  'gobuster',
  'golismero',
  'grabber',
  'havij',
  'interactsh',
  'invicti',
  'jaeles',
  'joomscan',
  'jorgee',
  'kiterunner',
  'mj12dirb',
  'morfeus',
  'muieblackcat',
  'nessus',
  'netsparker',
  'nikto',
  'nmap',
  'nosqlmap',
  'nsauditor',
  'nuclei',
  'openvas',
  'owasp zap',
  'pangolin',
  'paros',
  'patator',
  'projectdiscovery',
  'qualys',
  'rustbuster',
  'scanbot',
  'skipfish',
  'sqlbrute',
  'sqlmap',
  'sqlninja',
  'sqlsus',
  'tplmap',
  'uil2pn',
  'vega/',
  'w00tw00t',
  'w3af',
  'wapiti',
  'webinspect',
  'webshag',
  'webvulnscan',
  'wfuzz',
  'whatweb',
  'wpscan',
  'xpymep',
  'xsser',
  'xsstrike',
  'zmeu',
]);

/** Programs that ask every address there is: the noise of every server. */
const SURVEY_WORDS: readonly string[] = Object.freeze([
  'l9explore',
  'l9tcpid',
  'libredtail',
  'masscan',
  'subfinder',
  'zgrab',
]);

export const SCANNER_WORDS: readonly string[] = Object.freeze([...TOOL_WORDS, ...SURVEY_WORDS]);

/** The pattern of a tool that means this very site. */
export const TOOL_NAME = 'tool-name';

const named = (words: readonly string[]): RegExp => new RegExp(`(?:^|[^a-z])(?:${words.join('|')})`);

/** Tools by the name they give themselves. Whoever hides behind a browser's name is not seen here. */
export const SCANNER_AGENTS: readonly AttackPattern[] = patternsOf(
  'scanner-agent',
  ['T1595.002'],
  [
    [
      TOOL_NAME,
      named(TOOL_WORDS),
      'the tools’ own documentation',
      [
        'mozilla/5.00 (nikto/2.1.5) (evasions:none)',
        'sqlmap/1.7#stable',
        'fuzz faster u fool v2',
        'whatweb/0.5.5',
      ],
      ['mozilla/5.0 (x11; linux x86_64)', 'curl/7.68.0', 'bandmap/2', 'googlebot/2.1'],
    ],
    [
      'survey-name',
      named(SURVEY_WORDS),
      'the tools’ own documentation',
      ['masscan/1.0', 'mozilla/5.0 zgrab/0.x', 'l9explore/1.2.2'],
      ['mozilla/5.0 (x11; linux x86_64)', 'massscan'],
    ],
  ],
);
