/** One line for whoever started the app from a terminal; nothing is sent anywhere. */
export function logLine(line: string): void {
  process.stderr.write(`${line}\n`);
}
