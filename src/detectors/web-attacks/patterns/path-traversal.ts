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
      /(?:^|[\\/=:;,.\s])\.\.[\\/]{1,4}(?:\.{1,2}[\\/]{1,4}|[\w.{-]{1,40}[\\/]{1,4}\.\.[\\/])|[\\/]\.\.[\\/]*(?:$|\{)|(?:\.\.[\s\0;]{0,2}(?:[\\/]|0x2f|0x5c|%2f|%5c)){2}|(?:\.\.2f){2}|\.\.;[\\/]|\.\.[\\/]{1,4}(?:[\w-]{1,30}[\\/]{1,4})?(?:\.(?:ht|env|git|ssh|aws|svn|history|bash)|config\.|wp-config|settings\.|database\.|web\.config)/,
      CAPEC,
      [
        '/../../etc',
        '../../../x',
        '..\\..\\boot',
        '/..0x2f..0x2fx',
        '/..//..//x',
        '..;/manager',
        '../.htaccess',
      ],
      ['../index.html', 'and so on../', '1..2', 'wait...'],
    ],
    [
      'system-file',
      /\betc[\\/]{0,4}(?:passwd|shadow|groups?$|group\b|hosts(?:$|\0|\.(?:allow|deny|equiv))|issue(?:$|\0)|fstab|crontab|sudoers|ssh[\\/])|\betc[^a-z\s]{1,24}[fc]?(?:passwd|issue$|hosts$)|(?:^|[\s'"=:(]|\.\.)[\\/]+etc[\\/]+(?:init\.d|inittab|php|httpd|apache|nginx|mysql|lighttpd|proftpd|pure-ftpd|vsftpd|my\.cnf|hostname|resolv\.conf|profile|environment|network|motd|pam\.d|security[\\/]|redhat-release|debian_version|os-release|lsb-release|exports|cron\.|ld\.so|logrotate|samba|r?syslog|gshadow|master\.passwd|wu-ftpd|ftp\w{0,6}[\\/])|(?:^|\.\.|file:[\\/]{2})[\\/]+(?:var[\\/]+(?:log|www|adm|mail|spool|lib|apache|run)|usr[\\/]+(?:local|lib|pkgsrc|share)[\\/]+[\w./-]{0,60}(?:\.(?:conf|ini|log|cnf|php)\b|_log\b|logs?[\\/])|opt[\\/]+(?:lampp|xampp)|root[\\/]+\.|home[\\/]+[\w.-]{1,40}[\\/]+\.(?:ssh|bash|ht|gnupg))|\b(?:httpd|apache2?|nginx)\.conf\b|(?:apache2?|httpd|nginx|lampp|xampp|logs?)[\\/]+[\w./-]{0,40}(?:access|error)s?[_.]log\b|\bproc[\\/]+(?:self|version|cpuinfo|cmdline|mounts|net[\\/]|interrupts|sched_debug|\d+[\\/])[\\/]?|\b(?:boot|win|system|php|my)\.ini(?:$|[^\w.])|\boot\.ini$|win(?:dows|nt)[\\/]+(?:system32|win\.ini|repair)|windowswin\.ini|\bsystem32[\\/]+(?:cmd|drivers|config)|web-inf[\\/]?\w|\binetpub[\\/]?\w|\bglobal\.asax?\b|(?:^|[\\/])\.(?:htpasswd|ssh[\\/]|aws[\\/]|bash_history|my\.cnf)|\bid_rsa\b/,
      WSTG,
      [
        '/etc/passwd',
        'c:/boot.ini',
        'c:/win.ini',
        '/web-inf/web.xml',
        '/proc/self/environ',
        '/etc/groups',
        '/etc/httpd/conf/httpd.conf',
        '/var/log/messages',
      ],
      [
        'fetch/passwords',
        'my.initial',
        'etcetera/hosts',
        '/product/etc/',
        '/etc/designs/shop.css',
        'logs of /var/log in prose',
        '/proc/500',
      ],
    ],
    [
      'dots-for-slashes',
      /(?:(?:^|[\\/])\.{3}[\\/]{1,4}){1,2}(?:\.{3}[\\/]|\{|etc|win|boot)|(?:^|[\\/])\.{4,}(?:[\\/]{1,4}|\{)|(?:^|[\\/])\.{4,}[\w{-]|(?:^|[\\/])\.{30,}/,
      FUZZ,
      ['....//....//x', '/.../.../x', '........................etcpasswd', '/..............{file}'],
      ['wait....', 'and so on ... done', '/a...b/c', '/news/...', '/.../page'],
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
      /(?:0x2e){2}|(?:\.\.[%\\][^.\s]{1,6}){2}|(?=[.?]{0,9}\?)(?:[?.]{2}[\\/]){3}|\.\.0x(?:2f|5c)|0x2e0x2ex2e|\.%(?:00|01)|(?:%c0%ae|%c0%2e|%e0%40%ae|%uff0e){2}/,
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
    [
      'base64-climb',
      /(?:^|[^a-z0-9])(?:li4vli4v|l2v0yy9wyxnz|li5cli5c)/,
      'RFC 4648: ../../ and /etc/pass in base 64',
      ['li4vli4vzxrjl3bhc3n3za==', 'file=l2v0yy9wyxnzd2q='],
      ['xli4vli4v', 'li4v'],
    ],
    ['zero-byte', /\0/, 'CAPEC-52 Embedding NULL Bytes', ['../x\0.jpg', 'a\0'], ['a0', '00']],
    [
      'drive-path',
      /(?:^|[^a-z])[a-z]:[\\/]+(?:windows|winnt|boot\.ini|inetpub|win\.ini|xampp|wamp|apache|php\d?[\\/]|opt[\\/]|system volume|documents and settings[\\/][\w ]{1,20}[\\/](?:cookies|ntuser))|\bfile:\/{0,3}(?:[a-z]:|etc\b|boot|proc\b|var\b|home\b|root\b|windows)/,
      WSTG,
      ['c:/win.ini', 'd:/inetpub/wwwroot/x', 'file:/etc/passwd', 'file:///c:/windows'],
      ['http://windows', 'profile:/etc.', 'c:/music/song.mp3', 'c:/users/me/page.htm'],
    ],
  ],
);
