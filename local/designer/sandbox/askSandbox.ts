/** Asks a sandbox by its own language, beside the vendor's. Throws an Error with what it says when it refuses. */
export async function askSandbox<T>(url: string, method: string, path: string, body?: object): Promise<T> {
  const answer = await fetch(`${url}${path}`, {
    method,
    ...(body ? { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) } : {}),
  });
  if (!answer.ok) throw new Error(`The sandbox answers ${answer.status} to ${method} ${path}: ${await answer.text()}`);
  return (await answer.json()) as T;
}
