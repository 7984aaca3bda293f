import { crc32, deflateSync } from 'node:zlib';
import type { Language } from '../../../base/locale/language.ts';
import { FERRY_VIDEO } from './video.ts';

type Texts = { readonly [L in Language]: string };

export interface SampleFile {
  readonly name: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly metadata: {
    readonly alt?: Texts;
    readonly caption?: Texts;
    readonly credit: string;
    readonly licence: string;
    readonly visibility?: 'public';
  };
}

type Colour = readonly [red: number, green: number, blue: number];
/** In pixels from the upper left corner. */
type Box = readonly [x: number, y: number, width: number, height: number, colour: number];

const [WIDTH, HEIGHT] = [640, 360];
/** Boxes name their colour by its place here. */
const PALETTE: readonly Colour[] = [
  [191, 227, 245],
  [29, 93, 127],
  [255, 255, 255],
  [216, 71, 59],
  [255, 211, 107],
  [92, 138, 74],
  [120, 84, 58],
  [58, 66, 78],
];
const [SKY, SEA, WHITE, RED, YELLOW, GREEN, BROWN, GREY] = [0, 1, 2, 3, 4, 5, 6, 7];

/** A picture of boxes, as a PNG with a palette (W3C PNG section 11). Later boxes cover earlier ones. */
function picture(boxes: readonly Box[]): Uint8Array<ArrayBuffer> {
  const row = WIDTH + 1;
  // A zero before each row: its bytes are not filtered.
  const pixels = new Uint8Array(row * HEIGHT);
  for (const [x, y, width, height, colour] of boxes) {
    for (let line = y; line < y + height; line += 1)
      pixels.fill(colour, line * row + 1 + x, line * row + 1 + x + width);
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(WIDTH, 0);
  header.writeUInt32BE(HEIGHT, 4);
  header.set([8, 3], 8);
  return Uint8Array.from(
    Buffer.concat([
      Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
      chunk('IHDR', header),
      chunk('PLTE', Uint8Array.from(PALETTE.flat())),
      chunk('IDAT', deflateSync(pixels)),
      chunk('IEND', new Uint8Array()),
    ]),
  );
}

function chunk(type: string, content: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), content]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(content.length, 0);
  frame.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
}

/** One page of A4 with the lines as text, in a font that every reader has (ISO 32000-1 section 7.5). */
function document(lines: readonly string[]): Uint8Array<ArrayBuffer> {
  const text = lines.map((line) => `(${line.replace(/[\\()]/g, '\\$&')}) Tj T*`).join('\n');
  const content = `BT /F1 14 Tf 22 TL 60 770 Td\n${text}\nET`;
  const font = '/Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding';
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 << ${font} >> >> >> >>`,
    `<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
  ];
  let pdf = '%PDF-1.4\n';
  const offsets = objects.map((object, index) => {
    const at = pdf.length;
    pdf += `${index + 1} 0 obj\n${object}\nendobj\n`;
    return `${String(at).padStart(10, '0')} 00000 n \n`;
  });
  const table = `xref\n0 5\n0000000000 65535 f \n${offsets.join('')}`;
  return Uint8Array.from(
    Buffer.from(
      `${pdf}${table}trailer\n<< /Size 5 /Root 1 0 R >>\nstartxref\n${pdf.length}\n%%EOF\n`,
      'latin1',
    ),
  );
}

const LICENCE = 'CC BY 4.0';

