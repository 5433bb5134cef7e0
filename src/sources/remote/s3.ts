import type { S3Client } from '@aws-sdk/client-s3';
import { InputError } from '../../kernel/errors.ts';
import { byteSource } from '../byte-source.ts';
import type { SourceContext } from '../context.ts';
import { oneLine } from '../failure.ts';
import type { ByteSource, ListedInput, OpenedSources, SkippedInput } from '../source.ts';
import { type RangeAnswer, resumedBytes, skipBytes } from './resume.ts';
import { makeS3Client, s3Failure, s3Final, s3Secrets } from './s3-client.ts';
import { findObjects, parseS3, type StoredObject } from './s3-list.ts';

/** The objects that `s3://bucket/key`, `s3://bucket/prefix*` or `s3://bucket/folder/` names, as sources. */
export const openS3 = async (input: string, context: SourceContext): Promise<OpenedSources> => {
  const { bucket, pattern } = parseS3(input);
  const client = await makeS3Client(context);
  const shared = new SharedClient(client);
  try {
    const { objects, origin } = await findObjects(client, bucket, pattern, context);
    const skipped: SkippedInput[] = [];
    const kept = objects.filter((object) => {
      const reason = origin === 'found' ? reasonToSkip(object) : undefined;
      if (reason !== undefined) skipped.push({ path: `s3://${bucket}/${object.key}`, reason });
      return reason === undefined;
    });
    if (kept.length === 0) throw nothingThere(input, skipped);
    return { sources: kept.map((object) => shared.source(bucket, object, origin, context)), skipped };
  } catch (error) {
    client.destroy();
    throw s3Final(oneLine(input), error, context.environment);
  }
};

/** Every object that an address names, for `inputs --list`. */
export const listS3 = async (input: string, context: SourceContext): Promise<readonly ListedInput[]> => {
  const { bucket, pattern } = parseS3(input);
  const client = await makeS3Client(context);
  try {
    const { objects } = await findObjects(client, bucket, pattern, context);
    return objects.map(({ key, sizeBytes, modified }) => ({
      path: `s3://${bucket}/${key}`,
      sizeBytes,
      modified: modified === undefined ? null : new Date(modified).toISOString(),
    }));
  } catch (error) {
    throw s3Final(oneLine(input), error, context.environment);
  } finally {
    client.destroy();
  }
};

const reasonToSkip = (object: StoredObject): string | undefined => {
  if (object.key.slice(object.key.lastIndexOf('/') + 1).startsWith('.'))
    return 'is hidden; name it to read it';
  return object.sizeBytes === 0 ? 'is empty' : undefined;
};

const nothingThere = (input: string, skipped: readonly SkippedInput[]): InputError => {
  const [first] = skipped;
  const why =
    first === undefined
      ? 'no object matches; see what there is with "logfence inputs --list"'
      : `no logs there; ${oneLine(first.path)} ${first.reason}`;
  return new InputError(`${oneLine(input)}: ${why}`);
};

/** One client for all objects of an INPUT, ended with the last of them. */
class SharedClient {
  readonly #client: S3Client;
  #open = 0;

  constructor(client: S3Client) {
    this.#client = client;
  }

  source(
    bucket: string,
    object: StoredObject,
    origin: 'named' | 'found',
    context: SourceContext,
  ): ByteSource {
    this.#open += 1;
    let closed = false;
    const path = `s3://${bucket}/${object.key}`;
    const resumable = {
      path: oneLine(path),
      secrets: s3Secrets(context.environment),
      request: (offset: number, version: string | undefined, signal: AbortSignal) =>
        this.#request({ bucket, object, offset, version, signal }, context),
    };
    return byteSource(
      {
        path,
        origin,
        storedBytes: object.sizeBytes,
        repeatable: true,
        reopenable: true,
        ...(object.modified === undefined ? {} : { modifiedMilliseconds: object.modified }),
        ...(object.version === undefined ? {} : { version: object.version }),
        stored: (signal, note) => resumedBytes(resumable, context, note, signal),
        close: async () => {
          if (closed) return;
          closed = true;
          this.#open -= 1;
          if (this.#open === 0) this.#client.destroy();
        },
      },
      context,
    );
  }

  async #request(wanted: ObjectRange, context: SourceContext): Promise<RangeAnswer> {
    const { bucket, object, offset, version, signal } = wanted;
    const { GetObjectCommand } = await import('@aws-sdk/client-s3');
    const command = new GetObjectCommand({
      Bucket: bucket,
      Key: object.key,
      ...(offset > 0 ? { Range: `bytes=${offset}-` } : {}),
      ...(version === undefined ? {} : { IfMatch: version }),
    });
    const path = oneLine(`s3://${bucket}/${object.key}`);
    try {
      const answer = await this.#client.send(command, { abortSignal: signal });
      if (version !== undefined && answer.ETag !== undefined && answer.ETag !== version)
        throw new InputError(`${path}: changed while it was read; run again to read the new content`);
      const body = answer.Body as unknown as AsyncIterable<Buffer>;
      const length = answer.ContentLength;
      const ignoredRange = offset > 0 && answer.ContentRange === undefined;
      return {
        body: ignoredRange ? skipBytes(body, offset) : body,
        sizeBytes: length === undefined ? undefined : ignoredRange ? length : offset + length,
        version: answer.ETag,
      };
    } catch (error) {
      throw s3Failure(path, error, context.environment);
    }
  }
}

interface ObjectRange {
  readonly bucket: string;
  readonly object: StoredObject;
  readonly offset: number;
  readonly version: string | undefined;
  readonly signal: AbortSignal;
}
