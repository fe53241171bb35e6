import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { fits } from '../fields/SelectList.js';
import { earlierSteps } from '../state/samples.js';
import { referenceOf } from './compile.js';
import { JSONATA_FUNCTIONS } from './jsonataFunctions.js';
import { isUnmapped, type Leaf, type PropertyMapping } from './model.js';
import { previewOf, samplePaths } from './samplePaths.js';

interface InsertPanelProps {
  readonly leaf: Leaf;
  readonly property: PropertyMapping;
  readonly onChange: (next: PropertyMapping) => void;
  readonly onDone: () => void;
}

/** What a property can be given: allowed values, values of earlier steps, functions in JSONata mode. */
export function InsertPanel({ leaf, property, onChange, onDone }: InsertPanelProps) {
  const find = useSignal('');
  const isJsonata = property.kind === 'jsonata';
  const choose = (expression: string, otherwise: PropertyMapping): void => {
    if (isJsonata)
      onChange({ kind: 'jsonata', text: isUnmapped(property) ? expression : `${property.text} ${expression}` });
    else onChange(otherwise);
    if (!isJsonata) onDone();
  };
  return (
    <div class="insert">
      <input
        class="find is-wide"
        type="search"
        placeholder="Search"
        aria-label="Search the values"
        onInput={({ currentTarget }) => (find.value = currentTarget.value)}
      />
      <AllowedValues
        values={(leaf.schema.enum ?? []).filter((value) => fits(String(value), find.value))}
        onChoose={(value) => choose(JSON.stringify(value), { kind: 'literal', text: String(value) })}
      />
      {earlierSteps.value.map(({ id, title, body }, index) => (
        <InsertGroup key={id} title={`${index + 1}. ${title}`}>
          {samplePaths(body)
            .filter(({ path }) => fits(path.join(' '), find.value))
            .map(({ path, preview }) => (
              <InsertRow
                key={path.join('.')}
                name={path.join(' › ')}
                preview={preview}
                onChoose={() => choose(referenceOf(id, path), { kind: 'reference', stepId: id, path })}
              />
            ))}
        </InsertGroup>
      ))}
      {isJsonata && (
        <InsertGroup title="Functions">
          {JSONATA_FUNCTIONS.filter(({ call, does }) => fits(`${call} ${does}`, find.value)).map(({ call, does }) => (
            <InsertRow key={call} name={call} preview={does} onChoose={() => choose(call, property)} />
          ))}
        </InsertGroup>
      )}
      {earlierSteps.value.length === 0 && (
        <p class="quiet">No earlier step has a sample yet: run one of them, or paste a sample above.</p>
      )}
    </div>
  );
}

interface AllowedValuesProps {
  readonly values: readonly unknown[];
  readonly onChoose: (value: unknown) => void;
}

function AllowedValues({ values, onChoose }: AllowedValuesProps) {
  if (values.length === 0) return null;
  return (
    <InsertGroup title="Allowed values">
      {values.map((value) => (
        <InsertRow key={previewOf(value)} name={previewOf(value)} onChoose={() => onChoose(value)} />
      ))}
    </InsertGroup>
  );
}

function InsertGroup({ title, children }: { readonly title: string; readonly children: ComponentChildren }) {
  return (
    <div class="insert-group">
      <p class="insert-title">{title}</p>
      <ul>{children}</ul>
    </div>
  );
}

interface InsertRowProps {
  readonly name: string;
  readonly preview?: string;
  readonly onChoose: () => void;
}

function InsertRow({ name, preview, onChoose }: InsertRowProps) {
  return (
    <li>
      <button type="button" class="insert-row" onClick={onChoose}>
        <span class="insert-name">{name}</span>
        <span class="insert-preview">{preview}</span>
      </button>
    </li>
  );
}
