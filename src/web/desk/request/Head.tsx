// The head of a request: the door, how it stands, its clocks, who has it.
import { Button } from '../../kit/Button.tsx';
import { Chip, LevelChip, StateChip } from '../../kit/Chip.tsx';
import { Clock } from '../../kit/Clock.tsx';
import { Glyph } from '../../kit/Glyph.tsx';
import { glyphOfKind } from '../../kit/kind-glyph.ts';
import { nameOf } from '../../kit/names.ts';
import { useNow } from '../../kit/now.ts';
import { TimeAgo } from '../../kit/TimeAgo.tsx';
import { clockTime, dayTime, span } from '../../kit/time.ts';
import { sayKit } from '../../kit/words.ts';
import { addressOfPlace } from '../route.ts';
import { useSeat } from '../seat.ts';
import { say, sayReason } from '../words.ts';
import type { Detail } from './act.ts';

export function Head({ request, onClose }: { request: Detail; onClose: () => void }) {
  const { may } = useSeat();
  const now = useNow('minute');
  const over = ['served', 'cancelled', 'merged', 'refused'].includes(request.state);
  const delivered = request.events.findLast(event => event.toState === 'delivered')?.at;
  const actLate = request.state !== 'delivered' && request.actBy !== null && Date.parse(request.actBy) < now;
  return (
    <header class="desk-request-head">
      <div class="desk-request-top">
        <Button class="desk-only-narrow" look="plain" onPress={onClose} label={sayKit('back')}>
          <Glyph name="left" size={1.25} />
        </Button>
        <h1 id="request-door">
          {may('readHousehold') ? <a href={addressOfPlace('households', request.householdId)}>{request.door}</a> : request.door}
        </h1>
        <LevelChip level={request.level} />
        <span class="k-quiet k-small k-nowrap">{say('request.number', { number: request.number })}</span>
      </div>
      <div class="k-row">
        <StateChip state={request.state} />
        <Chip
          glyph={glyphOfKind[request.kind]}
          tone={request.lane === 'life' ? 'tomato' : request.lane === 'medicine' ? 'aubergine' : 'stone'}
        >
          {nameOf(`kind.${request.kind}`)}
          {request.lane === 'life' && ` · ${nameOf('lane.life')}`}
        </Chip>
        {request.urgency === 'soon' && <Chip tone="squash">{nameOf('urgency.soon')}</Chip>}
        {!over && (
          <span class="k-row desk-due">
            <small>{say('request.due')}</small>
            <Clock due={request.dueAt} doneAt={delivered} />
          </span>
        )}
        {!over && request.actBy !== null && (
          <Chip tone={actLate ? 'tomato' : 'stone'} glyph="clock" title={say('request.act_by_title')}>
            {actLate
              ? say('request.act_late', { span: span(now - Date.parse(request.actBy)) })
              : say(request.state === 'delivered' ? 'row.settles' : 'row.act_by', { time: clockTime(request.actBy) })}
          </Chip>
        )}
        {request.escalation > 0 && (
          <Chip tone="tomato" glyph="late">
            {say('request.escalated', { to: nameOf(request.escalation > 1 ? 'role.community_lead' : 'role.grid_lead') })}
          </Chip>
        )}
        {request.reopened > 0 && <Chip tone="squash">{say('request.reopened', { n: request.reopened })}</Chip>}
        {request.problem && (
          <Chip tone="tomato" glyph="late" solid>
            {sayReason(request.problem)}
          </Chip>
        )}
      </div>
      <p class="k-small k-quiet">
        {request.compoundName} · {nameOf(`channel.${request.channel}`)} · <TimeAgo at={request.askedAt} />
        {request.ownerName && (
          <>
            {' · '}
            <b class="desk-ink">{say('request.owner', { name: request.ownerName })}</b>
          </>
        )}
        {request.run && <> · {say('request.run', { time: dayTime(request.run.startsAt, now) })}</>}
      </p>
    </header>
  );
}
