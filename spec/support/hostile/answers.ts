import type { Mangling } from './answerBodies.js';
import { type Attack, flawsIn, type Outcome, run } from './attack.js';
import { refill } from './brand.js';
import type { PassingRequest, TrueAnswer } from './manglingProxy.js';
import type { Scenario } from './scenario.js';
import type { GoodInput } from './steps.js';
import type { World } from './world.js';

/** An endpoint, and for the how manyth time it was asked. */
export interface Asked {
  readonly name: string;
  readonly count: number;
}

/** What became of a scenario. */
export interface ScenarioRun {
  readonly outcome: Outcome;
  readonly asked: readonly Asked[];
  /** Whether the brand is as the step is to leave it. */
  readonly isDone: boolean;
}

/** More requests than any of the scenarios needs; whoever asks more goes on for ever. */
const MAX_REQUESTS = 150;

/** Asked again and again until they say that a job has ended: only the first answer is spoiled, for nobody gives up sooner. */
const PROGRESS =
  /^GET \/(?:surveys\/\*\/export-responses\/\*|directories\/\*\/mailinglists\/\*\/transactioncontacts\/\*)$/;

/** To what is refused before it is done. */
export const NO_ANSWER: TrueAnswer = { status: 200, headers: {}, body: Buffer.alloc(0) };

/** Runs a scenario in a fresh brand, with the answers spoiled from one of them on. */
export async function runScenario(
  world: World,
  { module, cfg, body = {}, needsToken = false, isDone }: Scenario,
  spoiled?: { readonly asked: Asked; readonly mangling: Mangling },
): Promise<ScenarioRun> {
  refill(world.tenant);
  await world.storage.clear();
  const asked: Asked[] = [];
  world.qualtricsProxy.mangle = async (request, ask) => {
    const name = nameOf(request);
    const count = asked.filter((other) => other.name === name).length + 1;
    asked.push({ name, count });
    if (asked.length > MAX_REQUESTS) return { status: 400, body: '{}' };
    if (!spoiled || name !== spoiled.asked.name || count < spoiled.asked.count) return undefined;
    const isOnce = spoiled.mangling.isOnce || PROGRESS.test(name);
    if (isOnce && count > spoiled.asked.count) return undefined;
    const { change, isRefusal } = spoiled.mangling;
    return change(isRefusal ? NO_ANSWER : await ask(), bearerOf(request));
  };
  const { tokens: _, ...untokened } = world.credential;
  const attack: Attack = { cfg: { ...(needsToken ? untokened : world.credential), ...cfg }, body };
  const outcome = await run({ module } as GoodInput, world, attack);
  world.qualtricsProxy.mangle = async () => undefined;
  return { outcome, asked, isDone: isDone?.(world.tenant) ?? true };
}

/** Requests that may be done twice. */
const REPEATABLE = /^(?:GET|PUT|DELETE) |\/search|\/export-responses/;

/** What is wrong with what became of a scenario whose answers were spoiled, held against how it is when they are good. */
export function answerFlaws(
  { secrets }: World,
  { emits, isRepeatable = REPEATABLE, passesOn = false, isPoll = false }: Scenario,
  good: ScenarioRun,
  { outcome, asked, isDone }: ScenarioRun,
  { isPlausible = false }: Partial<Mangling>,
): string[] {
  const flaws = flawsIn(passesOn ? { ...outcome, data: [] } : outcome, secrets, isRepeatable);
  if (asked.length >= MAX_REQUESTS && !isPoll) flaws.push('it goes on for ever');
  if (isPlausible) return flaws;
  if (createsIn(outcome, isRepeatable) > createsIn(good.outcome, isRepeatable)) flaws.push('it was done twice');
  if (outcome.errors.length > 0) return flaws;
  const count = outcome.data.length;
  if (!isDone) flaws.push(`it says that all went well, and it did not: ${JSON.stringify(outcome.data).slice(0, 200)}`);
  if (emits !== undefined && count !== emits) flaws.push(`it emitted ${count} of ${emits}`);
  return flaws;
}

function createsIn({ calls }: Outcome, isRepeatable: RegExp): number {
  return calls.filter(({ name, isGood }) => isGood && !isRepeatable.test(name)).length;
}

/** `GET /surveys/…/responses/…`: no id, no query. */
function nameOf({ method, path }: PassingRequest): string {
  const [plain = ''] = path.split('?');
  const segments = plain.replace('/API/v3', '').split('/');
  return `${method} ${segments.map((segment) => (/^[a-z-]*$|^api-import$|^oauth2$/.test(segment) ? segment : '*')).join('/')}`;
}

function bearerOf({ headers }: PassingRequest): string {
  return headers.authorization?.split(' ')[1] ?? '';
}
