import { Refusal } from '../refusal.js';

const TIMEOUT_MS = 10_000;

/** Whether an address is this machine's own: nothing leaves it. */
export function isLoopback(url: string): boolean {
  const { hostname } = new URL(url);
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d+){3}$/.test(hostname);
}

/** The text of a file at an address of this machine. Throws Refusal where there is none. */
export async function loopbackFile(url: string): Promise<string> {
  if (!URL.canParse(url) || !isLoopback(url))
    throw new Refusal(400, undefined, 'The sandbox takes files of this machine only.');
  try {
    const answer = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(TIMEOUT_MS) });
    if (answer.ok) return await answer.text();
    await answer.body?.cancel();
  } catch {
    // Told below.
  }
  throw new Refusal(400, undefined, 'The file could not be read.');
}
