// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the placeholders are what attacks write
import { patternsOf } from './pattern.ts';

const CAPEC = 'CAPEC-88 OS Command Injection';
const WSTG = 'OWASP WSTG-INPV-12 Testing for Command Injection';

/** Programs whose names are no words of prose. */
const PLAIN_COMMANDS =
  'whoami|uname|netstat|netsh|ifconfig|ipconfig|nslookup|wget|curl|ncat|bash|ksh|zsh|cmd\\.exe|powershell(?:\\.exe)?|pwsh|printenv|chmod|chown|mkdir|tftp|certutil|systeminfo|sysinfo|tasklist|wmic|bitsadmin|mshta|rundll32|regsvr32|busybox|nmap|iptables|crontab|lsof|useradd|traceroute|tracert|phpinfo|python\\d|net[\\s+]+(?:user|view|localgroup|start|share)|reg[\\s+]+(?:add|query|delete)';
/** Programs whose names are: they count with what a shell expects behind them. */
const WORDLIKE_COMMANDS =
  'id|ls|dir|cat|pwd|ps|ping|dig|nc|sh|cmd|sleep|echo|type|set|env|rm|cp|mv|touch|kill|perl|python|php|ruby|node|lua|expr|head|tail|more|less|ver|find|grep|awk|sed|which|whereis|date|hostname|route|arp|df|del|copy|shutdown|reboot|top|cut|ftp|telnet|ssh|gcc|net|rem|who|w|su|sudo|exec|print|sort|timeout|tee|xxd|base64|open|mail';
/** What stands behind a command: an end, another separator, an option, a path, a number, a file, an address. */
const ARGUMENT =
  '[\\s]{0,3}(?:$|[;|&`)<>\'"])|(?:[\\s]|\\$\\{?ifs\\}?|,)+(?:-{1,2}[\\w?]|[/\\\\.~*$\'"]|\\d{1,9}(?:$|[^\\w])|[a-z]:|https?:|\\w{1,30}\\.\\w|%\\w)';
/** Programs that are followed by one bare word. */
const WITH_A_WORD =
  '(?:cat|echo|ping|rm|del|which|whereis|dig|touch|kill|php|python|perl|head|tail|ls|net|sleep)[\\s]+[\\w.-]{1,30}[\\s]{0,3}(?:$|[;|&`])';
const FOLDERS = '(?:[\\w/.-]{0,30}[/\\\\])?';
const SEPARATOR = '(?:[;|`\\n\\r(]|\\\\[nr]|&&|\\|\\||\\$\\()';

const COMMAND_AFTER_SEPARATOR = new RegExp(
  `(?:${SEPARATOR}|&|^['"])[\\s+]{0,20}${FOLDERS}(?:${PLAIN_COMMANDS})(?:$|[\\s+;|&\`)"'<>,\\\\$-])|(?:${SEPARATOR}|(?:^|['"\\s])&)[\\s+]{0,20}${FOLDERS}(?:(?:${WORDLIKE_COMMANDS})(?:${ARGUMENT})|${WITH_A_WORD})`,
);

