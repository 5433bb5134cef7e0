/** Second levels under which a country lets people register. */
const SHARED_SECOND = /^(?:co|com|net|org|ac|gov|edu|or|ne|go)$/;

/** RE2 and JavaScript read it alike: the domain a name was registered as, with one or two labels before it cut off. */
export const REGISTERED = '([^.]+[.](?:(?:co|com|net|org|ac|gov|edu|or|ne|go)[.][a-z][a-z]|[^.]+))[.]?$';

/** The same with a final dot, as it was written. */
export const WRITTEN =
  '([^.]+[.](?:(?:[Cc][Oo]|[Cc][Oo][Mm]|[Nn][Ee][Tt]|[Oo][Rr][Gg]|[Aa][Cc]|[Gg][Oo][Vv]|[Ee][Dd][Uu]|[Oo][Rr]|[Nn][Ee]|[Gg][Oo])[.][A-Za-z][A-Za-z]|[^.]+)[.]?)$';

/** The label that was registered: `shop` of `www.shop.co.uk`. */
export const registeredLabel = (domain: string): string => {
  const labels = domain.toLowerCase().replace(/[.]$/, '').split('.');
  const last =
    labels.length >= 3 && (labels.at(-1) ?? '').length === 2 && SHARED_SECOND.test(labels.at(-2) ?? '')
      ? 3
      : 2;
  return labels.at(-last) ?? labels[0] ?? '';
};

/**
 * Shannon's (1948) entropy of a text's characters in bits; 0 for the empty text.
 * @example entropy('abab') // 1
 */
export const entropy = (text: string): number => {
  const counts = new Map<string, number>();
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
  return [...counts.values()].reduce((sum, count) => sum - (count / total) * Math.log2(count / total), 0);
};

/** Pairs of letters that are frequent in names people choose (English letter-pair tables, Norvig 2012). */
const FREQUENT = new Set(
  'th he in er an re on at en nd ti es or te of ed is it al ar st to nt ng se ha as ou io le ve co me de hi ri ro ic ne ea ra ce li ch ll be ma si om ur ca el ta la ns di fo ho pe ec pr no ct us ac ot il tr ly nc et ut ss so rs un lo wa ge ie wh ee wi em ad ol rt po we na ul ni ts mo ow pa im mi ai sh ir su id os iv ia am fi ci vi pl ig tu ev ld ry mp fe bl ab gh ty op wo sa ay ex ke fr oo av ag if ap gr od bo sp rd do uc bu ei ov by rm ep tt oc fa ef cu rn sc gi da yo cr cl du ga qu ue ff ba ey ls va um pp ua up lu go ht ru ug ds lt pi rc rr eg au ck ew mu br bi pt ak pu ui rg ib tl ny ki rk ys ob mm fu ph og ms ye ud mb ip ub oi rl gu dr hr cc tw ft wn nu af hu nn eo vo rv nf xp gn sm fl iz ok nl my gl aw ju oa eq sy sl ps jo lf nv je nk kn gs dy hy ze ks xt bs ik dd pt'.split(
    ' ',
  ),
);

/** Whether the letters of a label look drawn at random: long, and hardly a pair of them usual in words, or digits among them. */
export const looksGenerated = (label: string): boolean => {
  const letters = label.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
  if (letters.length < 7) return false;
  let frequent = 0;
  for (let at = 0; at + 1 < letters.length; at += 1)
    frequent += Number(FREQUENT.has(letters.slice(at, at + 2)));
  const share = frequent / (letters.length - 1);
  const digits = letters.replaceAll(/[^0-9]/g, '').length / letters.length;
  return share < 0.45 || (digits >= 0.2 && digits < 0.9 && share < 0.6);
};
