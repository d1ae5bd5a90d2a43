// What a group says of itself: its name, where its members live, its menu; the reader takes it as said.
import { useState } from 'preact/hooks';
import type { addChatGroup, changeChatGroup } from '../../../api/paste.ts';
import { groupChannels } from '../../../domain/intake/heard.ts';
import { Button } from '../../kit/Button.tsx';
import { newMoveId, type Refused } from '../../kit/call.ts';
import { Dialog } from '../../kit/Dialog.tsx';
import { Select, TextInput } from '../../kit/Field.tsx';
import { ErrorNote } from '../../kit/Note.tsx';
import { poke } from '../../kit/resource.ts';
import { call } from '../call.ts';
import { useSeat } from '../seat.ts';
import type { Group } from './PasteBox.tsx';
import { sayChat } from './words.ts';

interface GroupDialogProps {
  group: Group | undefined;
  onClose: () => void;
  onSaved: (chatGroupId: string | undefined) => void;
}

export function GroupDialog({ group, onClose, onSaved }: GroupDialogProps) {
  const { places } = useSeat();
  const compounds = places?.compounds ?? [];
  const [id] = useState(() => group?.chatGroupId ?? newMoveId());
  const [name, setName] = useState(group?.name ?? '');
  const [compoundId, setCompound] = useState(
    group?.compound?.id ?? (compounds.length === 1 ? (compounds[0]?.compoundId ?? '') : ''),
  );
  const [buildingId, setBuilding] = useState(group?.building?.id ?? '');
  const [unitId, setUnit] = useState(group?.unit?.id ?? '');
  const [menu, setMenu] = useState((group?.menu ?? []).join('，'));
  const [defaultItem, setDefault] = useState(group?.defaultItem ?? '');
  const [channel, setChannel] = useState(group?.channel ?? 'wechat_group');
  const [sending, setSending] = useState(false);
  const [refusal, setRefusal] = useState<Refused | undefined>(undefined);
  const buildings = compounds.find(one => one.compoundId === compoundId)?.buildings ?? [];
  const units = (buildings.find(one => one.buildingId === buildingId)?.units ?? []).filter(one => one.label !== '');
  const any = { value: '', text: sayChat('group.any') };
  const save = async (ended: boolean) => {
    if (sending || name.trim() === '') return;
    setSending(true);
    const fields = {
      name: name.trim(),
      compoundId: compoundId || null,
      buildingId: buildingId || null,
      unitId: unitId || null,
      menu: menu
        .split(/[,，、;；\n]/)
        .map(dish => dish.trim())
        .filter(dish => dish !== ''),
      defaultItem: defaultItem.trim() || null,
      channel,
    };
    const outcome = group
      ? await call<typeof changeChatGroup>('PUT', '/api/v1/chat-groups/{chatGroupId}', {
          params: { chatGroupId: id },
          body: { ...fields, ended },
        })
      : await call<typeof addChatGroup>('POST', '/api/v1/chat-groups', { body: { id, ...fields } });
    setSending(false);
    if (!outcome.ok) return setRefusal(outcome.refusal);
    poke('chat-groups');
    onSaved(ended ? undefined : id);
    onClose();
  };
  return (
    <Dialog
      open
      title={sayChat(group ? 'box.change_group' : 'box.new_group')}
      onClose={onClose}
      foot={
        <>
          <Button look="main" busy={sending} disabled={name.trim() === ''} onPress={() => save(false)}>
            {sayChat('group.save')}
          </Button>
          {group && (
            <Button look="plain" disabled={sending} onPress={() => save(true)}>
              {sayChat('group.end')}
            </Button>
          )}
        </>
      }
    >
      <div class="desk-fix">
        <TextInput label={sayChat('group.name')} value={name} maxLength={40} onText={setName} />
        <Select
          label={sayChat('group.channel')}
          value={channel}
          options={groupChannels.map(value => ({ value, text: sayChat(`group.channel.${value}`) }))}
          onPick={setChannel}
        />
        <div class="desk-fix-line">
          <Select
            label={sayChat('group.compound')}
            value={compoundId}
            options={[any, ...compounds.map(one => ({ value: one.compoundId, text: one.name }))]}
            onPick={value => {
              setCompound(value);
              setBuilding('');
              setUnit('');
            }}
          />
          <Select
            label={sayChat('group.building')}
            value={buildingId}
            options={[any, ...buildings.map(one => ({ value: one.buildingId, text: one.label }))]}
            onPick={value => {
              setBuilding(value);
              setUnit('');
            }}
          />
          <Select
            label={sayChat('group.unit')}
            value={unitId}
            options={[any, ...units.map(one => ({ value: one.unitId, text: one.label }))]}
            onPick={setUnit}
          />
        </div>
        <TextInput label={sayChat('group.menu')} optional value={menu} maxLength={400} onText={setMenu} />
        <TextInput label={sayChat('group.default')} optional value={defaultItem} maxLength={40} onText={setDefault} />
        <ErrorNote refusal={refusal} />
      </div>
    </Dialog>
  );
}
