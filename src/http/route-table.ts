import { Injectable } from '@nestjs/common';
import { SerializedGraph } from '@nestjs/core';

interface HttpEntrypoint {
  readonly type: string;
  readonly metadata: { readonly path?: string; readonly requestMethod?: string };
}

/** Finds the methods of a path in the routes that Nest recorded at start. */
@Injectable()
export class RouteTable {
  #routes: readonly { readonly pattern: RegExp; readonly method: string }[] | undefined;

  constructor(private readonly graph: SerializedGraph) {}

  /** Sorted for the `Allow` header; empty for an unknown path. */
  methodsOf(path: string): readonly string[] {
    this.#routes ??= this.read();
    const methods = new Set(this.#routes.filter(({ pattern }) => pattern.test(path)).map(({ method }) => method));
    return [...methods].flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method])).toSorted();
  }

  private read() {
    const entrypoints = Object.values(this.graph.toJSON().entrypoints).flat() as unknown as HttpEntrypoint[];
    return entrypoints
      .filter(({ type }) => type === 'http-endpoint')
      .map(({ metadata: { path = '', requestMethod = '' } }) => ({ pattern: patternOf(path), method: requestMethod }));
  }
}

function patternOf(path: string): RegExp {
  const segments = path.split('/').map((segment) => (segment.startsWith(':') ? '[^/]+' : escapeRegExp(segment)));
  return new RegExp(`^${segments.join('/')}$`);
}

function escapeRegExp(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