export const SAMPLE_FILES = {
  ferry: {
    name: 'yhteysalus.png',
    bytes: picture([
      ...([
        [0, 0, WIDTH, 230, SKY],
        [500, 40, 60, 60, YELLOW],
        [0, 230, WIDTH, 130, SEA],
      ] as const),
      ...([
        [170, 190, 260, 56, WHITE],
        [230, 140, 120, 50, RED],
        [190, 206, 220, 14, SEA],
      ] as const),
    ]),
    metadata: {
      alt: {
        fi: 'Valkoinen yhteysalus merellä auringon paistaessa.',
        sv: 'En vit förbindelsebåt till havs i solsken.',
        en: 'A white ferry at sea in sunshine.',
      },
      caption: {
        fi: 'Uusi sähkökäyttöinen yhteysalus.',
        sv: 'Den nya eldrivna förbindelsebåten.',
        en: 'The new electric ferry.',
      },
      credit: 'Saarenkunta',
      licence: LICENCE,
      visibility: 'public',
    },
  },
  harbour: {
    name: 'vierassatama.png',
    bytes: picture([
      ...([
        [0, 0, WIDTH, 190, SKY],
        [0, 150, WIDTH, 60, GREEN],
        [0, 210, WIDTH, 150, SEA],
      ] as const),
      ...([
        [0, 250, 420, 18, BROWN],
        [150, 130, 6, 116, GREY],
        [120, 232, 70, 18, WHITE],
      ] as const),
      ...([
        [310, 110, 6, 136, GREY],
        [276, 232, 80, 18, RED],
        [40, 96, 70, 70, RED],
      ] as const),
    ]),
    metadata: {
      alt: {
        fi: 'Kaksi purjevenettä laiturissa, takana punainen satamarakennus.',
        sv: 'Två segelbåtar vid bryggan framför en röd hamnbyggnad.',
        en: 'Two sailing boats at a jetty in front of a red harbour building.',
      },
      credit: 'Saarenkunta',
      licence: LICENCE,
    },
  },
  school: {
    name: 'koulu.png',
    bytes: picture([
      ...([
        [0, 0, WIDTH, 260, SKY],
        [0, 260, WIDTH, 100, GREEN],
        [120, 120, 400, 150, BROWN],
      ] as const),
      ...([
        [110, 100, 420, 24, GREY],
        [160, 150, 60, 50, YELLOW],
        [260, 150, 60, 50, YELLOW],
      ] as const),
      ...([
        [420, 150, 60, 50, YELLOW],
        [344, 190, 50, 80, WHITE],
      ] as const),
    ]),
    metadata: {
      alt: {
        fi: 'Puurakenteinen koulu, jonka ikkunoista loistaa valo.',
        sv: 'En skola i trä med ljus i fönstren.',
        en: 'A wooden school with lit windows.',
      },
      credit: 'Saarenkunta',
      licence: LICENCE,
    },
  },
  film: {
    name: 'yhteysalus.mp4',
    bytes: Uint8Array.from(Buffer.from(FERRY_VIDEO, 'base64')),
    metadata: {
      caption: {
        fi: 'Yhteysalus koeajolla. Videossa ei ole ääntä.',
        sv: 'Förbindelsebåten på provtur. Videon har inget ljud.',
        en: 'The ferry on a trial run. The video has no sound.',
      },
      credit: 'Saarenkunta',
      licence: LICENCE,
    },
  },
  budget: {
    name: 'talousarvio.pdf',
    bytes: document([
      'Saarenkunta - Ökommun - Island Municipality',
      '',
      'Talousarvioesitys tiivistettynä / Budgetförslaget i korthet / The draft budget in brief',
      '',
      'Toimintatuotot / Verksamhetsintäkter / Operating income: 6,2 milj. EUR',
      'Toimintakulut / Verksamhetskostnader / Operating expenses: 24,8 milj. EUR',
      'Investoinnit / Investeringar / Investments: 5,1 milj. EUR',
    ]),
    metadata: {
      caption: {
        fi: 'Talousarvioesitys tiivistettynä (PDF)',
        sv: 'Budgetförslaget i korthet (PDF)',
        en: 'The draft budget in brief (PDF)',
      },
      credit: 'Saarenkunta',
      licence: LICENCE,
    },
  },
} as const satisfies { readonly [name: string]: SampleFile };

export type SampleFileName = keyof typeof SAMPLE_FILES;
