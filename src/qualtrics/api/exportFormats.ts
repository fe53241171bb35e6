/** The formats Qualtrics exports responses in, and what their files are. */
export const EXPORT_FORMATS = {
  csv: 'text/csv',
  json: 'application/json',
  ndjson: 'application/x-ndjson',
  spss: 'application/x-spss-sav',
  tsv: 'text/tab-separated-values',
  xml: 'application/xml',
} as const satisfies Record<string, string>;
