const MAX_LENGTH = 48;
/** Folder names that Windows keeps for devices. */
const reserved = /^(con|prn|aux|nul|com\d|lpt\d)$/;

/** An id of the form the contract asks for, made of a name: small letters, digits and dashes; `data` where nothing is left. */
export function slug(name: string): string {
  const plain = name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, MAX_LENGTH)
    .replace(/^-+|-+$/g, '');
  return reserved.test(plain) ? `data-${plain}` : plain || 'data';
}

/** The slug of a name, with a number behind it where it is taken. */
export function freeId(name: string, isTaken: (id: string) => boolean): string {
  const base = slug(name);
  let id = base;
  for (let copy = 2; isTaken(id); copy++) id = `${base}-${copy}`;
  return id;
}
