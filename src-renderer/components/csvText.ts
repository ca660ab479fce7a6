/** A table as text: commas for files, tabs for the clipboard; lines end as RFC 4180 has them. */
export function csvText(rows: readonly (readonly (string | number | null)[])[], separator = ','): string {
  const cell = (value: string | number | null): string =>
    typeof value === 'string' ? quoted(value, separator) : value === null ? '' : String(value);
  return rows.map((row) => `${row.map(cell).join(separator)}\r\n`).join('');
}

function quoted(text: string, separator: string): string {
  return /["\r\n]/.test(text) || text.includes(separator) ? `"${text.replaceAll('"', '""')}"` : text;
}
