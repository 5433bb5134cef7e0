import { DARK_THEME, LIGHT_THEME, themeVariables } from '../../charts/theme.ts';

const LIGHT = `color-scheme:light;--bg:#f3f5f8;--surface:#fff;--sunk:#f5f7fa;--ink:#18222c;--muted:#566472;--line:#dce3ea;--link:#0a5c9e;--brand:#0d4a6b;--esc:#9a3412;--escbg:#ffedd5;--low:#47688a;--medium:#8a6400;--high:#c2470a;--critical:#a8123e;--shadow:0 1px 2px rgb(20 35 50/.06),0 6px 20px -12px rgb(20 35 50/.18);${themeVariables(LIGHT_THEME)}`;

const DARK = `color-scheme:dark;--bg:#0c1116;--surface:#141a21;--sunk:#0f151b;--ink:#e6ecf2;--muted:#9aa8b5;--line:#27313b;--link:#7cc0f5;--brand:#8fd0f5;--esc:#fdba74;--escbg:#3b2413;--low:#8fb2d1;--medium:#e0b23c;--high:#ff8f57;--critical:#ff7595;--shadow:none;${themeVariables(DARK_THEME)}`;

const BASE = `
*,*::before,*::after{box-sizing:border-box}
html{scroll-behavior:smooth;scroll-padding-top:72px;-webkit-text-size-adjust:100%}
@media (prefers-reduced-motion:reduce){html{scroll-behavior:auto}}
body{margin:0;background:var(--bg);color:var(--ink);font:15px/1.55 Inter,ui-sans-serif,system-ui,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;font-feature-settings:"tnum","cv05";overflow-wrap:anywhere}
code,pre,.at{font-family:ui-monospace,"SF Mono","Cascadia Code",Menlo,Consolas,"DejaVu Sans Mono",monospace;font-size:.88em}
a{color:var(--link);text-underline-offset:2px}
a:focus-visible,summary:focus-visible{outline:2px solid var(--link);outline-offset:2px;border-radius:3px}
h1,h2,h3,h4,p,figure,dl,dd,ul,ol,pre{margin:0}
h1{font-size:clamp(1.45rem,1.1rem + 1.6vw,2.1rem);line-height:1.2;letter-spacing:-.02em;font-weight:680;text-wrap:balance}
h2{font-size:1.16rem;letter-spacing:-.01em;font-weight:660;margin-bottom:14px}
h3{font-size:1.1rem;line-height:1.35;font-weight:640;letter-spacing:-.005em}
h4{font-size:.74rem;font-weight:600;color:var(--muted);text-transform:uppercase;letter-spacing:.06em;margin:14px 0 6px}
small{font-size:.82em;color:var(--muted);font-weight:400}
.skip{position:absolute;left:-999px}.skip:focus{left:8px;top:8px;background:var(--surface);padding:8px;z-index:9}
.esc{color:var(--esc);background:var(--escbg);border-radius:2px;padding:0 1px}
.cut{color:var(--muted);font-style:italic;margin-left:.3em}
.zero{color:var(--muted)}.missing{color:var(--muted);font-style:italic}
.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
.strong{font-weight:640}
.note{color:var(--muted);font-size:.9rem}
ul.plain{list-style:none;padding:0}
svg{max-width:100%;height:auto;display:block;overflow:hidden}
svg text{white-space:pre}
`;

