// Runs `npm start` and draws what it printed, colours and all, as start.svg. Run it after changing the story.
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';

const COLUMNS = 118;
const CHARACTER = 8.4;
const LINE = 18;
const PADDING = 16;
const COLOURS = { 31: '#ff7b72', 32: '#7ee787', 36: '#79c0ff' };

const { stdout, stderr, status, error } = spawnSync(
  process.execPath,
  ['--require', 'tsx/cjs', 'local/commands/start.ts'],
  {
    cwd: new URL('..', import.meta.url),
    env: { ...process.env, FORCE_COLOR: '1' },
    encoding: 'utf8',
  },
);
// A picture of a start that failed would be taken for what the component does.
if (status !== 0) throw new Error(`npm start failed (${error ?? status}), so nothing is drawn.\n${stderr || stdout}`);

const escaped = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** A line with terminal colours as tspans. */
function toTspans(line) {
  let style = '';
  let room = COLUMNS;
  return line
    .split(new RegExp(`${String.fromCharCode(27)}\\[(\\d+)m`))
    .map((part, index) => {
      if (index % 2 === 1) {
        const code = Number(part);
        if (code === 1) style += ' font-weight="bold"';
        else if (code === 2) style += ' fill="#8b949e"';
        else if (COLOURS[code]) style += ` fill="${COLOURS[code]}"`;
        else style = '';
        return '';
      }
      const text = part.length > room ? `${part.slice(0, Math.max(room - 1, 0))}…` : part;
      room -= text.length;
      return text === '' ? '' : `<tspan${style}>${escaped(text)}</tspan>`;
    })
    .join('');
}

const lines = `$ npm start\n${stdout}`.trimEnd().split('\n');
const width = Math.round(COLUMNS * CHARACTER + 2 * PADDING);
const height = lines.length * LINE + 2 * PADDING;
const rows = lines.map(
  (line, index) =>
    `<text x="${PADDING}" y="${PADDING + (index + 0.75) * LINE}" xml:space="preserve">${toTspans(line)}</text>`,
);
writeFileSync(
  new URL('../assets/start.svg', import.meta.url),
  `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="ui-monospace, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="14" fill="#e6edf3">
<title>npm start: every trigger and action at work</title>
<rect width="100%" height="100%" rx="8" fill="#0d1117"/>
${rows.join('\n')}
</svg>
`,
);
