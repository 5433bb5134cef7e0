import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../ingest/temporary-folder.ts';
import { consoleBlocks, relativeLinks, shownFiles, uncheckedCommands } from './console-blocks.ts';
import { keepOpenLines, showsOutput } from './match-output.ts';
import { comparePictures, ROOT } from './pages.ts';

const PAGE = [
  'Text with [a link](other.md#part "title"), ![picture](pictures/a.png) and [the web](https://example.org).',
  '```console needs=shared',
  '$ logfence counts source.ip access.log \\',
  '    --top 1',
  'value  count',
  '',
  '10.0.0.1   7',
  '$ logfence events nothing.log   # exit status 2',
  '$ logfence --version',
  '```',
  '~~~sh',
  'logfence analyze access.log',
  'npm test',
  '~~~',
  '`[not](a-link.md)`',
].join('\n');

describe('a page of the documentation', () => {
  it('gives its commands with what they print and how they end', () => {
    expect(consoleBlocks(PAGE)).toEqual([
      {
        line: 2,
        words: ['needs=shared'],
        commands: [
          {
            command: 'logfence counts source.ip access.log --top 1',
            exitCode: 0,
            output: ['value  count', '', '10.0.0.1   7'],
            line: 3,
            outputLine: 5,
          },
          { command: 'logfence events nothing.log', exitCode: 2, output: [], line: 8, outputLine: 9 },
          { command: 'logfence --version', exitCode: 0, output: [], line: 9, outputLine: 10 },
        ],
      },
    ]);
  });

  it('tells commands that nothing would run', () => {
    expect(uncheckedCommands(PAGE)).toEqual(['12: logfence analyze access.log']);
  });

  it('tells its relative links and no others', () => {
    expect(relativeLinks(PAGE)).toEqual(['other.md#part', 'pictures/a.png']);
  });

  it('gives the files it shows whole, and refuses one outside its folder', () => {
    expect(shownFiles('```yaml file=own.yaml\na: 1\nb: 2\n```\n```yaml\nc: 3\n```')).toEqual([
      { name: 'own.yaml', text: 'a: 1\nb: 2\n' },
    ]);
    expect(() => shownFiles('```yaml file=../own.yaml\na: 1\n```')).toThrow('no file name');
  });

  it('refuses a console block that does not begin with a command', () => {
    expect(() => consoleBlocks('```console\nlogfence --version\n```')).toThrow('at line 1');
  });
});

describe('shown output', () => {
  const printed = ['one', 'two 2.5 s', '', 'three', ''];

  it.each([
    [['one', 'two 2.5 s', '', 'three']],
    [['one  ', 'two ... s', '', 'three', '', '']],
    [['...']],
    [['one', '...', 'three']],
    [['...', 'three', '...']],
    [['one', '...', 'two 2.5 s', '...', '...', 'three']],
  ])('agrees when every line stands for what was printed: %j', (shown) => {
    expect(showsOutput(shown, printed)).toBe(true);
  });

  it.each([
    [[]],
    [['one']],
    [['one', 'two 2x5 s', '', 'three']],
    [['one', '...', 'two']],
    [['...', 'one', 'three']],
    [['one', 'two 2.5 s', '', 'three', 'four']],
    [['one', '', 'two 2.5 s', '', 'three']],
  ])('disagrees when a line is missing, added or changed: %j', (shown) => {
    expect(showsOutput(shown, printed)).toBe(false);
  });

  it('keeps what a line leaves open when the page is written anew', () => {
    expect(keepOpenLines(['head', 'two ... s', '...'], ['new', 'two 2.5 s', 'two 3 m'])).toEqual([
      'new',
      'two ... s',
      'two 3 m',
    ]);
  });
});

describe('a picture of a page', () => {
  const folder = temporaryFolder();
  const page = { path: 'docs/notebooks/page.md', text: '![hours](pictures/hourly.svg)' };

  it('must be drawn by a command of the page, and be the tracked one', () => {
    expect(() => comparePictures(page, folder)).toThrow('no command of it draws that file');
    const drawn = join(folder, 'hourly.svg');
    cpSync(join(ROOT, 'docs/notebooks/pictures/hourly.svg'), drawn);
    expect(() => comparePictures(page, folder)).not.toThrow();
    writeFileSync(drawn, readFileSync(drawn, 'utf8').replace('Hourly', 'hourly'));
    expect(() => comparePictures(page, folder)).toThrow('pictures/hourly.svg');
  });
});
