import { randomUUID } from 'node:crypto';
import { mkdirSync, rmSync } from 'node:fs';
import { access, type FileHandle, mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { MediaDriver } from '../../storage/media-driver.ts';

const PORTION = 64 * 1024;

/**
 * A file is written under another name, synced and renamed, so that a kill leaves the whole file or nothing. Unfinished
 * files are removed here, which is safe because only one process uses the directory.
 */
export function mediaDisk(directory: string): MediaDriver {
  const unfinished = join(directory, 'unfinished');
  const files = join(directory, 'files');
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished, { recursive: true });
  const pathOf = (key: string) => join(files, ...key.split(':'));

  return {
    name: 'kaiku-media-disk',
    async write(key, content) {
      const draft = join(unfinished, randomUUID());
      try {
        await writeWhole(draft, content);
        const path = pathOf(key);
        const created = await mkdir(dirname(path), { recursive: true });
        await rename(draft, path);
        await syncDirectory(dirname(path));
        // A new directory survives a crash only if its parent is synced too.
        if (created !== undefined) await syncDirectory(dirname(dirname(path)));
      } catch (error) {
        await rm(draft, { force: true });
        throw error;
      }
    },
    async read(key, range) {
      const file = await openExisting(pathOf(key));
      return file === null ? null : streamOf(file, range?.offset ?? 0, range?.length);
    },
    has: (key) =>
      access(pathOf(key)).then(
        () => true,
        () => false,
      ),
    async size(key) {
      const file = await stat(pathOf(key)).catch(nullIfAbsent);
      return file?.size ?? null;
    },
    async remove(key) {
      await rm(pathOf(key), { force: true });
    },
  };
}

async function writeWhole(path: string, content: AsyncIterable<Uint8Array>): Promise<void> {
  const file = await open(path, 'wx', 0o640);
  try {
    for await (const part of content) {
      let written = 0;
      while (written < part.byteLength) written += (await file.write(part, written)).bytesWritten;
    }
    await file.sync();
  } finally {
    await file.close();
  }
}

async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path, 'r');
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}

async function openExisting(path: string): Promise<FileHandle | null> {
  return open(path, 'r').catch(nullIfAbsent);
}

function nullIfAbsent(error: unknown): null {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
  throw error;
}

/** Reads nothing ahead of its reader. The file is closed at the end, on an error and when the reader cancels. */
function streamOf(file: FileHandle, offset: number, length: number | undefined): ReadableStream<Uint8Array> {
  let at = offset;
  const end = length === undefined ? Number.POSITIVE_INFINITY : offset + length;
  return new ReadableStream(
    {
      async pull(controller) {
        try {
          const portion = new Uint8Array(Math.min(PORTION, end - at));
          const bytesRead =
            portion.byteLength === 0 ? 0 : (await file.read(portion, 0, portion.byteLength, at)).bytesRead;
          at += bytesRead;
          if (bytesRead > 0) controller.enqueue(portion.subarray(0, bytesRead));
          if (bytesRead > 0 && at < end) return;
          await file.close();
          controller.close();
        } catch (error) {
          await file.close().catch(() => undefined);
          throw error;
        }
      },
      cancel: () => file.close(),
    },
    { highWaterMark: 0 },
  );
}
