import type { Schema } from '../../protocol.js';
import { earlierSteps } from '../state/samples.js';
import { type Leaf, type PropertyMapping, type RowsMapping, titleOf } from './model.js';
import { type SampleList, sampleLists } from './samplePaths.js';

interface RowsInputProps {
  readonly id: string;
  readonly leaf: Leaf;
  readonly rows: RowsMapping;
  readonly onChange: (next: PropertyMapping) => void;
}

interface OfferedList extends SampleList {
  readonly stepId: string;
  readonly words: string;
}

/** The lists of all earlier steps, as they are offered. */
function offeredLists(): OfferedList[] {
  return earlierSteps.value.flatMap(({ id, title, body }, index) =>
    sampleLists(body).map((list) => ({
      ...list,
      stepId: id,
      words: `${index + 1}. ${title} | ${list.path.join(' › ') || 'the message itself'}`,
    })),
  );
}

/** A list in integrator mode: which list the rows are of, and which of its fields each property gets. */
export function RowsInput({ id, leaf, rows, onChange }: RowsInputProps) {
  const lists = offeredLists();
  const { list } = rows;
  const chosen = lists.findIndex(
    ({ stepId, path }) => stepId === list?.stepId && path.join('.') === list.path.join('.'),
  );
  const choose = (index: number): void => {
    const next = lists[index];
    onChange({
      kind: 'rows',
      list: next && { kind: 'reference', stepId: next.stepId, path: next.path },
      fields: next ? sameNames(leaf.schema, next.fields) : {},
    });
  };
  return (
    <div class="rows-input">
      <select id={id} value={chosen} onChange={({ currentTarget }) => choose(Number(currentTarget.value))}>
        <option value={-1}>
          {lists.length === 0 ? 'No earlier step has a list' : 'Choose the list that gives the rows'}
        </option>
        {lists.map(({ words }, index) => (
          <option key={words} value={index}>
            {words}
          </option>
        ))}
      </select>
      {Object.entries(leaf.schema.items?.properties ?? {}).map(([name, property]) => (
        <RowField
          key={name}
          id={`${id}-${name}`}
          title={titleOf(property, name)}
          value={rows.fields[name] ?? ''}
          fields={lists[chosen]?.fields ?? []}
          onChange={(field) => onChange({ ...rows, fields: withField(rows.fields, name, field) })}
        />
      ))}
    </div>
  );
}

/** Fields that are called as the properties are. */
function sameNames({ items }: Schema, fields: readonly string[]): Record<string, string> {
  const names = Object.keys(items?.properties ?? {}).filter((name) => fields.includes(name));
  return Object.fromEntries(names.map((name) => [name, name]));
}

function withField(fields: RowsMapping['fields'], name: string, field: string): Record<string, string> {
  const { [name]: _, ...others } = fields;
  return field === '' ? others : { ...others, [name]: field };
}

interface RowFieldProps {
  readonly id: string;
  readonly title: string;
  readonly value: string;
  readonly fields: readonly string[];
  readonly onChange: (field: string) => void;
}

function RowField({ id, title, value, fields, onChange }: RowFieldProps) {
  return (
    <div class="row-field">
      <label htmlFor={id}>{title}</label>
      <select
        id={id}
        value={value}
        disabled={fields.length === 0}
        onChange={({ currentTarget }) => onChange(currentTarget.value)}
      >
        <option value="">nothing</option>
        {fields.map((field) => (
          <option key={field} value={field}>
            {field}
          </option>
        ))}
      </select>
    </div>
  );
}
