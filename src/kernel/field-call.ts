/** A derived field written as a call: `subnet(source.ip,16)`. Arguments are trimmed texts. */
export interface FieldCall {
  readonly name: string;
  readonly arguments: readonly string[];
}

const CALL = /^([a-z_][a-z0-9_]*)\(([^()]*)\)$/;

/** Reads `name(argument, ...)`; undefined for a plain field name. */
export const parseFieldCall = (text: string): FieldCall | undefined => {
  const match = CALL.exec(text.trim());
  if (match === null) return undefined;
  const inside = (match[2] ?? '').trim();
  return {
    name: match[1] ?? '',
    arguments: inside === '' ? [] : inside.split(',').map((argument) => argument.trim()),
  };
};

/** One spelling per field: calls lose their blanks, plain names stay as they are. */
export const normalFieldName = (text: string): string => {
  const call = parseFieldCall(text);
  return call === undefined ? text : `${call.name}(${call.arguments.join(',')})`;
};
