// A photo of the door, made small on the phone and drawn anew, so that place and camera data never leave it; it waits with its move.
import { useRef, useState } from 'preact/hooks';
import { Button } from '../kit/Button.tsx';
import type { Refused } from '../kit/call.ts';
import { ErrorNote } from '../kit/Note.tsx';
import type { KeptFile } from './storage.ts';
import { say } from './words.ts';

const longestEdge = 1280;

async function drawnAnew(file: File): Promise<KeptFile> {
  const image = await createImageBitmap(file);
  const scale = Math.min(1, longestEdge / Math.max(image.width, image.height));
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(image.width * scale);
  canvas.height = Math.round(image.height * scale);
  canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
  const blob = await new Promise<Blob | null>(made => canvas.toBlob(made, 'image/jpeg', 0.8));
  if (blob === null) throw new Error('the picture could not be drawn');
  return { bytes: await blob.arrayBuffer(), type: blob.type };
}

interface PhotoProps {
  taken: boolean;
  onTaken: (picture: KeptFile) => void;
}

export function Photo({ taken, onTaken }: PhotoProps) {
  const input = useRef<HTMLInputElement>(null);
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<Refused>();

  const draw = async (file: File) => {
    setBusy(true);
    setRefusal(undefined);
    try {
      onTaken(await drawnAnew(file));
    } catch {
      setRefusal({ code: 'file_unreadable', status: 422 });
    }
    setBusy(false);
  };

  return (
    <>
      <input
        ref={input}
        type="file"
        accept="image/*"
        capture="environment"
        hidden
        onChange={event => {
          const file = event.currentTarget.files?.[0];
          if (file !== undefined) void draw(file);
          event.currentTarget.value = '';
        }}
      />
      <Button busy={busy} onPress={() => input.current?.click()}>
        {taken ? `${say('do.photo_done')} · ${say('do.photo_again')}` : say('do.photo')}
      </Button>
      <ErrorNote refusal={refusal} />
    </>
  );
}
