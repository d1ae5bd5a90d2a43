// Every endpoint of the program in one list: the server refuses to start when one has no handler, the tests walk them all.
import * as bag from './bag.ts';
import * as bindingPlan from './binding-plan.ts';
import * as brief from './brief.ts';
import * as callRoom from './call.ts';
import * as care from './care.ts';
import * as careCheck from './care-check.ts';
import * as careRecord from './care-record.ts';
import * as channel from './channel.ts';
import * as conversation from './conversation.ts';
import * as delivery from './delivery.ts';
import * as dispatch from './dispatch.ts';
import type { Endpoint } from './endpoint.ts';
import * as exit from './exit.ts';
import * as handover from './handover.ts';
import * as lot from './lot.ts';
import * as own from './own.ts';
import * as paste from './paste.ts';
import * as people from './people.ts';
import * as phone from './phone.ts';
import * as place from './place.ts';
import * as plan from './plan.ts';
import * as privacy from './privacy.ts';
import * as reading from './reading.ts';
import * as request from './request.ts';
import * as round from './round.ts';
import * as session from './session.ts';
import * as silence from './silence.ts';
import * as standDown from './stand-down.ts';
import * as survey from './survey.ts';
import * as travel from './travel.ts';
import * as voice from './voice.ts';
import * as zone from './zone.ts';

const rooms = {
  session,
  place,
  zone,
  exit,
  people,
  request,
  own,
  dispatch,
  bindingPlan,
  travel,
  delivery,
  bag,
  round,
  handover,
  lot,
  care,
  careRecord,
  careCheck,
  survey,
  silence,
  call: callRoom,
  reading,
  paste,
  channel,
  conversation,
  brief,
  plan,
  privacy,
  standDown,
  phone,
  voice,
};

function isEndpoint(value: unknown): value is Endpoint {
  return typeof value === 'object' && value !== null && 'method' in value && 'path' in value && 'who' in value;
}

export const contract: readonly (Endpoint & { readonly room: string; readonly name: string })[] = Object.entries(rooms).flatMap(
  ([room, exported]) =>
    Object.entries(exported).flatMap(([name, value]) => (isEndpoint(value) ? [{ ...value, room, name }] : [])),
);
