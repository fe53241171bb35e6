import { readFileSync } from 'node:fs';
import { join } from 'node:path';

let text: string | undefined;

/** `qualtrics-component/1.0.0 axios/1.2.3`: the versions of the component and of the library that sends requests. */
export function userAgent(): string {
  text ??= readVersions();
  return text;
}

function readVersions(): string {
  const manifest = JSON.parse(readFileSync(join(__dirname, '../../package.json'), 'utf8')) as {
    name: string;
    version: string;
    dependencies: Record<string, string>;
  };
  return `${manifest.name}/${manifest.version} axios/${manifest.dependencies.axios}`;
}
