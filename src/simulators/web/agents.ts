import type { RandomSource } from '../../stats/random-source.ts';

/** Browsers by share of visitors. `{}` is replaced by a version number. */
const BROWSERS: readonly (readonly [
  { readonly text: string; readonly versions: readonly string[] },
  number,
])[] = [
  [
    {
      text: 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/{} Safari/537.36',
      versions: ['144.0.0.0', '143.0.0.0', '145.0.0.0', '142.0.0.0'],
    },
    34,
  ],
  [
    {
      text: 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/{} Safari/537.36',
      versions: ['144.0.0.0', '145.0.0.0', '143.0.0.0'],
    },
    11,
  ],
  [
    {
      text: 'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/{} Mobile Safari/537.36',
      versions: ['144.0.0.0', '143.0.0.0', '145.0.0.0'],
    },
    17,
  ],
  [
    {
      text: 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_{} like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Mobile/15E148 Safari/604.1',
      versions: ['7', '6_2', '5'],
    },
    18,
  ],
  [
    {
      text: 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/{} Safari/605.1.15',
      versions: ['18.6', '26.2', '17.6'],
    },
    8,
  ],
  [
    {
      text: 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:{}) Gecko/20100101 Firefox/{}',
      versions: ['147.0', '146.0', '140.0'],
    },
    6,
  ],
  [
    {
      text: 'Mozilla/5.0 (X11; Linux x86_64; rv:{}) Gecko/20100101 Firefox/{}',
      versions: ['147.0', '140.0'],
    },
    2,
  ],
  [
    {
      text: 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/{} Safari/537.36 Edg/{}',
      versions: ['144.0.0.0', '143.0.0.0'],
    },
    4,
  ],
];

/** Each agent as one text: half a million visitors must not hold a copy each. */
const BROWSER_TEXTS = BROWSERS.map(
  ([{ text, versions }, weight]) =>
    [versions.map((version) => text.replaceAll('{}', version)), weight] as const,
);

/** A browser as people use it, the newest versions first. */
export const browserAgent = (random: RandomSource): string => {
  const texts = random.weighted(BROWSER_TEXTS);
  return texts[Math.min(random.zipf(texts.length), texts.length - 1)] as string;
};

/** Whether the agent asks for Apple's touch icons unasked. */
export const asksForTouchIcons = (agent: string): boolean => agent.includes('(iPhone');

export const GOOGLEBOT =
  'Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; Googlebot/2.1; +http://www.google.com/bot.html) Chrome/144.0.0.0 Safari/537.36';
export const BINGBOT =
  'Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm) Chrome/136.0.0.0 Safari/537.36';
export const MONITOR = 'Mozilla/5.0 (compatible; UptimeProbe/2.1)';
/** As an owner names the scanner that he hired. */
export const INTERNAL_SCANNER = 'Mozilla/5.0 [en] (X11, U; OpenVAS-VT 22.4 shop.example security)';
export const LINK_CHECKER = 'LinkWalker/3.4 (internal site check)';
export const FEED_READER = 'FeedFetcher/1.9 (+https://reader.example/bot)';

const TOOLS = {
  scanner: [
    'Mozilla/5.00 (Nikto/2.5.0) (Evasions:None) (Test:Port Check)',
    'Mozilla/5.0 zgrab/0.x',
    'Nuclei - Open-source project (github.com/projectdiscovery/nuclei)',
  ],
  directory: [
    'gobuster/3.6',
    'feroxbuster/2.11.0',
    'DirBuster-1.0-RC1 (http://www.owasp.org/index.php/Category:OWASP_DirBuster_Project)',
    'Fuzz Faster U Fool v2.1.0-dev',
  ],
  sql: ['sqlmap/1.9.4#stable (https://sqlmap.org)'],
  script: ['python-requests/2.32.3', 'Go-http-client/1.1', 'curl/8.5.0', 'okhttp/4.12.0'],
} as const;

/** An attacker's agent: its tool's own name, or a browser it pretends to be. */
export const attackerAgent = (
  random: RandomSource,
  kind: keyof typeof TOOLS,
  hiddenShare: number,
): string => {
  const shown = random.choice(TOOLS[kind]);
  const hidden = browserAgent(random);
  return random.chance(hiddenShare) ? hidden : shown;
};
