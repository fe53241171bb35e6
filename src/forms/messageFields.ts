import {
  choice,
  optionalBoolean,
  optionalId,
  optionalInstant,
  optionalText,
  requiredId,
  requiredText,
  type Values,
  wholeNumber,
} from '../input/fields.js';
import type { Properties, Property } from '../input/schema.js';

/** A field of a message, declared once: how it is read, and how the mapper shows it. */
export interface MessageField<Value> {
  readonly property: Property;
  /** Its value in a message body; throws InputError. */
  read(body: Values, key: string): Value;
}

/** The fields of a message by their keys, in the order of the mapper. */
export type MessageFields = Readonly<Record<string, MessageField<unknown>>>;

/** What reading these fields gives. */
export type ValuesOf<Fields extends MessageFields> = {
  readonly [Key in keyof Fields]: Fields[Key] extends MessageField<infer Value> ? Value : never;
};

/** Reads every field, in their order; the first that cannot be used throws InputError. */
export function readMessage<Fields extends MessageFields>(fields: Fields, body: Values): ValuesOf<Fields> {
  const entries = Object.entries(fields).map(([key, field]) => [key, field.read(body, key)] as const);
  return Object.fromEntries(entries) as ValuesOf<Fields>;
}

/** The fields as in-metadata. */
export function propertiesOf(fields: MessageFields): Properties {
  return Object.fromEntries(Object.entries(fields).map(([key, { property }]) => [key, property]));
}

/** A text that must be there. */
export function requiredTextField(label: string): MessageField<string> {
  return {
    property: { type: 'string', title: label, required: true },
    read: (body, key) => requiredText(body, { key, label }),
  };
}

/** A text that may be left out. */
export function optionalTextField(label: string): MessageField<string | undefined> {
  return {
    property: { type: 'string', title: label, required: false },
    read: (body, key) => optionalText(body, { key, label }),
  };
}

/** An id of Qualtrics that must be there. */
export function requiredIdField(label: string): MessageField<string> {
  return { ...requiredTextField(label), read: (body, key) => requiredId(body, { key, label }) };
}

/** An id of Qualtrics that may be left out. */
export function optionalIdField(label: string): MessageField<string | undefined> {
  return { ...optionalTextField(label), read: (body, key) => optionalId(body, { key, label }) };
}

/** One of the keys of `choices`, which must be there. */
export function choiceField<Key extends string>(
  label: string,
  choices: Readonly<Record<Key, string>>,
): MessageField<Key> {
  return {
    property: { type: 'string', title: label, required: true, enum: Object.keys(choices) },
    read: (body, key) => choice(body, { key, label }, choices),
  };
}

/** A moment in UTC from ISO 8601 text; may be left out. */
export function optionalInstantField(label: string): MessageField<Date | undefined> {
  return {
    property: { type: 'string', title: label, required: false },
    read: (body, key) => optionalInstant(body, { key, label }),
  };
}

/** `true` or `false`; may be left out. */
export function optionalBooleanField(label: string): MessageField<boolean | undefined> {
  return {
    property: { type: 'boolean', title: label, required: false },
    read: (body, key) => optionalBoolean(body, { key, label }),
  };
}

/** A whole number of at least 0; may be left out. */
export function optionalCountField(label: string): MessageField<number | undefined> {
  return {
    property: { type: 'number', title: label, required: false },
    read(body, key) {
      const field = { key, label };
      const isThere = optionalText(body, field) !== undefined;
      return isThere ? wholeNumber(body, field, { min: 0, fallback: 0 }) : undefined;
    },
  };
}

/** Names in a text, separated by commas; none at all are as good as left out. */
export function optionalNamesField(label: string): MessageField<readonly string[] | undefined> {
  return {
    property: { type: 'string', title: label, required: false },
    read(body, key) {
      const names = (optionalText(body, { key, label }) ?? '').split(',').map((name) => name.trim());
      const some = names.filter((name) => name !== '');
      return some.length > 0 ? some : undefined;
    },
  };
}
