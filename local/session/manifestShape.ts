/** `component.json`: what the platform reads of a component, and shows of its steps. Types only: pages use them, too. */
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
  /** True: the module's `getMetaModel` gives the metadata. Otherwise `metadata` names its files. */
  readonly dynamicMetadata?: boolean;
  /** Files with JSON schemas, relative to the component's folder. */
  readonly metadata?: { readonly in?: string | object; readonly out?: string | object };
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
