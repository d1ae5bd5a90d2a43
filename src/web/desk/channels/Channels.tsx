// 渠道: what outside channels are set up, switching them on, and trying out whether they work.
import { useState } from 'preact/hooks';
import type { listChannels, setChannel, testChannel } from '../../../api/channel.ts';
import type { AnswerOf } from '../../../api/endpoint.ts';
import { channelFields } from '../../../domain/notice/outside-channel.ts';
import { Button } from '../../kit/Button.tsx';
import { Chip } from '../../kit/Chip.tsx';
import { Check, TextInput } from '../../kit/Field.tsx';
import { useMove } from '../../kit/moves.ts';
import { ErrorNote, Loaded, Note } from '../../kit/Note.tsx';
import { useResource } from '../../kit/resource.ts';
import { TimeAgo } from '../../kit/TimeAgo.tsx';
import { toast } from '../../kit/Toast.tsx';
import { call } from '../call.ts';
import { say, sayCode } from '../words.ts';
import './channels.css';

type Channel = AnswerOf<typeof listChannels>['channels'][number];

export function Channels() {
  const channels = useResource('channels', signal => call<typeof listChannels>('GET', '/api/v1/channels', {}, { signal }), [
    'channels',
  ]);
  return (
    <div class="desk-page">
      <header class="desk-page-head">
        <h1>{say('page.channels')}</h1>
        <p class="k-quiet">{say('channels.line')}</p>
      </header>
      <Loaded of={channels} lines={6}>
        {answer => (
          <div class="desk-channels">
            {answer.channels.map(one => (
              <OneChannel key={one.channel} of={one} onSaved={channels.refetch} />
            ))}
          </div>
        )}
      </Loaded>
    </div>
  );
}

function OneChannel({ of, onSaved }: { of: Channel; onSaved: () => void }) {
  const [enabled, setEnabled] = useState(of.enabled);
  const [typed, setTyped] = useState<Readonly<Record<string, string>>>({});
  const params = { channel: of.channel };
  const save = useMove<{ enabled: boolean; fields: Record<string, string> }, unknown>(
    (_id, body) => call<typeof setChannel>('PUT', '/api/v1/channels/{channel}', { params, body }),
    () => {
      setTyped({});
      toast(say('channels.saved'));
      onSaved();
    },
  );
  const tried = useMove<Record<string, never>, AnswerOf<typeof testChannel>>(() =>
    call<typeof testChannel>('POST', '/api/v1/channels/{channel}/test', { params }),
  );
  const result = tried.state.is === 'done' ? tried.state.answer : undefined;
  const wrong = save.refusal?.facts?.field;
  return (
    <section class="k-stack desk-channel" aria-labelledby={`channel-${of.channel}`}>
      <header class="k-row" data-spread>
        <h2 id={`channel-${of.channel}`}>{sayCode('channel', of.channel)}</h2>
        <Chip tone={of.enabled ? 'leaf' : 'stone'} glyph={of.enabled ? 'served' : 'none'}>
          {say(of.enabled ? 'channels.is_on' : 'channels.is_off')}
        </Chip>
      </header>
      <form
        class="k-stack"
        onSubmit={event => {
          event.preventDefault();
          const fields = Object.fromEntries(Object.entries(typed).filter(([, value]) => value.trim() !== ''));
          void save.send({ enabled, fields });
        }}
      >
        {channelFields[of.channel].map(({ name, secret }) => (
          <TextInput
            key={name}
            label={sayCode('channelfield', name)}
            hint={secret && of.secretsSet.includes(name) ? say('channels.secret_set') : undefined}
            problem={wrong === name ? say('channels.field_wrong') : undefined}
            type={secret ? 'password' : 'text'}
            autocomplete="off"
            value={typed[name] ?? (secret ? '' : (of.fields[name] ?? ''))}
            onText={text => setTyped(known => ({ ...known, [name]: text }))}
          />
        ))}
        {of.callback && (
          <p class="k-small">
            {say('channels.callback')} <code>{`${location.origin}${of.callback}`}</code>
          </p>
        )}
        {of.heardAt && (
          <p class="k-small k-quiet">
            {say('channels.heard')} <TimeAgo at={of.heardAt} />
          </p>
        )}
        <Check checked={enabled} onCheck={setEnabled}>
          {say('channels.on')}
        </Check>
        <ErrorNote refusal={save.refusal} />
        <p class="k-row">
          <Button type="submit" look="main" busy={save.sending}>
            {say('channels.save')}
          </Button>
          <Button busy={tried.sending} onPress={() => tried.send({})}>
            {say('channels.test')}
          </Button>
        </p>
      </form>
      <ErrorNote refusal={tried.refusal} />
      {result?.works === true && (
        <Note tone="leaf" glyph="served">
          {say('channels.works')}
        </Note>
      )}
      {result?.works === false && (
        <Note tone="tomato" glyph="late">
          {sayCode('channelproblem', result.problem ?? 'other')}
          {result.errorCode !== null && ` (${result.errorCode})`}
        </Note>
      )}
    </section>
  );
}
