// An independent second count: re-adds the bytes of parsed, rejected and skipped lines of a
// log from what the program printed, line ends included, without any of its code.
//   node add-up-bytes.mjs LOG ACCOUNT.json REJECTS.json
// Prints {"size","sum","parsed","rejected","skipped","rejectsMatch"}.
import { readFileSync } from 'node:fs';

const [log, accountFile, rejectsFile] = process.argv.slice(2);
const bytes = readFileSync(log);
const account = JSON.parse(readFileSync(accountFile, 'utf8'));
const rejects = JSON.parse(readFileSync(rejectsFile, 'utf8')).rows;

/** Start and length of each line, its line feed included. */
const lines = [];
for (let start = 0; start < bytes.length; ) {
  const feed = bytes.indexOf(10, start);
  const end = feed === -1 ? bytes.length : feed + 1;
  lines.push({ start, length: end - start });
  start = end;
}
const refused = new Map(rejects.map((reject) => [reject.line, reject]));
const isBlank = (line) =>
  /^[ \t\r\n]*$/.test(bytes.subarray(line.start, line.start + line.length).toString('latin1'));
const sums = { parsed: 0, rejected: 0, skipped: 0 };
let rejectsMatch = true;
lines.forEach((line, index) => {
  const reject = refused.get(index + 1);
  if (reject !== undefined) {
    sums.rejected += line.length;
    rejectsMatch &&= reject.byteOffset === line.start && reject.byteLength === line.length;
  } else if (isBlank(line)) {
    sums.skipped += line.length;
  } else {
    sums.parsed += line.length;
  }
});
const { parsed, rejected, skipped } = account.inputs;
const counted = { lines: lines.length, rejects: refused.size };
const agrees =
  parsed + rejected + skipped === counted.lines &&
  rejected === counted.rejects &&
  account.inputs.lines === counted.lines;
console.log(
  JSON.stringify({
    size: bytes.length,
    ...sums,
    sum: sums.parsed + sums.rejected + sums.skipped,
    rejectsMatch,
    agrees,
  }),
);