/** Forms that make a program run another one. */
export const COMMAND_INJECTION = patternsOf(
  'command-injection',
  ['T1190', 'T1059'],
  [
    [
      'command-after-separator',
      COMMAND_AFTER_SEPARATOR,
      CAPEC,
      [
        'a;id',
        '|id|',
        ';netstat -a;',
        '`ping 127.0.0.1`',
        '&& dir',
        'a);id;',
        '; sleep 31 ;',
        '|/usr/bin/id',
        '" whoami',
      ],
      [
        'a;identity',
        'foo | idea',
        'cats;dogs',
        'type;size',
        'a heroine; more than that',
        'base; set swarovski gold',
      ],
    ],
    [
      'program-path',
      /(?:^|[^\w-])(?:\/?usr\/|\/)?(?:local\/)?s?bin\/(?:id|cat|ls|sh|bash|ksh|csh|zsh|ping|nc|netcat|wget|curl|perl|python\d?|php|ruby|sleep|uname|whoami|ps|env|echo|rm|chmod|touch|kill|netstat|ifconfig|nslookup|dig|find|grep|head|tail|id;?|busybox|tftp)(?:$|[^\w.-])/,
      WSTG,
      ['/usr/bin/id', '/bin/cat /etc/passwd', '|usr/bin/id', '/../bin/sh'],
      ['/cgi-bin/shop', '/robin/cat.html', 'bin/ls.html'],
    ],
    [
      'substitution',
      /^`[\w/.][^`&<]{0,200}`$|`[\s]{0,3}(?:\/[\w/.-]{1,60}|(?:id|whoami|uname|ls|cat|pwd|ping|nslookup|dig|wget|curl|nc|sleep|echo|true|perl|python\d?|php|sh|bash|env|ps|hostname)\b[^`&<]{0,200})`|\$\([\w/.\s{]|\$\{ifs\}|\$ifs\b/,
      CAPEC,
      ['`id`', '"`true`"', '$(whoami)', 'cat${ifs}x'],
      ['` `', 'cost $ (net)', '$100', 'how to use `width` and `height`'],
    ],
    [
      'command-with-arguments',
      /\bping(?:\.exe)?[\s+]+-[a-z][\s+]+\d+[\s+]+[\w.]+|\b(?:cat|more|less|head|tail|type)[\s+]+[\\/](?:etc|proc|var|root|home)[\\/]|\bdir[\s+|]+c:|\b(?:wget|curl)[\s+]+(?:-\w+[\s+]+){0,4}(?:https?|ftp|tftp):\/\/|\bpowershell(?:\.exe)?[\s+]+-|\bcmd(?:\.exe)?[\s+]*\/[ck]\b|\bnc[\s+]+-[a-z]*e\b|\brm[\s+]+-[rf]{1,2}[\s+]|\bchmod[\s+]+[0-7+x]{2,4}[\s+]|>[\s+]*\/(?:tmp|dev\/null|var)\b|\bls[\s+]+-[a-z]{1,3}$|\/dev\/tcp\/|^(?:id|whoami|uname|netstat|ifconfig|ipconfig|ver|hostname)[\s]*[;|&>]|^(?:uname|whoami|netsh|nslookup|ping|perl)[\s]+(?:-\w|>)|\b(?:nc|ncat|netcat)(?:\.traditional)?[\s]+(?:-\w+[\s]+)*[\w.]+[\s]+\d{2,5}[\s]*(?:-e|<|$)|\bls[\s]+-[a-z]{1,4}[\s]+[\\/]|\bwhoami[\s]*$|\/bin\/\?{2}|[\\/]\?{2,3}[\\/][a-z?]{0,6}\?[a-z?]{0,6}(?:\s|$)|\b(?:perl|python\d?|ruby|php|node|bash|sh)[\s]+-(?:e|c|r)[\s]+['"]|\binvoke-(?:webrequest|expression)\b|\bfor[\s]+\/[fdlr][\s]+.{0,60}%[\s\S]{0,60}\bdo\b/,
      WSTG,
      ['ping -i 30 127.0.0.1', 'cat /etc/passwd', '+dir+c:/', 'wget http://x/y', 'id;', 'ls -al'],
      ['ping pong', 'cat food', 'dir: c', 'cat home', 'ls 300 lexus', 'nc 8000 controller'],
    ],
    [
      'program-code',
      /\b(?:system|passthru|shell_exec|popen|proc_open|pcntl_exec|phpinfo|base64_decode|file_get_contents|file_put_contents|call_user_func|create_function|fsockopen|os\.(?:system|popen)|processbuilder)[\s]{0,5}\(|\b(?:allow_url_include|auto_prepend_file)[\s]{0,5}=|\bsubprocess\.\w|\bassert\([\s]*['"$@]|\bpreg_replace\([\s]*['"]|\bexec[\s]{0,5}\([\s]*['"$@]|<!--#(?:exec|include|echo|printenv)|\bdie\(\s*(?:@?md5|print)|\bmd5\(\d{5,}\)|\b(?:gzinflate|gzuncompress|str_rot13|base64_encode|chr\(\d+\)\.chr)[\s]{0,5}\([\s]*['"$(\w]|\b(?:ini_set|putenv|set_time_limit)[\s]{0,5}\([\s]*['"@\d]|\b(?:print|printf|echo|var_dump|print_r)[\s(]{1,5}(?:md5|sha1|system|`)|\$\{@?(?:print|eval|phpinfo|system|assert)|\brequire\([\s]*['"](?:child_process|fs)\b|\bchild_process\b|\bprocess\.(?:env|mainmodule|exit)\b|\b__import__[\s]*\(|@\{[\s]*\[|_\$\$nd_func\$\$_|\$_(?:get|post|request|server|cookie)\b|\bgetruntime\(\)/,
      WSTG,
      [
        `";system('id')"`,
        '<!--#exec cmd="/usr/bin/id;-->',
        '$_get[x]',
        'die(@md5(1))',
        'allow_url_include=on',
      ],
      ['system of (x)', 'filesystem', 'exec (office)', 'printed (new)'],
    ],
    [
      'function-definition',
      /\(\)[\s]*\{[\s]*(?::|_|\w{0,3})?[\s]*;?[\s]*\}[\s]*;/,
      'CVE-2014-6271 (Shellshock)',
      ['() { :;}; /bin/ping', '() { _; } ;x'],
      ['function() { return; }', '(){}'],
    ],
  ],
);
