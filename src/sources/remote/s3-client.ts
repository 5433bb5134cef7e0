import type { S3Client, S3ClientConfig } from '@aws-sdk/client-s3';
import { InputError, type LogfenceError, ServiceError } from '../../kernel/errors.ts';
import type { SourceContext } from '../context.ts';
import { oneLine } from '../failure.ts';
import { cleanCause, networkFailure, unansweredFailure } from '../network-failure.ts';

type Environment = SourceContext['environment'];

/**
 * A client made from the usual variables: AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY,
 * AWS_SESSION_TOKEN, AWS_REGION or AWS_DEFAULT_REGION, AWS_S3_ENDPOINT or
 * AWS_ENDPOINT_URL_S3 or AWS_ENDPOINT_URL (with path-style addresses), AWS_NO_SIGN_REQUEST
 * for public buckets; else the SDK's own chain (profiles, roles). The caller destroys it.
 */
export const makeS3Client = async ({ environment, limits }: SourceContext): Promise<S3Client> => {
  // The SDK would tell the user on stderr about Node versions of the future; its version is pinned.
  process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';
  const { S3Client } = await import('@aws-sdk/client-s3');
  const endpoint = endpointOf(environment);
  return new S3Client({
    region: environment['AWS_REGION'] || environment['AWS_DEFAULT_REGION'] || 'us-east-1',
    ...(endpoint === undefined ? { followRegionRedirects: true } : { endpoint, forcePathStyle: true }),
    ...credentialsOf(environment),
    // Trying again is ours to do: with the caller's clock and from where it broke.
    maxAttempts: 1,
    requestHandler: { connectionTimeout: limits.idleMilliseconds },
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
  });
};

/** The endpoint that the environment names, with https where it says no scheme. */
export const endpointOf = (environment: Environment): string | undefined => {
  const named =
    environment['AWS_S3_ENDPOINT'] || environment['AWS_ENDPOINT_URL_S3'] || environment['AWS_ENDPOINT_URL'];
  if (!named) return undefined;
  const url = /^[a-z][a-z0-9+.-]*:\/\//i.test(named) ? named : `https://${named}`;
  if (!URL.canParse(url) || !/^https?:/i.test(url))
    throw new InputError(
      'the S3 endpoint in AWS_S3_ENDPOINT or AWS_ENDPOINT_URL_S3 is no address; write https://host:port',
    );
  return url;
};

const credentialsOf = (environment: Environment): Partial<S3ClientConfig> => {
  if (/^(1|yes|true)$/i.test(environment['AWS_NO_SIGN_REQUEST'] ?? ''))
    return {
      credentials: { accessKeyId: 'anonymous', secretAccessKey: 'anonymous' },
      signer: { sign: async (request) => request },
    };
  const accessKeyId = environment['AWS_ACCESS_KEY_ID'];
  const secretAccessKey = environment['AWS_SECRET_ACCESS_KEY'];
  if (!accessKeyId || !secretAccessKey) return {};
  const sessionToken = environment['AWS_SESSION_TOKEN'];
  return { credentials: { accessKeyId, secretAccessKey, ...(sessionToken ? { sessionToken } : {}) } };
};

/** What must never appear in a message. */
export const s3Secrets = (environment: Environment): readonly (string | undefined)[] => [
  environment['AWS_SECRET_ACCESS_KEY'],
  environment['AWS_SESSION_TOKEN'],
  environment['AWS_ACCESS_KEY_ID'],
];

const REASONS: Readonly<Record<string, string>> = Object.freeze({
  NoSuchBucket: 'no such bucket; check its name and the endpoint',
  NoSuchKey: 'no such object; see what there is with "logfence inputs --list"',
  NotFound: 'no such object; see what there is with "logfence inputs --list"',
  AccessDenied: 'access is denied; check the credentials and their rights on this bucket',
  Forbidden: 'access is denied; check the credentials and their rights on this bucket',
  AllAccessDisabled: 'access is denied; check the credentials and their rights on this bucket',
  InvalidAccessKeyId: 'the access key is not known there; check AWS_ACCESS_KEY_ID and the endpoint',
  SignatureDoesNotMatch: 'the secret key is wrong; check AWS_SECRET_ACCESS_KEY',
  ExpiredToken: 'the session has expired; log in again and set AWS_SESSION_TOKEN',
  InvalidToken: 'the session token is wrong; check AWS_SESSION_TOKEN',
  CredentialsProviderError:
    'no credentials; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY or AWS_PROFILE, or AWS_NO_SIGN_REQUEST=yes for a public bucket',
  InvalidObjectState: 'the object is archived; restore it from the archive first',
  RequestTimeTooSkewed: 'the clock of this machine is wrong; set it right',
  AuthorizationHeaderMalformed: 'the bucket is in another region; set AWS_REGION',
  PermanentRedirect: 'the bucket is in another region; set AWS_REGION or the endpoint',
  InvalidBucketName: 'the bucket name is not allowed; check it',
  PreconditionFailed: 'changed while it was read; run again to read the new content',
  InvalidRange: 'became shorter while it was read; run again to read the new content',
});
const BUSY: ReadonlySet<string> = new Set([
  'SlowDown',
  'ServiceUnavailable',
  'InternalError',
  'RequestTimeout',
  'Throttling',
]);

/** What the service or the way to it said, as one of ours; what may pass is marked TRY_AGAIN. */
export const s3Failure = (path: string, error: unknown, environment: Environment): Error => {
  const { name = '', $metadata } = (error ?? {}) as {
    name?: string;
    $metadata?: { httpStatusCode?: number };
  };
  const status = $metadata?.httpStatusCode ?? 0;
  const cause = cleanCause(error, oneLine(name));
  const reason =
    REASONS[name] ??
    (status === 412 ? REASONS['PreconditionFailed'] : undefined) ??
    (status === 404 ? REASONS['NotFound'] : undefined) ??
    (status === 403 ? REASONS['Forbidden'] : undefined);
  if (reason !== undefined) return new InputError(`${path}: ${reason}`, cause);
  if (/Deserialization error|XML parse/.test((error as Error | undefined)?.message ?? ''))
    return new ServiceError(
      `${atEndpoint(path, environment)}: what answers there is no S3 service; check the endpoint`,
      cause,
    );
  if (BUSY.has(name) || status === 429 || status >= 500)
    return Object.assign(new Error(`the service answers ${oneLine(name, 60)} (status ${status})`), {
      code: 'TRY_AGAIN',
    });
  return networkOr(path, error, environment);
};

// A broken connection stays as it is, so that it is taken up again.
const networkOr = (path: string, error: unknown, environment: Environment): Error =>
  error instanceof Error && 'code' in error
    ? error
    : networkFailure(atEndpoint(path, environment), error, s3Secrets(environment));

/** The object with the place that did not answer, where the user named one. */
const atEndpoint = (path: string, environment: Environment): string => {
  const endpoint = endpointOf(environment);
  return endpoint === undefined ? path : `${path} at ${oneLine(new URL(endpoint).host)}`;
};

/** The last word on a failure: what may pass has not passed. */
export const s3Final = (path: string, error: unknown, environment: Environment): LogfenceError =>
  unansweredFailure(
    atEndpoint(path, environment),
    s3Failure(path, error, environment),
    s3Secrets(environment),
  );
