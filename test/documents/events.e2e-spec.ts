import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from '@jest/globals';
import { EventCounts } from '../../src/metrics/event-counts.js';

const PAGE = fileURLToPath(new URL('../../docs/events.md', import.meta.url));

it('docs/events.md lists every type of event, and no other', () => {
  const [, table = ''] = readFileSync(PAGE, 'utf8').split('## Types');
  const listed = [...table.matchAll(/^\| `(\w+)` \|/gm)].map(([, type]) => type);
  // The compiler checks that every type is counted.
  expect(listed).toEqual([...new EventCounts()].map(([type]) => type));
});
