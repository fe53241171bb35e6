import { scalarText } from '../util/scalarText.js';
import type { Condition } from './searchTerm.js';

/** Whether a moment fulfils a condition, to the second, as Qualtrics compares them; a missing one fulfils only `ne`. */
export function compareInstants(value: unknown, condition: Condition, wanted: string): boolean {
  const [second, wantedSecond] = [Date.parse(scalarText(value)), Date.parse(wanted)].map((ms) => Math.floor(ms / 1000));
  if (second === undefined || wantedSecond === undefined || Number.isNaN(second)) return condition === 'ne';
  const difference = second - wantedSecond;
  switch (condition) {
    case 'eq':
      return difference === 0;
    case 'ne':
      return difference !== 0;
    case 'gt':
      return difference > 0;
    case 'lt':
      return difference < 0;
    case 'ge':
      return difference >= 0;
    case 'le':
      return difference <= 0;
    default:
      return false;
  }
}
