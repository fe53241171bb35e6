/** What is written to standard output while `work` is done; it does not reach the terminal. */
export async function capturedOutput(work: () => Promise<unknown>): Promise<string> {
  const write = process.stdout.write;
  let output = '';
  process.stdout.write = (chunk: string | Uint8Array): boolean => {
    output += String(chunk);
    return true;
  };
  try {
    await work();
  } finally {
    process.stdout.write = write;
  }
  return output;
}
