import type { Manifest } from '../session/manifestShape.js';

/** What the designer's page and its server say to each other. Types only: both sides are compiled with them. */

/** What the page needs before it can draw anything; it comes inside the page. */
export interface PageData {
  readonly component: Manifest;
  readonly target: Target;
  /** The credential that is there from the start. */
  readonly credential: KeptCredential | undefined;
  /** What `npm run step` must be told of the component: where it is. Absent for that of this repository. */
  readonly componentFolder: string | undefined;
}

/** Where steps run. */
export interface Target {
  readonly kind: 'sandbox' | 'brand' | 'component';
  readonly label: string;
  readonly broker: string;
}

/** A credential that the server keeps: of its secrets the page learns only that they are there. */
export interface KeptCredential {
  readonly id: string;
  readonly label: string;
  /** The fields that are filled in. */
  readonly filled: readonly string[];
  /** Those of them that are no secrets. */
  readonly shown: Readonly<Record<string, string>>;
}

/** A credential as the page names it: what the server keeps under an id, with what was typed since laid over it. */
export interface CredentialChoice {
  readonly keptId?: string | undefined;
  readonly typed: Readonly<Record<string, string>>;
}

export type Values = Readonly<Record<string, unknown>>;

/** A step with its fields and its credential. */
export interface ConfiguredStep {
  readonly key: string;
  readonly cfg: Values;
  readonly credential: CredentialChoice;
}

export type Verification =
  | { readonly verified: true; readonly credential: KeptCredential }
  | { readonly verified: false; readonly reason: string };

/** A choice of a select list. */
export interface Choice {
  readonly value: string;
  readonly label: string;
}

/** JSON Schema as the platform has it: `required: true` stands inside a property. */
export interface Schema {
  readonly type?: string;
  readonly title?: string;
  readonly description?: string;
  readonly required?: boolean | readonly string[];
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly format?: string;
  readonly example?: unknown;
}

export interface Metadata {
  readonly in?: Schema | undefined;
  readonly out?: Schema | undefined;
}

/** An earlier step of the flow, with the message that its mapping is tried on. */
export interface EarlierStep {
  readonly id: string;
  readonly title: string;
  readonly body: unknown;
}

export interface Evaluation {
  readonly expression: string;
  /** In the order of the flow; the last one is what `$` stands for. */
  readonly earlierSteps: readonly EarlierStep[];
}

/** An answer that may be an error to be shown as it is. */
export type Outcome<T> =
  | { readonly kind: 'done'; readonly value: T }
  | { readonly kind: 'failed'; readonly message: string };

export interface RunRequest extends ConfiguredStep {
  readonly body: Values;
  /** Files that come with the message. */
  readonly files: readonly StoredFile[];
  readonly snapshot: unknown;
  /** As "Retrieve sample" runs it. */
  readonly isSample: boolean;
  readonly logLevel: LogLevel;
  /** That a person agreed to what may write to a brand of their own. */
  readonly isAgreed: boolean;
}

export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal';

/** A file in the object storage; `id` is what the server gives it out by. */
export interface StoredFile {
  readonly id: string;
  readonly name: string;
  readonly contentType: string;
  readonly size: number;
}

/** What happens in a run, in the order in which it is learned; `at` in ms since 1970. */
export type RunEvent = { readonly at: number } & (
  | { readonly kind: 'started'; readonly runId: string }
  /** A webhook trigger waits for requests to this address. */
  | { readonly kind: 'listening'; readonly address: string }
  | { readonly kind: 'data'; readonly body: unknown; readonly files: readonly StoredFile[] }
  | { readonly kind: 'error'; readonly message: string; readonly stack: string }
  | { readonly kind: 'snapshot'; readonly value: unknown }
  | { readonly kind: 'rebound'; readonly reason: string }
  | { readonly kind: 'log'; readonly level: LogLevel; readonly by: string; readonly text: string }
  | RequestEvent
  | { readonly kind: 'ended'; readonly how: 'done' | 'stopped' | 'failed'; readonly reason?: string }
);

/** A request of the component to the outside: its start, its answer, its end. */
export type RequestEvent =
  | { readonly kind: 'request'; readonly id: string; readonly method: string; readonly url: string }
  | { readonly kind: 'answer'; readonly id: string; readonly status: number }
  | { readonly kind: 'answered'; readonly id: string; readonly error?: string };

/** The sandbox as its panel shows it. */
export interface SandboxState {
  readonly holdings: readonly { readonly title: string; readonly count: number; readonly detail?: string }[];
  readonly switches: readonly SandboxSwitch[];
  readonly settings: readonly SandboxSetting[];
  readonly deeds: readonly SandboxDeeds[];
  readonly requests: number;
}

/** Something that goes wrong in the sandbox, that can be switched on. */
export interface SandboxSwitch {
  readonly id: string;
  readonly title: string;
  readonly help: string;
  readonly isOn: boolean;
}

/** A way the sandbox behaves. */
export interface SandboxSetting {
  readonly id: string;
  readonly title: string;
  readonly help: string | undefined;
  readonly value: boolean | number | string;
  /** Whether the value is JSON, to be edited as text. */
  readonly isJson: boolean;
}

/** What can be done in the sandbox with one of several things. */
export interface SandboxDeeds {
  readonly label: string;
  readonly choices: readonly Choice[];
  readonly deeds: readonly { readonly id: string; readonly title: string; readonly help: string }[];
}
