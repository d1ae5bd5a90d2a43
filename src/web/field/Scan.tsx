// Reading a bag's code with the camera; where there is none (or no https), a photo of the code, and always the list instead.
import { useEffect, useRef, useState } from 'preact/hooks';
import { Button } from '../kit/Button.tsx';
import { Dialog } from '../kit/Dialog.tsx';
import { Note } from '../kit/Note.tsx';
import { openReader } from './read-code.ts';
import { say } from './words.ts';

interface ScanProps {
  /** What has been counted so far, or what is wrong with the last code. */
  status: string;
  onCode: (code: string) => void;
  onClose: () => void;
}

/** The same code again within this time is the same bag still before the lens. */
const sameBag = 2500;

export function Scan({ status, onCode, onClose }: ScanProps) {
  const video = useRef<HTMLVideoElement>(null);
  const [camera, setCamera] = useState<MediaStreamTrack | 'none'>();
  const [light, setLight] = useState(false);
  const found = useRef(onCode);
  found.current = onCode;

  useEffect(() => {
    let closed = false;
    let stream: MediaStream | undefined;
    let last = { code: '', at: 0 };
    const look = async () => {
      const media = navigator.mediaDevices as MediaDevices | undefined;
      try {
        if (media === undefined) throw new Error('no camera without https');
        stream = await media.getUserMedia({ video: { facingMode: 'environment', width: { ideal: 1280 } }, audio: false });
      } catch {
        if (!closed) setCamera('none');
        return;
      }
      const screen = video.current;
      if (closed || screen === null) return;
      setCamera(stream.getVideoTracks()[0]);
      screen.srcObject = stream;
      await screen.play().catch(() => undefined);
      const read = await openReader();
      while (!closed) {
        const code = await read(screen);
        const now = performance.now();
        if (code !== undefined && !closed && (code !== last.code || now - last.at > sameBag)) found.current(code);
        if (code !== undefined) last = { code, at: now };
        await new Promise(resolve => setTimeout(resolve, 120));
      }
    };
    void look().finally(() => closed && stop());
    const stop = () => {
      for (const track of stream?.getTracks() ?? []) track.stop();
    };
    return () => {
      closed = true;
      stop();
    };
  }, []);

  const hasLight = camera !== undefined && camera !== 'none' && 'torch' in (camera.getCapabilities?.() ?? {});
  return (
    <Dialog open wide title={say('scan.title')} onClose={onClose}>
      <div class="k-stack">
        {camera === 'none' ? (
          <>
            <Note tone="squash" glyph="eye_off">
              {say('scan.no_camera')}
            </Note>
            <PhotoOfCode onCode={onCode} />
          </>
        ) : (
          <video ref={video} class="f-lens" playsInline muted aria-label={say('scan.lens')} />
        )}
        <p class="k-large" aria-live="polite">
          {status}
        </p>
        {hasLight && (
          <Button
            big
            wide
            pressed={light}
            onPress={() => {
              setLight(!light);
              void camera.applyConstraints({ advanced: [{ torch: !light } as MediaTrackConstraintSet] });
            }}
          >
            {say('scan.light')}
          </Button>
        )}
        <Button big wide onPress={onClose}>
          {say('scan.list')}
        </Button>
      </div>
    </Dialog>
  );
}

function PhotoOfCode({ onCode }: { onCode: (code: string) => void }) {
  const input = useRef<HTMLInputElement>(null);
  const [unread, setUnread] = useState(false);
  const read = async (file: File) => {
    const code = await (await openReader())(await createImageBitmap(file)).catch(() => undefined);
    setUnread(code === undefined);
    if (code !== undefined) onCode(code);
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
          event.currentTarget.value = '';
          if (file !== undefined) void read(file).catch(() => setUnread(true));
        }}
      />
      <Button big wide look="main" onPress={() => input.current?.click()}>
        {say('scan.photo')}
      </Button>
      {unread && <Note tone="squash">{say('scan.unread')}</Note>}
    </>
  );
}
