// Appends numbered lines to FILE in pieces that end anywhere, and rotates it now and
// then: by a new name (FILE.1, FILE.2, ...) as logrotate does, until `lines` are written.
import { appendFileSync, existsSync, renameSync, writeFileSync } from 'node:fs';

const [file, linesText, rotationsText] = process.argv.slice(2);
const [lines, rotations] = [Number(linesText), Number(rotationsText)];
const every = Math.floor(lines / (rotations + 1));
const rotate = () => {
  let last = 0;
  while (existsSync(`${file}.${last + 1}`)) last += 1;
  for (; last > 0; last -= 1) renameSync(`${file}.${last}`, `${file}.${last + 1}`);
  renameSync(file, `${file}.1`);
  writeFileSync(file, '');
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
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  if (index > 0 && index % every === 0 && index < lines - 1) {
    appendFileSync(file, held);
    held = '';
    rotate();
  }
}
appendFileSync(file, held);
