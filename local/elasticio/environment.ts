/** The variables of the process as they are now. */
export function savedEnvironment(): NodeJS.ProcessEnv {
  return { ...process.env };
}

/** Puts them back. Assigning `process.env` would cut it off from the environment that Node itself reads. */
export function restoreEnvironment(saved: NodeJS.ProcessEnv): void {
  for (const name of Object.keys(process.env)) if (!(name in saved)) delete process.env[name];
  for (const [name, value] of Object.entries(saved)) if (process.env[name] !== value) process.env[name] = value;
}
