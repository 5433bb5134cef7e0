import type { RandomSource } from '../../stats/random-source.ts';
import { DAY, HOUR, MINUTE } from '../time.ts';

export interface Asset {
  readonly path: string;
  readonly bytes: number;
  /** 404 for an asset that a page still names but nobody has. */
  readonly status: number;
}

export interface Page {
  readonly path: string;
  /** The page's full address, as the referrer of what it loads. */
  readonly url: string;
  readonly bytes: number;
  readonly status: number;
  readonly assets: readonly Asset[];
  /** Path of the call its script makes, if any. */
  readonly call?: string;
}

/** A small shop with a blog: what exists, what is broken, when it changes. */
export interface Site {
  readonly host: string;
  readonly home: Page;
  readonly products: readonly Page[];
  readonly categories: readonly Page[];
  readonly posts: readonly Page[];
  readonly removed: readonly Page[];
  /** Moments of a deploy, ascending; the files of version n exist from deploy n-1 to deploy n. */
  readonly deploys: readonly number[];
  /** Style sheets and scripts by version. */
  readonly bundles: readonly (readonly Asset[])[];
  readonly sale: { readonly start: number; readonly end: number; readonly page: Page } | undefined;
  readonly searchWords: readonly string[];
}

const ADJECTIVES = [
  'oak',
  'linen',
  'copper',
  'merino',
  'slate',
  'birch',
  'cobalt',
  'amber',
  'walnut',
  'cork',
  'ivory',
  'moss',
  'granite',
  'saffron',
];
const THINGS = [
  'lamp',
  'chair',
  'desk',
  'kettle',
  'blanket',
  'shelf',
  'mirror',
  'basket',
  'stool',
  'clock',
  'vase',
  'rug',
  'bench',
  'tray',
  'hook',
  'candle',
  'pillow',
  'frame',
];
const ROOMS = [
  'kitchen',
  'bedroom',
  'office',
  'garden',
  'hallway',
  'bathroom',
  'living-room',
  'kids',
  'lighting',
  'storage',
  'textiles',
  'sale',
];
const TOPICS = [
  'caring-for-oiled-wood',
  'small-rooms-big-light',
  'how-we-ship',
  'wool-or-cotton',
  'meet-the-makers',
  'the-quiet-office',
  'spring-on-the-balcony',
  'repair-not-replace',
  'choosing-a-desk',
  'colours-of-the-coast',
];

export const SITE_HOST = 'shop.example';
export const SITE_ADDRESS = '192.0.2.80';
const ORIGIN = `https://${SITE_HOST}`;
const asset = (path: string, bytes: number, status = 200): Asset => ({ path, bytes, status });
const page = (
  path: string,
  bytes: number,
  assets: readonly Asset[] = [],
  extra: Partial<Page> = {},
): Page => ({
  path,
  url: ORIGIN + path,
  bytes,
  status: 200,
  assets,
  ...extra,
});

/** Draws the site; the same seed gives the same shop. */
export const buildSite = (
  random: RandomSource,
  period: { readonly start: number; readonly end: number },
  options: { readonly products: number; readonly deploysPerWeek: number; readonly flashSale: boolean },
): Site => {
  const products = drawProducts(random.stream('products'), options.products);
  const posts = drawPosts(random.stream('posts'));
  const deploys = drawDeploys(random.stream('deploys'), period, options.deploysPerWeek);
  return {
    host: SITE_HOST,
    home: page('/', 18_412, [
      asset('/static/img/hero-spring.webp', 148_220),
      asset('/static/img/banner-makers.webp', 61_034),
    ]),
    products,
    categories: drawCategories(random.stream('categories'), products),
    posts,
    removed: drawRemoved(random.stream('removed'), options.products),
    deploys,
    bundles: deploys
      .map(() => 0)
      .concat(0)
      .map((_, version) => drawBundle(random.stream(`bundle ${version}`))),
    sale: drawSale(random.stream('sale'), period, options.flashSale, products),
    searchWords: ADJECTIVES.flatMap((adjective) => THINGS.map((thing) => `${adjective}+${thing}`)).concat(
      THINGS,
    ),
  };
};

