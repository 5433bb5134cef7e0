import { LogfenceError, ServiceError, InterruptedError } from '../kernel/errors.ts';
import { codeOf, isAbort, oneLine, withoutSecrets } from './failure.ts';

const REASONS: Readonly<Record<string, string>> = Object.freeze({
  ECONNREFUSED: 'the connection is refused; check that the server runs and that host and port are right',
  ENOTFOUND: 'the host is not known; check its name',
  EAI_AGAIN: 'the host name cannot be looked up now; check the network',
  ETIMEDOUT: 'no answer in time; check host, port and firewall, or try again',
  ESOCKETTIMEDOUT: 'no answer in time; check host, port and firewall, or try again',
  TimeoutError: 'no answer in time; check host, port and firewall, or try again',
  EHOSTUNREACH: 'the host cannot be reached; check the network',
  ENETUNREACH: 'the network cannot be reached; check the network',
  EADDRNOTAVAIL: 'the network cannot be reached; check the network',
  ECONNRESET: 'the connection broke; try again',
  ECONNABORTED: 'the connection broke; try again',
  EPIPE: 'the connection broke; try again',
  UND_ERR_SOCKET: 'the connection broke; try again',
  HPE_INVALID_CONSTANT: 'what answers there is no web server; check host and port',
  DEPTH_ZERO_SELF_SIGNED_CERT:
    'TLS error: the certificate is self-signed; name its authority in NODE_EXTRA_CA_CERTS',
  SELF_SIGNED_CERT_IN_CHAIN: 'TLS error: the authority is not known; name it in NODE_EXTRA_CA_CERTS',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'TLS error: the authority is not known; name it in NODE_EXTRA_CA_CERTS',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'TLS error: the authority is not known; name it in NODE_EXTRA_CA_CERTS',
  CERT_HAS_EXPIRED: 'TLS error: the certificate has expired; renew it on the server',
  CERT_NOT_YET_VALID: 'TLS error: the certificate is not valid yet; check the clock of this machine',
  ERR_TLS_CERT_ALTNAME_INVALID: 'TLS error: the certificate is for another host name; check the address',
});

const BROKEN: ReadonlySet<string> = new Set([
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'UND_ERR_SOCKET',
  'BROKEN_OFF',
]);

/** Why a connection failed, with the way out; undefined where the code is not the network's. */
const networkReason = (error: unknown): string | undefined => {
  const code = codeOf(error);
  const known = REASONS[code] ?? REASONS[(error as Error | undefined)?.name ?? ''];
  if (known !== undefined) return known;
  if (code.startsWith('ERR_SSL') || code === 'EPROTO' || code.startsWith('ERR_TLS'))
    return 'TLS error: the server does not speak TLS there, or not the same; check the port and http or https';
  return code.startsWith('HPE_') ? REASONS['HPE_INVALID_CONSTANT'] : undefined;
};

/** True where a transfer broke that may be taken up again at once. */
export const isBroken = (error: unknown): boolean => BROKEN.has(codeOf(error));

/** The same for a connection on which the server has not said anything yet: its port may be another's, or want TLS. */
export const unansweredFailure = (
  path: string,
  error: unknown,
  secrets: readonly (string | undefined)[] = [],
): LogfenceError =>
  isBroken(error) && codeOf(error) !== 'BROKEN_OFF'
    ? new ServiceError(
        `${path}: the server closes the connection before it answers; check host, port, and http or https, or try again`,
        cleanCause(error, codeOf(error)),
      )
    : networkFailure(path, error, secrets);

/** A ServiceError for a failed connection; the message of an unknown failure is told without the secrets. */
export const networkFailure = (
  path: string,
  error: unknown,
  secrets: readonly (string | undefined)[] = [],
): LogfenceError => {
  if (error instanceof LogfenceError) return error;
  if (isAbort(error)) return new InterruptedError();
  const clean = withoutSecrets(oneLine((error as Error)?.message ?? String(error)), secrets);
  const reason = networkReason(error) ?? `${clean || codeOf(error) || 'failed without a reason'}; try again`;
  return new ServiceError(`${path}: ${reason}`, cleanCause(error, clean));
};

/** A cause for the error chain that holds no secrets: drivers keep requests and settings in theirs. */
export const cleanCause = (error: unknown, cleanMessage: string): Error => {
  const cause = new Error(cleanMessage) as Error & { code?: string };
  cause.name = (error as Error | undefined)?.name ?? 'Error';
  const code = codeOf(error);
  if (code !== '') cause.code = code;
  return cause;
};
