const missingMarks = new Set(['', '?', 'NA', 'N/A', 'n/a', 'NaN', 'nan', 'NAN', 'null', 'NULL', 'Null']);

/** True for an empty cell and the usual marks of a missing value. */
export function isMissing(cell: string): boolean {
  return cell.length <= 4 && missingMarks.has(cell);
}

/** A decimal number as people write it: sign, digits, one point, exponent; null for anything else, also for what is not finite. */
export function parseNumber(cell: string): number | null {
  if (!onlyNumberCharacters(cell)) return null;
  const value = Number(cell);
  return Number.isFinite(value) ? value : null;
}

/** A number with a decimal comma ('3,14'); null where there is not exactly one comma or a point as well. */
export function parseCommaNumber(cell: string): number | null {
  const comma = cell.indexOf(',');
  if (comma < 0 || cell.includes('.')) return null;
  return parseNumber(`${cell.slice(0, comma)}.${cell.slice(comma + 1)}`);
}

// `Number` also takes '', '0x1f', 'Infinity' and blanks: none of them is a number in a table.
function onlyNumberCharacters(cell: string): boolean {
  if (cell.length === 0) return false;
  for (let i = 0; i < cell.length; i++) {
    const code = cell.charCodeAt(i);
    const isDigit = code >= 48 && code <= 57;
    const isSignOrPoint = code === 43 || code === 45 || code === 46;
    const isExponent = code === 69 || code === 101;
    if (!isDigit && !isSignOrPoint && !isExponent) return false;
  }
  return true;
}
