import { propertyExpression } from './compile.js';
import { hasRows, isStructured, isUnmapped, type Leaf, type PropertyMapping } from './model.js';

interface ModeMenuProps {
  readonly leaf: Leaf;
  readonly property: PropertyMapping;
  readonly describedBy: string;
  readonly onChange: (next: PropertyMapping) => void;
}

/** Integrator or JSONata mode; a list or an object whose properties are not known can be written as JSONata only. */
export function ModeMenu({ leaf, property, describedBy, onChange }: ModeMenuProps) {
  const { schema } = leaf;
  const isJsonata = property.kind === 'jsonata';
  const choose = (mode: string): void => {
    if (mode === 'jsonata') {
      onChange({ kind: 'jsonata', text: isUnmapped(property) ? '' : propertyExpression(schema, property) });
    } else if (hasRows(schema)) onChange({ kind: 'rows', list: undefined, fields: {} });
    else if (property.kind === 'jsonata') onChange(asLiteral(property.text));
  };
  const isBothWays = !isStructured(schema) || hasRows(schema) || !isJsonata;
  return (
    <select
      class="mode"
      aria-label="Mode"
      aria-describedby={describedBy}
      value={isJsonata ? 'jsonata' : 'integrator'}
      onChange={({ currentTarget }) => choose(currentTarget.value)}
    >
      {isBothWays && <option value="integrator">Integrator mode</option>}
      <option value="jsonata">JSONata mode</option>
    </select>
  );
}

/** JSONata that is plain text becomes that text; anything else cannot be kept. */
function asLiteral(text: string): PropertyMapping {
  try {
    const value: unknown = JSON.parse(text);
    return { kind: 'literal', text: typeof value === 'object' ? '' : String(value) };
  } catch {
    return { kind: 'literal', text: '' };
  }
}
