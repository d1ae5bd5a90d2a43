// What a voice note may be: the sound files that phones record, known by their first bytes and never by their name.

export const mostVoiceBytes = 1024 * 1024;

const ascii = (bytes: Uint8Array, from: number, to: number): string => String.fromCharCode(...bytes.subarray(from, to));

/** The media type to play it as; null for anything else. */
export function voiceType(bytes: Uint8Array): 'audio/webm' | 'audio/ogg' | 'audio/mp4' | 'audio/wav' | null {
  if (bytes.length < 32) return null;
  // EBML, and the word webm in its header: a Matroska film is none of ours.
  if (bytes[0] === 0x1a && bytes[1] === 0x45 && bytes[2] === 0xdf && bytes[3] === 0xa3) {
    return ascii(bytes, 0, Math.min(bytes.length, 64)).includes('webm') ? 'audio/webm' : null;
  }
  if (ascii(bytes, 0, 4) === 'OggS') return 'audio/ogg';
  if (ascii(bytes, 4, 8) === 'ftyp') return 'audio/mp4';
  if (ascii(bytes, 0, 4) === 'RIFF' && ascii(bytes, 8, 12) === 'WAVE') return 'audio/wav';
  return null;
}
