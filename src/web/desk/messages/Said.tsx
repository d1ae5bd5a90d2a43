// One line of a conversation: what they wrote or sent along and what came of it, or what the desk answered and whether it arrived.
import { useState } from 'preact/hooks';
import { isPlayable } from '../../../domain/notice/channel-media.ts';
import { Button } from '../../kit/Button.tsx';
import { Chip } from '../../kit/Chip.tsx';
import { addressOf } from '../../kit/call.ts';
import { TimeAgo } from '../../kit/TimeAgo.tsx';
import { addressOfPlace } from '../route.ts';
import { sayCode } from '../words.ts';
import type { Held } from './Conversation.tsx';
import { sayKind, sayMessage, sayWhy } from './words.ts';

type Message = Held['messages'][number];
type Reply = Held['replies'][number];

interface SaidProps {
  channel: Held['channel'];
  message: Message | undefined;
  reply: Reply | undefined;
  /** Undefined where there is nothing to choose. */
  picked: boolean | undefined;
  onPick: (isPicked: boolean) => void;
}

export function Said({ channel, message, reply, picked, onPick }: SaidProps) {
  if (reply) return <Ours of={reply} />;
  if (!message) return null;
  const { outcome, requestId, doneByName } = message;
  return (
    <div class="desk-written" data-open={outcome === null || undefined}>
      {picked !== undefined && (
        <input
          type="checkbox"
          checked={picked}
          aria-label={sayMessage('pick.one')}
          onChange={event => onPick(event.currentTarget.checked)}
        />
      )}
      <div>
        <Words of={message} channel={channel} />
        <p class="k-row k-small k-quiet">
          <TimeAgo at={message.sentAt} />
          {outcome !== null &&
            (requestId ? (
              <a href={addressOfPlace('queue', requestId)}>{sayMessage('outcome.request')}</a>
            ) : (
              <span>
                {doneByName
                  ? sayMessage('outcome.by', { outcome: sayMessage(`outcome.${outcome}`), name: doneByName })
                  : sayMessage(`outcome.${outcome}`)}
              </span>
            ))}
        </p>
      </div>
    </div>
  );
}

function Words({ of, channel }: { of: Message; channel: Held['channel'] }) {
  const where = sayCode('channel', channel);
  const isReadable = of.kind === 'text' || of.media !== null || of.said !== null;
  return (
    <>
      {of.kind !== 'text' && <Chip>{sayKind(of.kind)}</Chip>}
      {of.said !== null && <p class="desk-words">{of.said}</p>}
      {of.said !== null && of.kind !== 'text' && <small class="k-quiet">{sayMessage('heard', { channel: where })}</small>}
      {of.media && <Media of={of} media={of.media} />}
      {!isReadable && of.outcome !== 'bound' && <p class="k-quiet">{sayMessage('kind.unreadable', { channel: where })}</p>}
    </>
  );
}

function Media({ of, media }: { of: Message; media: NonNullable<Message['media']> }) {
  const [shown, setShown] = useState(false);
  if (media.state !== 'kept') return <p class="k-quiet">{sayMessage(`media.${media.state}`)}</p>;
  const address = addressOf('/api/v1/channel-messages/{channelMessageId}/media', {
    params: { channelMessageId: of.channelMessageId },
  });
  const isPicture = media.mediaType?.startsWith('image/') === true;
  if (!isPicture && !isPlayable(media.mediaType ?? '')) {
    return (
      <>
        <p>
          <Button href={address} download="voice.amr">
            {sayMessage('media.save')}
          </Button>
        </p>
        <small class="k-quiet">{sayMessage('media.amr')}</small>
      </>
    );
  }
  // Each look is written down, so nothing is fetched before somebody wants to see or hear it.
  if (!shown) {
    return (
      <p>
        <Button onPress={() => setShown(true)} title={sayMessage('media.audited')}>
          {sayMessage(isPicture ? 'media.show' : 'media.play')}
        </Button>
      </p>
    );
  }
  if (isPicture) return <img class="desk-media" src={address} alt={sayMessage('media.shown')} />;
  // biome-ignore lint/a11y/useMediaCaption: what the channel heard stands above, where it heard anything
  return <audio controls autoplay src={address} />;
}

const tones = { waiting: 'squash', sent: 'leaf', failed: 'tomato' } as const;
const glyphs = { waiting: 'waiting', sent: 'served', failed: 'late' } as const;

function Ours({ of }: { of: Reply }) {
  return (
    <div class="desk-written" data-ours>
      <div>
        <p class="desk-words">{of.said}</p>
        <p class="k-row k-small k-quiet">
          <TimeAgo at={of.madeAt} />
          <span>{of.byName ? sayMessage('by', { name: of.byName }) : sayMessage('ours')}</span>
          <Chip tone={tones[of.state]} glyph={glyphs[of.state]}>
            {sayMessage(`sent.${of.state}`)}
          </Chip>
          {of.why && <span>{sayWhy(of.why)}</span>}
        </p>
      </div>
    </div>
  );
}
