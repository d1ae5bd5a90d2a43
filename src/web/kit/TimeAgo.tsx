// When something happened: the clock time and how long ago, kept up to date.
import { useNow } from './now.ts';
import { timeAgo } from './time.ts';

export function TimeAgo({ at }: { at: string }) {
  const now = useNow('minute');
  return <time dateTime={at}>{timeAgo(at, now)}</time>;
}
