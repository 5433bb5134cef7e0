// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the placeholders are what attacks write
import { patternsOf } from './pattern.ts';

const CAPEC = 'CAPEC-88 OS Command Injection';
const WSTG = 'OWASP WSTG-INPV-12 Testing for Command Injection';

/** Forms that make a program run another one. */
export const COMMAND_INJECTION = patternsOf(
  'command-injection',
  ['T1190', 'T1059'],
  [
    [
      'command-after-separator',
      /(?:[;|`\n\r]|&&|\|\||\$\(|(?:^|['"\s])&)[\s+]{0,20}(?:[\w/.-]{0,30}bin\/)?(?:id|whoami|uname|ls|dir|cat|pwd|ps|netstat|ifconfig|ipconfig|ping|nslookup|dig|wget|curl|nc|ncat|bash|sh|ksh|cmd(?:\.exe)?|powershell(?:\.exe)?|sleep|echo|type|set|env|printenv|rm|chmod|touch|kill|tftp|perl|python\d?|php|ruby|certutil|net[\s+]+(?:user|view|localgroup)|systeminfo|tasklist|expr|head|tail|more)(?:$|[\s+;|&`)"'<>-])/,
      CAPEC,
      ['a;id', '|id|', ';netstat -a;', '`ping 127.0.0.1`', '&& dir', 'a);id;', '; sleep 31 ;'],
      ['a;identity', 'foo | idea', 'cats;dogs', 'type;size'],
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
      /`[\w/.][^`]{0,200}`|\$\([\w/.\s{]|\$\{ifs\}|\$ifs\b/,
      CAPEC,
      ['`id`', '"`true`"', '$(whoami)', 'cat${ifs}x'],
      ['` `', 'cost $ (net)', '$100'],
    ],
    [
      'command-with-arguments',
      /\bping(?:\.exe)?[\s+]+-[a-z][\s+]+\d+[\s+]+[\w.]+|\b(?:cat|more|less|head|tail|type)[\s+]+[\\/](?:etc|proc|var|root|home)[\\/]|\bdir[\s+|]+c:|\b(?:wget|curl)[\s+]+(?:-\w+[\s+]+){0,4}(?:https?|ftp|tftp):\/\/|\bpowershell(?:\.exe)?[\s+]+-|\bcmd(?:\.exe)?[\s+]*\/[ck]\b|\bnc[\s+]+-[a-z]*e\b|\brm[\s+]+-[rf]{1,2}[\s+]|\bchmod[\s+]+[0-7+x]{2,4}[\s+]|>[\s+]*\/(?:tmp|dev\/null|var)\b|\bls[\s+]+-[a-z]{1,3}$|\/dev\/tcp\/|^(?:id|whoami|uname|netstat|ifconfig|ipconfig)[\s]*[;|&]/,
      WSTG,
      ['ping -i 30 127.0.0.1', 'cat /etc/passwd', '+dir+c:/', 'wget http://x/y', 'id;', 'ls -al'],
      ['ping pong', 'cat food', 'dir: c', 'cat home'],
    ],
    [
      'program-code',
      /\b(?:system|passthru|shell_exec|popen|proc_open|pcntl_exec|phpinfo|base64_decode|file_get_contents|file_put_contents|call_user_func|create_function|fsockopen|os\.(?:system|popen)|processbuilder)[\s]{0,5}\(|\b(?:allow_url_include|auto_prepend_file)[\s]{0,5}=|\bsubprocess\.\w|\bassert\([\s]*['"$@]|\bpreg_replace\([\s]*['"]|\bexec[\s]{0,5}\([\s]*['"$@]|<!--#(?:exec|include|echo|printenv)|\bdie\(\s*(?:@?md5|print)|\bmd5\(\d{5,}\)|\$_(?:get|post|request|server|cookie)\b|\bgetruntime\(\)/,
      WSTG,
      [
        `";system('id')"`,
        '<!--#exec cmd="/usr/bin/id;-->',
        '$_get[x]',
        'die(@md5(1))',
        'allow_url_include=on',
      ],
      ['system of (x)', 'filesystem', 'exec (office)'],
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
