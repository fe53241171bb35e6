import { readFile } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { build, stop } from 'esbuild';
import type { PageData } from './protocol.js';

/** The page as the browser gets it. */
export interface Bundle {
  /** The scripts and the style, by name. */
  readonly files: ReadonlyMap<string, { readonly type: string; readonly text: string }>;
  /**
   * The page itself: its head, which is seen before the script has come, and what the script shows first. `nonce` allows
   * the editor's own style elements.
   */
  readonly html: (data: PageData, nonce: string) => string;
}

const PAGE = resolve(__dirname, 'page');
const TYPES = { '.js': 'text/javascript; charset=utf-8', '.css': 'text/css; charset=utf-8' } as const;

/** Makes the page's scripts and style, in memory. Throws an Error that says where in the page's source it fails. */
export async function bundlePage(): Promise<Bundle> {
  const { outputFiles } = await build({
    entryPoints: { page: resolve(PAGE, 'main.tsx') },
    tsconfig: resolve(PAGE, 'tsconfig.json'),
    outdir: '/',
    bundle: true,
    // The editor is large and not needed at once: a file of its own.
    splitting: true,
    format: 'esm',
    minify: true,
    write: false,
    logLevel: 'silent',
  });
  await stop();
  const files = new Map(
    outputFiles.map(({ path, text }) => [
      basename(path),
      { text, type: path.endsWith('.css') ? TYPES['.css'] : TYPES['.js'] },
    ]),
  );
  const template = await readFile(resolve(PAGE, 'index.html'), 'utf8');
  return {
    files,
    html: (data, nonce) => {
      const { title, version } = data.component;
      const values = { nonce, title: asText(title), version: asText(version) };
      return template.replace(/{{(\w+)}}|"{{data}}"/g, (_, name: keyof typeof values | undefined) =>
        name === undefined ? asScriptText(data) : values[name],
      );
    },
  };
}

/** JSON that cannot end the script element it stands in. */
function asScriptText(data: PageData): string {
  return JSON.stringify(data).replaceAll('<', '\\u003c');
}

function asText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
