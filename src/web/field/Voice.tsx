// A voice note at the door: press, speak, press; kept on the phone until it can go, at most a minute.
import { useEffect, useRef, useState } from 'preact/hooks';
import { Button } from '../kit/Button.tsx';
import { Note } from '../kit/Note.tsx';
import type { KeptFile } from './storage.ts';
import { say } from './words.ts';

const mostSeconds = 60;
const kinds = ['audio/webm;codecs=opus', 'audio/mp4', 'audio/ogg;codecs=opus'];

export function canRecord(): boolean {
  return typeof MediaRecorder === 'function' && (navigator.mediaDevices as MediaDevices | undefined) !== undefined;
}

interface VoiceProps {
  note: KeptFile | undefined;
  onNote: (note: KeptFile | undefined) => void;
}

export function Voice({ note, onNote }: VoiceProps) {
  const [seconds, setSeconds] = useState<number>();
  const [deaf, setDeaf] = useState(false);
  const recorder = useRef<MediaRecorder | undefined>(undefined);
  useEffect(() => {
    if (seconds === undefined) return;
    const timer = setTimeout(() => (seconds + 1 >= mostSeconds ? recorder.current?.stop() : setSeconds(seconds + 1)), 1000);
    return () => clearTimeout(timer);
  }, [seconds]);
  useEffect(
    () => () => {
      for (const track of recorder.current?.stream.getTracks() ?? []) track.stop();
    },
    [],
  );

  const begin = async () => {
    try {
      const stream = await navigator.mediaDevices.getUserMedia({ audio: { channelCount: 1 } });
      const mimeType = kinds.find(kind => MediaRecorder.isTypeSupported(kind));
      const one = new MediaRecorder(stream, { ...(mimeType !== undefined && { mimeType }), audioBitsPerSecond: 24_000 });
      const parts: Blob[] = [];
      one.ondataavailable = event => void parts.push(event.data);
      one.onstop = async () => {
        setSeconds(undefined);
        for (const track of stream.getTracks()) track.stop();
        const type = one.mimeType.split(';')[0] ?? '';
        const bytes = await new Blob(parts).arrayBuffer();
        if (bytes.byteLength > 0) onNote({ bytes, type });
      };
      recorder.current = one;
      one.start();
      setDeaf(false);
      setSeconds(0);
    } catch {
      setDeaf(true);
    }
  };

  if (seconds !== undefined) {
    return (
      <Button big wide look="danger" onPress={() => recorder.current?.stop()}>
        {say('voice.stop', { n: mostSeconds - seconds })}
      </Button>
    );
  }
  return (
    <>
      {note === undefined ? (
        <Button big wide onPress={begin}>
          {say('voice.start')}
        </Button>
      ) : (
        <div class="f-voice">
          <Heard note={note} />
          <Button onPress={() => onNote(undefined)}>{say('voice.again')}</Button>
        </div>
      )}
      {deaf && <Note tone="squash">{say('voice.deaf')}</Note>}
    </>
  );
}

function Heard({ note }: { note: KeptFile }) {
  const [address, setAddress] = useState<string>();
  useEffect(() => {
    const made = URL.createObjectURL(new Blob([note.bytes], { type: note.type }));
    setAddress(made);
    return () => URL.revokeObjectURL(made);
  }, [note]);
  // biome-ignore lint/a11y/useMediaCaption: nobody could caption what was said a moment ago
  return <audio controls src={address} aria-label={say('voice.note')} />;
}
