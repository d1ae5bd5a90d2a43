// What is sent along with a message: which kinds are fetched, how large they may be, and what they are by their first bytes.
import { cleanPhoto, type PhotoType } from '../delivery/photo.ts';

/** Kinds of message whose file is fetched; everything else is looked at in the channel itself. */
export const mediaKinds = ['image', 'voice'] as const;
export type MediaKind = (typeof mediaKinds)[number];

/** The other side's own limits: a picture of 10 MB, a minute of voice in 2 MB. */
export const mostMediaBytes = { image: 10 * 1024 * 1024, voice: 2 * 1024 * 1024 } as const satisfies Record<MediaKind, number>;

export const soundTypes = ['audio/amr', 'audio/mpeg'] as const;
export type MediaType = PhotoType | (typeof soundTypes)[number];

export interface Media {
  readonly type: MediaType;
  readonly bytes: Uint8Array;
}

export function isMediaKind(kind: string): kind is MediaKind {
  return (mediaKinds as readonly string[]).includes(kind);
}

const startsWith = (bytes: Uint8Array, text: string) => [...text].every((sign, at) => bytes[at] === sign.charCodeAt(0));

/** The file as it may be kept, pictures without place, time and camera; null when it is not what its kind says. */
export function mediaOf(kind: MediaKind, bytes: Uint8Array): Media | null {
  if (kind === 'image') return cleanPhoto(bytes);
  if (startsWith(bytes, '#!AMR')) return { type: 'audio/amr', bytes };
  const isFrame = bytes[0] === 0xff && ((bytes[1] ?? 0) & 0xe6) === 0xe2;
  return startsWith(bytes, 'ID3') || isFrame ? { type: 'audio/mpeg', bytes } : null;
}

/** Browsers play these themselves; AMR has to be saved and opened elsewhere. */
export function isPlayable(type: string): boolean {
  return type === 'audio/mpeg';
}
