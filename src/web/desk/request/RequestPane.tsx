// One request: what was said, what we made of it, what may be done next, and who could go.
import type { RefObject } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { propose } from '../../../api/dispatch.ts';
import type { AnswerOf } from '../../../api/endpoint.ts';
import type { readRequest } from '../../../api/request.ts';
import { useHotkeys } from '../../kit/hotkeys.tsx';
import { ErrorNote, Loaded } from '../../kit/Note.tsx';
import { useResource } from '../../kit/resource.ts';
import { call } from '../call.ts';
import { useSeat } from '../seat.ts';
import { say } from '../words.ts';
import { Actions, type MainStep, mainStepOf } from './Actions.tsx';
import { type Alike, type Detail, useAct } from './act.ts';
import { Bags } from './Bags.tsx';
import { Head } from './Head.tsx';
import { LookAlikes } from './LookAlikes.tsx';
import { Made } from './Made.tsx';
import { Merge } from './Merge.tsx';
import './request.css';
import { Said } from './Said.tsx';
import { Story } from './Story.tsx';
import { WhoCouldGo } from './WhoCouldGo.tsx';

export type Proposals = AnswerOf<typeof propose>['proposals'][number]['helpers'];

interface RequestPaneProps {
  requestId: string;
  onNext: () => void;
  onOpen: (id: string) => void;
  onClose: () => void;
  /** Set to what Enter does, for the list, whose own keys come first while it has the focus. */
  mainRef: RefObject<(() => void) | undefined>;
}

export function RequestPane({ requestId, ...rest }: RequestPaneProps) {
  const detail = useResource(
    `request ${requestId}`,
    signal => call<typeof readRequest>('GET', '/api/v1/requests/{requestId}', { params: { requestId } }, { signal }),
    [`request:${requestId}`],
  );
  if (detail.value === undefined) {
    return (
      <div class="desk-loading">
        <Loaded of={detail} lines={8}>
          {() => null}
        </Loaded>
      </div>
    );
  }
  return <Opened request={detail.value} {...rest} />;
}

function Opened({ request, onNext, onOpen, onClose, mainRef }: Omit<RequestPaneProps, 'requestId'> & { request: Detail }) {
  const { may } = useSeat();
  const act = useAct(request.requestId);
  const [merging, setMerging] = useState<Alike | undefined>(undefined);
  const canGive = request.moves.includes('offer') || request.moves.includes('reassign');
  const proposals = useResource(
    may('propose') && canGive ? `proposals ${request.requestId} ${request.state} ${request.ownerId}` : null,
    async signal => {
      const outcome = await call<typeof propose>(
        'POST',
        '/api/v1/proposals',
        { body: { requestIds: [request.requestId] } },
        { signal },
      );
      return outcome.ok ? { ok: true, answer: outcome.answer.proposals[0]?.helpers ?? [] } : outcome;
    },
    [`proposals:${request.requestId}`],
  );
  const [firstUp] = (proposals.value ?? []).filter(one => one.fit && one.helperId !== request.ownerId);
  const main = mainStepOf(request, firstUp);
  const give = (helperId: string) =>
    act.make(request.moves.includes('offer') ? { move: 'offer', helperId } : { move: 'reassign', helperId });
  const unsaved = useRef<(() => Promise<boolean>) | undefined>(undefined);
  const run = async (step: MainStep | undefined) => {
    if (!step || act.sending) return;
    if (unsaved.current && !(await unsaved.current())) return;
    const outcome = await act.make(step.step);
    if (outcome?.ok && step.next) onNext();
  };
  useEffect(() => {
    mainRef.current = () => void run(main);
    return () => {
      mainRef.current = undefined;
    };
  });
  const [alike] = request.alike;
  const mayMerge = request.moves.includes('merge') || alike?.state === 'asked' || alike?.state === 'sorted';

  useHotkeys([
    { key: 'Enter', text: say('keys.main'), run: () => run(main) },
    { key: 'm', text: say('keys.merge'), run: () => alike && mayMerge && setMerging(alike) },
    {
      key: 'e',
      text: say('keys.edit'),
      run: () => document.querySelector<HTMLElement>('.desk-made input, .desk-made textarea')?.focus(),
    },
  ]);

  // Nothing to say at the side: the request has the room.
  const alone = request.alike.length === 0 && (!may('propose') || (!canGive && !request.ownerName));
  return (
    <>
      <article class="desk-request" data-alone={alone || undefined} aria-labelledby="request-door">
        <div class="desk-request-scroll">
          <Head request={request} onClose={onClose} />
          <ErrorNote refusal={act.refusal} />
          <div class="desk-two">
            <Said request={request} />
            <Made request={request} act={act} unsaved={unsaved} />
          </div>
          <Bags request={request} />
          <Story request={request} />
        </div>
        <Actions
          request={request}
          act={act}
          main={main}
          onMain={() => run(main)}
          onMerge={alike && mayMerge ? () => setMerging(alike) : undefined}
        />
      </article>
      <aside class="desk-side" hidden={alone} aria-label={say('side')}>
        <LookAlikes request={request} onOpen={onOpen} onMerge={setMerging} />
        {may('propose') && (
          <WhoCouldGo request={request} proposals={proposals} busy={act.sending} mainIs={main?.step} onGive={give} />
        )}
      </aside>
      {merging && <Merge request={request} other={merging} act={act} onOpen={onOpen} onClose={() => setMerging(undefined)} />}
    </>
  );
}
