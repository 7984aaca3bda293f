import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { isObject } from '../../src/base/json.ts';
import { SILENT } from '../../src/base/log.ts';
import { createApp } from '../../src/http/app.ts';
import { openService } from '../../src/platform/node/service.ts';
import { joined, png } from '../media/samples.ts';
import { ADMIN, API, at, BASE, NEWSROOM, NOON, openHarness, PROFILE } from './harness.ts';

const PDF = joined(
  '%PDF-1.7',
  Uint8Array.from({ length: 6000 }, (_, index) => (index * 31) % 251),
);

/** Changes one byte in the middle of the file, which does not affect its detected type. */
function withChangedByte(line: string): string {
  const { record, id, value }: { record: string; id: string; value: unknown } = JSON.parse(line);
  if (record !== 'media-bytes' || !isObject(value)) return line;
  const bytes = Buffer.from(String(value.base64), 'base64');
  bytes[3000] = (bytes[3000] ?? 0) ^ 1;
  return JSON.stringify({ record, id, value: { base64: bytes.toString('base64') } });
}

test('an export whose file does not match its hash is refused', async () => {
  const from = openHarness();
  const token = await from.createNewsroom();
  const sent = await from.app.request(`${NEWSROOM}/media?name=esite.pdf`, {
    method: 'PUT',
    body: PDF,
    headers: { Authorization: `Bearer ${token}` },
  });
  expect(sent.status).toBe(201);
  const { text } = await from.call('GET', `${NEWSROOM}/export`, { token });
  const lines = text.trim().split('\n');
  const edited = lines.map(withChangedByte);
  expect(edited.filter((line, place) => line !== lines[place])).toHaveLength(1);

  const to = openHarness();
  const fresh = await to.createNewsroom();
  const restore = (given: readonly string[]) =>
    to.call('POST', `${NEWSROOM}/restore`, {
      token: fresh,
      json: given.join('\n'),
      headers: { 'Content-Type': 'application/x-ndjson' },
    });
  expect((await restore(edited)).status).toBe(400);
  expect((await restore(lines)).status).toBe(200);
});

test('a refused or repeated upload leaves no bytes', async () => {
  const data = mkdtempSync(join(tmpdir(), 'kaiku-media-'));
  const given = { data, baseUrl: BASE, adminToken: ADMIN, now: () => NOON, log: SILENT };
  const service = openService(given);
  const app = createApp(service);
  const kept = () =>
    readdirSync(join(data, 'media'), { recursive: true, withFileTypes: true }).filter((one) => one.isFile());
  const founded = await app.request(API, {
    method: 'POST',
    body: JSON.stringify(PROFILE),
    headers: { Authorization: `Bearer ${ADMIN}`, 'Content-Type': 'application/json' },
  });
  const token = String(at(await founded.json(), 'token'));
  const send = async (metadata: object) => {
    const form = new FormData();
    form.append('file', new Blob([png(3, 2)]), 'kuva.png');
    form.append('metadata', new Blob([JSON.stringify(metadata)], { type: 'application/json' }));
    const headers = { Authorization: `Bearer ${token}` };
    return (await app.request(`${NEWSROOM}/media`, { method: 'PUT', body: form, headers })).status;
  };
  expect([await send({ credit: 'x'.repeat(201) }), kept().length]).toEqual([422, 0]);
  expect([await send({ credit: 'M. Meri' }), kept().length]).toEqual([201, 1]);
  expect([await send({ credit: 'M. Meri' }), kept().length]).toEqual([200, 1]);
  expect([await send({ caption: 7 }), kept().length]).toEqual([422, 1]);
  await service.close();
  rmSync(data, { recursive: true });
});
