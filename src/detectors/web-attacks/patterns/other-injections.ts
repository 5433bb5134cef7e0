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
        /(?:\{\{|\$\{|#\{|%\{|<%=|\*\{)[\s]*['"(]?\d+['"]?[\s]*[*+-][\s]*['"]?\d+|\{\{[^{}]{0,120}(?:__|\bconfig\b|\bself\.|\brequest\.|\bcycler\b|constructor|\blipsum\b|\brange\(|\.class\b|popen|_self)|\$\{[^{}]{0,120}(?:runtime|\bt\(|\.class|getclass|script\b|freemarker|new [a-z])|\{php\}|\{%[\s]*(?:import|include|for|if|set)\b/,
        TEMPLATES,
        ['{{7*7}}', '${7*7}', '<%= 7*7', "{{''.__class__}}", '#{3*3}'],
        ['{{name}}', '${price}', '{{user.id}}'],
      ],
      [
        'expression-language',
        /%\{[^{}]{0,40}\(?#|#_memberaccess|@java\.lang|\bognl\b|\(#\w{1,20}=|java\.lang\.(?:runtime|processbuilder|string)|\bclass\.module\.classloader|\bspring\.cloud\.function\.routing/,
        'CVE-2017-5638, CVE-2022-22965',
        ["%{(#_='multipart/form-data')}", 'class.module.classloader.resources', '@java.lang.runtime@x'],
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
        /\bphp:\/{1,2}(?:input|filter|fd|memory|temp|stdin)|\b(?:expect|phar|zip|glob|ogg|ssh2\.\w+|compress\.zlib|zlib):\/\/|\bdata:[\w/+-]{0,40};base64,pd9waha|\bpearcmd\b|\+config-create/,
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
        /169\.254\.169\.254|metadata\.google\.internal|\b(?:gopher|dict|netdoc|jar):\/{1,2}\S|:\/\/(?:localhost|127\.\d+\.\d+\.\d+|0x7f|2130706433|\[::1?\]|0\.0\.0\.0)(?:[:/]|$)/,
        'CAPEC-664 Server Side Request Forgery',
        ['http://169.254.169.254/latest/meta-data/', 'gopher://127.0.0.1:25/x', 'http://127.0.0.1:22/'],
        ['http://10.example/', 'dictionary:x'],
      ],
    ],
  ),
  ...patternsOf(
    'object-injection',
    ['T1190'],
    [
      [
        'serialized-object',
        /\bo:\d{1,4}:"[\w\\]{1,100}":\d{1,4}:\{|\bro0ab[\w+/]{4}|<!entity\s|\baced0005|"@type"[\s]*:[\s]*"(?:com|java|org)\./,
        'CAPEC-586 Object Injection',
        ['o:8:"stdclass":1:{', 'ro0abxnyab', '"@type":"com.sun.rowset'],
        ['o:8', 'a:1:{i:0;i:1;}'],
      ],
      [
        'split-header',
        /[\r\n][\s]{0,9}(?:set-cookie|location|content-(?:type|length)|x-[\w-]{2,30}|host|transfer-encoding)[\s]*:|[\r\n][\s]{0,9}http\/\d|[\r\n][\s]{0,9}(?:bcc|cc|to):/,
        'CAPEC-34 HTTP Response Splitting',
        ['a\r\nset-cookie: x=1', 'x\nhttp/1.1 200', 'a\nbcc: x@y'],
        ['a\nb', 'location: here'],
      ],
    ],
  ),
];
