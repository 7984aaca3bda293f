import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startDigest } from '../../src/platform/node/digest.ts';
import { mediaDisk } from '../../src/platform/node/media-disk.ts';
import { memoryMediaDriver } from '../../src/storage/memory-media-driver.ts';
import { openMediaStore } from '../../src/storage/open-media-store.ts';
import { bytes, describeMediaStore, of } from './media-contract.ts';

describeMediaStore('memory', (use) => use(openMediaStore(memoryMediaDriver(), startDigest)));
describeMediaStore('disk', (use) => inDirectory((directory) => use(onDisk(directory))));

function onDisk(directory: string) {
  return openMediaStore(mediaDisk(directory), startDigest);
}

async function inDirectory(use: (directory: string) => Promise<void>): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'kaiku-media-'));
  try {
    await use(directory);
  } finally {
    rmSync(directory, { recursive: true });
  }
}

function filesIn(directory: string): string[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true, encoding: 'utf8' })
    .filter((entry) => entry.isFile())
    .map(({ name }) => name);
}

test('a file does not exist until it is complete, and an incomplete file is removed', () =>
  inDirectory(async (directory) => {
    const store = onDisk(directory);
    async function* breaking(): AsyncGenerator<Uint8Array> {
      yield bytes(100_000);
      expect(await store.has('1:abc')).toBe(false);
      expect(filesIn(directory)).toHaveLength(1);
      throw new Error('the client left');
    }
    await expect(store.put('1:abc', breaking())).rejects.toThrow('the client left');
    expect(filesIn(directory)).toEqual([]);
  }));

test('the next start removes an unfinished file and keeps finished ones', () =>
  inDirectory(async (directory) => {
    await onDisk(directory).put('1:abc', of(bytes(10), 10));
    writeFileSync(join(directory, 'unfinished', 'half'), 'a half');
    const store = onDisk(directory);
    expect(filesIn(directory)).toEqual(['abc']);
    expect(await store.has('1:abc')).toBe(true);
  }));

test('read and cancelled streams close their files', () =>
  inDirectory(async (directory) => {
    const store = onDisk(directory);
    await store.put('1:abc', of(bytes(300_000), 100_000));
    const openFiles = () => readdirSync('/proc/self/fd').length;
    const before = openFiles();
    for (let count = 0; count < 50; count += 1) {
      const reader = (await store.get('1:abc'))?.getReader();
      await reader?.read();
      await reader?.cancel();
      await new Response(await store.get('1:abc')).arrayBuffer();
    }
    expect(openFiles()).toBeLessThan(before + 10);
  }));
