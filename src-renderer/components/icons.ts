/** One stroke or solid of an icon on the 20-unit grid. */
export interface IconPart {
  readonly d: string;
  /** Filled with the current colour, no stroke: points and transport keys only. */
  readonly solid?: true;
  readonly width?: number;
  readonly dash?: string;
}

function stroke(...paths: readonly string[]): readonly IconPart[] {
  return paths.map((d) => ({ d }));
}

function solid(...paths: readonly string[]): readonly IconPart[] {
  return paths.map((d) => ({ d, solid: true }));
}

/** Path of a circle, so that every part of every icon is a path. */
function circle(cx: number, cy: number, r: number): string {
  return `M${cx - r} ${cy}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0Z`;
}

/** Path of a rectangle with round corners. */
function rect(x: number, y: number, width: number, height: number, r: number): string {
  const corner = (dx: number, dy: number) => `a${r} ${r} 0 0 1 ${dx} ${dy}`;
  return (
    `M${x + r} ${y}h${width - 2 * r}${corner(r, r)}v${height - 2 * r}${corner(-r, r)}` +
    `h${2 * r - width}${corner(-r, -r)}v${2 * r - height}${corner(r, -r)}Z`
  );
}

const ring = circle(10, 10, 7);
const gripDots = [5.5, 10, 14.5].flatMap((y) => [circle(7.5, y, 1.2), circle(12.5, y, 1.2)]);

