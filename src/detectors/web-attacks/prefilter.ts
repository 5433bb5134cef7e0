import { SCANNER_WORDS } from './patterns/scanner-agents.ts';

/** A percent escape of a byte, in any number of layers. */
const escaped = (bytes: string): string => `%(?:25)*(?:${bytes})`;
const either = (plain: string, bytes: string): string => `(?:${plain}|${escaped(bytes)})`;

const OPEN = either('[(]', '28');
const SPACE = either('[\\s+]|/[*]', '20|09|0a|2b|2f');
const SLASH = either('[/\\\\]', '2f|5c');
const COLON = either(':', '3a');
const EQUALS = either('=', '3d');
const COMMANDS =
  'id|whoami|uname|netstat|netsh|ncat|zsh|pwsh|chown|mkdir|sysinfo|wmic|bitsadmin|mshta|rundll32|regsvr32|busybox|nmap|iptables|crontab|lsof|useradd|tracert|traceroute|phpinfo|reg|node|lua|cp|mv|less|ver|find|grep|awk|sed|which|whereis|date|hostname|route|arp|df|del|copy|reboot|top|cut|ftp|telnet|ssh|gcc|rem|who|w|su|sudo|print|sort|timeout|tee|xxd|base64|open|mail|local|ls|dir|cat|pwd|ps|net|ifconfig|ipconfig|ping|nslookup|dig|wget|curl|nc|ncat|bash|sh|ksh|cmd|powershell|sleep|echo|type|set|env|printenv|rm|chmod|touch|kill|tftp|perl|python|php|ruby|certutil|systeminfo|tasklist|expr|head|tail|more|usr|bin|select|insert|update|delete|drop|declare|exec|call|waitfor|begin|iif|if|case|shutdown|create|alter|truncate|grant';

/**
 * What a request must have to be looked at closely: RE2 and JavaScript read it alike, both
 * without regard to case. A sieve: it lets far more through than attacks, but no attack
 * that a pattern knows. Ordinary addresses have none of it.
 */
