/** Retrieving a sample has a minute; this many objects show what they look like. */
const SAMPLE_SIZE = 10;

/** A sample was to be retrieved, and there is nothing to show. */
export class NoObjectFound extends Error {
  override readonly name = 'NoObjectFound';

  /** `nothing`: what is no error in a running flow. */
  constructor(nothing = 'finding nothing') {
    super(
      `No object found. Execution stopped. This error is only applicable to the Retrieve Sample: in a running flow, ${nothing} is no error.`,
    );
  }
}

/** The first few of all pages, for a sample. Throws NoObjectFound when there is none and one `isNeeded`. */
export async function* firstObjects<Found>(
  pages: AsyncIterable<readonly Found[]>,
  isNeeded: boolean,
): AsyncGenerator<readonly Found[]> {
  let left = SAMPLE_SIZE;
  for await (const page of pages) {
    const wanted = page.slice(0, left);
    left -= wanted.length;
    yield wanted;
    if (left === 0) return;
  }
  if (left === SAMPLE_SIZE && isNeeded) throw new NoObjectFound();
}