/** Every icon: 20-unit grid, 1.5 stroke, round ends, the colour of the text around it. */
export const icons = {
  home: stroke('M3.5 9.2 10 3.8l6.5 5.4V16a.8.8 0 0 1-.8.8h-3.5v-4.6H7.8v4.6H4.3a.8.8 0 0 1-.8-.8Z'),
  data: stroke(rect(3.2, 3.2, 13.6, 13.6, 2), 'M3.2 7.8h13.6M3.2 12.3h13.6M8 7.8v9'),
  model: stroke('m10 3 7 3.5-7 3.5-7-3.5Z', 'm3 10.2 7 3.5 7-3.5M3 13.8l7 3.4 7-3.4'),
  optimizers: stroke('M2.8 4.5c1.8 8.2 4.6 11 7.2 11s5.4-2.8 7.2-11', circle(6.1, 9.2, 1.9)),
  compare: stroke(
    'M3.2 3.2v12.4a1.2 1.2 0 0 0 1.2 1.2h12.4',
    'M6 5.2c.8 5.3 3.6 7.6 10.3 8.2M6.3 10.2c2.6-3.8 5.3-4.8 10-5',
  ),
  surfaces: [
    ...stroke(
      'M16.86 7.500a7.300 6.200-20 1 1-13.720 5 7.300 6.200-20 1 1 13.720-5Z',
      'M14.535 8.795a4.400 3.500-20 1 1-8.270 3.010 4.400 3.500-20 1 1 8.270-3.010Z',
    ),
    ...solid(circle(11, 10.6, 1)),
  ],
  runs: stroke(circle(10.4, 10, 6.8), 'M10.4 6v4.2l2.7 1.7'),
  result: stroke(
    rect(3.4, 3.4, 5.6, 5.6, 1.2),
    rect(11, 3.4, 5.6, 5.6, 1.2),
    rect(3.4, 11, 5.6, 5.6, 1.2),
    'm11.4 14 1.8 1.8 3.4-3.6',
  ),
  chip: stroke(rect(5, 5, 10, 10, 1.6), 'M8 2.5V5M12 2.5V5M8 15v2.5M12 15v2.5M2.5 8H5M2.5 12H5M15 8h2.5M15 12h2.5'),
  settings: stroke('M3 6h7.5M14.5 6H17M3 14h2.5M9.5 14H17', circle(12.5, 6, 2), circle(7.5, 14, 2)),
  help: stroke(ring, 'M8 8.1a2 2 0 1 1 2.9 1.9c-.6.3-.9.7-.9 1.4', 'M10 13.6v.1'),

  plus: stroke('M10 4.5v11M4.5 10h11'),
  minus: stroke('M4.5 10h11'),
  close: stroke('m5.5 5.5 9 9M14.5 5.5l-9 9'),
  trash: stroke('M4 5.8h12M8 5.6V3.8h4v1.8M5.6 5.8l.7 10.4h7.4l.7-10.4'),
  undo: stroke('M7 4.5 3.8 7.7 7 10.9M4.2 7.7h7.3a4.2 4.2 0 0 1 0 8.4H8'),
  redo: stroke('m13 4.5 3.2 3.2-3.2 3.2M15.8 7.7H8.5a4.2 4.2 0 0 0 0 8.4H12'),
  restart: stroke('M4.2 8a6.3 6.3 0 1 1-.4 3.6M4 4.2V8h3.8'),
  play: solid('M6.5 4.3v11.4l9-5.7Z'),
  pause: solid('M6 4.5h2.6v11H6zM11.4 4.5H14v11h-2.6z'),
  stop: solid(rect(5, 5, 10, 10, 1.4)),
  step: [...solid('M5 4.5v11l7.2-5.5Z'), { d: 'M14.5 4.6v10.8', width: 2 }],
  stepBack: [...solid('M15 4.5v11L7.8 10Z'), { d: 'M5.5 4.6v10.8', width: 2 }],
  download: stroke('M10 3.2v9M6.4 8.8 10 12.3l3.6-3.5M4 13.5v2a1.3 1.3 0 0 0 1.3 1.3h9.4a1.3 1.3 0 0 0 1.3-1.3v-2'),
  upload: stroke('M10 3.2v9M6.4 6.6 10 3.1l3.6 3.5M4 12.5v3a1.3 1.3 0 0 0 1.3 1.3h9.4a1.3 1.3 0 0 0 1.3-1.3v-3'),
  folder: stroke('M3 15.4V5.2c0-.6.5-1 1-1h3.6l1.8 2H16c.6 0 1 .4 1 1v8.2c0 .6-.4 1-1 1H4c-.6 0-1-.4-1-1Z'),
  save: stroke(
    'M3.5 4.7a1.2 1.2 0 0 1 1.2-1.2h8.6l3.2 3.2v8.6a1.2 1.2 0 0 1-1.2 1.2H4.700a1.2 1.2 0 0 1-1.2-1.2Z',
    'M6.5 16.300v-5h7v5M7 3.700v3h5',
  ),
  copy: stroke(
    rect(7, 7, 9.5, 9.5, 1.6),
    'M4.6 13A1.2 1.2 0 0 1 3.5 11.800V4.700A1.200 1.200 0 0 1 4.700 3.500h7.100A1.200 1.200 0 0 1 13 4.600',
  ),
  cut: stroke(circle(6, 15, 1.9), circle(14, 15, 1.9), 'M7.2 13.500 14 3.500M12.800 13.500 6 3.500'),
  edit: stroke('m4 16 .7-3.300 8.400-8.400 2.600 2.600-8.400 8.400Z'),
  repair: stroke(
    'M10.600 8.200a3.600 3.600 0 0 1 4.600-4.400l-2.200 2.200 1.800 1.800 2.200-2.200a3.600 3.600 0 0 1-4.600 4.300',
    'm11.300 9-7 6.8',
  ),

  check: stroke('m4.8 10.4 3.4 3.4 7-7.4'),
  warn: stroke('M10 3.6 17.2 16H2.8Z', 'M10 8.2v3.6M10 13.9v.1'),
  error: stroke(ring, 'M10 6.3v4.4M10 13.4v.1'),
  info: stroke(ring, 'M10 9.2v4.4M10 6.6v.1'),
  diverged: stroke('M3.5 15.500c5 0 7-2 8.500-11', 'm12.500 12 4 4M16.500 12l-4 4'),
  frozen: stroke(
    'M10 3v14M3.9 6.500l12.200 7M16.100 6.500l-12.200 7',
    'm8 4.500 2 1.500 2-1.500M8 15.500l2-1.500 2 1.500',
  ),
  clock: stroke(ring, 'M10 6v4.200l2.600 1.600'),
  sameStart: [...stroke('M3.5 10h4c3 0 3-5 9-5M7.5 10c3 0 3 5 9 5M7.5 10h9'), ...solid(circle(3.6, 10, 1.3))],

  search: stroke(circle(9, 9, 5), 'm12.8 12.8 3.7 3.7'),
  grip: solid(...gripDots),
  up: stroke('M10 16V4.500M5.500 9 10 4.500 14.500 9'),
  down: stroke('M10 4v11.500M5.500 11 10 15.500 14.500 11'),
  more: solid(circle(5, 10, 1.3), circle(10, 10, 1.3), circle(15, 10, 1.3)),
  chevron: stroke('m5.5 8 4.5 4.5L14.5 8'),
  back: stroke('M9 4.500 3.500 10 9 15.500M4 10h12.500'),
  chevronRight: stroke('m8 5.500 4.500 4.500L8 14.500'),

  text: stroke('M4 5h12M4 9h12M4 13h12M4 17h7'),
  series: stroke('M3.2 3.8v12.4h13.6', 'm5.4 12.6 3-4.2 2.4 2.4 2.8-5 2.6 3.4'),
  table: stroke(rect(3.2, 4, 13.6, 12, 1.8), 'M3.2 8h13.6M8 4v12M12.4 4v12'),
  image: stroke(rect(3.2, 3.8, 13.6, 12.4, 1.8), circle(7.3, 7.8, 1.3), 'm3.6 14.6 4-3.8 2.6 2.4 3-3.2 3.4 3.6'),
  points: solid(
    circle(5, 13.5, 1.3),
    circle(7.5, 8.5, 1.3),
    circle(11, 6, 1.3),
    circle(10.5, 14, 1.3),
    circle(14.5, 11, 1.3),
  ),
  wand: stroke('m4 16 8-8', 'M13.500 3.500v3M12 5h3M16 9v2.400M14.800 10.200h2.400M7.500 4v2M6.500 5h2'),
  input: stroke('M10 3.500v9M6.500 9.200 10 12.600l3.500-3.400M4 16.300h12'),
  layer: stroke(rect(3.5, 6.5, 13, 7, 1.5)),

  dense: [
    ...solid(circle(5, 6, 1.5), circle(5, 14, 1.5), circle(15, 4.5, 1.5), circle(15, 10, 1.5), circle(15, 15.5, 1.5)),
    { d: 'M5 6l10-1.5M5 6l10 4M5 6l10 9.500M5 14 15 4.500M5 14l10-4M5 14l10 1.500', width: 0.8 },
  ],
  dropout: [
    ...solid(circle(5, 5, 1.5), circle(15, 5, 1.5), circle(10, 10, 1.5), circle(5, 15, 1.5)),
    ...stroke(circle(10, 5, 1.2), circle(5, 10, 1.2), circle(15, 10, 1.2), circle(10, 15, 1.2), circle(15, 15, 1.2)),
  ],
  flatten: [
    ...stroke('M3.500 10h13'),
    ...solid(rect(3, 8, 3, 4, 0.6), rect(8.5, 8, 3, 4, 0.6), rect(14, 8, 3, 4, 0.6)),
  ],
  conv2d: [
    ...stroke(rect(3.5, 3.5, 13, 13, 1.5)),
    ...solid(rect(6, 6, 5, 5, 0.6)),
    ...stroke('M13.600 7h.1M13.600 10h.1M7 13.600h.1M10 13.600h.1M13.600 13.600h.1'),
  ],
  depthwiseConv2d: [
    ...stroke(rect(3, 6.5, 10.5, 10.5, 1.2), 'M6.500 6.500V3.500H17V14h-3.500'),
    ...solid(rect(5, 8.5, 4, 4, 0.6), rect(12.5, 5, 3, 3, 0.6)),
  ],
  separableConv2d: [
    ...stroke(rect(3, 5, 7, 10, 1.2), rect(13.5, 5, 3.5, 10, 1.2), 'M10 10h3.500'),
    ...solid(rect(4.8, 7, 3.4, 3.4, 0.5)),
  ],
  conv2dTranspose: [
    ...stroke(rect(3.5, 3.5, 13, 13, 1.5), 'M13 13 7.500 7.500M7 11V7h4'),
    ...solid(rect(12.2, 12.2, 2.8, 2.8, 0.4)),
  ],
  maxPooling2d: [
    ...stroke(rect(3.5, 3.5, 13, 13, 1.5), 'M10 3.500v13M3.500 10h13'),
    ...solid(rect(3.5, 3.5, 6.5, 6.5, 0.4)),
  ],
  simpleRNN: [...stroke(rect(6.5, 8, 7, 6, 1.5), 'M2.500 11h4M13.500 11h4', 'M12 8c2.500-4.500-6.500-4.500-4 0')],
  gru: [
    ...stroke(rect(6.5, 8, 7, 6, 1.5), 'M2.500 11h4M13.500 11h4', 'M12 8c2.500-4.500-6.500-4.500-4 0'),
    ...solid(circle(10, 11, 1.3)),
  ],
  lstm: [
    ...stroke(rect(6.5, 8, 7, 6, 1.5), 'M2.500 11h4M13.500 11h4', 'M12 8c2.500-4.500-6.500-4.500-4 0', 'M2.500 17h15'),
    ...solid(circle(10, 11, 1.3), circle(10, 17, 1.2)),
  ],
  bidirectional: stroke(
    rect(7, 3.5, 6, 5, 1.2),
    rect(7, 11.5, 6, 5, 1.2),
    'M2.500 6H7M13 6h4.500M15.500 4l2 2-2 2',
    'M17.500 14H13M7 14H2.500M4.500 12l-2 2 2 2',
  ),
  timeDistributed: stroke(
    rect(2.5, 7, 3.6, 6, 1),
    rect(8.2, 7, 3.6, 6, 1),
    rect(13.9, 7, 3.6, 6, 1),
    'M4.300 7V3M10 7V3M15.700 7V3M4.300 17v-4M10 17v-4M15.700 17v-4',
  ),
  pool: [...stroke(rect(3.5, 3.5, 13, 13, 1.5), 'M10 3.500v13M3.500 10h13'), ...solid(rect(3.5, 3.5, 6.5, 6.5, 0.4))],
  batchNormalization: [
    ...stroke('M3 15.500c4 0 4-10.500 7-10.500s3 10.500 7 10.500'),
    ...stroke('M3.500 17.500h13M10 8v7'),
  ],
  layerNormalization: [...stroke('M3 13.500c4 0 4-9.500 7-9.500s3 9.500 7 9.500', 'M3 16.500h14')],
  activation: stroke('M3 14.500h6l7-9.500'),
  add: stroke(circle(10, 11.5, 4.5), 'M10 9v5M7.500 11.500h5M4 3l3.200 4M16 3l-3.200 4'),
  multiply: stroke(
    circle(10, 11.5, 4.5),
    'm8.300 9.800 3.400 3.400M11.700 9.800l-3.400 3.400M4 3l3.200 4M16 3l-3.200 4',
  ),
  average: stroke(circle(10, 11.5, 4.5), 'M7.800 13.200h4.400M10 9.200v2.400M4 3l3.200 4M16 3l-3.200 4'),
  concatenate: [...stroke(rect(3, 9, 14, 6, 1.2), 'M10 9v6M6.500 3v6M13.500 3v6'), ...solid(rect(3, 9, 7, 6, 0.6))],
  attention: stroke(
    circle(10, 10, 2.2),
    'M2.500 10c2-4 4.700-6 7.500-6s5.500 2 7.500 6c-2 4-4.700 6-7.500 6s-5.500-2-7.500-6Z',
  ),

  embedding: [
    ...stroke(rect(3, 3.5, 5, 13, 1), 'M3 7.800h5M3 12.200h5M9.500 10h2.500'),
    ...solid(rect(13.5, 4, 3, 3, 0.5), rect(13.5, 8.5, 3, 3, 0.5), rect(13.5, 13, 3, 3, 0.5)),
  ],
  conv1d: [...stroke(rect(2.5, 7, 15, 6, 1.2), 'M14.500 10h.1'), ...solid(rect(4.5, 8.5, 7, 3, 0.5))],
  maxPooling1d: [...stroke(rect(2.5, 7, 15, 6, 1.2), 'M7.500 7v6M12.500 7v6'), ...solid(rect(7.5, 7, 5, 6, 0.4))],
  averagePooling1d: stroke(
    rect(2.5, 7, 15, 6, 1.2),
    'M7.500 7v6M12.500 7v6M4.200 10h1.600M9.200 10h1.600M14.200 10h1.600',
  ),
  averagePooling2d: stroke(
    rect(3.5, 3.5, 13, 13, 1.5),
    'M10 3.500v13M3.500 10h13M6 6.800h1.600M12.500 6.800h1.600M6 13.300h1.600M12.500 13.300h1.600',
  ),
  globalMaxPooling1d: [...stroke(rect(2.5, 7, 15, 6, 1.2)), ...solid(circle(10, 10, 2))],
  globalAveragePooling1d: stroke(rect(2.5, 7, 15, 6, 1.2), 'M7.500 10h5'),
  globalMaxPooling2d: [...stroke(rect(3.5, 3.5, 13, 13, 1.5)), ...solid(circle(10, 10, 2.4))],
  globalAveragePooling2d: stroke(rect(3.5, 3.5, 13, 13, 1.5), 'M7 10h6'),
  spatialDropout1d: [
    ...solid(rect(3, 4, 14, 2.4, 0.6), rect(3, 13.6, 14, 2.4, 0.6)),
    { d: rect(3, 8.8, 14, 2.4, 0.6), dash: '1.6 2' },
  ],
  spatialDropout2d: [
    ...solid(rect(3, 3, 6, 6, 0.8), rect(11, 11, 6, 6, 0.8)),
    { d: rect(11, 3, 6, 6, 0.8), dash: '1.6 2' },
    { d: rect(3, 11, 6, 6, 0.8), dash: '1.6 2' },
  ],
  reshape: stroke(
    'M2.500 8.500h6v3h-6ZM5.500 8.500v3',
    'M13 6h4.500v8H13ZM13 10h4.500',
    'M9.500 10h2.300M10.800 8.900l1.100 1.100-1.100 1.100',
  ),
  permute: stroke('M4 7h11M12 4l3 3-3 3M16 13H5M8 10l-3 3 3 3'),
  repeatVector: stroke(rect(3.5, 3, 13, 3, 0.8), rect(3.5, 8.5, 13, 3, 0.8), rect(3.5, 14, 13, 3, 0.8)),
  columns: [...stroke(rect(3, 3, 3.6, 14, 0.8), rect(13.4, 3, 3.6, 14, 0.8)), ...solid(rect(8.2, 3, 3.6, 14, 0.8))],
  upSampling2d: [
    ...solid(rect(3, 13, 4, 4, 0.6)),
    ...stroke(
      'M3 9.500V4.500A1.500 1.500 0 0 1 4.500 3h11A1.500 1.500 0 0 1 17 4.500v11a1.500 1.500 0 0 1-1.500 1.500h-5',
    ),
    ...stroke('m9 11 4-4M10 7h3v3'),
  ],
  zeroPadding2d: [{ d: rect(3, 3, 14, 14, 1.5), dash: '1.6 2' }, ...solid(rect(6.8, 6.8, 6.4, 6.4, 0.8))],
  gaussianNoise: stroke(
    'M2.500 10.500l1.800-3 1.600 6 1.800-9.500 1.900 12 1.700-8 1.500 5 1.600-7 1.400 6.500 1.700-3',
  ),
} as const satisfies Record<string, readonly IconPart[]>;

export type IconName = keyof typeof icons;

/** Whether there is an icon of this name (layer kinds name theirs by their id). */
export function isIconName(name: string): name is IconName {
  return Object.hasOwn(icons, name);
}
