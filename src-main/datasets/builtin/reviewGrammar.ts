/** What a review can praise or blame, and the words for it: [good, bad]. */
export interface Aspect {
  readonly names: readonly string[];
  readonly good: readonly string[];
  readonly bad: readonly string[];
}

export const aspects: readonly Aspect[] = [
  {
    names: ['the acting', 'the whole cast', 'the lead actress', 'the villain'],
    good: ['convincing', 'brilliant', 'moving', 'wonderfully natural', 'a joy to watch'],
    bad: ['wooden', 'lifeless', 'overdone', 'painfully stiff', 'hard to believe'],
  },
  {
    names: ['the story', 'the plot', 'the script', 'the ending'],
    good: ['clever', 'full of surprises', 'gripping', 'told with care', 'touching'],
    bad: ['predictable', 'full of holes', 'dull', 'hastily told', 'confusing'],
  },
  {
    names: ['the music', 'the soundtrack', 'the sound'],
    good: ['haunting', 'perfectly chosen', 'unforgettable', 'beautiful'],
    bad: ['annoying', 'far too loud', 'forgettable', 'out of place'],
  },
  {
    names: ['the camera work', 'every picture', 'the scenery', 'the light'],
    good: ['stunning', 'a feast for the eyes', 'inventive', 'gorgeous'],
    bad: ['shaky', 'flat', 'cheap', 'grey and tired'],
  },
  {
    names: ['the humour', 'the dialogue', 'the pace'],
    good: ['sharp', 'fresh', 'spot on', 'delightful'],
    bad: ['tired', 'clumsy', 'exhausting', 'embarrassing'],
  },
];

/** {a} is an aspect, {o} an opinion of it; `turns` says that the sentence means the opposite of its opinion. */
export const sentences: readonly { readonly form: string; readonly turns: boolean }[] = [
  { form: '{a} was {o}', turns: false },
  { form: 'I found {a} {o}', turns: false },
  { form: 'for once {a} was really {o}', turns: false },
  { form: 'people said {a} was {o}, and they were right', turns: false },
  { form: '{a} was not {o} at all', turns: true },
  { form: 'nobody could call {a} {o}', turns: true },
  { form: 'the trailer promised that {a} would be {o}, but it was the opposite', turns: true },
];

export const openings: readonly string[] = [
  'we saw it on a rainy evening',
  'my sister wanted to see this film',
  'it runs for two hours',
  'I went in without expectations',
  'the cinema was almost empty',
  'it is the second part of a series',
];

/** [good, bad]. */
export const closings: readonly (readonly [string, string])[] = [
  ['I would see it again', 'I would not see it again'],
  ['worth every minute', 'a waste of an evening'],
  ['warmly recommended', 'better stay at home'],
  ['time flew by', 'I kept looking at my watch'],
];
