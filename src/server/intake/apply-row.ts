// Does to a request what a row of a chat says: only when somebody taps, and once goods are being bought only when they say even so.
import type { AnswerOf, Endpoint } from '../../api/endpoint.ts';
import type { applyPasteRow } from '../../api/paste.ts';
import { type AskedMove, moveRequest } from '../../api/request.ts';
import { isRefusal, type Refusal, refuse } from '../../domain/refusal.ts';
import type { State } from '../../domain/request/life.ts';
import { digestOf, doOnce } from '../http/receipt-store.ts';
import type { Call, Deps, SignedCall } from '../http/route.ts';
import { writeAudit } from '../privacy/audit-store.ts';
import { makerOf } from '../request/maker.ts';
import { makeMoves } from '../request/moves.ts';
import { type Ask, askOf } from './confirm-rows.ts';
import { type BesideRow, readBeside } from './paste-look-store.ts';
import { type HeldRow, holdRow, markApplied } from './paste-store.ts';
import { proposalOf } from './show-paste.ts';

type Applied = AnswerOf<typeof applyPasteRow>;
type Done = Applied | Refusal;

export async function applyRow(deps: Deps, ask: Ask, call: SignedCall<typeof applyPasteRow>): Promise<Done> {
  const { db, now } = deps;
  const { communityId, personId } = call.actor;
  const { pasteRowId } = call.params;
  const { requestId, evenSo } = call.body;
  const digest = digestOf(`paste-rows/${pasteRowId}/apply`, call.body);
  const answer = await doOnce<Applied>(
    db,
    { communityId, moveId: call.body.id, actorId: personId ?? communityId, digest },
    async tx => {
      const row = await holdRow(tx, communityId, pasteRowId);
      if (row === undefined) return refuse('not_found');
      if (row.state !== 'open') return refuse('state_has_changed', { outcome: row.state });
      const [target] = await readBeside(tx, communityId, [requestId], [], now(), now());
      if (target === undefined || row.reading === null) return refuse('not_found');
      const { amendment, hindrance, evenSo: may } = proposalOf(row, target);
      if (amendment === null) return refuse('invalid', { hindrance });
      if (hindrance !== null && !(may && evenSo)) return refuse('already_bought', { hindrance });
      if (amendment.do === 'move') {
        const moved = await askElsewhere(ask, call, row, pasteRowId, target);
        if (isRefusal(moved)) return moved;
      }
      const move: AskedMove =
        amendment.do === 'amend'
          ? { id: call.body.id, move: 'amend', items: [...amendment.items], note: amendment.note }
          : undoing(call.body.id, target.state);
      const maker = makerOf(call.actor, call.roles, call.reach, moveRequest.who);
      const [outcome] = await makeMoves(tx, now(), maker, [{ requestId, move }]);
      if (outcome === undefined) throw new Error('a move without an outcome');
      if (isRefusal(outcome)) return outcome;
      await markApplied(tx, communityId, pasteRowId, amendment.do === 'move' ? row.request_id : requestId, personId, now());
      await writeAudit(tx, {
        communityId,
        byId: personId,
        byRole: call.roles[0] ?? 'nobody',
        act: 'apply_paste_row',
        subjectKind: 'request',
        subjectId: requestId,
        facts: { does: amendment.do, evenSo },
      });
      return { requestId: amendment.do === 'move' ? row.request_id : requestId, state: outcome.state };
    },
  );
  if (!isRefusal(answer)) deps.live.poke(communityId);
  return answer;
}

/** What was taken up by somebody is called off, with the reason that the household asked. */
function undoing(id: string, state: State): AskedMove {
  const isHeld = state === 'accepted' || state === 'carrying' || state === 'problem' || state === 'delivered';
  return isHeld ? { id, move: 'call_off', reason: 'household_asked' } : { id, move: 'cancel' };
}

/** First asked for at the new door, then cancelled at the old one: whatever happens between, somebody is served. */
async function askElsewhere(
  ask: Ask,
  call: SignedCall<typeof applyPasteRow>,
  row: HeldRow,
  pasteRowId: string,
  target: BesideRow,
): Promise<Refusal | undefined> {
  if (row.household_id === null) return refuse('household_unknown');
  if (row.household_id === target.household_id) return refuse('state_has_changed', { state: target.state });
  const said = askOf({ ...row, paste_row_id: pasteRowId });
  const wished =
    row.change === 'changed'
      ? said
      : {
          ...said,
          kind: target.kind,
          items: target.items.map(item => ({ ...item })),
          ...(target.note === null ? {} : { note: target.note }),
        };
  const answer = await ask({ ...call, params: {}, query: {}, body: wished } as Call<Endpoint>);
  return isRefusal(answer) ? answer : undefined;
}
