import { type Signal, useSignal } from '@preact/signals';
import type { RefObject } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { Outcome } from '../../protocol.js';
import { Star } from '../fields/FieldFrame.js';
import { evaluate, mapProperty, mapping } from '../state/mapping.js';
import { IconButton } from '../widgets/Button.js';
import { HelpTip } from '../widgets/HelpTip.js';
import { propertyExpression } from './compile.js';
import { InsertPanel } from './InsertPanel.js';
import { ModeMenu } from './ModeMenu.js';
import {
  isStructured,
  isUnmapped,
  type Leaf,
  literalProblem,
  type PropertyMapping,
  pathKey,
  titleOf,
} from './model.js';
import { PropertyInput } from './PropertyInput.js';
import { previewOf } from './samplePaths.js';

/** What a property gets when nothing was said of it yet. */
function emptyFor({ schema }: Leaf): PropertyMapping {
  return { kind: isStructured(schema) ? 'jsonata' : 'literal', text: '' };
}

/** A property of the message: its box, how it is filled, and what that gives on the samples. */
export function PropertyBox({ leaf }: { readonly leaf: Leaf }) {
  const { path, schema, isRequired } = leaf;
  const id = `property-${path.join('-')}`;
  const property = mapping.value?.properties[pathKey(path)] ?? emptyFor(leaf);
  const isInserting = useSignal(false);
  const box = useRef<HTMLDivElement>(null);
  const change = (next: PropertyMapping): void => mapProperty(path, next);
  /** What had the focus is gone with the list: it goes back to the button that opened it. */
  const closeList = (): void => {
    isInserting.value = false;
    box.current?.querySelector<HTMLElement>('.property-tools button')?.focus();
  };
  useEscape(box, isInserting.value, closeList);
  const problem = literalProblem(schema, property);
  return (
    <div class="property" ref={box}>
      <div class="field-label">
        <label id={`${id}-label`} htmlFor={id}>
          {titleOf(schema, path.at(-1) ?? '')}
        </label>
        {isRequired && <Star />}
        {schema.description && <HelpTip id={`${id}-help`} html={schema.description} />}
      </div>
      <PropertyInput id={id} leaf={leaf} property={property} problem={problem} onChange={change} />
      {problem && (
        <p class="field-warning" id={`${id}-problem`}>
          {problem}
        </p>
      )}
      <PropertyTools labelId={`${id}-label`} leaf={leaf} property={property} isInserting={isInserting} />
      {isInserting.value && <InsertPanel leaf={leaf} property={property} onChange={change} onDone={closeList} />}
    </div>
  );
}

/** Hears the key Escape anywhere inside an element, while something is open that it closes. */
function useEscape(box: RefObject<HTMLElement | null>, isOpen: boolean, onEscape: () => void): void {
  // Before the list is painted: whoever sees it can leave it.
  useLayoutEffect(() => {
    const element = box.current;
    if (!element || !isOpen) return;
    const onKeyDown = ({ key }: KeyboardEvent): void => {
      if (key === 'Escape') onEscape();
    };
    element.addEventListener('keydown', onKeyDown);
    return () => element.removeEventListener('keydown', onKeyDown);
  }, [isOpen]);
}

interface PropertyToolsProps {
  readonly labelId: string;
  readonly leaf: Leaf;
  readonly property: PropertyMapping;
  readonly isInserting: Signal<boolean>;
}

/** Inserting a value, the mode, and a look at what comes of it. */
function PropertyTools({ labelId, leaf, property, isInserting }: PropertyToolsProps) {
  const result = useSignal<{ readonly of: PropertyMapping; readonly outcome: Outcome<unknown> } | undefined>(undefined);
  const look = async (): Promise<void> => {
    result.value = { of: property, outcome: await evaluate(propertyExpression(leaf.schema, property)) };
  };
  return (
    <div class="property-tools">
      <IconButton
        icon={isInserting.value ? 'close' : 'plus'}
        name={isInserting.value ? 'Close the list of values' : 'Insert a value'}
        describedBy={labelId}
        onClick={() => {
          isInserting.value = !isInserting.value;
        }}
      />
      <ModeMenu
        leaf={leaf}
        property={property}
        describedBy={labelId}
        onChange={(next) => mapProperty(leaf.path, next)}
      />
      <IconButton
        icon="eye"
        name="Try on the samples"
        describedBy={labelId}
        isDisabled={isUnmapped(property)}
        onClick={() => void look()}
      />
      {result.value?.of === property && <PropertyResult outcome={result.value.outcome} />}
    </div>
  );
}

/** What a property gets on the samples. */
function PropertyResult({ outcome }: { readonly outcome: Outcome<unknown> }) {
  if (outcome.kind === 'failed') {
    return (
      <span class="field-warning" role="status">
        {outcome.message}
      </span>
    );
  }
  return <output class="property-result">{outcome.value === undefined ? 'no value' : previewOf(outcome.value)}</output>;
}
