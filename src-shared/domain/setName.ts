/** The name of a set from that of its file: without what only says how the file is packed and written. */
export function setName(file: string): string {
  return file.replace(/\.gz$/i, '').replace(/\.(csv|tsv|txt|data|dat|jsonl|ndjson|json|xlsx|zip|tar|tgz)$/i, '');
}
