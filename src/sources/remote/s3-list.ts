import type { _Object, S3Client } from '@aws-sdk/client-s3';
import { InputError, UsageError } from '../../kernel/errors.ts';
import { nearest } from '../../kernel/nearest.ts';
import { compareUtf8 } from '../../kernel/text-order.ts';
import { type SourceContext, throwIfAborted } from '../context.ts';
import { oneLine } from '../failure.ts';
import { type KeyPattern, keyPattern } from './key-pattern.ts';
import { Attempt } from './resume.ts';
import { s3Failure } from './s3-client.ts';

const MOST_OBJECTS = 100_000;

/** An object as a listing shows it. */
export interface StoredObject {
  readonly key: string;
  readonly sizeBytes: number;
  readonly modified: number | undefined;
  readonly version: string | undefined;
}

/** Takes `s3://bucket/key` apart; throws UsageError. */
export const parseS3 = (input: string): { bucket: string; pattern: KeyPattern } => {
  const [, bucket = '', key = ''] = /^s3:\/\/([^/]*)\/?(.*)$/is.exec(input) ?? [];
  if (bucket === '' || bucket.includes('@'))
    throw new UsageError(
      'an S3 address wants a bucket; write s3://bucket/prefix*, with the credentials in AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY',
    );
  return { bucket, pattern: keyPattern(key) };
};

interface Found {
  readonly objects: readonly StoredObject[];
  readonly origin: 'named' | 'found';
}

/** The objects an address names: one key, a pattern, or everything below a folder. Throws what the service says. */
export const findObjects = async (
  client: S3Client,
  bucket: string,
  pattern: KeyPattern,
  context: SourceContext,
): Promise<Found> => {
  if (!pattern.isPattern) {
    const object = await headObject(client, bucket, pattern.prefix, context);
    if (object !== undefined) return { objects: [object], origin: 'named' };
  }
  const listed = await listObjects(client, bucket, pattern.prefix, context);
  // A name without its slash may be a folder's.
  const folder = keyPattern(`${pattern.prefix}/`);
  const wanted = pattern.isPattern ? pattern : folder;
  const objects = listed.filter((object) => wanted.matches(object.key) && !object.key.endsWith('/'));
  if (objects.length > 0 || pattern.isPattern) return { objects, origin: 'found' };
  throw await noSuchKey(client, bucket, pattern.prefix, context);
};

// Undefined where there is none or it may not be seen: a listing says more about why.
const headObject = async (
  client: S3Client,
  bucket: string,
  key: string,
  context: SourceContext,
): Promise<StoredObject | undefined> => {
  const { HeadObjectCommand } = await import('@aws-sdk/client-s3');
  const command = new HeadObjectCommand({ Bucket: bucket, Key: key });
  try {
    const head = await retried(
      (abortSignal) => client.send(command, { abortSignal }),
      `s3://${bucket}/`,
      context,
    );
    return {
      key,
      sizeBytes: head.ContentLength ?? 0,
      modified: head.LastModified?.getTime(),
      version: head.ETag,
    };
  } catch (error) {
    const status = (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode ?? 0;
    if (status === 400 || status === 403 || status === 404) return undefined;
    throw error;
  }
};

const listObjects = async (
  client: S3Client,
  bucket: string,
  prefix: string,
  context: SourceContext,
): Promise<readonly StoredObject[]> => {
  const { ListObjectsV2Command } = await import('@aws-sdk/client-s3');
  const objects: StoredObject[] = [];
  let token: string | undefined;
  do {
    throwIfAborted(context.signal);
    const command = new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix, ContinuationToken: token });
    const page = await retried(
      (abortSignal) => client.send(command, { abortSignal }),
      `s3://${bucket}/`,
      context,
    );
    for (const object of page.Contents ?? []) objects.push(storedObject(object));
    token = page.IsTruncated ? page.NextContinuationToken : undefined;
    if (objects.length > MOST_OBJECTS)
      throw new InputError(
        `s3://${oneLine(bucket)}/${oneLine(prefix)}: more than ${MOST_OBJECTS} objects; name a longer prefix`,
      );
  } while (token !== undefined);
  return objects.sort((a, b) => compareUtf8(a.key, b.key));
};

const storedObject = (object: _Object): StoredObject => ({
  key: object.Key ?? '',
  sizeBytes: object.Size ?? 0,
  modified: object.LastModified?.getTime(),
  version: object.ETag,
});

// One request after the other until one is answered; each with its own end.
const retried = async <Result>(
  send: (abortSignal: AbortSignal) => Promise<Result>,
  path: string,
  context: SourceContext,
): Promise<Result> => {
  for (let tries = 0; ; tries += 1) {
    const attempt = new Attempt(context.limits.idleMilliseconds, context.signal);
    try {
      return await attempt.within(send(attempt.signal));
    } catch (error) {
      const failure = s3Failure(path, error, context.environment);
      if (failure instanceof InputError || tries >= context.limits.retries || !mayPass(failure)) throw error;
      await context.clock.sleep(200 * 2 ** tries, context.signal);
    } finally {
      attempt.end();
    }
  }
};

const mayPass = (failure: Error): boolean =>
  ['TRY_AGAIN', 'ECONNRESET', 'EPIPE'].includes((failure as { code?: string }).code ?? '');

const noSuchKey = async (
  client: S3Client,
  bucket: string,
  key: string,
  context: SourceContext,
): Promise<InputError> => {
  const folder = key.slice(0, key.lastIndexOf('/') + 1);
  const siblings = await listObjects(client, bucket, folder, context);
  const [near] = nearest(
    key,
    siblings.map((object) => object.key),
    1,
  );
  const hint =
    near === undefined
      ? 'see what there is with "logfence inputs --list"'
      : `did you mean s3://${bucket}/${oneLine(near)}?`;
  return new InputError(`s3://${oneLine(bucket)}/${oneLine(key)}: no such object; ${hint}`);
};
