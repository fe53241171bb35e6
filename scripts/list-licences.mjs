// Writes LICENCES.md: the licence of every package that runs in production, as the lock file has it.
import { readFileSync, writeFileSync } from 'node:fs';

const { packages } = JSON.parse(readFileSync(new URL('../package-lock.json', import.meta.url), 'utf8'));
const rows = Object.entries(packages)
  .filter(([path, { dev, devOptional }]) => path !== '' && !dev && !devOptional)
  .map(
    ([path, { version, license = 'not stated' }]) =>
      `| ${path.split('node_modules/').at(-1)} | ${version} | ${license} |`,
  );
const text = `# Licences of the packages that run in production

| package | version | licence |
|---|---|---|
${[...new Set(rows)].sort().join('\n')}
`;
writeFileSync(new URL('../LICENCES.md', import.meta.url), text);
