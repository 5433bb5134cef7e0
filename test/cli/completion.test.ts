import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { runCli } from '../helpers/run-cli.ts';
import { temporaryFolder } from '../ingest/temporary-folder.ts';

const file = join(temporaryFolder(), 'completion.bash');

/** What bash offers for words of which the last is being typed. */
const offered = (...words: readonly string[]): readonly string[] => {
  const quoted = words.map((word) => `'${word}'`).join(' ');
  const script = `. ${file}; COMP_WORDS=(${quoted}); COMP_CWORD=${words.length - 1}; _logfence; printf '%s\\n' "\${COMPREPLY[@]}"`;
  return execFileSync('bash', ['-c', script], { encoding: 'utf8' }).trim().split('\n');
};

describe('completion', () => {
  beforeAll(async () => {
    const { stdout, stderr, exitCode } = await runCli(['completion', 'bash']);
    expect([stderr, exitCode]).toEqual(['', 0]);
    writeFileSync(file, stdout);
  });

  it('in bash offers commands, their options and the commands below them', () => {
    expect([...offered('logfence', 'co')].sort()).toEqual(['completion', 'copy', 'counts']);
    expect(offered('logfence', 'counts', 'event.dataset', '--li')).toEqual(['--limit']);
    expect(offered('logfence', 'store', 'pr')).toEqual(['prune']);
    expect(offered('logfence', 'store', 'prune', '--be')).toEqual(['--before']);
    expect(offered('logfence', 'simulate', 'zeek-h')).toEqual(['zeek-http']);
    expect(offered('logfence', 'access.l')).toEqual(['']);
  });

  it('is there for zsh and fish, and refuses another shell', async () => {
    expect((await runCli(['completion', 'zsh'])).stdout).toMatch(/^autoload -U \+X compinit bashcompinit/);
    const fish = (await runCli(['completion', 'fish'])).stdout;
    expect(fish).toContain(
      "complete -c logfence -n '__fish_seen_subcommand_from counts' -l where -r -d 'only events",
    );
    expect(fish.split('\n').every((line) => line === '' || line.startsWith('complete -c logfence -n '))).toBe(
      true,
    );
    expect(await runCli(['completion', 'tcsh'])).toMatchObject({
      exitCode: 2,
      stderr: 'logfence: completion for bash, zsh, fish, not "tcsh"\n',
    });
  });
});
