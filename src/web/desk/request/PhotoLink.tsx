// The photo of a hand-over, for whoever may look at it; opens beside the desk.
import { addressOf } from '../../kit/call.ts';
import { useSeat } from '../seat.ts';
import { say } from '../words.ts';

export function PhotoLink({ requestId, fileId }: { requestId: string; fileId: string | null }) {
  const { may } = useSeat();
  if (!fileId || !may('readPhoto')) return null;
  return (
    <>
      {' · '}
      <a
        href={addressOf('/api/v1/requests/{requestId}/photos/{fileId}', { params: { requestId, fileId } })}
        target="_blank"
        rel="noreferrer"
      >
        {say('bags.photo')}
      </a>
    </>
  );
}
