// Renders logo.svg as the platform wants it: PNG, 128 × 128, transparent. Run it after changing the drawing.
import { readFileSync, writeFileSync } from 'node:fs';
import { Resvg } from '@resvg/resvg-js';

const svg = readFileSync(new URL('../assets/logo.svg', import.meta.url), 'utf8');
const png = new Resvg(svg, { fitTo: { mode: 'width', value: 128 } }).render().asPng();
writeFileSync(new URL('../logo.png', import.meta.url), png);
