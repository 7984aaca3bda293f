import type { ByteSource, Bytes } from '../source.ts';
import { type Box, boxes, child } from './boxes.ts';
import { type Extent, extent, quarterTurned } from './extent.ts';

/** An image of many tiles has a few hundred properties. */
const MAX_PROPERTIES = 1_000;
const ASSOCIATIONS_BYTES = 64 * 1024;

/** Size of the primary item (ISO/IEC 23008-12 sections 6.5.3, 6.5.10 and 9.3). Null when the file is damaged. */
export async function readAvif(source: ByteSource): Promise<Extent | null> {
  let meta: Box | null = null;
  let hasContent = false;
  for await (const box of boxes(source, 0, source.size)) {
    if (box === null) return null;
    if (box.type === 'meta') meta ??= box;
    if (box.type === 'mdat') hasContent = true;
  }
  // The content of a small image may be inside `meta`.
  hasContent ||= meta !== null && (await child(source, meta, 'idat', 4)) !== null;
  if (!hasContent) return null;
  // `meta` is a full box: four bytes of version and flags come first.
  const primary = meta === null ? null : await child(source, meta, 'pitm', 4);
  const properties = meta === null ? null : await child(source, meta, 'iprp', 4);
  const container = properties === null ? null : await child(source, properties, 'ipco');
  const table = properties === null ? null : await child(source, properties, 'ipma');
  if (primary === null || container === null || table === null) return null;
  const head = await source.read(primary.at, 8);
  const item = head.u8(0) === 0 ? head.u16(4) : head.u32(4);
  const associations = await source.read(table.at, Math.min(table.length, ASSOCIATIONS_BYTES));
  const indexes = item === null ? [] : propertiesOf(associations, item);
  return propertyExtent(source, container, indexes);
}

async function propertyExtent(
  source: ByteSource,
  container: Box,
  indexes: readonly number[],
): Promise<Extent | null> {
  let size: Extent | null = null;
  let isTurned = false;
  let index = 0;
  for await (const box of boxes(source, container.at, container.at + container.length)) {
    index += 1;
    if (box === null || index > MAX_PROPERTIES) return null;
    if (!indexes.includes(index)) continue;
    if (box.type === 'ispe') {
      const head = await source.read(box.at, 12);
      size = extent(head.u32(4), head.u32(8));
    }
    if (box.type === 'irot') isTurned = ((await source.read(box.at, 1)).u8(0) ?? 0) % 2 === 1;
  }
  return size !== null && isTurned ? quarterTurned(size) : size;
}

/** Indexes, from 1, of an item's properties in `ipco`. */
function propertiesOf(table: Bytes, item: number): number[] {
  const isLongId = (table.u8(0) ?? 0) > 0;
  const isLongIndex = ((table.u8(3) ?? 0) & 1) === 1;
  const entries = table.u32(4) ?? 0;
  let at = 8;
  for (let entry = 0; entry < entries && at < table.length; entry += 1) {
    const id = isLongId ? table.u32(at) : table.u16(at);
    at += isLongId ? 4 : 2;
    const count = table.u8(at) ?? 0;
    at += 1;
    const width = isLongIndex ? 2 : 1;
    if (id === item) {
      return Array.from({ length: count }, (_, offset) =>
        isLongIndex
          ? (table.u16(at + offset * width) ?? 0) & 0x7fff
          : (table.u8(at + offset * width) ?? 0) & 0x7f,
      );
    }
    at += count * width;
  }
  return [];
}
