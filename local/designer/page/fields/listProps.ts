import type { ManifestField } from '../../../session/manifestShape.js';
import type { ChoicesState } from '../state/choices.js';

/** What a field with choices gets. */
export interface ListProps<Value> {
  readonly id: string;
  readonly field: ManifestField;
  readonly value: Value;
  readonly list: ChoicesState;
  readonly isDisabled?: boolean;
  readonly onChange: (value: Value) => void;
  /** Asks the component for the choices again; absent where they stand in the manifest. */
  readonly onReload?: (() => void) | undefined;
}
