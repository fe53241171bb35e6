import type { Schema } from '../../protocol.js';
import { mapByExpression, mapping } from '../state/mapping.js';
import { Button } from '../widgets/Button.js';
import { CodeEditor } from '../widgets/CodeEditor.js';
import { leavesOf, pathKey, titleOf } from './model.js';
import { TypeTag } from './TypeTag.js';

/** One expression for the whole message, and beside it the fields that the step knows. */
export function DeveloperMode({ schema }: { readonly schema: Schema }) {
  return (
    <div class="developer">
      <CodeEditor
        text={mapping.value?.expression ?? ''}
        language="jsonata"
        label="Mapping as JSONata"
        onChange={mapByExpression}
      />
      <details class="property-group">
        <summary>Fields</summary>
        <FieldTable schema={schema} />
      </details>
    </div>
  );
}

function FieldTable({ schema }: { readonly schema: Schema }) {
  const leaves = leavesOf(schema);
  const addAll = (): void => mapByExpression(skeletonOf(schema, ''));
  return (
    <>
      <table class="plain">
        <thead>
          <tr>
            <th scope="col">Label</th>
            <th scope="col">Property</th>
            <th scope="col">Required</th>
            <th scope="col">Type</th>
          </tr>
        </thead>
        <tbody>
          {leaves.map(({ path, schema: property, isRequired }) => (
            <tr key={pathKey(path)}>
              <td>{titleOf(property, path.at(-1) ?? '')}</td>
              <td>
                <code>{path.join('.')}</code>
              </td>
              <td>{isRequired ? 'yes' : 'no'}</td>
              <td>
                <TypeTag type={property.type} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <div class="buttons">
        <Button onClick={addAll}>Add all</Button>
      </div>
    </>
  );
}

/** An object with every property, each without a value yet. */
function skeletonOf(schema: Schema, indent: string): string {
  const inner = `${indent}  `;
  const members = Object.entries(schema.properties ?? {}).map(([name, property]) => {
    const hasOwn = Object.keys(property.properties ?? {}).length > 0;
    return `${inner}${JSON.stringify(name)}: ${hasOwn ? skeletonOf(property, inner) : 'null'}`;
  });
  return `{\n${members.join(',\n')}\n${indent}}`;
}
