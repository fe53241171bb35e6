import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Manifest, ManifestStep } from './manifestShape.js';

/** Reads the `component.json` in a component's folder. Throws an Error when it cannot be read. */
export function readManifest(componentPath: string): Manifest {
  return JSON.parse(readFileSync(resolve(componentPath, 'component.json'), 'utf8')) as Manifest;
}

/** Triggers and actions by their keys, and nothing by any other. */
export function stepsOf({ triggers, actions }: Manifest): Readonly<Record<string, ManifestStep>> {
  return Object.assign(Object.create(null), triggers, actions);
}
