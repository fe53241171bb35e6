/** A property in the platform's dialect of JSON Schema: `required` stands inside the property. */
export interface Property {
  readonly type: 'string' | 'number' | 'boolean' | 'object' | 'array';
  readonly title: string;
  readonly required?: boolean;
  readonly enum?: readonly string[];
  readonly properties?: Properties;
  readonly items?: Omit<Property, 'title'>;
}

export type Properties = Readonly<Record<string, Property>>;
