// Appends numbered lines to FILE in pieces that end anywhere, and rotates it now and
// then until `lines` are written, in turns as logrotate does: by a new name (FILE.1,
// FILE.2, ...), by a copy after which the file is cut to nothing (copytruncate), and
// with the older ones compressed (compress, delaycompress).
import {
  appendFileSync,
  existsSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { gzipSync } from 'node:zlib';

const [file, linesText, rotationsText] = process.argv.slice(2);
const [lines, rotations] = [Number(linesText), Number(rotationsText)];
const every = Math.floor(lines / (rotations + 1));
const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Written as a program does that is seen half-way. */
const writeSlowly = async (path, bytes) => {
  writeFileSync(path, bytes.subarray(0, bytes.length / 2));
  await pause(20);
  appendFileSync(path, bytes.subarray(bytes.length / 2));
};
const moveUp = () => {
  let last = 0;
  const endings = ['', '.gz'];
  const ending = (number) => endings.find((item) => existsSync(`${file}.${number}${item}`));
  while (ending(last + 1) !== undefined) last += 1;
  for (; last > 0; last -= 1)
    renameSync(`${file}.${last}${ending(last)}`, `${file}.${last + 1}${ending(last)}`);
};
let turn = 0;
const rotate = async () => {
  turn += 1;
  moveUp();
  if (turn % 2 === 1) {
    renameSync(file, `${file}.1`);
    writeFileSync(file, '');
  } else {
    await writeSlowly(`${file}.1`, readFileSync(file));
    truncateSync(file);
  }
  if (turn % 3 === 0 && existsSync(`${file}.2`)) {
    await writeSlowly(`${file}.2.gz`, gzipSync(readFileSync(`${file}.2`)));
    rmSync(`${file}.2`);
  }
};
const line = (index) =>
  `203.0.113.${index % 250} - - [10/Mar/2026:12:00:${String(index % 60).padStart(2, '0')} +0000] "GET /line/${index} HTTP/1.1" 200 ${index} "-" "writer"\n`;

let held = '';
for (let index = 0; index < lines; index += 1) {
  held += line(index);
  if (index % 37 === 0) {
    // Up to the middle of a line, as a buffered writer does.
    const cut = held.length - (index % 90);
    if (cut > 0) appendFileSync(file, held.slice(0, cut));
    held = held.slice(Math.max(0, cut));
    await pause(5);
  }
  if (index > 0 && index % every === 0 && index < lines - 1) {
    appendFileSync(file, held);
    held = '';
    await rotate();
  }
}
appendFileSync(file, held);
