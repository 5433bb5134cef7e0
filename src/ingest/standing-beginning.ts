import { type BytePass, bytePass } from './byte-pass.ts';
import type { KnownInput } from './ledger.ts';
import { beginningOf } from './recognise.ts';

/**
 * The stored input of which a file is the beginning, as a copy is that is still being made.
 * Hashes of parts do not tell whether all of the file is the same, so the stored file must
 * still stand where it was read, with all that is stored of it. Undefined where none does.
 */
export const standingBeginning = async (
  known: readonly KnownInput[],
  { completeBytes, fingerprint, prefixes }: BytePass,
  signal: AbortSignal | undefined,
): Promise<KnownInput | undefined> => {
  const whole = beginningOf(known, completeBytes, prefixes);
  if (whole === undefined || completeBytes === 0) return undefined;
  const standing = await bytePass(whole.path, [completeBytes, whole.completeBytes], signal).catch(() => {
    signal?.throwIfAborted();
    return undefined;
  });
  const isStored = standing?.prefixes.get(whole.completeBytes) === whole.fingerprint;
  return isStored && standing?.prefixes.get(completeBytes) === fingerprint ? whole : undefined;
};
