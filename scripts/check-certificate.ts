// npm run -s check-certificate -- FILE [KEY]: is this certificate of destruction whole, and signed with the key of that installation?
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { ConfigError } from '../src/server/config.ts';
import { isSigned } from '../src/server/privacy/certificate.ts';

const certificate = z.object({ words: z.string(), signature: z.base64(), publicKey: z.string() });

const [file, keyFile] = process.argv.slice(2);
try {
  if (file === undefined) throw new ConfigError('Name the file: npm run -s check-certificate -- FILE [KEY]');
  const read = certificate.safeParse(JSON.parse(readFileSync(file, 'utf8')));
  if (!read.success) throw new ConfigError(`${file} is no certificate: words, signature and publicKey are expected.`);
  const { words, signature } = read.data;
  const publicKey = keyFile === undefined ? read.data.publicKey : readFileSync(keyFile, 'utf8');
  if (!isSigned({ words, signature: Buffer.from(signature, 'base64'), publicKey })) {
    throw new ConfigError(`${file}: these words were not signed with this key.`);
  }
  const by = keyFile === undefined ? 'the key it brings along; compare that key with the one the community keeps' : keyFile;
  console.log(`${file}: signed with ${by}`);
} catch (error) {
  const known =
    error instanceof ConfigError || error instanceof SyntaxError || (error as NodeJS.ErrnoException).code === 'ENOENT';
  if (!known) throw error;
  console.error((error as Error).message);
  process.exitCode = 2;
}
