import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

/** `component.json`: what the platform reads of a component, and shows of its steps. */
export interface Manifest {
  readonly title: string;
  readonly version: string;
  readonly description?: string;
  readonly credentials?: { readonly fields: Readonly<Record<string, ManifestField>> };
  readonly triggers?: Readonly<Record<string, ManifestStep>>;
  readonly actions?: Readonly<Record<string, ManifestStep>>;
}

/** A trigger or an action. */
export interface ManifestStep {
  readonly title: string;
  /** The module, relative to the component's folder. */
  readonly main: string;
  readonly type?: string;
  readonly order?: number;
  readonly help?: ManifestHelp;
  readonly fields?: Readonly<Record<string, ManifestField>>;
  readonly dynamicMetadata?: boolean;
}

/** A field of a step or of the credential. */
export interface ManifestField {
  readonly viewClass: string;
  readonly label: string;
  readonly required?: boolean;
  readonly order?: number;
  readonly prompt?: string;
  readonly placeholder?: string;
  readonly note?: string;
  readonly help?: ManifestHelp;
  /** Value → label, or the name of the function that gives them. */
  readonly model?: string | Readonly<Record<string, string>>;
  /** Fields that must be filled before this one can be. */
  readonly require?: readonly string[];
}

/** Text behind the (i) of a step or field. */
export interface ManifestHelp {
  readonly description?: string;
  readonly link?: string;
}

/** Reads the `component.json` in a component's folder. Throws an Error when it cannot be read. */
export function readManifest(componentPath: string): Manifest {
  return JSON.parse(readFileSync(resolve(componentPath, 'component.json'), 'utf8')) as Manifest;
}

/** Triggers and actions by their keys. */
export function stepsOf({ triggers, actions }: Manifest): Readonly<Record<string, ManifestStep>> {
  return { ...triggers, ...actions };
}
