/** A file is not what it should be: the same file gives the same again. */
export class UnreadableFile extends Error {
  override readonly name = 'UnreadableFile';

  constructor(why: string) {
    super(`The file cannot be read: ${why}.`);
  }
}
