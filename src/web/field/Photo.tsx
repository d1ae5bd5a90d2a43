// A photo of the door, made small on the phone and drawn anew, so that place and camera data never leave it.
import { useRef, useState } from 'preact/hooks';
import type { uploadPhoto } from '../../api/delivery.ts';
import { Button } from '../kit/Button.tsx';
import { call, type Refused } from '../kit/call.ts';
import { ErrorNote } from '../kit/Note.tsx';
import { say } from './words.ts';

const longestEdge = 1280;

async function drawnAnew(file: File): Promise<Blob> {
  const image = await createImageBitmap(file);
  const scale = Math.min(1, longestEdge / Math.max(image.width, image.height));
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(image.width * scale);
  canvas.height = Math.round(image.height * scale);
  canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((made, failed) =>
    canvas.toBlob(blob => (blob === null ? failed(new Error('the picture could not be drawn')) : made(blob)), 'image/jpeg', 0.8),
  );
}

interface PhotoProps {
  requestId: string;
  taken: boolean;
  onTaken: (fileId: string) => void;
}

export function Photo({ requestId, taken, onTaken }: PhotoProps) {
  const input = useRef<HTMLInputElement>(null);
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<Refused>();

  const send = async (file: File) => {
    setBusy(true);
    setRefusal(undefined);
    try {
      const form = new FormData();
      form.append('file', await drawnAnew(file), 'door.jpg');
      const outcome = await call<typeof uploadPhoto>('POST', '/api/v1/requests/{requestId}/photos', {
        params: { requestId },
        body: form as never,
      });
      if (outcome.ok) onTaken(outcome.answer.fileId);
      else setRefusal(outcome.refusal);
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
          if (file !== undefined) void send(file);
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
