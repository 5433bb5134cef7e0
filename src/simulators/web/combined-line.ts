import type { LineWriter } from '../scene.ts';
import { clfStamper } from '../time.ts';
import type { WebEvent } from './web-event.ts';

/** What Apache escapes inside quotes. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what must be escaped
const HARMFUL = /["\\\x00-\x1f\x7f]/;

const escaped = (text: string): string =>
  HARMFUL.test(text)
    ? // biome-ignore lint/suspicious/noControlCharactersInRegex: as above
      text.replace(/["\\]/g, '\\$&').replace(/[\x00-\x1f\x7f]/g, hexadecimal)
    : text;

const hexadecimal = (character: string): string =>
  `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`;

/** Writes NCSA combined lines as Apache does: no size is `-`. */
export const combinedWriter = (): LineWriter<WebEvent> => {
  const stamp = clfStamper();
  const tails = new Map<string, string>();
  const tailOf = (agent: string): string => {
    let tail = tails.get(agent);
    if (tail === undefined) {
      tail = `" "${escaped(agent)}"\n`;
      tails.set(agent, tail);
    }
    return tail;
  };
  return {
    header: '',
    footer: '',
    line({ client, time, method, target, status, bytes, referrer }) {
      const request = `${client.address} - - [${stamp(time)}] "${method} ${escaped(target)} ${client.version}" `;
      return `${request}${status} ${bytes === 0 ? '-' : bytes} "${escaped(referrer)}${tailOf(client.agent)}`;
    },
  };
};
