// The seconds of a compound as a form: each kind of leg with what it means and how far it can go, and where a building differs.
import { useState } from 'preact/hooks';
import type { setTravelTimes } from '../../../api/travel.ts';
import { isWithinRange, type TravelKind, travelKindNames, travelKinds } from '../../../domain/dispatch/travel-times.ts';
import { Button } from '../../kit/Button.tsx';
import { TextInput } from '../../kit/Field.tsx';
import { useMove } from '../../kit/moves.ts';
import { ErrorNote } from '../../kit/Note.tsx';
import { call } from '../call.ts';
import type { TravelTimes } from './Travel.tsx';
import { sayTravel } from './words.ts';

type Own = { readonly gateSeconds: string; readonly doorSeconds: string };

/** Undefined: not a number of this kind. Empty is null where a building may follow its compound. */
function read(kind: TravelKind, text: string): number | undefined {
  const value = Number(text.trim().replace('．', '.').replace('。', '.'));
  return text.trim() !== '' && isWithinRange(kind, value) ? value : undefined;
}
const readOwn = (kind: TravelKind, text: string) => (text.trim() === '' ? null : read(kind, text));
const wrong = (kind: TravelKind) => sayTravel('wrong', { least: travelKinds[kind].least, most: travelKinds[kind].most });

export function Seconds({ compoundId, times, onSaved }: { compoundId: string; times: TravelTimes; onSaved: () => void }) {
  const [typed, setTyped] = useState<Readonly<Record<TravelKind, string>>>(
    () => Object.fromEntries(travelKindNames.map(kind => [kind, String(times.seconds[kind])])) as Record<TravelKind, string>,
  );
  const [own, setOwn] = useState<ReadonlyMap<string, Own>>(
    () =>
      new Map(
        times.buildings.map(({ buildingId, gateSeconds, doorSeconds }) => [
          buildingId,
          { gateSeconds: String(gateSeconds ?? ''), doorSeconds: String(doorSeconds ?? '') },
        ]),
      ),
  );
  const seconds = travelKindNames.map(kind => [kind, read(kind, typed[kind])] as const);
  const buildings = times.buildings.map(({ buildingId }) => {
    const { gateSeconds = '', doorSeconds = '' } = own.get(buildingId) ?? {};
    return {
      buildingId,
      gateSeconds: readOwn('gateSeconds', gateSeconds),
      doorSeconds: readOwn('doorSeconds', doorSeconds),
    };
  });
  const right =
    seconds.every(([, value]) => value !== undefined) &&
    buildings.every(one => one.gateSeconds !== undefined && one.doorSeconds !== undefined);
  const save = useMove<Record<string, never>, unknown>(
    () =>
      call<typeof setTravelTimes>('PUT', '/api/v1/compounds/{compoundId}/travel-times', {
        params: { compoundId },
        body: { basedOn: times.basedOn, seconds: Object.fromEntries(seconds), buildings } as never,
      }),
    onSaved,
  );
  const change = (buildingId: string, part: Partial<Own>) =>
    setOwn(known => new Map(known).set(buildingId, { gateSeconds: '', doorSeconds: '', ...known.get(buildingId), ...part }));
  return (
    <form
      class="k-stack"
      onSubmit={event => {
        event.preventDefault();
        if (right) void save.send({});
      }}
    >
      <div class="desk-seconds">
        {travelKindNames.map(kind => {
          const { least, most, usual } = travelKinds[kind];
          return (
            <TextInput
              key={kind}
              label={sayTravel(kind)}
              hint={sayTravel('range', { hint: sayTravel(`hint.${kind}`), least, most, usual })}
              problem={read(kind, typed[kind]) === undefined ? wrong(kind) : undefined}
              inputMode="decimal"
              autocomplete="off"
              value={typed[kind]}
              onText={text => setTyped(known => ({ ...known, [kind]: text }))}
            />
          );
        })}
      </div>
      <section class="k-stack" aria-labelledby="travel-buildings">
        <h2 id="travel-buildings">{sayTravel('buildings')}</h2>
        <p class="k-quiet">{sayTravel('buildings.line')}</p>
        <table class="k-table desk-own-seconds">
          <thead>
            <tr>
              <th scope="col">{sayTravel('building')}</th>
              <th scope="col">{sayTravel('building.gate')}</th>
              <th scope="col">{sayTravel('building.door')}</th>
            </tr>
          </thead>
          <tbody>
            {times.buildings.map(({ buildingId, label, gateWay }) => {
              const { gateSeconds = '', doorSeconds = '' } = own.get(buildingId) ?? {};
              return (
                <tr key={buildingId}>
                  <th scope="row">{label}</th>
                  <td>
                    <TextInput
                      label={sayTravel('of.gate', { building: label })}
                      quietLabel
                      inputMode="decimal"
                      placeholder={String(Math.round(gateWay))}
                      problem={readOwn('gateSeconds', gateSeconds) === undefined ? wrong('gateSeconds') : undefined}
                      value={gateSeconds}
                      onText={text => change(buildingId, { gateSeconds: text })}
                    />
                  </td>
                  <td>
                    <TextInput
                      label={sayTravel('of.door', { building: label })}
                      quietLabel
                      inputMode="decimal"
                      placeholder={String(times.seconds.doorSeconds)}
                      problem={readOwn('doorSeconds', doorSeconds) === undefined ? wrong('doorSeconds') : undefined}
                      value={doorSeconds}
                      onText={text => change(buildingId, { doorSeconds: text })}
                    />
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </section>
      <ErrorNote refusal={save.refusal} />
      <p>
        <Button type="submit" look="main" busy={save.sending} disabled={!right}>
          {sayTravel('save')}
        </Button>
      </p>
    </form>
  );
}
