import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const MAKER = fileURLToPath(new URL('../services/self-signed.mjs', import.meta.url));

/** A key and a certificate for 127.0.0.1 that nobody trusts, in PEM, and the certificate's file. */
export const selfSigned = (
  folder: string,
): { readonly key: string; readonly cert: string; readonly file: string } => {
  execFileSync(process.execPath, [MAKER, folder]);
  const file = join(folder, 'certificate.pem');
  return { key: readFileSync(join(folder, 'key.pem'), 'utf8'), cert: readFileSync(file, 'utf8'), file };
};