const LAYOUT = `
.bar-top{position:sticky;top:0;z-index:5;background:color-mix(in srgb,var(--surface) 92%,transparent);backdrop-filter:blur(8px);border-bottom:1px solid var(--line)}
.bar-top>div{max-width:1280px;margin:0 auto;padding:0 24px;height:56px;display:flex;align-items:center;gap:20px}
.brand{display:flex;align-items:center;gap:8px;font-weight:700;letter-spacing:-.01em;color:var(--brand);text-decoration:none}
.brand svg{width:22px;height:22px}
.counts{display:flex;gap:6px;list-style:none;padding:0;margin:0 auto 0 0}
.counts li{font-size:.8rem;font-weight:600;padding:2px 9px;border-radius:99px;white-space:nowrap}
.counts li.none{color:var(--muted);background:var(--sunk)}
.jump{display:flex;gap:18px;font-size:.87rem}
.jump a{color:var(--muted);text-decoration:none;white-space:nowrap}.jump a:hover{color:var(--ink);text-decoration:underline}
.page{max-width:1280px;margin:0 auto;padding:28px 24px 64px}
.page,.stack{display:grid;grid-template-columns:minmax(0,1fr);gap:24px;align-content:start}
.title p{color:var(--muted);margin-top:8px;max-width:75ch}
section,.finding,.contents{background:var(--surface);border:1px solid var(--line);border-radius:12px;box-shadow:var(--shadow)}
section{padding:22px 24px}
section.bare{background:none;border:0;box-shadow:none;padding:6px 2px 0;margin-bottom:-22px}
.lede{font-size:1.06rem;line-height:1.65;max-width:82ch}
.contents{padding:16px 0 8px;font-size:.87rem}
.contents h2{font-size:.74rem;text-transform:uppercase;letter-spacing:.06em;color:var(--muted);margin:0 16px 8px}
.contents ol{list-style:none;padding:0;max-height:340px;overflow-y:auto;overscroll-behavior:contain}
.contents a{display:grid;grid-template-columns:26px minmax(0,1fr) auto;gap:6px;padding:6px 16px;color:inherit;text-decoration:none;line-height:1.35;border-left:3px solid transparent}
.contents a:hover{background:var(--sunk);border-left-color:currentColor}
.contents h2:not(:first-child){margin-top:14px}.contents .riskiest{max-height:none}
.contents .no{color:var(--muted);text-align:right}
.contents .t{display:-webkit-box;-webkit-line-clamp:2;-webkit-box-orient:vertical;overflow:hidden;color:var(--ink)}
.contents .v{font-weight:660}
@media (min-width:1100px){.page{grid-template-columns:272px minmax(0,1fr)}.title{grid-column:1/-1}.side{grid-column:1;grid-row:2/4}.side .contents{position:sticky;top:76px}.contents ol{max-height:calc(100vh - 140px)}.contents .riskiest+h2+ol{max-height:calc(100vh - 440px);min-height:180px}.stack{grid-column:2}.alone .stack{grid-column:1/-1}}
`;

