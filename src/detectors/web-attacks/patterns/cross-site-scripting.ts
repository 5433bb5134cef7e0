import { patternsOf } from './pattern.ts';

const CAPEC = 'CAPEC-63 Cross-Site Scripting';
const OWASP = 'OWASP XSS Filter Evasion Cheat Sheet';

/** Forms that put markup or script into a value. */
export const CROSS_SITE_SCRIPTING = patternsOf(
  'cross-site-scripting',
  ['T1190', 'T1059.007'],
  [
    [
      'active-tag',
      /<[\s/]*(?:script|iframe|frame|frameset|img|image|svg|body|object|embed|applet|input|form|button|meta|link|style|base|math|video|audio|source|marquee|isindex|layer|ilayer|bgsound|xml|xss|html|head|details|textarea|keygen|template|portal|animate|select)(?=[\s]{0,3}(?:[/>"'`=(\\]|$|[a-z:-]{1,30}[\s]{0,3}[=>/"'(]|"""))|<[\s/]*(?:script|iframe|svg|object|embed|img|meta)\b/,
      CAPEC,
      ['<script>alert(1)</script>', '"><img src=x', '</ textarea>', '<svg/onload=x', '<meta'],
      ['a < body mass index', '<imgur', 'size<bases'],
    ],
    [
      'tag-with-attribute',
      /<[a-z][a-z0-9:-]{0,30}[\s/]+[^<]{0,60}?[a-z-]{2,30}[\s]*=|(?:^|['">])[\s]{0,9}<(?:br|p|div|table|td|a|span|ul|li|b|i|u|h1|font|pre)(?:[\s/>]|$)|<(?!(?:b|i|u|s|em|strong|small|sub|sup|br|p|li|ul|ol|h[1-6]|span|mark|code|tt)>)[a-z][a-z0-9]{0,20}>[^<]{0,200}<\/[a-z]/,
      OWASP,
      ['<div style="width: expression(1)">', '<a href=x', '<br', '<crosssitescripting style="a"'],
      ['a<c and d', 'x < y = z', '<3 you', 'h2<h1', 'one <b>bold</b> word', 'line<br>line'],
    ],
    [
      'declaration',
      /<!(?:--|\[cdata\[|doctype|entity)|<\?(?:php|=|\s+(?:echo|print|system)|import)|<\?xml-stylesheet[^>]{0,99}(?:script|data):|<%=?[^%]{0,80}[(`]/,
      OWASP,
      ['<!--#exec', '<? echo(1)', '<![cdata[<img', '<%= system(1) %>'],
      ['<!>', 'a <? b', '<?xml version="1.0"?>', '<%=title%>'],
    ],
    [
      'script-address',
      /(?:^|[^a-z])(?:java|vb|live)[\s]{0,5}script[\s]{0,5}:(?![\s]*(?:void[\s]*\(|;|$|\/\/$|history\.|false))(?:[\s]*(?:[\w$.]{1,60}[\s]{0,3}[(=`[]|[%'"`({[<!~+/\\-])|[a-z]{1,30}$)|\bmocha:|\bdata:text\/(?:html|javascript)|\bdata:image\/svg\+xml/,
      OWASP,
      ['javascript:alert(1)', 'java script:x', 'data:text/html,x', 'vbscript:msgbox'],
      [
        'javascript:void(0)',
        'javascript:',
        'javascript:;',
        'javascript: the basics of it',
        'javascript: a guide (new)',
      ],
    ],
    [
      'event-handler',
      /(?:^|[\s"'/`>;,])on(?:abort|activate|afterprint|animation(?:end|iteration|start)|auxclick|before\w{1,20}|begin|blur|canplay|change|click|contextmenu|copy|cut|dblclick|drag\w{0,10}|drop|end|error|finish|focus(?:in|out)?|hashchange|input|invalid|key(?:down|press|up)|load(?:eddata|edmetadata|start|end)?|message|mouse\w{2,10}|pageshow|paste|play|pointer\w{2,12}|popstate|readystatechange|repeat|reset|resize|scroll|search|select\w{0,10}|show|start|submit|toggle|touch\w{3,8}|transition\w{3,8}|unload|wheel)[\s]{0,5}(?:[^\w\s=]{1,20}_?[^\w\s=]{0,20})?=/,
      OWASP,
      ['" onerror=alert(1)', '<body onload!#$%&()*~+-_.,:;?@[/|\\]^`=x', "x' onmouseover ='"],
      ['on error resume', 'location=x', 'onsale=yes'],
    ],
    [
      'base64-script',
      /(?:^|[^a-z0-9])(?:phnjcmlwd|pfnduklqv|pgltzybzcm|pgjvzhkgb25)/,
      'RFC 4648: <script, <img src and <body on in base 64',
      ['phnjcmlwd d5hbgvydcgx', 'data=pfnduklqvd4='],
      ['xphnjcmlwd', 'phnj'],
    ],
    [
      'dialog-call',
      /(?:^|[^a-z0-9_.-]|\b(?:window|self|top|parent|globalthis|this|frames)\.)(?:alert|prompt|confirm)[\s]{0,5}(?:[(`]|\?\.\()|\[[\s]*['"`](?:alert|prompt|confirm|eval)['"`][\s]*\][\s]*[(`]|\.(?:call|apply|sort|map|find|foreach|then)[\s]*[`(][\s$({`]*(?:alert|prompt|confirm|eval)\b/,
      CAPEC,
      [
        '";alert(1);//',
        'confirm(2)>',
        'prompt`1`',
        'alert(',
        'window["alert"](1)',
        'top.prompt(3)',
        '[].map(alert)',
      ],
      ['smart_alert(', 'alert 5', 'prompt delivery (free)'],
    ],
    [
      'page-objects',
      /\bdocument[\s]{0,5}[.[)][\s[)'"`]{0,5}(?:cookie|location\b|write(?:ln)?\b|domain|body\b|queryselector|getelementby)|\b(?:window|self|top|parent)[\s]{0,5}\[[\s]*['"`\\]|\bnavigator\.(?:vibrate|sendbeacon)\(|\bnew[\s]+function[\s]*\(|\b(?:atob|btoa)\([\s]*['"`]|\bwindow[.[]['"]?location|\bstring[.[]['"]?fromcharcode|\b(?:expression|eval|settimeout|setinterval)[\s]{0,5}\([\s]*\S|-moz-binding|\+adw-|&\{|\[code\]|\bconstructor\b[.[\s]{0,3}['"(_c]|\}\)\.\$=|=alert\b|\bsrcdoc[\s]{0,5}=|\blocalstorage\.|\bxmlhttprequest\b|scriptalert\(/,
      OWASP,
      ['document.cookie=true', '+adw-script+ad4-', "eval(string['fromcharcode'](97))", '<br size="&{x}">'],
      ['document write-up', 'evaluation (new)', 'window locations', 'document.title', 'window [new]'],
    ],
    [
      'closed-attribute',
      /^['"][^<>]{0,40}>[\s]*<|['"]\/?>[\s]*<\/?[a-z!?]|<<[a-z/]|>['"]>?<[a-z?]/,
      OWASP,
      ['>"<iframe', `"><b`, '<<script>'],
      ['"a" > "b"', '->'],
    ],
  ],
);
