const everyByte = (text: string): string =>
  [...Buffer.from(text)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');
const hex = (character: string): string => character.charCodeAt(0).toString(16).padStart(4, '0');
const marks = (text: string, spell: (character: string) => string): string =>
  [...text].map((character) => (/\w/.test(character) ? character : spell(character))).join('');

/** Ways to write the same value into a query. */
export const DISGUISES: Readonly<Record<string, (text: string) => string>> = {
  'percent-encoded': encodeURIComponent,
  'percent-encoded in every byte': everyByte,
  'encoded twice': (text) => encodeURIComponent(encodeURIComponent(text)),
  'encoded in five layers': (text) => {
    let wrapped = text;
    for (let layer = 0; layer < 5; layer += 1) wrapped = encodeURIComponent(wrapped);
    return wrapped;
  },
  'with unicode escapes': (text) => marks(text, (character) => `%u${hex(character)}`),
  'as unicode escapes of a script': (text) =>
    encodeURIComponent([...text].map((character) => `\\u${hex(character)}`).join('')),
  'as entities': (text) => encodeURIComponent(marks(text, (character) => `&#${character.charCodeAt(0)};`)),
  'as hexadecimal entities': (text) =>
    encodeURIComponent([...text].map((character) => `&#x${hex(character)};`).join('')),
  'in mixed case': (text) =>
    encodeURIComponent(
      [...text].map((character, at) => (at % 2 === 0 ? character.toUpperCase() : character)).join(''),
    ),
  'with comments for spaces': (text) => encodeURIComponent(text.replaceAll(' ', '/**/')),
};
