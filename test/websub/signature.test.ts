import { createHmac, randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { hubSignature } from '../../src/websub/signature.ts';

test.each(['salaisuus', 'ä'.repeat(99), ' ', 'a'.repeat(199)])(
  'the signature with the secret %j is HMAC-SHA-256',
  async (secret) => {
    const body = randomBytes(10_000);
    const expected = createHmac('sha256', secret).update(body).digest('hex');
    expect(await hubSignature(secret, body)).toBe(`sha256=${expected}`);
  },
);