const PARTS = `
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(112px,1fr));gap:1px;border:1px solid var(--line);border-radius:9px;overflow:hidden}
.tile{outline:1px solid var(--line);padding:11px 14px}
.tile dt{font-size:.78rem;color:var(--muted)}
.tile dd b{display:block;font-size:1.28rem;line-height:1.3;letter-spacing:-.015em;font-weight:640;font-variant-numeric:tabular-nums}
.tile dd span{font-size:.78rem;color:var(--muted)}
.proportions{width:100%;height:8px;margin-top:16px;border-radius:4px}
.p-parsed{fill:var(--chart-data)}.p-rejected{fill:var(--critical)}.p-skipped{fill:var(--line)}
.equation{font-size:.86rem;color:var(--muted);margin-top:6px}
.c-parsed,.c-rejected,.c-skipped{white-space:nowrap}
.c-parsed::before,.c-rejected::before,.c-skipped::before{content:"";display:inline-block;width:9px;height:9px;border-radius:2px;margin-right:5px;background:var(--chart-data)}
.c-rejected::before{background:var(--critical)}.c-skipped::before{background:var(--line)}
.facts{display:flex;flex-wrap:wrap;gap:8px 32px;margin:16px 0;font-size:.9rem}
.facts b{color:var(--muted);font-weight:500;margin-right:6px}
.facts .plain b{color:var(--ink);font-weight:600}
section.bare h2+.note{margin:-8px 0 14px}
.cards{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,400px),1fr));gap:16px}
.entity-card{background:var(--surface);border:1px solid var(--line);border-top:4px solid var(--tone);border-radius:12px;box-shadow:var(--shadow);padding:16px 18px 12px;display:flex;flex-direction:column;min-width:0}
.entity-card:target{outline:2px solid var(--tone);outline-offset:2px}
.entity-card h3{font-size:1.02rem}.entity-card .meta{gap:2px 14px}
.risk-bar{width:100%;height:8px;margin:12px 0 0;border-radius:4px;color:var(--tone)}
.risk-bar .rest{fill:var(--line)}.risk-bar .on{fill:currentColor}.risk-bar .next{fill:currentColor;opacity:.6}
.entity-card .score{border-top:0;margin-top:6px;padding-top:0}
.of{list-style:none;padding:0;margin-top:8px;border-top:1px solid var(--line)}
.of a{display:grid;grid-template-columns:2.2em minmax(0,1fr) auto;gap:8px;padding:6px 0;color:inherit;text-decoration:none;line-height:1.4;font-size:.9rem}
.of a:hover .t{text-decoration:underline}.of .v{font-weight:660;text-align:right}.of .no{color:var(--muted);font-size:.8rem}
.entity-card footer{display:flex;flex-wrap:wrap;gap:6px 8px;margin-top:auto;padding-top:10px;font-size:.78rem}
.links{line-height:1.9}
table{border-collapse:collapse;width:100%;font-size:.9rem}
th,td{text-align:left;padding:7px 10px;border-top:1px solid var(--line);vertical-align:top;font-weight:400}
thead th{border-top:0;color:var(--muted);font-size:.78rem;font-weight:500;padding-top:0;white-space:nowrap}
th.n,td.n{text-align:right}td.word{min-width:6em}
th:first-child,td:first-child{padding-left:0}th:last-child,td:last-child{padding-right:0}
tbody th small{display:block}
.wide .phone{display:none}
figcaption{color:var(--muted);font-size:.86rem}
.wide figcaption{margin-top:8px}
.wide svg{width:100%}
svg a{cursor:pointer}svg a:hover rect{opacity:.8}
.finding{padding:22px 24px 16px;border-left:5px solid var(--tone)}
.s-low{--tone:var(--low)}.s-medium{--tone:var(--medium)}.s-high{--tone:var(--high)}.s-critical{--tone:var(--critical)}
.finding:target{outline:2px solid var(--tone);outline-offset:2px}
.rank{display:flex;align-items:center;gap:10px;font-size:.85rem;color:var(--muted);margin-bottom:8px}
.badge{display:inline-flex;align-items:center;gap:7px;color:var(--tone);background:color-mix(in srgb,var(--tone) 11%,transparent);padding:3px 10px;border-radius:99px;font-size:.82rem;font-weight:560;white-space:nowrap}
.badge svg{width:19px;height:12px}.badge .on{fill:currentColor}.badge .off{fill:currentColor;opacity:.25}
.meta{display:flex;flex-wrap:wrap;gap:4px 18px;color:var(--muted);font-size:.87rem;margin-top:6px}
.meta code{color:var(--ink);font-weight:600}
.why{margin:14px 0 4px;max-width:80ch;line-height:1.6}
.pictures{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,340px),1fr));gap:18px;margin:16px 0}
.picture{background:var(--sunk);border-radius:9px;padding:13px 14px 10px;display:flex;flex-direction:column;min-width:0}
.picture figcaption b::first-letter{text-transform:uppercase}
.picture figcaption b{display:block;color:var(--ink);font-weight:600;font-size:.92rem}
.picture svg{margin:8px auto 4px;width:100%;max-width:440px}
@media (min-width:761px){.solo .picture{display:grid;grid-template-columns:minmax(0,1fr) minmax(0,440px);grid-template-rows:1fr auto}.solo .picture svg{grid-column:2;grid-row:1/3;margin:0}}
.keys{display:flex;flex-wrap:wrap;gap:4px 14px;font-size:.78rem;color:var(--muted);margin-top:auto}
.key i{display:inline-block;width:11px;height:11px;border-radius:2px;margin-right:5px;vertical-align:-1px}
.key .k-usual{border-radius:50%;background:var(--chart-baseline)}
.k-data{background:var(--chart-data)}.k-mark{background:var(--chart-mark)}.k-shade{background:var(--chart-shade)}
.key .k-baseline,.key .k-fence{height:0;width:15px;border-radius:0;vertical-align:4px;border-top:2px solid var(--chart-baseline)}
.key .k-fence{border-top:2px dashed var(--chart-fence)}
.evidence{margin:14px 0}
/* Fixed columns: what a browser takes for the least width of a hostile cell can be wider than the page. */
@media (min-width:761px){.stacks{table-layout:fixed}.stacks th:first-child{width:32%}.evidence th:first-child{width:36%}#settings th:last-child{width:44%}#accounting th:first-child{width:26%}#accounting th:nth-child(2){width:14%}#other-entities th:first-child{width:38%}#other-entities th:nth-child(2){width:16%}#other-findings th:first-child{width:5%}#other-findings th:nth-child(3){width:46%}}
.evidence td,.evidence th{padding-top:6px;padding-bottom:6px}.evidence td.n{white-space:normal}
.score{font-size:.86rem;color:var(--muted);margin-top:10px;padding-top:8px;border-top:1px solid var(--line)}
.score b{color:var(--ink)}.score>b{font-weight:500;margin-right:8px;color:var(--muted)}
.part{color:var(--ink);margin-right:8px}
details>summary{cursor:pointer;font-size:.87rem;font-weight:560;color:var(--muted);padding:4px 0}
.lines ol,.lines-list{list-style:none;padding:0;background:var(--sunk);border-radius:8px;overflow:clip}
.lines li,.lines-list li{padding:7px 12px;border-top:1px solid var(--line);line-height:1.5}
.lines li:first-child,.lines-list li:first-child{border-top:0}
.lines code,.lines-list code{display:block;white-space:pre-wrap;unicode-bidi:isolate}
.at{display:block;color:var(--muted);font-size:.76rem}
.reason{font-size:.85rem;color:var(--high)}
pre{background:var(--sunk);border:1px solid var(--line);border-radius:7px;padding:8px 12px;white-space:pre-wrap;overflow:clip;user-select:all;line-height:1.5;margin-bottom:6px}
.command code::before{content:"$ ";color:var(--muted);user-select:none}
.finding footer{display:flex;flex-wrap:wrap;gap:6px 16px;align-items:center;margin-top:14px;padding-top:12px;border-top:1px solid var(--line);font-size:.8rem;color:var(--muted)}
.attack{border:1px solid var(--line);border-radius:99px;padding:1px 10px;text-decoration:none;white-space:nowrap}
.fields{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,300px),1fr));gap:26px 34px}
.field h3{font-size:.95rem}.field .note{font-size:.8rem;margin-bottom:6px}
.field table{table-layout:fixed}.field td{padding:5px 8px;font-size:.85rem}.field td:first-child{padding-left:0}.field td:last-child{padding-right:0}.field td:nth-child(2){width:6.2em}.field td:nth-child(3){width:5.6em}
.bar{width:100%;height:4px;margin-top:4px;fill:var(--chart-data)}
.settings span{display:inline-block;margin-right:12px}
.remarks{padding-left:18px;font-size:.9rem}
#settings h3{margin:18px 0 6px;font-size:.95rem}#settings pre{margin:0 0 16px}
.empty{padding:44px 24px;text-align:center}.empty p{margin:10px auto 0;max-width:60ch;color:var(--muted)}
.end{max-width:1280px;margin:0 auto;padding:0 24px 40px;color:var(--muted);font-size:.82rem}
`;

