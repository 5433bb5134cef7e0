import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  createWriteStream,
  mkdirSync,
  readFileSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { join, relative } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { shownAddress } from '../../../src/sources/address.ts';
import { listInputs } from '../../../src/sources/list.ts';
import { openSources } from '../../../src/sources/open.ts';
import { expectOneLine, failureOf, openBytes, readBytes, temporaryFolder } from '../helpers.ts';
import { sampleText } from '../sample-text.ts';

const folder = temporaryFolder();
const at = (...names: readonly string[]): string => join(folder, ...names);
const TEXT = sampleText(400);
const makePipe = (path: string) => execFileSync('sh', ['-c', 'mkfifo "$0"', path]);

beforeAll(() => {
  mkdirSync(at('logs', 'älter'), { recursive: true });
  mkdirSync(at('logs', '.hidden'));
  writeFileSync(at('logs', 'access.log'), TEXT);
  writeFileSync(at('logs', 'älter', 'access.log.1'), gzipSync(TEXT));
  writeFileSync(at('logs', 'ohne endung'), 'eine zeile\n');
  writeFileSync(at('logs', '.verdeckt'), TEXT);
  writeFileSync(at('logs', '.hidden', 'x.log'), TEXT);
  writeFileSync(at('logs', 'leer.log'), '');
  writeFileSync(at('logs', 'bild.log'), Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'));
  writeFileSync(
    at('logs', 'roh.log'),
    Buffer.from(Array.from({ length: 4000 }, (_, index) => (index * 7919) % 251)),
  );
  symlinkSync('nirgends', at('logs', 'haengt.log'));
  symlinkSync('..', at('logs', 'kreis'));
  symlinkSync('access.log', at('logs', 'zeiger.log'));
  makePipe(at('logs', 'rohr'));
});

describe('a file', () => {
  it('that is plain is left to the engine and gives its bytes', async () => {
    utimesSync(at('logs', 'access.log'), 1_600_000_000, 1_600_000_000);
    const source = await openBytes(at('logs', 'access.log'));
    expect(source.file).toBe(at('logs', 'access.log'));
    expect(source).toMatchObject({
      path: at('logs', 'access.log'),
      origin: 'named',
      repeatable: true,
      reopenable: true,
      sizeBytes: TEXT.length,
      storedBytes: TEXT.length,
      modifiedMilliseconds: 1_600_000_000_000,
    });
    for (const _ of [1, 2]) {
      const { bytes, error } = await readBytes(source);
      expect(error).toBeUndefined();
      expect(bytes.equals(TEXT)).toBe(true);
      expect(source.progress).toMatchObject({ storedBytesRead: TEXT.length, bytesYielded: TEXT.length });
    }
  });

  it('that is compressed is known by its content, not its name', async () => {
    const path = at('logs', 'älter', 'access.log.1');
    const source = await openBytes(path);
    expect(source.file).toBeUndefined();
    expect(source.compression).toBe('gzip');
    expect(source.storedBytes).toBe(readFileSync(path).length);
    expect((await readBytes(source)).bytes.equals(TEXT)).toBe(true);
    expect(source.progress.storedBytesRead).toBe(source.storedBytes);
    writeFileSync(at('plain.gz'), TEXT);
    expect((await openBytes(at('plain.gz'))).file).toBe(at('plain.gz'));
  });

  it('may have any name, and a file:// address', async () => {
    const name = at('a [b] {c} * ? %41 ü.log');
    writeFileSync(name, TEXT);
    expect((await readBytes(await openBytes(name))).bytes.equals(TEXT)).toBe(true);
    expect((await openBytes(`file://${encodeURI(name).replace('?', '%3F')}`)).path).toBe(name);
  });

  it('that is empty or /dev/null gives no bytes and no error', async () => {
    for (const path of [at('logs', 'leer.log'), '/dev/null'])
      expect(await readBytes(await openBytes(path))).toMatchObject({
        error: undefined,
        bytes: Buffer.alloc(0),
      });
  });

  it('with NUL bytes, control characters and bad UTF-8 is still a log when it is named', async () => {
    const odd = Buffer.concat([Buffer.alloc(5000), Buffer.from([1, 2, 3, 0xff, 0xfe, 10]), TEXT]);
    writeFileSync(at('odd.log'), odd);
    expect((await readBytes(await openBytes(at('odd.log')))).bytes.equals(odd)).toBe(true);
  });
});

describe('a folder', () => {
  it('gives everything that looks like a log, in order, and names what it passes over', async () => {
    const { sources, skipped } = await openSources(at('logs'));
    expect(sources.map((source) => relative(at('logs'), source.path))).toEqual([
      'access.log',
      'ohne endung',
      'älter/access.log.1',
    ]);
    expect(sources.every((source) => source.origin === 'found')).toBe(true);
    expect(
      Object.fromEntries(skipped.map(({ path, reason }) => [relative(at('logs'), path), reason])),
    ).toEqual({
      '.hidden': 'is hidden; name it to read it',
      '.verdeckt': 'is hidden; name it to read it',
      'bild.log': 'is a PNG picture',
      'haengt.log': 'is a symbolic link that leads nowhere',
      kreis: 'is a symbolic link to a folder; name it to read it',
      'leer.log': 'is empty',
      'roh.log': 'is binary, not text',
      rohr: 'is a pipe; name it to read it',
      'zeiger.log': `is a link to ${at('logs', 'access.log')}, which is read already`,
    });
  });

  it('without logs says what there was instead', async () => {
    mkdirSync(at('keine'));
    const empty = await failureOf(at('keine'));
    expect(empty.message).toBe(`${at('keine')}: the folder holds no files; name a folder with logs`);
    writeFileSync(at('keine', '.x'), 'x');
    writeFileSync(at('keine', 'y'), '');
    const skipped = await failureOf(at('keine'));
    expect(skipped.message).toContain('no logs there; ');
    expect(skipped.message).toContain('and 1 more were skipped');
    expectOneLine(skipped);
  });

  it('is listed with sizes and times', async () => {
    const listed = await listInputs(at('logs'));
    expect(listed.map(({ path, sizeBytes }) => [relative(at('logs'), path), sizeBytes])).toContainEqual([
      'access.log',
      TEXT.length,
    ]);
    expect(listed.find(({ path }) => path === at('logs', 'access.log'))?.modified).toBe(
      '2020-09-13T12:26:40.000Z',
    );
    expect(await listInputs(at('logs', '*.log'))).toHaveLength(5);
    await expect(listInputs(at('nichts'))).rejects.toThrow(/no such file or folder; check the path/);
    await expect(listInputs('https://host/x')).rejects.toThrow(/cannot be listed; a folder/);
    await expect(listInputs('-')).rejects.toThrow(/cannot be listed/);
  });
});

describe('a glob', () => {
  it('gives the files that match, with the folders that match', async () => {
    const names = async (pattern: string) =>
      (await openSources(at('logs', pattern))).sources.map(({ path }) => relative(at('logs'), path));
    expect(await names('*.log')).toEqual(['access.log']);
    expect(await names('z*.log')).toEqual(['zeiger.log']);
    expect(await names('**/access*')).toEqual(['access.log', 'älter/access.log.1']);
    expect(await names('{ohne*,ä*}')).toEqual(['ohne endung', 'älter/access.log.1']);
  });

  it('that matches nothing says so', async () => {
    const error = await failureOf(at('logs', '*.lug'));
    expect(error.message).toContain('no file matches; check the pattern');
    expectOneLine(error);
  });
});

describe('standard input', () => {
  it('gives what flows in, decompressed, once', async () => {
    const standardInput = Readable.from([gzipSync(TEXT)]);
    const source = await openBytes('-', { standardInput });
    expect(source).toMatchObject({ path: '-', repeatable: false, reopenable: false });
    expect((await readBytes(source)).bytes.equals(TEXT)).toBe(true);
    expectOneLine((await readBytes(source)).error ?? (new Error('none') as never));
    const again = await openBytes('-', { standardInput });
    expect((await readBytes(again)).error?.message).toContain('name "-" once');
  });

  it('does not wait for more than the first bytes', async () => {
    const standardInput = new PassThrough();
    const source = await openBytes('-', { standardInput });
    const iterator = source.bytes()[Symbol.asyncIterator]();
    standardInput.write('198.51.100.7 - - hallo\n');
    expect((await iterator.next()).value?.toString()).toBe('198.51.100.7 - - hallo\n');
    standardInput.write('mehr\n');
    expect((await iterator.next()).value?.toString()).toBe('mehr\n');
    standardInput.end();
    expect((await iterator.next()).done).toBe(true);
  });

  it('stops waiting when it is told to', async () => {
    const controller = new AbortController();
    const source = await openBytes('-', { standardInput: new PassThrough() });
    setTimeout(() => controller.abort(), 10);
    expect((await readBytes(source, controller.signal)).error).toMatchObject({ exitStatus: 130 });
  });
});

describe('what cannot be read', () => {
  it('says what it is and the way out, in one line', async () => {
    const socket = createServer();
    await new Promise<void>((resolve) => socket.listen(at('steckdose'), resolve));
    const cases: readonly (readonly [string, RegExp])[] = [
      [at('logs', 'acces.log'), /no such file or folder; did you mean .*access\.log\?$/],
      [at('gibtsnicht', 'x'), /no such file or folder; check the path$/],
      [at('logs', 'access.log', 'x'), /no such file or folder; check the path$/],
      [at('logs', 'haengt.log'), /is a symbolic link that leads nowhere; repair the link$/],
      [at('logs', 'bild.log'), /is a PNG picture$/],
      [at('steckdose'), /is a socket, not a log; name a file/],
      ['/dev/zero', /is a device, not a log; name a file/],
      ['ftp://host/x', /ftp:\/\/ are not known; known are/],
      ['', /empty INPUT names nothing; name a file/],
      [at('x'.repeat(300)), /too long/],
    ];
    for (const [input, expected] of cases) {
      const error = await failureOf(input);
      expect(error.message).toMatch(expected);
      expect(error.exitStatus).toBe(2);
      if (!error.message.includes('PNG')) expectOneLine(error);
    }
    socket.close();
  });

  it('keeps control characters of a name out of the message', async () => {
    const error = await failureOf(at('ein\u001b[31mroter\nname'));
    expectOneLine(error);
    expect(error.message).toContain('\\u001b[31mroter name');
  });

  it('hides a password in an address that is mistyped', async () => {
    for (const input of [
      'mysql//leser:geheim99@host/db',
      'leser:geheim99@host/db',
      'mysqll://leser:geheim99@host/db?table=t',
      'mysql://leser:geheim99@ho st:x/db',
      's3://leser:geheim99@bucket/x',
    ])
      expectOneLine(await failureOf(input), 'geheim99');
    expect(shownAddress('https://leser:geheim@99@host/x?sig=abc&tag=1')).toBe('https://host/x?sig=***&tag=1');
  });

  it('says that permission is missing', async () => {
    writeFileSync(at('zu.log'), TEXT);
    chmodSync(at('zu.log'), 0);
    // Root may read everything; as somebody else it may not.
    const isRoot = process.geteuid?.() === 0;
    if (isRoot) process.seteuid?.(65_534);
    try {
      const error = await failureOf(at('zu.log'));
      expect(error.message).toMatch(/permission denied; give yourself the right to read it$/);
      expectOneLine(error);
    } finally {
      if (isRoot) process.seteuid?.(0);
    }
  });
});

describe('a pipe', () => {
  it('is read as it comes, and once', async () => {
    makePipe(at('pipe'));
    const source = await openBytes(at('pipe'));
    expect(source.file).toBeUndefined();
    expect(source.repeatable).toBe(false);
    const writer = createWriteStream(at('pipe'));
    writer.end(TEXT);
    expect((await readBytes(source)).bytes.equals(TEXT)).toBe(true);
  });
});
