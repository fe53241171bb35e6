import type { Schema } from '../../protocol.js';
import { Star } from '../fields/FieldFrame.js';
import { isGroup, isRequired, leavesOf, pathKey, titleOf } from './model.js';
import { PropertyBox } from './PropertyBox.js';
import { TypeTag } from './TypeTag.js';

/** An object with no more properties is open from the start. */
const FEW = 8;

interface MappingFormProps {
  readonly schema: Schema;
  readonly path?: readonly string[];
  readonly isOptionalHidden: boolean;
}

/** Integrator mode: a box for each property; objects fold. */
export function MappingForm({ schema, path = [], isOptionalHidden }: MappingFormProps) {
  const shown = Object.entries(schema.properties ?? {}).filter(
    ([name]) => !isOptionalHidden || isRequired(schema, name),
  );
  return (
    <div class="properties">
      {shown.map(([name, property]) => {
        const own = [...path, name];
        const required = isRequired(schema, name);
        if (!isGroup(property)) {
          return <PropertyBox key={pathKey(own)} leaf={{ path: own, schema: property, isRequired: required }} />;
        }
        return (
          <details key={pathKey(own)} class="property-group" open={required || leavesOf(property).length <= FEW}>
            <summary>
              {titleOf(property, name)}
              {required && <Star />}
              <TypeTag type="object" />
            </summary>
            <MappingForm schema={property} path={own} isOptionalHidden={isOptionalHidden} />
          </details>
        );
      })}
      {shown.length === 0 && <p class="quiet">No property is required.</p>}
    </div>
  );
}