const TONES = ['critical', 'high', 'medium', 'low']
  .map(
    (level) =>
      `.counts .s-${level}{color:var(--${level});background:color-mix(in srgb,var(--${level}) 12%,transparent)}.contents .v-${level},.of .v-${level}{color:var(--${level})}`,
  )
  .join('');

const NARROW = `
@media (max-width:760px){
body{font-size:14.5px}
html{scroll-padding-top:96px}
.bar-top>div{padding:8px 14px;height:auto;flex-wrap:wrap;gap:6px 14px}
.jump{order:3;width:100%;overflow-x:auto;gap:16px;scrollbar-width:none}
.page{padding:18px 12px 40px;gap:14px}.stack{gap:14px}
section{padding:16px 14px}section.bare{padding:4px 2px 0;margin-bottom:-18px}.finding{padding:16px 14px 12px}
.picture{padding:11px 8px 8px}
.wide .desk{display:none}.wide .phone{display:block}
.stacks,.stacks tbody{display:block}.stacks thead{display:none}
.stacks tr{display:block;padding:8px 0;border-top:1px solid var(--line)}
.stacks th,.stacks td{display:block;border:0;padding:1px 0}
.stacks td{display:flow-root;text-align:right;white-space:normal}
.stacks td::before{content:attr(data-label);color:var(--muted);float:left;margin-right:14px;font-weight:400}
.stacks tbody th{font-weight:600;padding-bottom:3px}
.stacks .settings{text-align:left}.stacks .settings::before{float:none;display:block}
.stacks td.absent{display:none}
}
`;

const PAPER = `
@media print{
:root{${LIGHT};--bg:#fff;--shadow:none}
@page{margin:14mm 12mm}
html{font-size:11.5px}body{font-size:8.6pt;line-height:1.45;background:#fff}.lede{font-size:1.02rem;line-height:1.5}
.bar-top>div,.end{padding:0;height:34px}.tiles{grid-template-columns:repeat(7,1fr)}.tile{padding:6px 8px}.tile dd b{font-size:1.15rem}
#summary,.next,.score,footer{break-inside:avoid}.facts{margin:8px 0}
.bar-top{position:static;backdrop-filter:none}.jump,.skip{display:none}
.page{display:block;padding:0;max-width:none}.stack{display:block}
.side .contents{position:static;margin-bottom:12pt;break-inside:avoid}.contents ol{max-height:none;columns:2}
section,.finding{box-shadow:none;margin-bottom:12pt;padding:12pt}
.cards{display:block}.entity-card{box-shadow:none;margin-bottom:8pt;padding:8pt 10pt}
section.bare{padding:0;margin:0}
.entity-card,.finding header,.picture,tr,.lines li,.field,.tiles{break-inside:avoid}
.finding header,h2,h3,h4,summary,.why{break-after:avoid}
.pictures{grid-template-columns:1fr 1fr;gap:8pt}
details::details-content{content-visibility:visible;height:auto;display:block}
svg,.badge,.counts li,.key i,.esc,.tiles,.p-parsed{print-color-adjust:exact;-webkit-print-color-adjust:exact}
a{color:inherit;text-decoration:none}
.attack::after{content:" (" attr(href) ")";font-size:.85em}
}
`;

/** The page's whole style sheet; its hash stands in the page's Content-Security-Policy. */
export const STYLE_SHEET = `:root{${LIGHT}}
@media (prefers-color-scheme:dark){:root{${DARK}}}${BASE}${LAYOUT}${PARTS}${TONES}${NARROW}${PAPER}`;
