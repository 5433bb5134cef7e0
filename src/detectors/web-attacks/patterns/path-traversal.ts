import { patternsOf } from './pattern.ts';

const CAPEC = 'CAPEC-126 Path Traversal';
const FUZZ = 'FuzzDB attack/path-traversal';
const WSTG = 'OWASP WSTG-ATHZ-01 Testing Directory Traversal';

/** Forms that leave the folder files are served from, and files nobody links to. */
export const PATH_TRAVERSAL = patternsOf(
  'path-traversal',
  ['T1190', 'T1083'],
  [
    [
      'climbing',
      /(?:^|[\\/=:;,.\s])\.\.[\\/]{1,4}(?:\.{1,2}[\\/]{1,4}|[\w.{-]{1,40}[\\/]{1,4}\.\.[\\/])|[\\/]\.\.[\\/]*(?:$|\{)|(?:\.\.(?:[\\/]|0x2f|0x5c|%2f|%5c)){2}/,
      CAPEC,
      ['/../../etc', '../../../x', '..\\..\\boot', '/..0x2f..0x2fx', '/..//..//x'],
      ['../index.html', 'and so on../', '1..2', 'wait...'],
    ],
    [
      'system-file',
      /\betc[\\/]{0,4}(?:passwd|shadow|groups?$|group\b|hosts$|issue$|fstab|crontab|sudoers|ssh[\\/])|\bproc[\\/]+(?:self|version|cpuinfo|\d+)[\\/]?|\b(?:boot|win|system|php|my)\.ini(?:$|[^\w.])|\boot\.ini$|win(?:dows|nt)[\\/]+(?:system32|win\.ini|repair)|windowswin\.ini|\bsystem32[\\/]+(?:cmd|drivers|config)|web-inf[\\/]?\w|\binetpub[\\/]?\w|\bglobal\.asax?\b|(?:^|[\\/])\.(?:htpasswd|ssh[\\/]|aws[\\/]|bash_history|my\.cnf)|\bid_rsa\b|\bvar[\\/]+log[\\/]+\w/,
      WSTG,
      ['/etc/passwd', 'c:/boot.ini', 'c:/win.ini', '/web-inf/web.xml', '/proc/self/environ', '/etc/groups'],
      ['fetch/passwords', 'my.initial', 'etcetera/hosts', '/product/etc/'],
    ],
    [
      'dots-for-slashes',
      /(?:^|[\\/])\.{3,}(?:[\\/]{1,4}|\{|$)|(?:^|[\\/])\.{4,}[\w{-]|(?:^|[\\/])\.{30,}/,
      FUZZ,
      ['....//....//x', '/.../.../x', '........................etcpasswd', '/..............{file}'],
      ['wait....', 'and so on ... done', '/a...b/c'],
    ],
    [
      'stuttered-path',
      /(?:[\\/]\.){2,}[\\/.{]|[\\/]\.[\\/]{2,}\.|^[\\/]\.[\\/]$|[\\/]\.[\\/]\.?\{|[\\/]\.[\\/]\.\.[\\/]/,
      FUZZ,
      ['/./././x', '/.//././/./x', '/./', '/./../../.x'],
      ['/a/./b', './x', '/.well-known/'],
    ],
    [
      'written-bytes',
      /(?:0x2e){2}|\.\.0x(?:2f|5c)|0x2e0x2ex2e|\.%(?:00|01)|(?:%c0%ae|%c0%2e|%e0%40%ae|%uff0e){2}/,
      FUZZ,
      ['/0x2e0x2e/x', '/..0x5c..0x5cx'],
      ['0x2e', '0xff2e2e'],
    ],
    [
      'unfilled-placeholder',
      /[\\/.]i{0,8}\{file\}$/,
      FUZZ,
      ['/..{file}', '//{file}'],
      ['{filename}', 'upload{file}s'],
    ],
    [
      'flooded-path',
      /[\\/]([a-z])\1{99,}[\\/.]*|(?:[\\/]\.){20,}/,
      FUZZ,
      [`/${'a'.repeat(120)}`],
      ['/aaaaaaaaaaaa', 'aaaa'],
    ],
    ['zero-byte', /\0/, 'CAPEC-52 Embedding NULL Bytes', ['../x\0.jpg', 'a\0'], ['a0', '00']],
    [
      'drive-path',
      /(?:^|[^a-z])[a-z]:[\\/]+(?:windows|winnt|boot\.ini|inetpub|win\.ini|users[\\/]|program files|documents and settings|xampp|wamp)|\bfile:\/{0,3}(?:[a-z]:|etc\b|boot|proc\b|var\b|home\b|root\b|windows)/,
      WSTG,
      ['c:/win.ini', 'd:/inetpub/wwwroot/x', 'file:/etc/passwd', 'file:///c:/windows'],
      ['http://windows', 'profile:/etc.', 'c:/music/song.mp3'],
    ],
  ],
);
