// 一人一预案 in the form: how this one person gets to hospital and back while the gate is shut.
import type { PlanKind } from '../../../domain/care/one-person-plan.ts';
import { TextInput } from '../../kit/Field.tsx';
import type { Secrets } from './RecordForm.tsx';
import { sayCare } from './words.ts';

type Plans = Secrets['plans'];

interface PlanFieldsProps {
  kind: PlanKind;
  plans: Plans;
  onPlans: (plans: Plans) => void;
}

export function PlanFields({ kind, plans, onPlans }: PlanFieldsProps) {
  const plan = plans.find(one => one.kind === kind) ?? { kind, hospital: null, vehicle: null, approver: null, rehearsedOn: null };
  const change = (part: Partial<Plans[number]>) => onPlans([...plans.filter(one => one.kind !== kind), { ...plan, ...part }]);
  return (
    <fieldset class="k-stack desk-care-part" data-gap="s">
      <legend>{sayCare(`plan.title.${kind}`)}</legend>
      <div class="desk-care-two">
        <TextInput
          label={sayCare('plan.hospital')}
          maxLength={80}
          value={plan.hospital ?? ''}
          onText={hospital => change({ hospital })}
        />
        <TextInput
          label={sayCare('plan.vehicle')}
          maxLength={120}
          value={plan.vehicle ?? ''}
          onText={vehicle => change({ vehicle })}
        />
        <TextInput
          label={sayCare('plan.approver')}
          maxLength={80}
          value={plan.approver ?? ''}
          onText={approver => change({ approver })}
        />
        <TextInput
          label={sayCare('plan.rehearsed')}
          type="date"
          value={plan.rehearsedOn ?? ''}
          onText={rehearsedOn => change({ rehearsedOn })}
        />
      </div>
    </fieldset>
  );
}
