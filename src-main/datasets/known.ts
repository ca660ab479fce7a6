/** A published set: recognised by the SHA-256 of its files, packed as published. */
export interface KnownSet {
  readonly id: string;
  readonly name: string;
  readonly licence: string;
  readonly source: string;
  readonly classNames: readonly string[];
  /** Rows of the validation part that the literature uses. */
  readonly validationSize: number;
  /** File name → SHA-256 of the published gzip file and of its content. */
  readonly files: Readonly<Record<string, { readonly packed: string; readonly content: string }>>;
}

const digits = Array.from({ length: 10 }, (_, digit) => String(digit));

const fashionMnist: KnownSet = {
  id: 'fashion-mnist',
  name: 'Fashion-MNIST',
  licence: 'MIT (Zalando SE)',
  source: 'https://github.com/zalandoresearch/fashion-mnist',
  classNames: [
    'T-shirt/top',
    'Trouser',
    'Pullover',
    'Dress',
    'Coat',
    'Sandal',
    'Shirt',
    'Sneaker',
    'Bag',
    'Ankle boot',
  ],
  validationSize: 5000,
  files: {
    'train-images-idx3-ubyte': {
      packed: '3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84',
      content: 'c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888',
    },
    'train-labels-idx1-ubyte': {
      packed: 'a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845',
      content: 'bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9',
    },
    't10k-images-idx3-ubyte': {
      packed: '346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073',
      content: '5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b',
    },
    't10k-labels-idx1-ubyte': {
      packed: '67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5',
      content: '0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34',
    },
  },
};

const mnist: KnownSet = {
  id: 'mnist',
  name: 'MNIST',
  licence: 'CC BY-SA 3.0 (Yann LeCun, Corinna Cortes)',
  source: 'http://yann.lecun.com/exdb/mnist/',
  classNames: digits,
  validationSize: 5000,
  files: {
    'train-images-idx3-ubyte': {
      packed: '440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609',
      content: 'ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db',
    },
    'train-labels-idx1-ubyte': {
      packed: '3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c',
      content: '65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5',
    },
    't10k-images-idx3-ubyte': {
      packed: '8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6',
      content: '0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7',
    },
    't10k-labels-idx1-ubyte': {
      packed: 'f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6',
      content: 'ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2',
    },
  },
};

export const knownSets: readonly KnownSet[] = [fashionMnist, mnist];

/** The published set this SHA-256 belongs to (of a packed file or of its content), and which of its files it is. */
export function knownFile(sha256: string): { readonly set: KnownSet; readonly file: string } | null {
  for (const set of knownSets) {
    const found = Object.entries(set.files).find(([, { packed, content }]) => packed === sha256 || content === sha256);
    if (found) return { set, file: found[0] };
  }
  return null;
}