const slug = (random: RandomSource, id: number): string =>
  `${id}-${random.choice(ADJECTIVES)}-${random.choice(THINGS)}`;

const drawProducts = (random: RandomSource, count: number): Page[] =>
  Array.from({ length: count }, (_, index) => {
    const id = 1000 + index;
    const pictures = Array.from({ length: random.integer(1, 4) }, (_, picture) =>
      asset(`/static/img/p/${id}-${picture + 1}.webp`, random.integer(18_000, 160_000)),
    );
    return page(`/products/${slug(random, id)}`, random.integer(9_000, 16_000), pictures, {
      call: `/api/v1/stock/${id}`,
    });
  });

/** Products that were taken down but are still linked from elsewhere. */
const drawRemoved = (random: RandomSource, count: number): Page[] =>
  Array.from({ length: 24 }, (_, index) =>
    page(`/products/${slug(random, 1000 + count + index)}`, 5_120 + index, [], { status: 404 }),
  );

const drawCategories = (random: RandomSource, products: readonly Page[]): Page[] =>
  ROOMS.flatMap((room) =>
    Array.from({ length: random.integer(2, 6) }, (_, index) => {
      const pictures = Array.from({ length: 4 }, () => random.choice(products).assets[0] as Asset);
      const path = index === 0 ? `/category/${room}` : `/category/${room}?page=${index + 1}`;
      return page(path, random.integer(15_000, 24_000), pictures);
    }),
  );

/** Every seventh post names a picture that is gone: a broken link that many readers hit. */
const drawPosts = (random: RandomSource): Page[] =>
  TOPICS.flatMap((topic, number) =>
    [2023, 2024, 2025].map((year, index) => {
      const pictures = [asset(`/static/img/blog/${topic}.webp`, random.integer(40_000, 210_000))];
      if ((number * 3 + index) % 7 === 0)
        pictures.push(asset(`/static/img/blog/${topic}-old.jpg`, 5_120, 404));
      return page(`/blog/${year}/${topic}`, random.integer(11_000, 31_000), pictures);
    }),
  );

const drawDeploys = (
  random: RandomSource,
  period: { readonly start: number; readonly end: number },
  perWeek: number,
): number[] => {
  const moments: number[] = [];
  for (let day = Math.floor(period.start / DAY) * DAY; day < period.end; day += DAY) {
    const moment = day + random.integer(8 * 60, 15 * 60) * MINUTE;
    if (random.chance(perWeek / 7) && moment > period.start && moment < period.end) moments.push(moment);
  }
  return moments;
};

const drawBundle = (random: RandomSource): Asset[] => {
  const hash = (): string => random.word().toString(16).padStart(8, '0');
  return [
    asset(`/static/css/main.${hash()}.css`, random.integer(38_000, 44_000)),
    asset(`/static/js/vendor.${hash()}.js`, random.integer(171_000, 183_000)),
    asset(`/static/js/app.${hash()}.js`, random.integer(88_000, 99_000)),
    asset('/static/fonts/inter-var.woff2', 102_868),
    asset('/static/img/logo.svg', 3_271),
  ];
};

const drawSale = (
  random: RandomSource,
  period: { readonly start: number; readonly end: number },
  wanted: boolean,
  products: readonly Page[],
): Site['sale'] => {
  const lastDay = Math.floor((period.end - DAY - period.start) / DAY);
  const day = random.below(Math.max(1, lastDay + 1));
  const start = Math.floor(period.start / DAY) * DAY + day * DAY + 18 * HOUR;
  const featured = random.choice(products);
  if (!wanted || lastDay < 1 || start < period.start || start + 2 * HOUR > period.end) return undefined;
  return { start, end: start + 2 * HOUR, page: featured };
};
