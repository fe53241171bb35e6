// Writes LICENCES.md: the licence of every package that runs in production, as the lock file has it, or else as the
// installed package says in an older way or in its licence's own words.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';

const root = new URL('../', import.meta.url);
const jsonOf = (path) => JSON.parse(readFileSync(new URL(path, root), 'utf8'));

/** How a licence's own words begin. */
const WORDS = { MIT: 'Permission is hereby granted, free of charge, to any person' };

function licenceOf(path) {
  if (!existsSync(new URL(`${path}/package.json`, root))) return undefined;
  const { licenses = [] } = jsonOf(`${path}/package.json`);
  if (licenses.length > 0) return licenses.map(({ type }) => type).join(' or ');
  const file = readdirSync(new URL(path, root)).find((name) => /^licen[cs]e/i.test(name));
  const text = file === undefined ? '' : readFileSync(new URL(`${path}/${file}`, root), 'utf8').replace(/\s+/g, ' ');
  return Object.keys(WORDS).find((licence) => text.includes(WORDS[licence]));
}

const rows = Object.entries(jsonOf('package-lock.json').packages)
  .filter(([path, { dev, devOptional }]) => path !== '' && !dev && !devOptional)
  .map(([path, { version, license = licenceOf(path) ?? 'not stated' }]) => {
    return `| ${path.split('node_modules/').at(-1)} | ${version} | ${license} |`;
  });
const text = `# Licences of the packages that run in production

Not stated: packages of elastic.io, the maker of the platform, that name none.

| package | version | licence |
|---|---|---|
${[...new Set(rows)].sort().join('\n')}
`;
writeFileSync(new URL('LICENCES.md', root), text);
