import type { RunEvent, RunRequest } from '../../protocol.js';

/** Asks the designer's server. Throws an Error with what it says when it refuses, and when it is gone. */
export async function ask<T>(method: string, path: string, body?: unknown, signal?: AbortSignal): Promise<T> {
  const answer = await send(method, path, body, signal);
  return (await answer.json()) as T;
}

/** Runs a step; every event is handed on as it comes. Resolves when the run has ended, or the server is gone. */
export async function streamRun(request: RunRequest, onEvent: (event: RunEvent) => void): Promise<void> {
  const answer = await send('POST', '/api/run', request);
  const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  for (;;) {
    const { value, done } = (await reader?.read()) ?? { value: undefined, done: true };
    if (done) return;
    const lines = (rest + value).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) onEvent(JSON.parse(line) as RunEvent);
  }
}

/** Sends a file to the designer's server. Throws an Error with what it says when it refuses. */
export async function upload<T>(path: string, file: File): Promise<T> {
  const headers = { 'content-type': file.type || 'application/octet-stream' };
  const answer = await answerOf(fetch(path, { method: 'POST', credentials: 'same-origin', headers, body: file }));
  return (await answer.json()) as T;
}

function send(method: string, path: string, body?: unknown, signal?: AbortSignal): Promise<Response> {
  const options: RequestInit = { method, credentials: 'same-origin' };
  if (signal) options.signal = signal;
  if (body !== undefined) {
    options.headers = { 'content-type': 'application/json' };
    options.body = JSON.stringify(body);
  }
  return answerOf(fetch(path, options), signal);
}

/** A good answer. Throws an Error that says what is wrong with any other. */
async function answerOf(asking: Promise<Response>, signal?: AbortSignal): Promise<Response> {
  let answer: Response;
  try {
    answer = await asking;
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new Error('The designer does not answer. Is "npm run designer" still running?');
  }
  if (answer.ok) return answer;
  const refusal = (await answer.json().catch(() => ({}))) as { message?: string };
  throw new Error(refusal.message ?? `The designer answers ${answer.status}.`);
}
