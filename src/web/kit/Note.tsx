// What the page says when there is nothing, when it waits, and when something did not work.
import type { ComponentChildren } from 'preact';
import { Button } from './Button.tsx';
import type { Refused } from './call.ts';
import { Glyph, type GlyphName, type Tone } from './Glyph.tsx';
import { sayRefusal } from './refusal.ts';
import { clockTime } from './time.ts';
import { sayKit } from './words.ts';

export function Note({
  tone = 'stone',
  glyph,
  children,
}: {
  tone?: Tone | undefined;
  glyph?: GlyphName | undefined;
  children: ComponentChildren;
}) {
  return (
    <div class="k-note" data-tone={tone}>
      {glyph && <Glyph name={glyph} size={1.25} />}
      <div class="k-grow">{children}</div>
    </div>
  );
}

interface ErrorNoteProps {
  refusal: Refused | undefined;
  onRetry?: (() => unknown) | undefined;
  busy?: boolean | undefined;
}

/** A refusal in words, with its number for the telephone, and the way to try again. Draws nothing without a refusal. */
export function ErrorNote({ refusal, onRetry, busy }: ErrorNoteProps) {
  if (!refusal) return null;
  const ours = refusal.status >= 500 || refusal.status === 0;
  return (
    <div class="k-note" data-tone={ours ? 'squash' : 'tomato'} role="alert">
      <Glyph name={ours ? 'waiting' : 'late'} size={1.25} />
      <div class="k-grow">
        <p>{sayRefusal(refusal)}</p>
        {refusal.requestNumber && ours && <p class="k-small">{sayKit('request_number', { number: refusal.requestNumber })}</p>}
        {onRetry && (
          <Button onPress={onRetry} busy={busy}>
            {sayKit('retry')}
          </Button>
        )}
      </div>
    </div>
  );
}

export function Empty({ children, glyph = 'none' }: { children?: ComponentChildren; glyph?: GlyphName | undefined }) {
  return (
    <div class="k-empty">
      <Glyph name={glyph} size={2} />
      {children ?? <p>{sayKit('nothing_here')}</p>}
    </div>
  );
}

/** Grey lines while something loads; they appear only when it takes longer than a blink. */
export function Waiting({ lines = 3 }: { lines?: number | undefined }) {
  return (
    <div class="k-waiting" role="status">
      <span class="k-hidden">{sayKit('loading')}</span>
      {Array.from({ length: lines }, (_, index) => (
        <i key={index} />
      ))}
      <p class="k-waiting-slow k-quiet">{sayKit('still_loading')}</p>
    </div>
  );
}

interface LoadedProps<T> {
  of: { value: T | undefined; refusal: Refused | undefined; loading: boolean; readAt: number | undefined; refetch: () => void };
  children: (value: T) => ComponentChildren;
  lines?: number | undefined;
}

/** The whole life of a resource on the page: waiting, shown, shown although old, refused. */
export function Loaded<T>({ of, children, lines }: LoadedProps<T>) {
  return (
    <>
      <ErrorNote refusal={of.refusal} onRetry={of.refetch} busy={of.loading} />
      {of.refusal && of.value !== undefined && of.readAt !== undefined && (
        <p class="k-quiet k-small">{sayKit('kept_old', { time: clockTime(of.readAt) })}</p>
      )}
      {of.value !== undefined ? children(of.value) : of.loading && !of.refusal ? <Waiting lines={lines} /> : null}
    </>
  );
}
