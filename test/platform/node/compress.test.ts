import { expect, test } from 'vitest';
import { compress } from '../../../src/platform/node/compress.ts';

test('a coding takes no more memory than it has bytes, for caches count those', async () => {
  for (const text of ['', 'Satama avautuu', 'Satama avautuu. '.repeat(50_000)]) {
    const { gzip, br } = await compress(new TextEncoder().encode(text));
    expect(gzip.buffer.byteLength).toBe(gzip.byteLength);
    expect(br.buffer.byteLength).toBe(br.byteLength);
  }
});
