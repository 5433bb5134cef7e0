// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the placeholders are what is tested
import { describe, expect, it } from 'vitest';
import { inspectTarget } from '../../../src/detectors/web-attacks/inspect.ts';

/** Links as advertising, counting and searching write them, made up after the usual ways of such services. */
const LINKS = [
  '/pagead/ads?client=ca-pub-1234567890&output=html&h=250&slotname=9876&w=300&lmt=1331922000&flash=11.1.102&url=http%3A%2F%2Fnews.example%2Fa%2Fb.html%3Fid%3D5%26p%3D2&dt=1331922021&shv=r20120307&jsv=r20110914&frm=20&adk=1812&ga_vid=12.13&u_tz=-300&u_his=4&u_java=1&u_nplug=10&dtd=M',
  '/adj/N5823.portal/B1234567.8;sz=300x250;click0=http://click.portal.example/SIG=15r/M=7.8.9;ord=1331922021?',
  '/adi/site/home;tile=2;dcopt=ist;sz=728x90,970x66;kw=a,b,c;u=ppos~top|cat~news|id~77;ord=88?',
  '/b?c1=2&c2=60&c3=&c4=http%3A%2F%2Fnews.example%2F&c5=&c6=&c15=&cv=2.0&cj=1&r=http%3A%2F%2Fsearch.example%2Fsearch%3Fq%3Dlamps%2Band%2Bshades%26hl%3Den',
  '/pixel;r=99;a=p-5e;fpan=0;fpa=P0-1;ns=0;url=http%3A%2F%2Fshop.example%2F;ref=;ce=1;je=1;sr=1280x800x24;enc=n;ogl=title.Lamps%20%26%20Shades%2Ctype.website',
  '/__utm.gif?utmwv=5.2.5&utms=3&utmn=17&utmhn=shop.example&utmcs=UTF-8&utmsr=1280x800&utmdt=Lamps%20%7C%20Shop%20(new)&utmhid=9&utmr=-&utmp=%2Fsearch%3Fq%3Dlamp&utmcc=__utma%3D1.2.3.4.5.6%3B%2B__utmz%3D1.2.3.4.utmcsr%3D(direct)%7Cutmccn%3D(direct)%7Cutmcmd%3D(none)%3B&utmu=q~',
  '/complete/search?client=serp&hl=en&gs_nf=1&cp=5&q=how%20to%20drop%20a%20table%20from%20a%20van&xhr=t&callback=jQuery1707_13319.cb',
  '/jsonp?callback=window.parent.handle(7)&data=%7B%22ids%22%3A%5B1%2C2%5D%2C%22t%22%3A%22a%20%26%20b%22%7D',
  '/beacon?ev=load&x=1&m={"page":"home","tags":["a","b"],"w":1280}',
  '/imp?Z=300x250&s=12&_salt=31&B=10&r=0&u=http%3A%2F%2Fforum.example%2Findex.php%3Ftopic%3D12.0%3Bmsg%3D7%23new',
  '/redirect?to=https%3A%2F%2Fpartner.example%2Foffer%3Fid%3D9%26sub%3Da%7Cb%7Cc%26price%3D%2410',
  '/render?width=300&title=%22Rock%20%26%20Roll%22%20-%20the%20best%20of%201950-1960&size=%3E10',
  '/search?q=c%2B%2B+select+count&order=date&from=2026-01-01',
  '/search?q=union+of+select+artists&sort=by+name',
  "/search?q=what's+on+and+what's+off",
  '/track?e=click&el=div%23main%3Eul%3Ali%5B3%5D%3Ea.btn&t=1331922021',
  '/log?msg=TypeError%3A%20undefined%20is%20not%20a%20function%20(evaluating%20%27a.b()%27)&line=5',
  '/maps/vt?pb=!1m5!1m4!1i12!2i2047!3i1362!4i256!2m3!1e0!2sm!3i420!3m9!2sen!3sus!5e18!12m1!1e68',
  '/combo?3.4.1/build/yui/yui-min.js&3.4.1/build/loader/loader-min.js&/os/mit/td/stencil-0.1.js',
  '/login?return=%2Faccount%2F..%2Forders&lang=en',
  '/download?file=report%20(final)%20v1.2.pdf&disposition=attachment;%20filename=%22a.pdf%22',
  '/feed?fields=name,id|price,cat&filter=price>10;stock<5&page[size]=20&page[number]=2',
  '/share?text=50%25%20off%20%E2%80%93%20today%20only!%20%23sale%20%40shop&via=shop',
  '/style?family=Open+Sans:400,700|Roboto:300&subset=latin,latin-ext',
  '/v1/events?sid=%7B8A3F-77%7D&path=C%3A%5CGames%5Ca.exe&v=1.0.0.1',
  '/href?l=javascript%3Avoid(0)&i=2',
  '/q?s=%5EGSPC+AAPL&f=sl1d1t1c1ohgv&e=.csv',
  '/cm/s?rt=img&id=$UID&cb=[timestamp]&url=[CLICK_URL]&m=%%CACHEBUSTER%%',
  '/index.php?option=news&amp;id=5&amp;type=list&amp;set=2',
  '/oauth/authorize?response_type=code&client_id=app&redirect_uri=http%3A%2F%2Flocalhost%3A3000%2Fcallback&scope=openid%20profile',
  '/authorize?redirect_uri=http%3A%2F%2F127.0.0.1%3A51004%2Fdone&code_challenge=abc-_DEF',
  '/search?q=the%20heroine%3B%20more%20than%20that',
  '/search?q=%22data%20scientist%22%20or%20%22data%20engineer%22',
  '/search?q=necklace%2016%22%20or%2018%22',
  '/search?q=JavaScript%3A%20a%20guide%20(new)',
  '/search?q=how%20to%20use%20%60width%60%20and%20%60height%60%20in%20css',
  '/news/...',
  '/c:/users/me/page.htm',
  '/save?text=one%20%3Cb%3Ebold%3C%2Fb%3E%20word%3Cbr%3Eline',
  '/orders?doc=%3C%3Fxml%20version%3D%221.0%22%3F%3E',
  '/etc/designs/shop/css/main.css',
  '/suche?q=Ha%C3%9Felt%20(1599)',
  '/t?tpl={{creative_id}}&p=${AUCTION_PRICE}&x=%24%7BCLICK%7D',
];

describe('links full of advertising', () => {
  it.each(LINKS)('%s is no attack', (link) => {
    expect(inspectTarget(link).map(({ pattern, excerpt }) => `${pattern.id}: ${excerpt}`)).toEqual([]);
  });
});
