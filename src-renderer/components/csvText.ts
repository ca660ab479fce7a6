/**
 * A table as text: commas for files, tabs for the clipboard; lines end as RFC 4180 has them. A text that a spreadsheet would take for a formula gets an
 * apostrophe before it, which spreadsheets read as "this is a text"; numbers, negative ones too, stay numbers.
 */
export function csvText(rows: readonly (readonly (string | number | null)[])[], separator = ','): string {
  const cell = (value: string | number | null): string =>
    typeof value === 'string' ? quoted(harmless(value), separator) : value === null ? '' : String(value);
  return rows.map((row) => `${row.map(cell).join(separator)}\r\n`).join('');
}

function quoted(text: string, separator: string): string {
  return /["\r\n]/.test(text) || text.includes(separator) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** What begins a formula in some spreadsheet: `=`, `+`, `-`, `@`, their wide forms, and blanks that are skipped before one. */
const formula = /^[\t\r\n ]*[=+\-@＝＋－＠]|^[\t\r]/;
const plainNumber = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

function harmless(text: string): string {
  return formula.test(text) && !plainNumber.test(text) ? `'${text}` : text;
}
