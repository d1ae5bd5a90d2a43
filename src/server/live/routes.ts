// The two streams: boards and desks hear of the whole community, households and helpers only of what is theirs.
import { boardLive } from '../../api/brief.ts';
import type { Endpoint } from '../../api/endpoint.ts';
import { myLive } from '../../api/own.ts';
import { isRefusal, type Refusal, refuse } from '../../domain/refusal.ts';
import { admit } from '../http/actor.ts';
import { type Deps, hijacked, type Route, route, type SignedCall } from '../http/route.ts';
import { cookieNameOf } from '../people/sessions.ts';
import type { Wants } from './stream.ts';

export function routes(deps: Deps): Route[] {
  return [
    route(boardLive, async call => {
      const { compoundId } = call.query;
      return open(deps, boardLive, call, compoundId === undefined ? { kind: 'desk' } : { kind: 'board', compoundId });
    }),
    route(myLive, async call => {
      const householdId = call.actor.kind === 'staff' ? null : call.actor.householdId;
      return open(deps, myLive, call, { kind: 'own', householdId, ownerId: call.reach.ownerId });
    }),
  ];
}

/** A browser that was cut sends Last-Event-ID; a page that comes with a snapshot sends `since`. */
function open(
  deps: Deps,
  endpoint: Endpoint,
  call: Pick<SignedCall<Endpoint>, 'actor' | 'request' | 'reply'> & { readonly query: { readonly since?: string | undefined } },
  wants: Wants,
): typeof hijacked | Refusal {
  const { actor, request, reply } = call;
  const last = request.headers['last-event-id'];
  const token = request.cookies[cookieNameOf(request)] ?? '';
  const opened = deps.live.open(
    {
      communityId: actor.communityId,
      wants,
      since: typeof last === 'string' && last !== '' ? last : call.query.since,
      sessionKey: actor.sessionKey,
      mayStay: async () => {
        const now = await deps.sessions.find(token);
        return now !== null && now.personId === actor.personId && !isRefusal(admit(now, endpoint.who));
      },
    },
    actor.timeZone,
    reply.raw,
  );
  return opened ? hijacked : refuse('too_many_requests');
}
