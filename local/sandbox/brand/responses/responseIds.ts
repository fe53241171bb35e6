import { LETTERS, seededRandom } from '../random.js';

/** Ids of responses from which their index can be told again, though they look like any others. */

export const ID_START = 'R_';

const INDEX_LENGTH = 6;
const OTHER_LENGTH = 9;
/** Odd, so that multiplying with it modulo 2³² can be undone. */
const FACTOR = 0x9e3779b1;
const INVERSE = inverseOf(FACTOR);

export function idOf(index: number, seed: number): string {
  const mixed = (Math.imul(index, FACTOR) ^ maskOf(seed)) >>> 0;
  const random = seededRandom(seed ^ mixed);
  let id = ID_START;
  let left = mixed;
  for (let length = 0; length < INDEX_LENGTH; length += 1) {
    id += LETTERS.charAt(left % LETTERS.length);
    left = Math.floor(left / LETTERS.length);
  }
  for (let length = 0; length < OTHER_LENGTH; length += 1) id += LETTERS.charAt(random.below(LETTERS.length));
  return id;
}

/** The index that `idOf` made the id from; of another id it is any number. */
export function indexOfId(id: string, seed: number): number {
  let mixed = 0;
  for (let place = ID_START.length + INDEX_LENGTH - 1; place >= ID_START.length; place -= 1) {
    mixed = mixed * LETTERS.length + LETTERS.indexOf(id.charAt(place));
  }
  return Math.imul((mixed ^ maskOf(seed)) >>> 0, INVERSE) >>> 0;
}

function maskOf(seed: number): number {
  return Math.floor(seededRandom(seed).next() * 2 ** 32);
}

/** By Newton's iteration, which doubles the right bits each time. */
function inverseOf(odd: number): number {
  let inverse = odd;
  for (let round = 0; round < 5; round += 1) inverse = Math.imul(inverse, 2 - Math.imul(odd, inverse));
  return inverse;
}
