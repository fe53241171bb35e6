import { resolve } from 'node:path';
import { readManifest, stepsOf } from '../../../local/session/manifest.js';
import type { ManifestField, ManifestStep } from '../../../local/session/manifestShape.js';
import type { DialectSchema } from '../metadata.js';

const ROOT = resolve(__dirname, '../../..');

export type Values = Record<string, unknown>;

/** A step's module, as the sailor loads it. */
interface StepModule {
  readonly process: (this: unknown, msg: unknown, cfg: unknown, snapshot?: unknown) => Promise<void>;
  readonly getMetaModel: (this: unknown, cfg: unknown) => Promise<{ in?: DialectSchema; out: DialectSchema }>;
  readonly [model: string]: (this: unknown, cfg: unknown, ...more: unknown[]) => Promise<unknown>;
}

/** A trigger or action of component.json, for one of the object types that it knows where there are several. */
export interface Step {
  readonly name: string;
  readonly fields: Readonly<Record<string, ManifestField>>;
  readonly isTrigger: boolean;
  readonly load: () => StepModule;
  readonly objectType: string | undefined;
}

/** What a step is given that it can work with. */
export interface GoodInput {
  readonly module: StepModule;
  readonly cfg: Values;
  readonly body: Values;
  /** The message as the step describes it. */
  readonly described: DialectSchema;
}

/** Every step there is, by what component.json declares. */
export function allSteps(): Step[] {
  return Object.entries(stepsOf(readManifest(ROOT))).flatMap(([_, manifest]) => {
    const { model } = manifest.fields?.objectType ?? {};
    const objectTypes = typeof model === 'object' ? Object.keys(model) : [undefined];
    return objectTypes.map((objectType) => ({
      name: objectTypes.length > 1 ? `${manifest.title}, ${objectType}` : manifest.title,
      fields: manifest.fields ?? {},
      isTrigger: manifest.type !== undefined,
      load: () => moduleOf(manifest),
      objectType,
    }));
  });
}

/** The source, so that nothing need be built. */
function moduleOf({ main }: ManifestStep): StepModule {
  return require(resolve(ROOT, main.replace('./lib/', './src/').replace(/\.js$/, '.ts')));
}

/** A good configuration and a good message: `known` values by the names of fields, else the first choice there is. */
export async function goodInput(step: Step, credential: Values, known: Values): Promise<GoodInput> {
  const module = step.load();
  const cfg: Values = { ...credential };
  if (step.objectType) cfg.objectType = step.objectType;
  for (const [key, { model, required, viewClass }] of Object.entries(step.fields)) {
    if (key in cfg) continue;
    if (key in known && key !== 'lookupCriteria') cfg[key] = known[key];
    else if (viewClass === 'CheckBoxView') cfg[key] = true;
    else if (typeof model === 'object') cfg[key] = Object.keys(model)[0];
    else if (typeof model === 'string' && required) {
      const choices = Object.keys((await module[model]?.call({}, cfg)) as object);
      cfg[key] = choices.find((choice) => choice === known[key]) ?? choices.at(-1);
    }
  }
  const { in: described = {} } = await module.getMetaModel.call({}, cfg);
  return { module, cfg, body: goodValues(described, known), described };
}

function goodValues({ properties = {} }: DialectSchema, known: Values): Values {
  const entries = Object.entries(properties).flatMap(([key, property]): [string, unknown][] => {
    if (key in known) return [[key, known[key]]];
    return property.required ? [[key, goodValue(property, known)]] : [];
  });
  return Object.fromEntries(entries);
}

function goodValue({ type, enum: choices, ...property }: DialectSchema, known: Values): unknown {
  if (choices) return choices[0];
  if (type === 'object') return goodValues({ type, ...property }, known);
  if (type === 'array') return [];
  return type === 'number' ? 1 : 'something';
}

/** A place in a message, and how people call it. */
export interface Place {
  readonly path: readonly string[];
  readonly title: string;
}

/** Every place that metadata names, also within objects and in the first row of lists. */
export function placesIn({ properties = {} }: DialectSchema, path: readonly string[] = []): Place[] {
  return Object.entries(properties).flatMap(([key, property]) => [
    { path: [...path, key], title: property.title ?? key },
    ...placesIn(property, [...path, key]),
    ...placesIn(property.items ?? {}, [...path, key, '0']),
  ]);
}

/** What is at a place. */
export function valueAt(whole: unknown, path: readonly string[]): unknown {
  return path.reduce((value, key) => (value as Values | undefined)?.[key], whole);
}

/** A copy with another value at a place. */
export function withValue(whole: unknown, [key, ...rest]: readonly string[], value: unknown): unknown {
  if (key === undefined) return value;
  if (Array.isArray(whole))
    return whole.map((one, index) => (String(index) === key ? withValue(one, rest, value) : one));
  const object = typeof whole === 'object' && whole !== null ? (whole as Values) : {};
  return { ...object, [key]: withValue(object[key], rest, value) };
}
