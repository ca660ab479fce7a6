/** The only origin that the window ever shows. */
export const studioScheme = 'app';
export const studioHost = 'studio';
export const studioAddress = `${studioScheme}://${studioHost}/`;

/** Whether an address belongs to the studio's own origin; compared as parsed, never as text, so that look-alikes fail. */
export function isStudioAddress(address: string): boolean {
  const url = URL.parse(address);
  if (!url) return false;
  return url.protocol === `${studioScheme}:` && url.host === studioHost && url.username === '' && url.password === '';
}