const MARKS: readonly string[] = [
  // Characters that browsers and programs escape, and the escapes of those that attack.
  `['"<>\`\\\\]`,
  escaped(
    '2[27]|3[0-9ce]|60|5c|00|0[ad]|c[01]|u[0-9a-f]|ef%(?:25)*bc|e0%(?:25)*[48]0|bg%|f[08c]%(?:25)*80|e2%(?:25)*8[0-9]|e2%(?:25)*9[1-3]|4[1-9a-f]|5[0-9a]|6[1-9a-f]|7[0-9a]',
  ),
  '%u[0-9a-f]|%c[01]|\\\\[ux]|&#|&[b-z][a-z]{1,9};|&a(?:st|pos);|&(?:lt|gt|quot)',
  `${escaped('26')}(?:#|${escaped('23')}|(?:lt|gt|quot)|[a-z]{2,10}${either(';', '3b')})`,
  // Climbing and odd paths.
  `[.][.]|[.]?${escaped('2e')}|/[.]/|[.]${escaped('2f|5c')}|0x2e|0x2f|0x5c|[.][.]2f|li4vli4v|l2v0yy9wyxnz|li5cli5c|phnjcmlwd|pfndu|pgltz|pgjvz|aaaaaaaaaaaaaaaaaaaa`,
  `etc${SLASH}*(?:passwd|shadow|group|hosts|issue|fstab|crontab|sudoers|ssh|init|php|httpd|apache|nginx|mysql|lighttpd|proftpd|pure|vsftpd|my[.]cnf|hostname|resolv|profile|environ|network|motd|pam[.]d|security|redhat|debian|os-rel|lsb-|exports|cron|ld[.]so|logrotate|samba|r?syslog|gshadow|master|wu-|ftp)|(?:httpd|apache2?|nginx)[.]conf|(?:access|error)s?[_.]log|opt${SLASH}+(?:lampp|xampp)|usr${SLASH}+(?:local|lib|pkgsrc|share)|var${SLASH}+(?:www|adm|mail|spool|lib|apache|run)|[.](?:env|git|svn|hg|npmrc|netrc|pgpass|docker|vscode|ht|kube|gnupg|bash)|wp-config|(?:backup|dump|database|db|mysql|wordpress)[.]sql|actuator|(?:boot|win|system|php|my|o*t)[.]ini|web-inf|inetpub|global[.]asa|system32|proc${SLASH}|[.](?:htpasswd|ssh|aws|bash_hist|my[.]cnf)|id_rsa|var${SLASH}+log|win(?:dows|nt)${SLASH}|/root/[.]`,
  `bin${SLASH}`,
  // Web shells and known holes, by their paths.
  '/(?:c99|c100|r57|wso|b374k|alfa|indoxploit|marijuana|leafmailer|foxwso|webshell|shell|cmd|backdoor|1337|priv8|weevely|antak|phpspy|eval-stdin|tunnel[.]nosocket)[^/?]{0,10}[.](?:ph|as|jsp|cgi)|boaform|gponform|hnap1|_ignition|wls-wsat|/luci/|setup[.]cgi|tmunblock|hudson/script|solr/admin|autodiscover[.]json|mgmt/tm|dana-na|fgt_lang|device[.]rsp|w00tw00t|muieblackcat|azenv|proxyheader|scripts/setup',
  // A command or an address as the value of a telling name.
  `(?:cmd|exec|command|execute|cmdline|shell|system|do|run|[?&]c|[?&]0)${EQUALS}(?:${escaped('2[027]|09')}|[+'" ])*(?:${COMMANDS}|pwd|hostname|tasklist|cd|find|which)`,
  `(?:path|dir|root|include|inc|base|page|file|template|tpl|skin|theme|module|lang|config|load|pagina|content|class|lib|${either('\\]', '5d')})${EQUALS}(?:https?|ftps?)${COLON}|${EQUALS}(?:https?|ftps?)${COLON}${SLASH}{2}(?:[0-9]|${either('\\[', '5b')})`,
  // Disguised redirects and addresses.
  `${EQUALS}(?:${SLASH}{1,4}(?:\\\\|${SPACE})|${SLASH}{3}|${SLASH}{0,2}https?${COLON}(?:[^/%]|${SLASH}{1,2}[^/&]*[@]|${SLASH}{1,2}[^/&]*${escaped('40')})|${SLASH}{1,2}https?${COLON})|${SLASH}{2}(?:127[.]|0[x0-7]|[0-9]{8}|localtest|instance-data|100[.]100)|[.](?:nip|xip)[.]io`,
  // Directories, objects, other query languages.
  `[*)]${either('[()]', '28|29')}|${either('[)]', '29')}(?:${SPACE})*${either('[(|&!]', '28|7c|26|21')}|child::|/(?:descendant|ancestor)|name[(]|__proto__|constructor|a${COLON}[0-9]+${COLON}${either('{', '7b')}|${either('\\$', '24')}(?:ne|eq|gt|lt|in|nin|regex|where|exists|elemmatch|or|and|nor|not)|db[.][a-z]|child_process|process[.]|convert[.](?:iconv|base64)|invoke-|for${SPACE}/[fdlr]|smarty|assign|${either('[@]', '40')}${either('{', '7b')}|remote-addr|[0-9](?:or|and|xor)[0-9]`,
  // Calls, substitutions, templates.
  `[a-z0-9=}]${OPEN}`,
  `${OPEN}(?:select|case|[0-9]+${either('=', '3d')}|${OPEN}|[)])`,
  `${either('\\$', '24')}(?:${either('[({]', '28|7b')}|ifs|_)`,
  `${either('[{#%*]', '7b|23|25|2a')}${either('[{]', '7b')}|${either('[{]', '7b')}(?:%|${escaped('25')}|php|file)`,
  `${either('[[]', '5b')}${either('\\$', '24')}`,
  // Separators before a command or a statement.
  `(?:[;|]|${escaped('3b|7c|26')})(?:${SPACE}|${SLASH}|[*])*(?:${COMMANDS})`,
  `${either('[|&]', '7c|26')}${either('[|&]', '7c|26')}`,
  // Words of SQL beside a space or its escape.
  `${SPACE}(?:and|or|xor|having|where|not|as|order|union|in|rlike|like|procedure|into|group)(?:${SPACE}|${OPEN})`,
  `${EQUALS}(?:and|or)${SPACE}|${SLASH}${either('[*]', '2a')}|union${SPACE}|select${SPACE}|case${SPACE}|insert${SPACE}|delete${SPACE}|drop${SPACE}|waitfor|into${SPACE}|(?:--|#|${escaped('23')})$`,
  `information_schema|sys(?:objects|columns|databases|users|ibm)|mysql[.]|pg_|sqlite_|all_(?:users|tables)|user_tables|syscat|msysaccess|current_setting|rdb${either('\\$', '24')}|domain[.](?:domains|columns|tables)|v${either('\\$', '24')}version|master[.][.]|@@|null${either(',', '2c')}|dbms_|null(?:--|#)|,null`,
  // Script and addresses in a value.
  `script${SPACE}*${COLON}|mocha:|scriptalert|document${SPACE}*[.[]|window[.[].*location|on[a-z]{4,16}${SPACE}*${either('=', '3d')}(?:[^&]*[(.;])|data${COLON}(?:text|image${SLASH}svg|[^&]*base64)|=alert|srcdoc|adw-|xmlhttpreq|localstorage|constructor|moz-binding|${escaped('26')}${either('[{]', '7b')}`,
  `(?:=|%3d)(?:https?|ftps?)${COLON}${SLASH}{2}[^&]*[.](?:txt|inc|dat|php[0-9]?|gif|jpe?g|log)(?:[?]|${escaped('3f')})|=ftp${COLON}|(?:shell|c99|r57|cmd|rfiinc)[.](?:txt|php|gif|jpg)`,
  `(?:php|expect|phar|zip|glob|ogg|zlib|ssh2[.][a-z]+|gopher|dict|netdoc|jar|ldaps?|tftp|local_file|unix|file)${COLON}${SLASH}|file${COLON}[a-z]|pearcmd|config-create|jndi|ognl|class[.]module|java[.]lang|memberaccess|routing-expr|spring[.]cloud`,
  `169[.]254[.]169|metadata[.]google|${COLON}${SLASH}{2}(?:localhost|127[.]|0x7f|2130706433|0[.]0[.]0[.]0|${either('[[]', '5b')})`,
  `(?:^|[^a-z])[a-z]${COLON}${SLASH}+(?:win|boot|inetpub|doc|xampp|wamp|apache|php|opt|system)`,
  `ping(?:[.]exe)?${SPACE}|(?:cat|more|less|head|tail|type)${SPACE}${SLASH}|dir${SPACE}|(?:wget|curl|nc|rm|chmod|ls)${SPACE}|powershell|whoami|uname|xp_|/[?]{2}|cmd[.]exe|cmd${SPACE}|/dev/tcp|allow_url|auto_prepend|getruntime|processbuilder|subprocess|o${COLON}[0-9]+${COLON}|ro0ab|aced0005|[@]type|eval`,
  `(?:=|%3d)(?:id|whoami|uname|netstat)(?:[;|]|${escaped('3b|7c')})|>${SPACE}*/`,
];

/** For `url.original`, and for the part of a referrer behind its host. */
export const TARGET_SIEVE = MARKS.join('|');

/** For `user_agent.original`. */
export const AGENT_SIEVE = [
  ...SCANNER_WORDS.map((word) => word.replaceAll(/[^a-z0-9]/g, (mark) => `[${mark}]`)),
  `[$][{]|[(][)][\\s]*[{]|[<'"]|union[\\s+]|sleep|select[\\s(]|passwd|bin/|[.][.]/|@@|[{][{]|%(?:24|7b|27|22|3c)`,
].join('|');

const target = new RegExp(TARGET_SIEVE, 'is');

/** The sieve as JavaScript reads it; for tests and tools. */
export const targetMayAttack = (text: string): boolean => target.test(text);
