/** Whether something is added after the product: a normalisation behind the layer takes its place. */
export const biasParam = { type: 'boolean', default: true } as const;
