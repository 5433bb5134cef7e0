import { InputError } from '../../kernel/errors.ts';
import type { ByteReader } from '../byte-reader.ts';

/** What a decoder is told and what it may say. */
export interface DecodeJob {
  /** Address of the input, for messages. */
  readonly path: string;
  /** A remark for people, such as ignored bytes after the end. */
  note(text: string): void;
}

/** Turns compressed bytes into plain ones, piece by piece; throws InputError where they are cut or damaged. */
export type Decoder = (reader: ByteReader, job: DecodeJob) => AsyncIterable<Buffer>;

/** The input ended inside compressed data. */
export const cutOff = (job: DecodeJob, name: string, offset: number): InputError =>
  new InputError(
    `${job.path}: the ${name} data is cut off after byte ${offset}; what stands before the cut was read, fetch or copy the file again for the rest`,
  );

/** The compressed data contradicts itself near a position. */
export const damaged = (job: DecodeJob, name: string, offset: number, why: string): InputError =>
  new InputError(
    `${job.path}: the ${name} data is damaged near byte ${offset} (${why}); what stands before it was read, fetch or copy the file again for the rest`,
  );

/** Reads to the end behind complete compressed data and remarks on what is ignored there. */
export const ignoreRest = async (reader: ByteReader, job: DecodeJob, name: string): Promise<void> => {
  const start = reader.offset;
  const count = await reader.drain();
  job.note(`${count} bytes that are not ${name} follow the ${name} data at byte ${start} and were ignored`);
};
