/**
 * How many random histories of a kind a run lives through: a few in `npm test`, and in `npm run test:histories` as
 * many as `HISTORIES` says; one in `effort` of that where a history takes that many times as long as most.
 */
export function historyCount(few: number, effort = 1): number {
  const { HISTORIES } = process.env;
  return HISTORIES === undefined ? few : Math.ceil(Number(HISTORIES) / effort);
}
