import { patternsOf } from './pattern.ts';

const CAPEC = 'CAPEC-66 SQL Injection';
const BLIND = 'CAPEC-7 Blind SQL Injection';
const WSTG = 'OWASP WSTG-INPV-05 Testing for SQL Injection';
const SQLMAP = 'sqlmap user manual, techniques';

/** Forms that put SQL into a value. `+` counts as a space: many programs decode twice. */
export const SQL_INJECTION = patternsOf(
  'sql-injection',
  ['T1190'],
  [
    [
      'union-select',
      /\bunion[\s+(]+(?:(?:all|distinct)[\s+(]+)?select\b/,
      WSTG,
      ["-1' union all select null,null#", '1 union(select 1)'],
      ['european union', 'union and select committee'],
    ],
    [
      'compared-numbers',
      /(?:(?<![a-z])(?:and|or|xor|having|where|not)(?![a-z])|&&|\|\|)[\s+(!~-]*(?:\d{1,10}|0x[0-9a-f]{1,20}|true|false)[\s+)]*(?:=|<>|!=|<=>|<|>|\bn?like\b|\brlike\b|\bis\b|\bbetween\b|\bregexp\b)[\s+(!~-]*(?:\d{1,10}|0x[0-9a-f]{1,20}|true\b|false\b|not\b)/,
      BLIND,
      ['1 and 4595=4595#', "1') where 6725=6725 and 1", '5 or(7)>(3)', '7or7=7', '3 and 9 between 8 and 10'],
      ['2 and 3', 'rock and roll', 'or 1,2'],
    ],
    [
      'compared-texts',
      /\b(?:and|or|xor|having|where)\b[\s+(!]*(?:'[^']{0,40}'?|"[^"]{0,40}"?|[\w.]{1,40})[\s+)]*(?:=|<>|!=|\blike\b|\brlike\b|\bis\b)[\s+(]*['"%]/,
      CAPEC,
      [`lamp' or '1'='1`, `1" and "dvju"="dvju`, "x' or name like '%"],
      ['"salt" and "pepper"', "o'brien and 'sons'"],
    ],
    [
      'quote-then-condition',
      /['"][\s)%+]*(?:\b(?:or|and|xor|where|having)\b|&&|\|\|)[^&]{0,60}(?:=|<|>|\blike\b|\bin[\s+]*\(|\bbetween\b|\bsleep\b|\bselect\b|\bis[\s+]+(?:not[\s+]+)?null\b|\bregexp\b|\w\()|['"][\s)]*(?:or|and|xor|\|\||&&)[\s(!]{1,4}(?:not[\s(]{1,3})?(?:(?:\d{1,9}|null)[\s)]*(?:--|#|;|\/\*)|(?:true|false)[\s)]*(?:--|#|;|\/\*|['"]|$))|['"][\s)]*(?:or|and|xor)\b[^&'"]{0,60}(?:--[\s-]*\w{0,4}|(?<![a-z])#|\/\*)['"]?$/,
      CAPEC,
      [`1')) and make_set(8403=8403,8899)--`, `x" or user is null or "a"="a`, "' or true--", "' or 5 --'"],
      [
        `"rock" and "roll"`,
        `16" or 18"`,
        "1950' and 60's coats",
        "men's and women's",
        '"java" or c#',
        '"nurse" or "doctor"',
      ],
    ],
    [
      'quote-then-comment',
      /['"][\s)+]*(?:;[\s+]*)?(?:--[\s+-]*\w{0,12}|#[\s+]*\w{0,12}|\/\*)$/,
      CAPEC,
      ["admin'--", `1')# rlva`, "x' -- -"],
      ["it's -- really -- good", '#top'],
    ],
    [
      'stacked-statement',
      /[;,'")\d][\s+]*(?:;|\bas\b[\s+]*\w{1,10})?[\s+]*(?:;[\s+(]*(?:select\b|insert[\s+]+into|update[\s+]+\w+[\s+]+set\b|delete[\s+]+from|drop[\s+]+(?:table|function|database|view|user)|declare[\s+]+@|exec(?:ute)?[\s+(]+(?:master|xp_|sp_|@|')|call[\s+]+\w|waitfor[\s+]+delay|begin[\s+]+\w|iif\(|if\(|case[\s+]when|shutdown[\s+;]|create[\s+]+(?:table|user|function|alias)|alter[\s+]+table|truncate[\s+]+table|grant[\s+]+\w+[\s+]+(?:on|to)))|^;?[\s+]*(?:drop[\s+]+(?:table|database)|insert[\s+]+into|delete[\s+]+from)[\s+]+\w|^;?[\s+]*create[\s+]+table[\s+]+\w{1,60}[\s+]*\(|\bexec(?:ute)?[\s+(]+(?:master\b|xp_\w|sp_\w)|\bdeclare[\s+]+@\w{1,30}[\s+]+(?:n?varchar|n?char|int|table|cursor)\b|[',][\s+]*iif\(/,
      WSTG,
      ["1';drop table basket;--", '1);call regexp_substring(x)', "1',iif(9496=4153,1,1/0)"],
      ['select;all', 'drop;table', 'begin;end', 'create table of contents (new)', 'exec summary'],
    ],
    [
      'waiting',
      /\b(?:pg_sleep|sleep|dbms_lock\.sleep|user_lock\.sleep|dbms_session\.sleep)[\s+]*\(|\bbenchmark[\s+]*\(|\bwaitfor[\s+]+(?:delay|time)\b|\bdbms_pipe\.receive_message\b|\brandomblob[\s+]*\(|\bgenerate_series[\s+]*\(\d+,\d{5}/,
      BLIND,
      ['1 and sleep(5)', "1;waitfor delay '0:0:5'", 'benchmark(', '2633=dbms_pipe.receive_message(chr(1),5)'],
      ['sleep well', 'benchmark 2026'],
    ],
    [
      'error-functions',
      /(?<![\w\u0080-\uffff])(?:extractvalue|updatexml|utl_inaddr\.get_host_(?:address|name)|utl_http\.request|ctxsys\.drithsx|xmltype|dbms_utility\.sqlid_to_sqlhash|make_set|load_file|regexp_substring|crypt_key|xp_cmdshell|xp_dirtree|xp_regread|sp_oacreate|sp_executesql|openrowset|group_concat|concat_ws|gtid_subset|json_keys|name_const|elt|ascii|ord|substring|substr|unhex|database|schema|current_setting|current_user|system_user|session_user|sqlite_version|db_name|ifnull|nullif|version)[\s+]*\([\s+]*(?:\(|\)|$|\d|'|"|@|char|concat|select|chr|null|0x|left|right|\w{1,20}\.|[a-z_]{1,20}\()/,
      SQLMAP,
      ['elt(5953=5953,1)', 'make_set(5679=9769,9769)', 'substr(', 'load_file(', 'substring(version(),1,1)'],
      ['substring of text', 'version 2 (new)', 'database (mysql)', 'haßelt (1599)'],
    ],
    [
      'built-characters',
      /\bcha?r\(\d{1,5}\)[\s+]*(?:\|\||\+|,|&|\))|\|\|[\s+]*cha?r\(|\bselect[\s+]*cha?r\(|\bconcat\([\s+]*(?:0x[0-9a-f]{2}|cha?r\(|'|\(?select\b)/,
      SQLMAP,
      ['char(120)||char(106)', '||chr(', 'concat(0x7171706a71,1)', 'select char('],
      ['char(10) column', 'concat(a)'],
    ],
    [
      'select-expression',
      /\bselect[\s+(]+(?:\*[\s+]*from\b|\d+[\s+]*(?:,|from\b|\))|null[\s+]*(?:,|from\b|--|#)|count[\s+]*\(|concat|group_concat|char|cha?r\(|case[\s+]+when|distinct[\s+]*\(|top[\s+]+\d|@{1,2}\w|['"][^'"]{0,60}['"][\s+]*(?:,|from\b|where\b|into\b|--|#|\))|sleep|pg_sleep|upper\(|like\(|if\(|user\(|version\(|database\(|elt\(|name_const|-?\d{0,9}(?:[\w.]{1,40}[\s+]*,[\s+]*){0,5}[a-z_]{2,40}\([\s+]*(?:['"@(*]|\d)|[\w.]{1,40}[\s+]*(?:,[\s+]*[\w.]{1,40}[\s+]*){0,5}from[\s+]+[\w.]{1,40}[\s+]*(?:where\b|limit\b|order\b|--|#|\)|;))/,
      WSTG,
      [
        "(select 'sacd' where 5984=5984",
        'select count(*) from users',
        'select pass from users--',
        'select 8594 from pg_sleep(5)',
      ],
      [
        'select a colour',
        'select one from the list',
        'please select size',
        'select item(s) below',
        "select 'and'",
      ],
    ],
    [
      'system-tables',
      /\b(?:information_schema|sysobjects|syscolumns|sysdatabases|sysusers|mysql\.(?:db|user)|pg_(?:catalog|shadow|user|tables|class)|sqlite_master|all_(?:users|tables|tab_columns)|user_tables|sysibm|syscat\.|msysaccessobjects|rdb\$\w|domain\.(?:domains|columns|tables)|v\$version|master\.\.\w)/,
      WSTG,
      ['information_schema.tables', '4014*(select 4 from mysql.db)', 'rdb$fields'],
      ['information schematic', 'domain.com', 'master.example'],
    ],
    [
      'case-when',
      /\bcase[\s+]+when\b.{1,120}?\bthen\b/,
      BLIND,
      ['(case when 5640=5640 then 5640 else null end)'],
      ['in case when late'],
    ],
    [
      'order-by-column',
      /(?:^|['")]|^-?\d+|\b\w+['"]?)[\s+)]*\border[\s+]+by[\s+]+\d{1,4}[\s+]*(?:--|#|$|,|\)|\/\*)/,
      SQLMAP,
      ["lamp' order by 23-- -", '1 order by 1#', 'order by 7--'],
      ['order by phone', 'order by 5 pm'],
    ],
    [
      'clauses',
      /\binto[\s+]+(?:out|dump)file\b|\bprocedure[\s+]+analyse\b|\bin[\s+]+boolean[\s+]+mode\b|@@(?:version|datadir|hostname|servername)\b|\brlike[\s+]*\(|\bgroup[\s+]+by[\s+]+.{1,60}?having\b|\bhaving[\s+]+\d+[\s+]*=|,[\s+]*null[\s+]*,[\s+]*null\b|\bselect[\s+]*\(|\bcast[\s+]*\(.{1,60}\bas[\s+]+(?:int|numeric|char|varchar)|\bconvert[\s+]*\([\s+]*int\b|\bselectchar\(/,
      SQLMAP,
      ['1 into outfile x', "1' in boolean mode)", 'a,null,null', 'selectchar(', 'convert(int,(select 1))'],
      ['into outer space', 'cast (of characters)', 'null, void'],
    ],
    [
      'compared-in-brackets',
      /\([\s+]*\d{1,10}[\s+]*(?:=|<>|!=)[\s+]*\d{1,10}[\s+]*\)|^\(*-?\d{1,10}\)*[\s+]*(?:and|or)[\s+]+\(*\d{1,10}\)*[\s+]*=/,
      SQLMAP,
      ['(8266=8266)*9900', '1" and (7424=2381)*2381'],
      ['(1 of 2)', '(a=b)'],
    ],
    [
      'joined-texts',
      /['"][\s+]*\|\|[\s+]*['"(]|['"]\+\(select\b|'[\s+]*\|\|[\s+]*\w+\(/,
      SQLMAP,
      [`1'||'2`, "1'||(select 'a')||'", "1'+(select 'x'"],
      ["'a'+'b'", 'a||b'],
    ],
    [
      'scrambled-quotes',
      /['"(](?=[()'",.]{0,20}[(),])(?=[()'",.]{0,20}['"])(?=[()'",.]{0,20}(?:[()]['"]|['"][()]|[.,][()'"]))[()'",.]{5,40}/,
      'sqlmap user manual, heuristic check',
      [`1""(.'.(,(.`, `1,'(.)(,)"'`],
      ['(...)', 'say "...".', "'''''''''''", "'.'.'.'.'.'", '((((((((('],
    ],
    [
      'operator-between-quotes',
      /^[\w)]{0,12}['"][\s)]{0,3}(?:or|and|xor|like|div|mod|\|\|?|&&?|[*^<>=!+-]{1,3})[\s(]{0,3}['"]['"]{0,2}[\s)]{0,3}(?:$|[*^<>=!+-]|--|#|\d{1,9}['"]?$)/,
      CAPEC,
      ["'-'", "'='", "' or ''-'", "admin'^'0"],
      ["'a'-'b'", `"nurse" or "doctor"`, "'n'"],
    ],
    [
      'query-operators',
      /^[\w.]{0,60}\[\$(?:ne|eq|gt|gte|lt|lte|in|nin|regex|where|exists|or|and|not|elemmatch)\]|[{,][\s]*['"]?\$(?:ne|eq|gte?|lte?|n?in|regex|where|exists|elemmatch|or|and|nor)['"]?[\s]*:|\$where\b[\s'"]*[:=]|\bdb\.[\w.]{1,40}\.(?:insert|find|drop|remove|update|mapreduce|getcollectionnames)\(|['"][\s]*\|\|[\s]*\d+[\s]*={2,3}|^\|\|[\s]*\d+[\s]*={2,3}[\s]*\d|['"];[\s]*(?:return[\s(]+true|while[\s]*\(|sleep\(|(?:var[\s]+)?\w+[\s]*=[\s]*new[\s]+date\()/,
      'OWASP WSTG-INPV-05.6 Testing for NoSQL Injection',
      ['password[$ne]', 'user[$regex]', '{"$gt":""}', "', $where: '1 == 1'", '|| 5==5', 'db.orders.drop()'],
      ['price[from]', 'cost[$]', '{"price":"$5"}', 'where: $5'],
    ],
  ],
);
