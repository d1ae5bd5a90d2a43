// Takes over a set of rules from a day on, as it is or changed level by level; what it would do is shown before it is recorded.
import { useState } from 'preact/hooks';
import type { AnswerOf } from '../../../api/endpoint.ts';
import type { previewPolicy, setPolicy } from '../../../api/zone.ts';
import { type Level, levels } from '../../../domain/zone/level.ts';
import type { LevelRule, LevelRules } from '../../../domain/zone/rule.ts';
import { Dialog } from '../../kit/Dialog.tsx';
import { Select, TextInput } from '../../kit/Field.tsx';
import { ErrorNote } from '../../kit/Note.tsx';
import { Segments } from '../../kit/Settings.tsx';
import { call } from '../call.ts';
import { say } from '../words.ts';
import { LevelForm } from './LevelForm.tsx';
import { rulesInForce } from './RecordZone.tsx';
import type { Policies } from './Rules.tsx';
import { StepFoot } from './StepFoot.tsx';
import { useShown } from './shown.ts';
import { sayZone } from './words.ts';
import { ZoneEffect } from './ZoneEffect.tsx';

interface Draft {
  readonly basedOn: string;
  readonly document: string;
  readonly issuer: string;
  readonly region: string;
  readonly levels: LevelRules;
}

export function ChangeRules({ policies, onClose, onDone }: { policies: Policies; onClose: () => void; onDone: () => void }) {
  const present = rulesInForce(policies);
  const own = policies.versions.find(version => version.policyId === policies.inForce);
  const [base, setBase] = useState<string>('own');
  const [draft, setDraft] = useState<Draft | undefined>(
    present && { ...pick(present), basedOn: own?.basedOn ?? policies.houseSet },
  );
  const [level, setLevel] = useState<Level>('sealed');
  const [from, setFrom] = useState(policies.today);
  const [until, setUntil] = useState('');
  const [order, setOrder] = useState('');
  const dates = { from, ...(until === '' ? {} : { until }) };
  const step = useShown<Draft, AnswerOf<typeof setPolicy>>(
    asked =>
      call<typeof previewPolicy>('POST', '/api/v1/zone-policies/preview', { body: { ...dates, levels: asked.levels as never } }),
    (id, asked, shown) =>
      call<typeof setPolicy>('POST', '/api/v1/zone-policies', {
        body: { id, ...asked, levels: asked.levels as never, ...dates, orderNumber: order.trim(), shown },
      }),
    onDone,
  );
  if (draft === undefined) return null;
  const known = levels.filter(one => draft.levels[one] !== undefined).reverse();
  const rule = draft.levels[level];
  const ready = order.trim() !== '' && draft.document.trim() !== '' && draft.issuer.trim() !== '' && from !== '';
  return (
    <Dialog
      open
      wide
      title={sayZone('rules.change')}
      onClose={onClose}
      foot={<StepFoot step={step} ready={ready} onClose={onClose} onLook={() => step.look(draft)} />}
    >
      {step.seen ? (
        <div class="k-stack">
          <ErrorNote refusal={step.refusal} />
          <ZoneEffect effect={step.seen.effect} before={step.seen.before} />
        </div>
      ) : (
        <div class="k-stack">
          <Select
            label={sayZone('rules.base')}
            value={base}
            options={[
              { value: 'own', text: sayZone('rules.own') },
              ...policies.shipped.map(set => ({ value: set.policyId, text: set.document })),
            ]}
            onPick={value => {
              const set = policies.shipped.find(one => one.policyId === value) ?? present;
              if (set === undefined) return;
              setBase(value);
              setDraft({ ...pick(set), basedOn: value === 'own' ? (own?.basedOn ?? policies.houseSet) : value });
              if (set.levels[level] === undefined) setLevel('sealed');
            }}
          />
          <div class="k-row">
            <TextInput
              label={sayZone('rules.document')}
              value={draft.document}
              onText={document => setDraft({ ...draft, document })}
              maxLength={120}
            />
            <TextInput
              label={sayZone('rules.issuer')}
              value={draft.issuer}
              onText={issuer => setDraft({ ...draft, issuer })}
              maxLength={60}
            />
            <TextInput
              label={sayZone('rules.region')}
              value={draft.region}
              inputMode="numeric"
              onText={region => setDraft({ ...draft, region: region.replace(/\D/g, '') })}
              maxLength={12}
            />
          </div>
          <div class="k-row">
            <TextInput label={say('zones.order')} hint={say('zones.order_hint')} value={order} onText={setOrder} maxLength={60} />
            <TextInput label={sayZone('rules.from')} type="date" value={from} onText={setFrom} />
            <TextInput label={sayZone('rules.to')} type="date" value={until} onText={setUntil} />
          </div>
          <Segments
            label={sayZone('rules.level')}
            options={known.map(value => ({ value, text: draft.levels[value]?.term ?? '' }))}
            value={level}
            onPick={setLevel}
          />
          {rule && (
            <LevelForm
              key={`${base} ${level}`}
              rule={rule}
              onRule={(changed: LevelRule) => setDraft({ ...draft, levels: { ...draft.levels, [level]: changed } })}
            />
          )}
          <ErrorNote refusal={step.refusal} />
        </div>
      )}
    </Dialog>
  );
}

function pick(set: { document: string; issuer: string; region: string; levels: unknown }): Omit<Draft, 'basedOn'> {
  const { document, issuer, region } = set;
  return { document, issuer, region, levels: set.levels as LevelRules };
}
