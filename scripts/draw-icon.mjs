// Draws images/icon.png, 256 by 256: a shield with the three stages of a pipeline, one of them caught.
import { writeFileSync } from 'node:fs';
import { deflateSync } from 'node:zlib';

const SIZE = 256;
/** Samples per pixel and axis, for smooth edges. */
const SAMPLES = 4;

const NAVY = [16, 36, 58];
const TEAL = [28, 171, 155];
const WHITE = [244, 248, 250];
const AMBER = [255, 176, 32];

/** Half the shield's width at height `y`; 0 outside. */
function shield(y, inset) {
  const [top, waist, tip] = [28 + inset, 118, 232 - inset * 1.4];
  if (y < top || y > tip) return 0;
  if (y < waist) return 88 - inset;
  const t = (y - waist) / (tip - waist);
  return (88 - inset) * Math.sqrt(Math.max(0, 1 - t * t));
}

const inShield = (x, y, inset) => Math.abs(x - 128) <= shield(y, inset);
const inDisc = (x, y, cx, cy, radius) => (x - cx) ** 2 + (y - cy) ** 2 <= radius ** 2;
const inBar = (x, y) => y >= 111 && y <= 121 && x >= 72 && x <= 184;

/** The colour at a point, transparent outside of the shield. */
function colour(x, y) {
  if (!inShield(x, y, 0)) return [0, 0, 0, 0];
  if (!inShield(x, y, 9)) return [...TEAL, 255];
  if (inDisc(x, y, 128, 116, 25)) return inDisc(x, y, 128, 116, 15) ? [...AMBER, 255] : [...WHITE, 255];
  if (inDisc(x, y, 74, 116, 15) || inDisc(x, y, 182, 116, 15) || inBar(x, y)) return [...WHITE, 255];
  return [...NAVY, 255];
}

function pixel(px, py) {
  const sum = [0, 0, 0, 0];
  for (let i = 0; i < SAMPLES * SAMPLES; i++) {
    const x = px + ((i % SAMPLES) + 0.5) / SAMPLES;
    const y = py + (Math.floor(i / SAMPLES) + 0.5) / SAMPLES;
    const [r, g, b, a] = colour(x, y);
    sum[0] += r * a;
    sum[1] += g * a;
    sum[2] += b * a;
    sum[3] += a;
  }
  const alpha = sum[3];
  const channels = alpha === 0 ? [0, 0, 0] : sum.slice(0, 3).map((value) => Math.round(value / alpha));
  return [...channels, Math.round(alpha / (SAMPLES * SAMPLES))];
}

/** The checksum of PNG chunks; Node 20 has none of its own. */
function crc32(data) {
  let crc = 0xffffffff;
  for (const byte of data) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return (crc ^ 0xffffffff) >>> 0;
}

function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const head = Buffer.alloc(4);
  head.writeUInt32BE(data.length);
  const tail = Buffer.alloc(4);
  tail.writeUInt32BE(crc32(body));
  return Buffer.concat([head, body, tail]);
}

const rows = Buffer.alloc(SIZE * (1 + SIZE * 4));
for (let y = 0; y < SIZE; y++) {
  for (let x = 0; x < SIZE; x++) rows.set(pixel(x, y), y * (1 + SIZE * 4) + 1 + x * 4);
}
const header = Buffer.alloc(13);
header.writeUInt32BE(SIZE, 0);
header.writeUInt32BE(SIZE, 4);
header.set([8, 6, 0, 0, 0], 8);
const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const parts = [
  chunk('IHDR', header),
  chunk('IDAT', deflateSync(rows, { level: 9 })),
  chunk('IEND', Buffer.alloc(0)),
];
writeFileSync('images/icon.png', Buffer.concat([signature, ...parts]));
