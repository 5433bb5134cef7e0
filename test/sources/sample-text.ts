/** Lines that any machine makes alike: the plain text behind the compressed fixtures. */
export const sampleText = (lines: number): Buffer => {
  let state = 20_190_416;
  const next = (limit: number): number => {
    // Numerical Recipes' quick generator; good enough to make lines differ.
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
  const made: string[] = [];
  for (let line = 0; line < lines; line += 1)
    made.push(
      `198.51.100.${next(256)} - - [16/Apr/2019:19:${String(line % 60).padStart(2, '0')}:42 +0000] "GET /shelf/${next(90_000)}?seite=${next(40)} HTTP/1.1" ${[200, 200, 200, 404][next(4)]} ${next(600_000)} "-" "besen/2.21.${next(9)}"\n`,
    );
  return Buffer.from(made.join(''));
};

export const SAMPLE_LINES = 3000;
