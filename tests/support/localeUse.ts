import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Messages } from '#shared/i18n/translate.ts';
import { repositoryRoot } from '../../scripts/paths.ts';

/** Every sentence of a locale file by its dotted key. */
export function sentencesOf(messages: Messages, prefix = ''): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(messages).flatMap(([key, value]): [string, string][] =>
      typeof value === 'string' ? [[prefix + key, value]] : [...sentencesOf(value, `${prefix}${key}.`)],
    ),
  );
}

/** Names of the gaps `{name}` of a sentence, each once; `{'literal'}` is none. */
export function gapsOf(sentence: string): readonly string[] {
  return [...new Set([...sentence.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name))].sort();
}

/** How the sources speak of sentences. */
export interface LocaleUse {
  /** Keys given to a translating function in so many words, with the file that does it. */
  readonly asked: readonly { readonly key: string; readonly file: string }[];
  /** Codes of StudioError and `fail`, with the file. */
  readonly thrown: readonly { readonly code: string; readonly file: string }[];
  /** True where any source names the key, spells out a template that makes it, or throws its code. */
  isUsed(key: string): boolean;
}

const askedKey = /(?<![\w.])(?:\w+\.)?(?:t|te|say|words|sentence|english)\(\s*'([a-z][\w-]*(?:\.[\w-]+)+)'/gi;
const thrownCode = /(?:new StudioError|\bfail)\(\s*'([A-Za-z]\w*)'/g;
const literal = /(['"`])([a-zA-Z][\w-]*(?:\.[\w-]+)*)\1/g;
const template = /`([a-zA-Z][\w-]*\.(?:[\w.-]|\$\{[^`}]*\})*)`/g;

/** Groups whose keys are looked up by a code that something else names; a source holds the group's name as a text of its own. */
const codeGroups = ['errors', 'problems', 'layerProblems', 'readiness', 'reasons', 'choices', 'guesses', 'cli.errors'];

/** Reads src-shared, src-main, src-renderer, scripts and the names of the recipes. */
export function readLocaleUse(): LocaleUse {
  const sources = ['src-shared', 'src-main', 'src-renderer', 'scripts'].flatMap(sourcesBelow);
  const whole = sources.map(({ text }) => text).join('\n');
  const literals = new Set([...whole.matchAll(literal)].map(([, , key = '']) => key));
  const recipes = readdirSync(join(repositoryRoot, 'resources', 'recipes')).join(' ');
  const fragments = new Set(fragmentsOf(`${whole} ${recipes}`));
  const spelled = [...new Set([...whole.matchAll(template)].map(([, text = '']) => text))]
    .filter((text) => text.includes('${'))
    .map((text) =>
      text
        .split(/\$\{[^}]*\}/)
        .map(escapeRegExp)
        .join('(.+)'),
    );
  const grouped = codeGroups.filter((group) => literals.has(group)).map((group) => `${escapeRegExp(group)}\\.(.+)`);
  const forms = [...spelled, ...grouped].map((form) => new RegExp(`^${form}$`));
  return {
    asked: found(sources, askedKey).map(({ match, file }) => ({ key: match, file })),
    thrown: found(sources, thrownCode).map(({ match, file }) => ({ code: match, file })),
    isUsed: (key) => literals.has(key) || forms.some((form) => isSpelled(form.exec(key), fragments)),
  };
}

/** The parts a template leaves open must be made of words that occur somewhere: else nothing can fill them so. */
function isSpelled(match: RegExpExecArray | null, fragments: ReadonlySet<string>): boolean {
  return match !== null && fragmentsOf(match.slice(1).join(' ')).every((fragment) => fragments.has(fragment));
}

/** The words of camelCase, kebab-case and dotted names, in small letters. */
function fragmentsOf(text: string): readonly string[] {
  return (text.match(/[A-Z]?[a-z]+|[A-Z]+|\d+/g) ?? []).map((fragment) => fragment.toLowerCase());
}

function found(sources: readonly Source[], pattern: RegExp): readonly { match: string; file: string }[] {
  return sources.flatMap(({ file, text }) => [...text.matchAll(pattern)].map(([, match = '']) => ({ match, file })));
}

interface Source {
  readonly file: string;
  readonly text: string;
}

function sourcesBelow(folder: string): readonly Source[] {
  const entries = readdirSync(join(repositoryRoot, folder), { recursive: true, encoding: 'utf8' });
  return entries
    .filter((name) => /\.(ts|vue)$/.test(name))
    .map((name) => ({ file: join(folder, name), text: readFileSync(join(repositoryRoot, folder, name), 'utf8') }));
}

function escapeRegExp(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
