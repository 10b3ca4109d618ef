import type { InjectionToken, Type } from '@nestjs/common';
import { loadedFrom } from './loaded-from.js';

/** One copy of this library in the process: its ES modules, its CommonJS, or one of another version. */
export interface Copy {
  /** A file of the copy, for messages. */
  readonly file: string;
  /** Those of its modules that are loaded and provide guards: `AuthModule`, `ResourceServerModule`. */
  readonly modules: Type[];
}

/** The list of all copies is the same for each copy. */
const COPIES = Symbol.for('portcullis:copies');

const shared = globalThis as { [COPIES]?: Copy[] };

const thisCopy: Copy = { file: loadedFrom(new Error('Only for its stack.')), modules: [] };

(shared[COPIES] ??= []).push(thisCopy);

/** Adds a module that provides guards to this copy. */
export function ProvidesGuards(): (type: Type) => void {
  return (type) => void thisCopy.modules.push(type);
}

export function ownCopy(): Copy {
  return thisCopy;
}

export function otherCopies(): readonly Copy[] {
  return (shared[COPIES] ?? []).filter((copy) => copy !== thisCopy);
}

/** A file of each copy of this library in the process, for messages. */
export function loadedCopies(): readonly string[] {
  return (shared[COPIES] ?? []).map(({ file }) => file);
}

/** The classes and symbols that the modules of the copy export. */
export function tokensOf({ modules }: Copy): readonly InjectionToken[] {
  return [...new Set(modules.flatMap((module) => Reflect.getMetadata('exports', module) as InjectionToken[]))];
}
