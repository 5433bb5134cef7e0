// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the placeholders are what attacks write
import { type AttackPattern, patternsOf } from './pattern.ts';

const TEMPLATES = 'Kettle, Server-Side Template Injection, 2015';
const INCLUSION = 'OWASP WSTG-INPV-11 Testing for Code Injection, file inclusion';

/** Templates, look-ups, inclusion of files and addresses, objects, split headers. */
export const OTHER_INJECTIONS: readonly AttackPattern[] = [
  ...patternsOf(
    'template-injection',
    ['T1190', 'T1059'],
    [
      [
        'computed-template',
        /(?:\{\{|\$\{|#\{|%\{|<%=|\*\{)[\s]*['"(]?\d+['"]?[\s]*[*+-][\s]*['"]?\d+|\{\{[^{}]{0,120}(?:__|\bconfig\b|\bself\.|\brequest\.|\bcycler\b|constructor|\blipsum\b|\brange\(|\.class\b|popen|_self|\bdump\(|\bapp\.|\battr\(|\|[\s]*(?:filter|map|sort|join|attr|reduce|exec|system)\b|\.(?:constructor|touppercase|tostring)\(|\bsettings\.|\bsecret_key\b)|\{\{[\s]*(?:self|request|config|this|_self)[\s]*\}\}|<#assign|\[#assign|freemarker\.template|\{\$smarty\.|\{(?:system|exec)\(|#set[\s]*\(\$|[\s]@\([\s]*\d+[\s]*[*+-]|^@\(\d+[*+-]\d+\)|\$\{[^{}]{0,120}(?:runtime|\bt\(|\.class|getclass|script\b|freemarker|new [a-z])|\{php\}|\{%[\s]*(?:import|include|for|if|set)\b/,
        TEMPLATES,
        ['{{7*7}}', '${7*7}', '<%= 7*7', "{{''.__class__}}", '#{3*3}'],
        ['{{name}}', '${price}', '{{user.id}}', '{{ item | upper }}', '{system}'],
      ],
      [
        'expression-language',
        /%\{[^{}]{0,40}\(?#|#_memberaccess|@java\.lang|\bognl\b|\(#\w{1,20}=|\$\{#\w{1,20}=|#context\.get\(|java\.lang\.(?:runtime|processbuilder|string|system|class)|\bprocessbuilder\.|\bclass\.module\.classloader|\bspring\.cloud\.function\.routing/,
        'CVE-2017-5638, CVE-2022-22965',
        [
          "%{(#_='multipart/form-data')}",
          'class.module.classloader.resources',
          '@java.lang.runtime@x',
          '${#req=#context.get(',
        ],
        ['class.module', '%{name}'],
      ],
    ],
  ),
  ...patternsOf(
    'lookup-injection',
    ['T1190'],
    [
      [
        'jndi',
        /\$\{[^}]{0,60}(?:jndi|\$\{)|\$\{(?:lower|upper|env|sys|java|date|ctx|::-|[^}]{0,20}:-)|\bjndi:(?:ldaps?|rmi|dns|iiop|nis|corba)/,
        'CVE-2021-44228 (Log4Shell)',
        ['${jndi:ldap://x/a}', '${${lower:j}ndi:rmi://x}', '${${::-j}${::-n}di:x}', '${env:home}'],
        ['${name}', 'jndi lookup'],
      ],
    ],
  ),
  ...patternsOf(
    'directory-injection',
    ['T1190'],
    [
      [
        'ldap-filter',
        /\)[\s]{0,3}\([\s]{0,3}[|&!]|\*[\s]{0,3}\)[\s]{0,3}\(|\([\s]{0,3}[|&][\s]{0,3}\([\s]{0,3}\w{1,30}[\s]{0,3}[~<>]?=|\*\([|&]|\([\w;-]{1,30}[~<>]?=\*\)\)|\)[|&!]\(\w{1,30}=|\*\)\)%00|\*\)\(\w{1,30}=|\)\(\w{1,30}[~<>]?=[^()]{0,60}\)?\)\(|^\w{1,20}\)\(\w{1,30}=[\w*]{1,30}\)?$|^\*\(\)[|&%']/,
        'CAPEC-136 LDAP Injection',
        ['*)(uid=*))(|(uid=*', 'admin)(&)', '*(|(mail=*))', 'x)(|(password=*'],
        ['f(x)', '(a) & (b)', '(a)(b)', '(1)(2)'],
      ],
      [
        'xpath-query',
        /\bcount\(\/|\/child::|\/(?:descendant|ancestor|following|parent)(?:-or-self)?::|\bname\(\)[\s]*=|['"\]][\s]*\|[\s]*\/{1,2}[\w*]|\bposition\(\)[\s]*=|\bstring-length\(|\/\*\[\d|\bselectnodes?\(/,
        'CAPEC-83 XPath Injection',
        ['count(/child::node())', "x' or name()='username", "']|//user/*"],
        ['count(a)', '/child/a', 'name (yours)'],
      ],
    ],
  ),
  ...patternsOf(
    'file-inclusion',
    ['T1190', 'T1105'],
    [
      [
        'remote-file',
        /^(?:https?|ftps?):\/\/[^\s?#]{1,300}\.(?:txt|inc|dat|php\d?|gif|jpe?g|log)\?{1,3}(?:$|cmd=|&)|^(?:https?|ftps?):\/\/[^\s/]{1,120}\/[^\s?#]{0,200}(?:shell|c99|r57|cmd|id\d?|rfiinc)\.(?:txt|php|gif|jpg)\b/,
        INCLUSION,
        ['http://cirt.net/rfiinc.txt??', 'ftp://x.example/shell.txt', 'http://x.example/a.inc?cmd=pwd'],
        ['http://x.example/a.php?id=5', 'https://x.example/?', 'http://x.example/photo.jpg'],
      ],
      [
        'stream-wrapper',
        /\bphp:\/{1,2}(?:input|filter|fd|memory|temp|stdin)|\bconvert\.(?:iconv|base64)[.-]|\b(?:expect|phar|zip|glob|ogg|ssh2\.\w+|compress\.zlib|zlib):\/\/|\bdata:[\w/+-]{0,40};base64,pd9waha|\bpearcmd\b|\+config-create/,
        INCLUSION,
        ['php://input', 'php://filter/convert.base64-encode/resource=x', 'expect://id', 'phar://a.jpg'],
        ['php: input', 'zip:12345'],
      ],
    ],
  ),
  ...patternsOf(
    'request-forgery',
    ['T1190', 'T1552.005'],
    [
      [
        'internal-address',
        /169\.254\.169\.254|metadata\.google\.internal|\b(?:gopher|dict|netdoc|jar|ldaps?|tftp|local_file|unix):\/{1,2}\S|^(?:https?:)?\/\/(?:[\w.-]{0,60}@)?(?:127\.\d{1,3}\.\d{1,3}\.\d{1,3}(?::(?:\d{1,3}|1433|1521|2049|2375|3306|5432|5900|6379|8500|9200|11211|27017))?(?:[/?#]|$)|(?:localhost|127\.0\.0\.1)(?::(?:22|25|2375|3306|5432|6379|9200|11211|27017)|(?::\d+)?\/(?:admin|server-status|latest|metadata|actuator|manager|console|\.env|etc|phpmyadmin))|127\.1(?:[:/]|$)|127\.0\.1(?:[:/]|$)|0(?:x[0-9a-f]{1,8}|[0-7]{3,11})(?:\.(?:0x[0-9a-f]{1,8}|[0-7]{1,11}|\d{1,8})){0,3}(?:[:/]|$)|\d{8,10}(?:[:/]|$)|\[(?:::1?|::ffff:[\w.:]{1,20}|0{1,4}(?::0{1,4}){4,6}:[\w.:]{1,20})\]|0\.0\.0\.0(?:[:/]|$)|localtest\.me|[\w.-]{1,60}\.(?:nip|xip)\.io|instance-data\b|100\.100\.100\.200)/,
        'CAPEC-664 Server Side Request Forgery',
        ['http://169.254.169.254/latest/meta-data/', 'gopher://127.0.0.1:25/x', 'http://127.0.0.1:22/'],
        [
          'http://10.example/',
          'dictionary:x',
          'http://localhost:3000/callback',
          'http://127.0.0.1:51004/?code=1',
        ],
      ],
    ],
  ),
  ...patternsOf(
    'request-forgery',
    ['T1190', 'T1566.002'],
    [
      [
        'disguised-redirect',
        /^(?:\/{1,4}(?:\\|[\s]+\/)[\\/\s]{0,4}[\w.@-]{3,}|\\{1,2}\/{1,2}\\?\/?[\w-]{2,60}\.|\/{3,6}[\w-]{1,60}\.[a-z]{2,}|https?:(?:\\{1,2}|\/\\|\\\/)[\w.-]{3,}|\/{0,2}https?:[^\s/\\?#@]{0,60}@|https?:\/{2}[\w.-]{1,60}[@:][^/?#@]{0,60}@|\/{1,2}https?:\/{1,2}[\w.-]{3,60}\/?\/?$)/,
        'OWASP WSTG-CLNT-04 Testing for Client-side URL Redirect',
        ['/\\evil.example', '\\/\\/evil.example', 'https:/\\evil.example', '////evil.example/'],
        ['//cdn.example/app.js', 'https://shop.example/', '/account', 'https:\\/\\/shop.example'],
      ],
    ],
  ),
  ...patternsOf(
    'object-injection',
    ['T1190'],
    [
      [
        'serialized-object',
        /\bo:\d{1,4}:"[\w\\]{1,100}":\d{1,4}:\{|\bro0ab[\w+/]{4}|<!entity\s|\baced0005|"@type"[\s]*:[\s]*"(?:com|java|org)\.|__proto__(?:$|[.[\]"'=:])|\bconstructor[.[\]]{1,2}prototype\b|\ba:\d{1,4}:\{(?:i:\d+;|s:\d+:"[^"]{0,60}";)o:\d|!!(?:python\/object|javax?\.)|"\$type"[\s]*:[\s]*"system\./,
        'CAPEC-586 Object Injection',
        [
          'o:8:"stdclass":1:{',
          'ro0abxnyab',
          '"@type":"com.sun.rowset',
          '__proto__[admin]',
          '__proto__.admin',
        ],
        ['o:8', 'a:1:{i:0;i:1;}', 'prototype.js'],
      ],
      [
        'split-header',
        /(?:[\r\n]|\\r\\n|0x0d0x0a)[\s]{0,9}(?:set-cookie|location|refresh|content-(?:type|length|disposition)|remote-addr|x-[\w-]{2,30}|host|transfer-encoding|cache-control|access-control-\w{2,20}|(?:get|post|head|put|delete|options)[\s+]+(?:\/|https?:)[^\n]{0,200}http\/\d)[\s]*(?::|$|http)|[\r\n][\s]{0,9}(?:get|post|head|put)[\s+]+\S{1,200}[\s+]+http\/\d|[\r\n][\s]{0,9}http\/\d|[\r\n][\s]{0,9}(?:bcc|cc|to|mail from|rcpt to)[\s]*:|^(?:\r?\n){1,4}$|(?:\r?\n){2}</,
        'CAPEC-34 HTTP Response Splitting',
        ['a\r\nset-cookie: x=1', 'x\nhttp/1.1 200', 'a\nbcc: x@y'],
        ['a\nb', 'location: here'],
      ],
    ],
  ),
];
