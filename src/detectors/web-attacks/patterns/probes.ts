import { type AttackPattern, patternsOf } from './pattern.ts';

/** Forms of a path alone: what only somebody looking for a way in asks for. */
export const PATH_PROBES: readonly AttackPattern[] = patternsOf(
  'exposure-probe',
  ['T1595.002', 'T1190'],
  [
    [
      'web-shell',
      /[\\/](?:c99|c100|r57|wso\d{0,3}|b374k\w{0,8}|alfa(?:shell|_data|new|cgiapi)?|indoxploit|marijuana|leafmailer|foxwso|webshell|shell\d{0,3}|cmd|backdoor|1337|priv8|weevely|antak|phpspy|eval-stdin|tunnel\.nosocket)\.(?:php\d?|phtml|pht|aspx?|ashx|jspx?|cgi)(?:$|[\\/])/,
      'ATT&CK T1505.003 Web Shell; SecLists, Web-Shells',
      [
        '/uploads/c99.php',
        '/wso2.php',
        '/images/shell.aspx',
        '/vendor/phpunit/phpunit/src/util/php/eval-stdin.php',
      ],
      ['/shells.php', '/docs/c99.html', '/alfalfa.php', '/cmd'],
    ],
    [
      'secret-file',
      /(?:^|[\\/])(?:\.(?:env(?:[._]\w{1,20})?|git[\\/](?:config|head|index|logs[\\/]head)|svn[\\/](?:entries|wc\.db)|hg[\\/]hgrc|aws[\\/]credentials|npmrc|netrc|pgpass|docker[\\/]config\.json|vscode[\\/]sftp\.json|ht(?:passwd|access)|bash_history|kube[\\/]config)|wp-config\.(?:php[._~-]\w{0,10}|bak|old|txt|inc)|(?:backup|dump|database|db|mysql|wordpress)\.sql(?:\.gz|\.zip|\.bz2)?|id_(?:rsa|dsa|ed25519)|actuator[\\/](?:env|heapdump|jolokia|gateway[\\/]routes))$/,
      'ATT&CK T1552.001 Credentials In Files; OWASP WSTG-CONF-04',
      ['/.env', '/shop/.git/config', '/wp-config.php.bak', '/backup.sql', '/actuator/heapdump'],
      ['/environment', '/repo.git/info/refs', '/wp-config.php', '/.well-known/security.txt'],
    ],
    [
      'known-hole',
      /[\\/](?:boaform[\\/]admin[\\/]formlogin|gponform[\\/]diag_form|hnap1[\\/]?$|_ignition[\\/]execute-solution|wls-wsat[\\/]|cgi-bin[\\/]luci[\\/];|setup\.cgi$|shell\?|tmunblock\.cgi|hudson[\\/]script|solr[\\/]admin[\\/](?:info|cores)|autodiscover[\\/]autodiscover\.json@|mgmt[\\/]tm[\\/]util[\\/]bash|dana-na[\\/]\.\.|remote[\\/]fgt_lang|console[\\/]css[\\/]%|portal[\\/]redlion|device\.rsp$|w00tw00t|muieblackcat|azenv\.php|proxyheader\.php|phpmyadmin[\\/]scripts[\\/]setup)/,
      'CVE-2018-10561, CVE-2021-3129, CVE-2017-10271, CVE-2021-34473; honeypots’ published logs',
      ['/boaform/admin/formlogin', '/hnap1/', '/gponform/diag_form', '/wls-wsat/coordinatorporttype'],
      ['/setup.html', '/console/', '/remote/login'],
    ],
  ],
);

/** Forms of a parameter together with its name, `name=value`. */
export const PAIR_PATTERNS: readonly AttackPattern[] = [
  ...patternsOf(
    'sql-injection',
    ['T1190'],
    [
      [
        'probing-quote',
        /^[\w[\]-]{0,30}(?:id|page|cat|category|item|product|artist|news|user|num|no)\]?=-?\d{1,10}['"\\`]['"\\`)\s]{0,6}$/,
        'OWASP WSTG-INPV-05 Testing for SQL Injection, error based',
        ["id=15'", 'product_id=7"', "cat=1')"],
        ["height=5'", "title=the 90's", 'q=15"'],
      ],
    ],
  ),
  ...patternsOf(
    'file-inclusion',
    ['T1190', 'T1105'],
    [
      [
        'included-address',
        /^(?:[\w[\]-]{0,40}(?:mosconfig_absolute_path|absolute_path|root_path|rootpath|include_?path|inc_?(?:dir|path)|include_?dir|lib_?(?:dir|path)|doc(?:ument)?_?root|base_?dir|basedir|class_?path|class_?dir|abspath|root_?dir)|_?globals\[[^=]{1,60}|_?(?:server|env|conf|config|cfg)\[[^=]{1,60})\]{0,2}=(?:https?|ftps?):\/\/\S|^[\w[\]-]{1,40}=(?:https?|ftps?):\/\/(?:\d{1,3}(?:\.\d{1,3}){3}|\[[\da-f:]{3,40}\])(?::\d{1,5})?\/[\w./~-]{0,120}\.(?:txt|php\d?|inc|dat|sh|asp|jsp)\?{0,3}$|^[\w[\]-]{0,40}(?:path|dir|root|include|inc|base|page|file|template|tpl|skin|theme|module|lang|config|load|pagina|content|class|lib)\]{0,2}=(?:https?|ftps?):\/\/[^?#\s]{4,200}(?:\.txt|\.inc|\.dat|\?{1,3})$/,
        'OWASP WSTG-INPV-11 Testing for Code Injection, file inclusion; CAPEC-193 PHP Remote File Inclusion',
        [
          'mosconfig_absolute_path=http://evil.example',
          'globals[root]=http://evil.example/x',
          'page=http://evil.example/x.txt',
          'src=http://192.0.2.7/crash.php',
        ],
        [
          'url=https://shop.example/a.php?id=5',
          'path=http://news.example/a.html',
          'page=https://a.example/b?c=1',
        ],
      ],
    ],
  ),
  ...patternsOf(
    'command-injection',
    ['T1190', 'T1505.003', 'T1059'],
    [
      [
        'web-shell-command',
        /^(?:\w{0,12}cmd|exec|command|execute|cmdline|shell|system|do|run|c|0)=[\s'"]{0,3}(?:id|whoami|uname|pwd|ifconfig|ipconfig|netstat|hostname|systeminfo|net[\s]+(?:user|view)|(?:ls|dir|cat|type|ps|wget|curl|echo|ping|nc|chmod|rm|tasklist|cd|find|which|php|python\d?|perl|sh|bash)[\s]+[-/\\.~*%|"'\w])/,
        'ATT&CK T1505.003 Web Shell',
        ['cmd=id', 'cmd=cat /etc/issue', 'exec=whoami', 'c=ls -la', '0=uname'],
        ['cmd=category', 'do=find', 'c=1', 'command=status'],
      ],
    ],
  ),
];
