const TAGS: Readonly<Record<string, string>> = {
  string: 'ABC',
  number: '123',
  integer: '123',
  boolean: 'T/F',
  object: '{ }',
  array: '[··]',
};

/** The type of a property as a small tag. */
export function TypeTag({ type }: { readonly type: string | undefined }) {
  const word = type ?? 'any';
  return (
    <span class="type-tag" title={word}>
      <span aria-hidden="true">{TAGS[word] ?? '···'}</span>
      <span class="unseen">{word}</span>
    </span>
  );
}
