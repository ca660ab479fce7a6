/**
 * The content policy of the built renderer, the same in both hosts. No remote content, no inline script or style, no eval;
 * `'wasm-unsafe-eval'` lets WebAssembly modules compile and nothing else. No COOP/COEP: they would switch TF.js to `blob:`
 * workers, which this policy blocks.
 */
const contentPolicy: Readonly<Record<string, string>> = {
  'default-src': "'none'",
  'script-src': "'self' 'wasm-unsafe-eval'",
  'style-src': "'self'",
  'img-src': "'self' data: blob:",
  'font-src': "'self'",
  'worker-src': "'self'",
  'connect-src': "'self'",
  'base-uri': "'none'",
  'form-action': "'none'",
  'object-src': "'none'",
  'frame-ancestors': "'none'",
};

/** Device features that the page never uses. */
const deniedFeatures = ['camera', 'microphone', 'geolocation', 'usb', 'serial', 'hid', 'midi', 'payment'];

/** The content policy as one header value. */
export function contentSecurityPolicy(): string {
  return Object.entries(contentPolicy)
    .map(([directive, sources]) => `${directive} ${sources}`)
    .join('; ');
}

/** The headers that every response carries, worker scripts and refusals too. */
export function securityHeaders(): Readonly<Record<string, string>> {
  return {
    'content-security-policy': contentSecurityPolicy(),
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': 'no-referrer',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': deniedFeatures.map((feature) => `${feature}=()`).join(', '),
  };
}
